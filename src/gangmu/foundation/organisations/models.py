"""Units of an education system and their history."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.two_times import TwoTimeRow
from gangmu.foundation.organisations.choices import (
    GroupKind,
    Kind,
    Level,
    Ownership,
    SectionWord,
    StageBoundary,
    SuccessionKind,
    UrbanRural,
    UrbanRuralDetail,
)


class Organisation(models.Model):
    """A unit through all its names, parents and sites; what it is at a moment stands in its states.

    `name`, `kind` and `parent` repeat the state that holds today as known now, so that a list needs no second query; the
    services write both together, and figures ask the states.
    """

    key = models.CharField("单位键", max_length=40, unique=True, help_text="建立后不变，用于导入导出对应")
    name = models.CharField(_("单位名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    is_open = models.BooleanField(_("在办"), default=True)
    order = models.PositiveIntegerField("次序", default=0)
    pinyin = models.CharField("拼音", max_length=400, blank=True, help_text="用于检索")
    sort_key = models.CharField(
        "排序键", max_length=200, blank=True, help_text="由名称得出，数字补足位数：第2小学排在第10小学之前"
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = pgettext_lazy("列表", "单位")
        ordering = ["order", "sort_key", "id"]
        indexes = [models.Index(fields=["order", "sort_key", "id"]), models.Index(fields=["sort_key", "id"])]

    def __str__(self) -> str:
        return self.name


class OrganisationState(TwoTimeRow):
    """What a unit is over an interval: name, place in the tree, codes, stages, site."""

    entity_fields: ClassVar[tuple[str, ...]] = ("organisation",)

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="states", verbose_name=_("单位")
    )
    name = models.CharField(_("单位名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    level = models.CharField(_("级别"), max_length=8, choices=Level, blank=True)
    parent = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="child_states",
        verbose_name=_("上级单位"),
    )
    school_code = models.CharField(
        _("学校（机构）标识码"), max_length=10, blank=True, help_text=_("10 位，终身不变")
    )
    division_code = models.CharField(_("统计用区划代码"), max_length=12, blank=True)
    running_type = models.CharField(_("办学类型代码"), max_length=3, blank=True)
    stages = models.JSONField(_("学段"), default=list, blank=True)
    ownership = models.CharField(_("举办性质"), max_length=20, choices=Ownership, blank=True)
    urban_rural = models.CharField(_("城乡分类"), max_length=8, choices=UrbanRural, blank=True)
    urban_rural_detail = models.CharField(
        _("城乡分类细类"), max_length=16, choices=UrbanRuralDetail, blank=True
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)

    class Meta(TwoTimeRow.Meta):
        verbose_name = _("单位状态")
        verbose_name_plural = _("单位状态")
        indexes = [
            *TwoTimeRow.Meta.indexes,
            models.Index(
                fields=["school_code"],
                condition=models.Q(recorded_to__isnull=True),
                name="organisationstate_code",
            ),
            models.Index(
                fields=["parent"], condition=models.Q(recorded_to__isnull=True), name="organisationstate_tree"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One unit follows another from a day on; a recorded mistake is withdrawn, not deleted."""

    predecessor = models.ForeignKey(
        Organisation, models.CASCADE, related_name="successions", verbose_name=_("原单位")
    )
    successor = models.ForeignKey(
        Organisation, models.CASCADE, related_name="origins", verbose_name=_("承接单位")
    )
    kind = models.CharField(_("方式"), max_length=8, choices=SuccessionKind)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    recorded_from = models.DateTimeField(_("记录时间"), default=clock.now)
    recorded_to = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("承接关系")
        verbose_name_plural = _("承接关系")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"],
                condition=models.Q(recorded_to__isnull=True),
                name="a_unit_follows_another_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Group(models.Model):
    """A group of units (集团, 联系学校, 学区, 督学责任区) under a bureau; who belongs is dated."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="groups", verbose_name=_("主管单位")
    )
    kind = models.CharField(_("类别"), max_length=20, choices=GroupKind)
    name = models.CharField(_("名称"), max_length=120)

    class Meta:
        verbose_name = _("单位群组")
        verbose_name_plural = _("单位群组")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="one_group_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(TwoTimeRow):
    """That a unit belongs to a group over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("group", "organisation")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("群组"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("单位")
    )
    is_core = models.BooleanField(_("核心校"), default=False)

    class Meta(TwoTimeRow.Meta):
        verbose_name = _("群组成员")
        verbose_name_plural = _("群组成员")

    def __str__(self) -> str:
        return f"{self.group}: {self.organisation}"


class BoundaryChange(models.Model):
    """An operation that moved many units at once, with its reconciliation before and after."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    on = models.DateField(_("生效日期"))
    basis = models.CharField(_("依据"), max_length=300)
    recorded_at = models.DateTimeField(_("记录时间"))
    moves: Any = models.JSONField(_("划转表"), default=list, help_text="单位、原上级、新上级的编号和名称")
    reconciliation: Any = models.JSONField(_("对账表"), default=list)

    class Meta:
        verbose_name = _("区划调整")
        verbose_name_plural = _("区划调整")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.basis}"


class CountyParameters(TwoTimeRow):
    """What a county decides for all its figures and pages, over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("organisation",)

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="parameters", verbose_name=_("教育局")
    )
    stage_boundary = models.CharField(
        _("学制"), max_length=4, choices=StageBoundary, default=StageBoundary.SIX_THREE
    )
    section_word = models.CharField(
        _("内设机构称谓"), max_length=4, choices=SectionWord, default=SectionWord.KESHI
    )

    class Meta(TwoTimeRow.Meta):
        verbose_name = _("县域参数")
        verbose_name_plural = _("县域参数")

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_stage_boundary_display()}"


class TreeVersion(models.Model):
    """The mark of the unit tree as it stands: every write to units or groups sets another, so that no process reads an old tree."""

    token = models.UUIDField("标记")
    changed_at = models.DateTimeField("变更时间", default=clock.now)

    class Meta:
        verbose_name = "单位树标记"
        verbose_name_plural = "单位树标记"

    def __str__(self) -> str:
        return str(self.token)
