"""Shapes that hold over the whole tree."""
