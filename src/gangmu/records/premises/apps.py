"""The premises room."""

from gangmu.foundation.kernel.rooms import Room


class PremisesConfig(Room):
    """Django's entry for the premises."""

    name = "gangmu.records.premises"
    label = "premises"
    verbose_name = "办学条件"
