"""Migrations of the roll."""
