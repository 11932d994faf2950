"""Declare a register once: list, filter, form, detail, history, export, permissions."""
