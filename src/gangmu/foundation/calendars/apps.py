"""The calendars room."""

from gangmu.foundation.kernel.rooms import Room


class CalendarsConfig(Room):
    """Django's entry for calendars."""

    name = "gangmu.foundation.calendars"
    label = "calendars"
    verbose_name = "校历"
