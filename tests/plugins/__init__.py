"""Plugins of the test run: what is missing is told, never passed over in silence."""
