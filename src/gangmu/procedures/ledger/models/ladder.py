"""The reminding ladder: the bureau's rules, what was reminded of, which steps were proposed and decided."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.procedures.ledger.ladder import DEFAULT_RULES
from gangmu.procedures.ledger.ladder_words import ActWord, AnchorWord, StepState, StepWord
from gangmu.procedures.ledger.models.papers import Paper
from gangmu.procedures.ledger.models.tasks import Task

OF_TASK: tuple[str, ...] = ("task__organisation_id", "unit_id")


def default_reminders() -> list[dict[str, Any]]:
    """Return the reminders before a bureau rules otherwise."""
    return [{"anchor": r.anchor, "days": r.days, "to": list(r.to)} for r in DEFAULT_RULES.reminders]


class LadderRule(ScopedModel):
    """How a bureau reminds and urges, and which steps follow one another; from a day on."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    reminders = models.JSONField(
        _("提醒和催办"),
        default=default_reminders,
        help_text=_("每条写明对照哪个日期、提前或逾期几个工作日、发给谁"),
    )
    wait = models.PositiveSmallIntegerField(
        _("每级间隔"), default=10, help_text=_("上一级批准后满几个工作日仍未办结，提请下一级")
    )
    lagging_only = models.BooleanField(
        _("只对滞后的提请文书"), default=True, help_text=_("按期报告且进度正常的，时间将尽时只提醒")
    )
    source = models.CharField(_("依据"), max_length=200, blank=True)
    valid_from = models.DateField(_("生效日期"))

    class Meta:
        verbose_name = _("催办规定")
        verbose_name_plural = _("催办规定")
        ordering = ["organisation", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="one_ladder_rule_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}"


class Reminder(ScopedModel):
    """That a unit was reminded of a task by a rule: once, whoever runs the ladder how often."""

    scope_paths: ClassVar[tuple[str, ...]] = OF_TASK

    task = models.ForeignKey(Task, models.CASCADE, related_name="reminders", verbose_name=_("任务"))
    unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    act = models.CharField(_("方式"), max_length=8, choices=ActWord)
    anchor = models.CharField(_("对照"), max_length=8, choices=AnchorWord)
    against = models.DateField(_("对照日期"))
    days = models.SmallIntegerField(_("工作日"), help_text=_("负数为提前，正数为逾期"))
    on = models.DateField(_("发出日期"))

    class Meta:
        verbose_name = _("催办记录")
        verbose_name_plural = _("催办记录")
        ordering = ["-on", "task", "id"]
        indexes = [models.Index(fields=["on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit", "anchor", "against", "days"], name="reminded_once_by_a_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.task}"


class LadderStep(ScopedModel):
    """A step that the ladder proposed for a task: a paper, or being named at a meeting. A leader decides."""

    scope_paths: ClassVar[tuple[str, ...]] = ("task__organisation_id",)

    task = models.ForeignKey(Task, models.CASCADE, related_name="ladder", verbose_name=_("任务"))
    unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    step = models.CharField(_("步骤"), max_length=12, choices=StepWord)
    due = models.DateField(_("对照时限"))
    late = models.BooleanField(_("已逾期"))
    proposed_on = models.DateField(_("提请日期"))
    paper = models.ForeignKey(
        Paper, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("文书")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=StepState, default=StepState.PROPOSED,
        help_text=_("文书的状态以文书为准"),
    )  # fmt: skip
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
        verbose_name = _("提请事项")
        verbose_name_plural = _("提请事项")
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "step", "due", "late"], name="a_step_is_proposed_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.task}"
