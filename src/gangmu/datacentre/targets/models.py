"""Targets as objects: what is to be reached, of what, by when, and what was reported."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.datacentre.targets.choices import Certainty, Comparator, MetWhen, TargetState, ValueKind
from gangmu.foundation.access.scope import ScopedModel


class Target(ScopedModel):
    """A numeric goal of a plan (目标): an indicator as printed, of a scope, in a period."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    key = models.CharField("来源键", max_length=120)
    name = models.CharField(_("指标名称"), max_length=200, help_text="原文所称的指标")
    wording = models.CharField(_("原文"), max_length=300)
    indicator = models.CharField(
        _("绑定指标"), max_length=60, blank=True, help_text="指标代码;空表示尚无登记册可算,由科室填报"
    )
    comparator = models.CharField(_("原文比较"), max_length=10, choices=Comparator)
    met_when = models.CharField(_("达成条件"), max_length=10, choices=MetWhen)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    scope_words = models.CharField(_("范围"), max_length=60, blank=True)
    scope_filter = models.JSONField(
        _("范围条件"), default=dict, blank=True, help_text="学段、城乡、举办性质、群组"
    )
    each = models.BooleanField(_("各单位分别达到"), default=False)
    period_words = models.CharField(_("期限原文"), max_length=40, blank=True)
    measured_from = models.DateField(_("统计起"), null=True, blank=True)
    measured_at = models.DateField(_("统计时点"), help_text="统计时点,或统计时段的最后一日")
    known_from = models.DateField(_("可知日期"), null=True, blank=True, help_text="此日之前显示 待统计")
    state = models.CharField(_("状态"), max_length=10, choices=TargetState, default=TargetState.PROPOSED)
    version_id = models.BigIntegerField("要点版本编号", null=True, blank=True)
    start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    end = models.PositiveIntegerField("原文终点", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        ordering = ["year", "start", "id"]
        indexes = [models.Index(fields=["organisation", "year"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_target_per_source_item")
        ]

    def __str__(self) -> str:
        return self.wording or self.name


class TargetValue(models.Model):
    """A value of a target for one year: the sure one, or the stretch."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="values", verbose_name=_("目标"))
    year = models.PositiveSmallIntegerField(_("年度"))
    certainty = models.CharField(_("把握"), max_length=8, choices=Certainty, default=Certainty.CERTAIN)
    kind = models.CharField(_("值类型"), max_length=10, choices=ValueKind)
    value = models.FloatField(_("目标值"), null=True, blank=True)
    value_high = models.FloatField(_("区间上限"), null=True, blank=True)
    change_unit = models.CharField(
        _("变化口径"), max_length=10, blank=True, help_text="绝对量、% 或 个百分点"
    )
    base = models.CharField(_("基数"), max_length=60, blank=True, help_text="变化量相对的基数,例如 上年")
    reference = models.CharField(
        _("参照"), max_length=60, blank=True, help_text="参照的指标、范围和时期,例如 全省平均水平"
    )

    class Meta:
        verbose_name = _("目标值")
        verbose_name_plural = _("目标值")
        ordering = ["year", "certainty"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "year", "certainty"], name="one_value_a_year_and_certainty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value}"


class ReportedValue(ScopedModel):
    """A value that somebody reported (填报), or that a summary states: never one that looks computed."""

    scope_paths: ClassVar[tuple[str, ...]] = ("target__organisation_id",)

    target = models.ForeignKey(Target, models.CASCADE, related_name="reported", verbose_name=_("目标"))
    value = models.FloatField(_("填报值"))
    as_of = models.DateField(_("截至日期"))
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填报人")
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    version_id = models.BigIntegerField("总结版本编号", null=True, blank=True)
    start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    end = models.PositiveIntegerField("原文终点", null=True, blank=True)

    class Meta:
        verbose_name = _("填报值")
        verbose_name_plural = _("填报值")
        ordering = ["-as_of", "-id"]

    def __str__(self) -> str:
        return f"{self.value}"
