"""Ways of working that many applications share, each built once."""
