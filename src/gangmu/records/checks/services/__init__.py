"""The doors for writes of checks."""
