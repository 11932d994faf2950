"""The doors for writes of the roll."""
