"""Seats delivered, kindergartens of housing estates, conditions that no row of a register yields."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.organisations.choices import Stage
from gangmu.foundation.registers.dated import DatedState, DatedThing
from gangmu.records.premises.choices import DeliveryKind, Item, OpenedAs
from gangmu.records.premises.models.shared import NOT_NEGATIVE, now_index


class OfSeats(models.Model):
    """What holds of a delivery of seats: 新增学位 counts on delivery for use, not on start of work (seats_and_layout 3.1 [R])."""

    stage = models.CharField(pgettext_lazy("学位", "学段"), max_length=3, choices=Stage)
    kind = models.CharField(_("建设方式"), max_length=10, choices=DeliveryKind, default=DeliveryKind.NEW)
    seats = models.PositiveIntegerField(_("学位数"), validators=[MinValueValidator(1)])
    delivered_on = models.DateField(_("交付使用日期"))

    class Meta:
        abstract = True


class SeatDelivery(DatedThing, OfSeats):
    """Seats of one stage that a project delivered (新增学位)."""

    project = models.CharField(_("项目"), max_length=100)
    site = models.CharField(_("地点"), max_length=100, blank=True)
    document = models.CharField(_("交付依据"), max_length=120, help_text=_("验收或移交文件的名称和文号"))

    class Meta:
        verbose_name = _("新增学位")
        verbose_name_plural = _("新增学位")
        ordering = ["-delivered_on", "-id"]
        indexes = [models.Index(fields=["delivered_on", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "project", "stage"], name="seats_are_delivered_once"
            )
        ]

    def __str__(self) -> str:
        return self.project


class SeatState(DatedState, OfSeats):  # type: ignore[misc]
    """A delivery of seats as it was known."""

    entity_fields: ClassVar[tuple[str, ...]] = ("delivery",)

    delivery = models.ForeignKey(SeatDelivery, models.PROTECT, related_name="+", verbose_name=_("新增学位"))

    class Meta(DatedState.Meta):
        verbose_name = _("新增学位记录")
        verbose_name_plural = _("新增学位记录")
        indexes = [*DatedState.Meta.indexes, now_index("seat_state_unit")]

    def __str__(self) -> str:
        return str(self.delivery)


class EstateKindergarten(ScopedModel):
    """The kindergarten that belongs to a housing estate (小区配套园): built, handed over, opened as public or inclusive."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("属地")
    )
    estate = models.CharField(_("小区"), max_length=80)
    kindergarten = models.CharField(_("配套幼儿园"), max_length=80, help_text=_("规划或验收文件上的名称"))
    unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("开办的幼儿园"),
        help_text=_("开办后填写，须是已登记的幼儿园"),
    )  # fmt: skip
    dwellings = models.PositiveIntegerField(_("户数"), null=True, blank=True)
    classes = models.PositiveSmallIntegerField(_("规划班数"), null=True, blank=True)
    due_on = models.DateField(_("应移交日期"), null=True, blank=True)
    handed_over_on = models.DateField(_("移交日期"), null=True, blank=True)
    opened_on = models.DateField(_("开办日期"), null=True, blank=True)
    opened_as = models.CharField(_("办园性质"), max_length=20, choices=OpenedAs, blank=True)
    document = models.CharField(_("移交协议"), max_length=120, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("小区配套园")
        verbose_name_plural = _("小区配套园")
        ordering = ["estate", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "estate", "kindergarten"], name="an_estate_kindergarten_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.kindergarten}"


class TypedCondition(ScopedModel):
    """One condition of a unit on a date that no row of a register yields, told with where it comes from."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    item = models.CharField(_("填报项"), max_length=20, choices=Item)
    on = models.DateField(_("统计日期"), help_text=_("时点数填时点，年度数填该年度最后一天"))
    value = models.DecimalField(
        _("数值"), max_digits=16, decimal_places=2, validators=NOT_NEGATIVE,
        help_text=_("金额按元，人数按人；是否项填 1 或 0"),
    )  # fmt: skip
    document = models.CharField(_("数据来源"), max_length=120, help_text=_("报表、文件或台账的名称"))
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("办学条件填报")
        verbose_name_plural = _("办学条件填报")
        ordering = ["-on", "organisation", "item", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "item", "on"], name="a_condition_is_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.on:%Y-%m-%d}"
