"""Permissions and scope: one vocabulary, one check in the data layer. Knows units and roles only as ids and codes."""
