"""The platform that every application stands on."""
