"""Tables of ui."""
