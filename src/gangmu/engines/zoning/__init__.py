"""Zones and sites: units to schools, near, within seats, in one piece; every answer with a bound."""
