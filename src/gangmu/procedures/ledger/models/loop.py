"""What happens to a task in the year: reports, requests, completions with their proof, lights set by hand."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import (
    CompletionState,
    LightKind,
    ProofKind,
    ReportState,
    RequestKind,
    RequestState,
)
from gangmu.procedures.ledger.models.tasks import Task

#: Rows of a task are seen by those who see the task.
OF_TASK: tuple[str, ...] = ("task__organisation_id", "task__units__organisation_id")


class Report(ScopedModel):
    """What a unit tells of a task for a month (进展); confirmed by the head of the section."""

    scope_paths: ClassVar[tuple[str, ...]] = OF_TASK

    task = models.ForeignKey(Task, models.CASCADE, related_name="reports", verbose_name=_("任务"))
    month = models.DateField(_("月份"), help_text="当月第一日")
    words = models.TextField(_("进展情况"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下步措施"), blank=True)
    no_news = models.BooleanField(_("本月无新进展"), default=False)
    target = models.ForeignKey(
        "targets.Target", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("目标")
    )
    value = models.FloatField(_("填报值"), null=True, blank=True)
    value_as_of = models.DateField(_("截至日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    written_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填报人")
    )
    handed_in_on = models.DateField(_("报送日期"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人")
    )
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)
    reason = models.CharField(_("退回理由"), max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1, help_text="每次保存加一，用于发现同时修改")

    class Meta:
        verbose_name = _("进展报告")
        verbose_name_plural = _("进展报告")
        ordering = ["-month", "task__order", "id"]
        indexes = [models.Index(fields=["month", "state"])]
        constraints = [models.UniqueConstraint(fields=["task", "month"], name="one_report_a_task_and_month")]

    def __str__(self) -> str:
        return f"{self.task} {self.month:%Y-%m}"


class Request(ScopedModel):
    """What an owner asks for before the due date, with reason and basis, and what was decided."""

    scope_paths: ClassVar[tuple[str, ...]] = OF_TASK

    task = models.ForeignKey(Task, models.CASCADE, related_name="requests", verbose_name=_("任务"))
    kind = models.CharField(_("申请事项"), max_length=10, choices=RequestKind)
    reason = models.CharField(_("理由"), max_length=500)
    basis = models.CharField(_("依据"), max_length=300, blank=True, help_text="文件、会议或批示")
    due_on = models.DateField(_("申请时限"), null=True, blank=True)
    words = models.TextField(_("调整后的要求"), blank=True)
    into = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("并入任务")
    )
    to_unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("转给单位"),
    )  # fmt: skip
    asked_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请人")
    )
    asked_on = models.DateField(_("申请日期"))
    state = models.CharField(_("状态"), max_length=10, choices=RequestState, default=RequestState.ASKED)
    decided_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准人")
    )
    decided_for = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代何人批准"),
        help_text=_("批准人代理不在岗的领导时，记被代理的领导"),
    )  # fmt: skip
    decided_on = models.DateField(_("批准日期"), null=True, blank=True)
    note = models.CharField(_("批示"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("申请")
        verbose_name_plural = _("申请")
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "kind"], condition=Q(state="asked"), name="one_open_request_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.task}"

    @property
    def wanted(self) -> str:
        """What is asked for, in words: the new day, the new requirement, the other task or unit; nothing for a stop or a return."""
        told = (self.due_on, self.words, self.into, self.to_unit)
        return "；".join(str(one) for one in told if one)


class Completion(ScopedModel):
    """A completion that was proposed with its proof and is checked by somebody else (复核)."""

    scope_paths: ClassVar[tuple[str, ...]] = OF_TASK

    task = models.ForeignKey(Task, models.CASCADE, related_name="completions", verbose_name=_("任务"))
    words = models.TextField(_("完成情况"))
    proposed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提出人")
    )
    proposed_on = models.DateField(_("提出日期"))
    state = models.CharField(
        _("状态"), max_length=10, choices=CompletionState, default=CompletionState.PROPOSED
    )
    checked_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("复核人")
    )
    checked_on = models.DateField(_("复核日期"), null=True, blank=True)
    note = models.CharField(_("复核意见"), max_length=300, blank=True)
    reopened_on = models.DateField(_("重新打开日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("完成认定")
        verbose_name_plural = _("完成认定")
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="proposed"), name="one_open_completion_a_task"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.get_state_display()}"


class Proof(models.Model):
    """What proves a completion: a figure, a row, a document number, or a file."""

    completion = models.ForeignKey(
        Completion, models.CASCADE, related_name="proofs", verbose_name=_("完成认定")
    )
    kind = models.CharField(_("证明"), max_length=10, choices=ProofKind)
    words = models.CharField(_("说明"), max_length=200)
    target = models.ForeignKey(
        "targets.Target", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("目标")
    )
    register = models.CharField("登记册", max_length=60, blank=True)
    row = models.BigIntegerField("记录编号", null=True, blank=True)
    attachment = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("附件")
    )

    class Meta:
        verbose_name = _("佐证")
        verbose_name_plural = _("佐证")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class TaskLightOverride(ScopedModel):
    """A light of a task set by hand: from a day, by a person, for a reason; the rule's own stays visible beside it."""

    scope_paths: ClassVar[tuple[str, ...]] = OF_TASK

    task = models.ForeignKey(Task, models.CASCADE, related_name="overrides", verbose_name=_("任务"))
    which = models.CharField(_("哪盏灯"), max_length=8, choices=LightKind)
    light = models.CharField(_("改为"), max_length=12)
    reason = models.CharField(_("理由"), max_length=300)
    set_on = models.DateField(_("自何日起"))
    until = models.DateField(_("至何日止"), null=True, blank=True, help_text="不含当日；空表示直到撤销")
    signed = models.CharField(_("签名"), max_length=100)
    recorded_at = models.DateTimeField("记录时间", default=clock.now)

    class Meta:
        verbose_name = _("人工改灯")
        verbose_name_plural = _("人工改灯")
        ordering = ["-set_on", "-id"]

    def __str__(self) -> str:
        return f"{self.light} {self.set_on}"
