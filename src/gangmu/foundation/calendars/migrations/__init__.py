"""Tables of calendars."""
