"""Walkers: what holds of every route, register, system, command."""
