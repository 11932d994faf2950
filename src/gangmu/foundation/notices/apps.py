"""The notices room."""

from gangmu.foundation.kernel.rooms import Room


class NoticesConfig(Room):
    """Django's entry for notices."""

    name = "gangmu.foundation.notices"
    label = "notices"
    verbose_name = "通知"
