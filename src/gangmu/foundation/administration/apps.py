"""The administration room."""

from gangmu.foundation.kernel.rooms import Room


class AdministrationConfig(Room):
    """Django's entry for administration."""

    name = "gangmu.foundation.administration"
    label = "administration"
    verbose_name = "系统管理"
