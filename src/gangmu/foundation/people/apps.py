"""The people room."""

from gangmu.foundation.kernel.rooms import Room


class PeopleConfig(Room):
    """Django's entry for people."""

    name = "gangmu.foundation.people"
    label = "people"
    verbose_name = "人员与角色"
