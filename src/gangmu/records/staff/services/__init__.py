"""The doors for writes of staff."""
