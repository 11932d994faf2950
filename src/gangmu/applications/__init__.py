"""The bureau's systems, one folder per acceptance group, all of one shape."""
