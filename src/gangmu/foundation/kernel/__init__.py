"""The smallest room: errors, clock, actor, events, the result object and the base of two-time rows. No table, no page."""
