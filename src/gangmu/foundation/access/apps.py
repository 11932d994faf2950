"""The access room: no tables, but a place for its words."""

from gangmu.foundation.kernel.rooms import Room


class AccessConfig(Room):
    """Django's entry for access."""

    name = "gangmu.foundation.access"
    label = "access"
    verbose_name = "权限"
