"""The planning room."""

from gangmu.foundation.kernel.rooms import Room


class PlanningConfig(Room):
    """Django's entry for planning."""

    name = "gangmu.applications.planning"
    label = "planning"
    verbose_name = "工作要点"
