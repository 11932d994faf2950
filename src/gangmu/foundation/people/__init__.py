"""Persons, the roles they hold in units over time, who leads whom, who stands in for whom."""
