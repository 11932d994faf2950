"""The targets room."""

from gangmu.foundation.kernel.rooms import Room


class TargetsConfig(Room):
    """Django's entry for targets."""

    name = "gangmu.datacentre.targets"
    label = "targets"
    verbose_name = "目标"
