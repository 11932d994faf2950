"""Target objects, the binding of a target to its indicator, and the lights."""
