"""Fixtures and plugins for every test of the tree."""

from hypothesis import settings

pytest_plugins = [
    "tests.plugins.language",
    "tests.plugins.needs",
    "tests.plugins.people",
    "tests.plugins.sharing",
]

settings.register_profile("fuzz", max_examples=5000, deadline=None)
