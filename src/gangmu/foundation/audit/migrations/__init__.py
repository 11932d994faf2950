"""Tables of the audit."""
