"""The jobs room."""

from gangmu.foundation.kernel.rooms import Room


class JobsConfig(Room):
    """Django's entry for jobs."""

    name = "gangmu.foundation.jobs"
    label = "jobs"
    verbose_name = "后台任务"
