"""Premises (办学条件): buildings, rooms, grounds, equipment, books, networks, seats delivered, what no register row yields."""
