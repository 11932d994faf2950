"""Migrations of the premises."""
