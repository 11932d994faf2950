"""Fixtures and plugins for every test of the tree."""

pytest_plugins = ["tests.plugins.needs", "tests.plugins.people"]
