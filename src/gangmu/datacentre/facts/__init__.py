"""Fact tables: columns, types, units, grain, sensitivity. No Django here."""
