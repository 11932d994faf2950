"""The rolls room."""

from gangmu.foundation.kernel.rooms import Room


class RollsConfig(Room):
    """Django's entry for the roll."""

    name = "gangmu.records.rolls"
    label = "rolls"
    verbose_name = "学籍"
