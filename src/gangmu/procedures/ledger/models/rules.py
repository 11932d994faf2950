"""What a bureau rules: when reports are due, where the thresholds of the lights lie; each from a day on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.procedures.ledger.choices import Rhythm, SourceKind


class ReportRule(ScopedModel):
    """When a bureau wants its reports: a rhythm and a day, for all tasks or for those of one source."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    source = models.CharField(
        _("来源"), max_length=12, choices=SourceKind, blank=True, help_text=_("空表示没有单独规定的来源")
    )
    rhythm = models.CharField(_("报告周期"), max_length=12, choices=Rhythm, default=Rhythm.MONTHLY)
    day = models.PositiveSmallIntegerField(
        _("截止日"), default=25, help_text=_("当月第几日前报送；遇非工作日顺延到下一个工作日")
    )
    grace = models.PositiveSmallIntegerField(
        _("免报天数"), default=10, help_text=_("任务印发不足这些天的，当期不报")
    )
    valid_from = models.DateField(_("生效日期"))

    class Meta:
        verbose_name = _("报送规定")
        verbose_name_plural = _("报送规定")
        ordering = ["organisation", "source", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "valid_from"], name="one_report_rule_a_day"
            ),
            models.CheckConstraint(
                condition=Q(day__gte=1, day__lte=31), name="a_report_is_due_within_its_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rhythm_display()} {self.day}"


class LightRule(ScopedModel):
    """Where a bureau draws the thresholds of the lights, in percent of a task's time, with the paper that says so."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    near_left = models.FloatField(
        _("临近：剩余时间"), default=30, help_text=_("百分数；剩余时间不多于此且应报未报的为临近")
    )
    propose_left = models.FloatField(
        _("提请下一步：剩余时间"), default=15, help_text=_("百分数；剩余时间不多于此时提请下一步督办")
    )
    at_risk_behind = models.FloatField(
        _("有风险：落后"), default=0, help_text=_("百分点；落后序时进度超过此数的为有风险")
    )
    unlikely_behind = models.FloatField(
        _("预计难以完成：落后"), default=10, help_text=_("百分点；落后序时进度达到此数的为预计难以完成")
    )
    source = models.CharField(_("依据"), max_length=200, help_text=_("哪份文件、哪次会议这样规定"))
    valid_from = models.DateField(_("生效日期"))

    class Meta:
        verbose_name = _("灯的规定")
        verbose_name_plural = _("灯的规定")
        ordering = ["organisation", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="one_light_rule_a_day"),
            models.CheckConstraint(
                condition=Q(propose_left__gte=0, propose_left__lte=F("near_left"), near_left__lte=100),
                name="the_next_step_is_proposed_after_a_task_is_near",
            ),
            models.CheckConstraint(
                condition=Q(at_risk_behind__gte=0, at_risk_behind__lte=F("unlikely_behind"))
                & Q(unlikely_behind__lte=100),
                name="at_risk_comes_before_unlikely",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.valid_from}"
