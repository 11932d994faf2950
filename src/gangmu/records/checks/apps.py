"""The room of checks."""

from gangmu.foundation.kernel.rooms import Room


class ChecksConfig(Room):
    """Django's entry for the checks."""

    name = "gangmu.records.checks"
    label = "checks"
    verbose_name = "九月核对"
