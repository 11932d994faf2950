"""Targets as objects: what is to be reached, of what, by when; what was reported of it, and who overrode its light."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.datacentre.targets.choices import (
    Certainty,
    ChangeUnit,
    Comparator,
    LightWord,
    MetWhen,
    TargetState,
    ValueKind,
)
from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.kernel import clock


class Target(ScopedModel):
    """A numeric goal of a plan (目标): an indicator as printed, of a scope, in a period."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    key = models.CharField("来源键", max_length=120, help_text="同一来源的同一目标只建一次")
    name = models.CharField(_("指标名称"), max_length=200, help_text=_("原文所称的指标"))
    wording = models.CharField(_("原文"), max_length=300)
    indicator = models.CharField(
        _("绑定指标"), max_length=60, blank=True, help_text=_("指标代码；空表示尚无登记册可算，由科室填报")
    )
    comparator = models.CharField(
        _("原文比较"), max_length=10, choices=Comparator, help_text=_("只记原文措辞，不用于判断")
    )
    met_when = models.CharField(
        _("达成条件"), max_length=10, choices=MetWhen, help_text=_("判断是否达成的依据，由人确认")
    )
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    scope_words = models.CharField(_("范围"), max_length=60, blank=True)
    scope_filter = models.JSONField(
        _("范围条件"), default=dict, blank=True,
        help_text="类别 kinds、学段 stages、举办性质 ownerships、城乡 places 的列表，群组 group 的编号；空为主管单位全部",
    )  # fmt: skip
    each = models.BooleanField(
        _("各单位分别达到"), default=False, help_text="真：范围内每个单位都要达到；假：合计达到"
    )
    gathered = models.BooleanField(
        _("随时间累计"),
        default=False,
        help_text="真：数量逐步累计，按序时进度判断；假：比率或存量，只按值判断",
    )
    period_words = models.CharField(_("期限原文"), max_length=40, blank=True)
    measured_from = models.DateField(
        _("统计起"), null=True, blank=True, help_text="统计时段的第一日；时点指标为空"
    )
    measured_at = models.DateField(_("统计时点"), help_text=_("统计时点，或统计时段的最后一日"))
    known_from = models.DateField(_("可知日期"), null=True, blank=True, help_text="此日之前显示 待统计")
    issued_on = models.DateField(
        _("印发日期"), null=True, blank=True, help_text="序时进度从时段起点与印发日期中较晚的一日算起"
    )
    state = models.CharField(_("状态"), max_length=10, choices=TargetState, default=TargetState.PROPOSED)
    version_id = models.BigIntegerField("要点版本编号", null=True, blank=True)
    start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    end = models.PositiveIntegerField("原文终点", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, help_text="每次保存加一，用于发现同时修改")

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
    """A value of a target for one year: the sure one or the stretch, of the whole or of one unit's share."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="values", verbose_name=_("目标"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分解到单位"),
        help_text="空表示整个范围的值",
    )  # fmt: skip
    year = models.PositiveSmallIntegerField(_("年度"))
    certainty = models.CharField(_("把握"), max_length=8, choices=Certainty, default=Certainty.CERTAIN)
    kind = models.CharField(_("值类型"), max_length=10, choices=ValueKind)
    value = models.FloatField(
        _("目标值"), null=True, blank=True, help_text="原文未填的为空；参照值待公布后填入"
    )
    value_high = models.FloatField(_("区间上限"), null=True, blank=True)
    change_unit = models.CharField(_("变化口径"), max_length=10, blank=True, choices=ChangeUnit)
    base = models.CharField(_("基数"), max_length=60, blank=True, help_text="变化量相对的基数，例如 上年")
    base_value = models.FloatField(_("基数值"), null=True, blank=True)
    reference_indicator = models.CharField(
        _("参照指标"), max_length=60, blank=True, help_text="例如 平均水平"
    )
    reference_scope = models.CharField(_("参照范围"), max_length=60, blank=True, help_text="例如 全省")
    reference_period = models.CharField(_("参照时期"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("目标值")
        verbose_name_plural = _("目标值")
        ordering = ["year", "certainty", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "year", "certainty"],
                condition=Q(organisation__isnull=True),
                name="one_value_a_year_and_certainty",
            ),
            models.UniqueConstraint(
                fields=["target", "year", "certainty", "organisation"], name="one_share_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.value}"


class ReportedValue(ScopedModel):
    """A value that somebody reported (填报), or that a summary states: never one that looks computed, never overwritten.

    A correction is a later row of the same day; the latest recorded one counts.
    """

    scope_paths: ClassVar[tuple[str, ...]] = ("target__organisation_id",)

    target = models.ForeignKey(Target, models.CASCADE, related_name="reported", verbose_name=_("目标"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位"),
        help_text="分解或分别达到的目标按单位填报；空表示整个范围",
    )  # fmt: skip
    value = models.FloatField(_("填报值"))
    numerator = models.FloatField(_("分子"), null=True, blank=True)
    denominator = models.FloatField(_("分母"), null=True, blank=True)
    as_of = models.DateField(_("截至日期"))
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填报人")
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    sentence = models.TextField(_("原文句子"), blank=True, help_text="取自总结的值所在的句子")
    version_id = models.BigIntegerField("总结版本编号", null=True, blank=True)
    start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    end = models.PositiveIntegerField("原文终点", null=True, blank=True)
    recorded_at = models.DateTimeField("填报时间", default=clock.now)

    class Meta:
        verbose_name = _("填报值")
        verbose_name_plural = _("填报值")
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["target", "as_of"])]

    def __str__(self) -> str:
        return f"{self.value:g} ({self.as_of})"


class LightOverride(ScopedModel):
    """A light set by hand: from a day, by a person, for a reason; the rule's own light stays visible beside it."""

    scope_paths: ClassVar[tuple[str, ...]] = ("target__organisation_id",)

    target = models.ForeignKey(Target, models.CASCADE, related_name="overrides", verbose_name=_("目标"))
    light = models.CharField(_("改为"), max_length=10, choices=LightWord)
    reason = models.CharField(_("理由"), max_length=300)
    set_on = models.DateField(_("自何日起"))
    until = models.DateField(_("至何日止"), null=True, blank=True, help_text="不含当日；空表示直到撤销")
    signed = models.CharField(_("签名"), max_length=100)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("改灯人")
    )
    recorded_at = models.DateTimeField("记录时间", default=clock.now)

    class Meta:
        verbose_name = _("人工改灯")
        verbose_name_plural = _("人工改灯")
        ordering = ["-set_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_light_display()} {self.set_on}"
