"""The words of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskKind(models.TextChoices):
    """What kind of duty a task is, which decides how time judges it (supervision_and_assessment 11.5)."""

    DEADLINE = "deadline", _("限时完成")
    START = "start", _("启动类")
    STANDING = "standing", _("长期坚持")


class TaskState(models.TextChoices):
    """Where a task stands."""

    TRIAL = "trial", _("试运行")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("完成认定")
    STOPPED = "stopped", _("中止")


class Part(models.TextChoices):
    """A unit's part in a task."""

    LEAD = "lead", _("牵头")
    COOPERATING = "cooperating", _("配合")


class SourceKind(models.TextChoices):
    """Where a task comes from; a task may have several sources."""

    PLAN = "plan", _("工作要点")
    COUNTY_TABLE = "county_table", _("县级任务分解表")
    LIVELIHOOD = "livelihood", _("民生实事")
    CITY_LIST = "city_list", _("市级清单")
    INSTRUCTION = "instruction", _("领导批示")
    MEETING = "meeting", _("会议议定")
    PROBLEM = "problem", _("问题台账")
