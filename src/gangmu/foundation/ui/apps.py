"""The ui room."""

from gangmu.foundation.kernel.rooms import Room


class UiConfig(Room):
    """Django's entry for ui."""

    name = "gangmu.foundation.ui"
    label = "ui"
    verbose_name = "界面"
