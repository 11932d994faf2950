"""The lights of tasks as lists show, filter and sort them: a copy that is worked out anew whenever something changed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.procedures.ledger.models.tasks import Task


class ShownLight(ScopedModel):
    """The lights of a task as shown on a day; never a source, always worked out from the inputs by `standing`."""

    scope_paths: ClassVar[tuple[str, ...]] = ("task__organisation_id", "task__units__organisation_id")

    task = models.OneToOneField(Task, models.CASCADE, related_name="shown", verbose_name=_("任务"))
    on = models.DateField(_("日期"), db_index=True)
    until = models.DateTimeField(
        "有效至", null=True, db_index=True, help_text="到时重算；已办结的不再变，为空"
    )
    time = models.CharField(_("时间"), max_length=12)
    evidence = models.CharField(_("佐证"), max_length=12)
    result = models.CharField(_("结果"), max_length=12, blank=True)
    rank = models.PositiveSmallIntegerField("轻重", default=0, db_index=True, help_text="越大越急，用于排序")
    result_rank = models.PositiveSmallIntegerField("结果轻重", default=0, help_text="越大越差，用于排序")

    class Meta:
        verbose_name = _("任务的灯")
        verbose_name_plural = _("任务的灯")
        indexes = [models.Index(fields=["time"]), models.Index(fields=["result"])]

    def __str__(self) -> str:
        return f"{self.time} {self.evidence} {self.result}"
