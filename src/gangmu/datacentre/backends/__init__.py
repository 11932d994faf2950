"""Where indicators are computed. No Django here."""
