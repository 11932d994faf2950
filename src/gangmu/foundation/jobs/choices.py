"""The words of background work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """How a job stands."""

    WAITING = "waiting", _("排队")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


#: States in which a job is still to be done.
OPEN = (JobState.WAITING, JobState.RUNNING)
#: States in which a key is taken: the same work is not queued again.
TAKEN = (*OPEN, JobState.DONE)
