"""Tools of those who build."""
