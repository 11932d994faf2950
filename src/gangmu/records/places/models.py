"""Places and roads with where they lie; births and moves by place and year, from which pupils are forecast (seats_and_layout 1)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.organisations.choices import UrbanRural
from gangmu.records.places.choices import Basis, PlaceKind, RoadKind
from gangmu.records.places.lines import check_line

_YEARS = [MinValueValidator(1990), MaxValueValidator(2099)]


class OfTownship(ScopedModel):
    """What lies in a township or, in the county's seat, belongs to the bureau itself."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("居住地", "属地"),
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True


class Place(OfTownship):
    """A village, a community or a housing estate, with a point in it."""

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=10, choices=PlaceKind)
    urban_rural = models.CharField(_("城乡分类"), max_length=8, choices=UrbanRural, blank=True)
    longitude = models.FloatField(
        _("经度"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    latitude = models.FloatField(
        _("纬度"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    dwellings = models.PositiveIntegerField(_("户数"), null=True, blank=True)
    completed_on = models.DateField(
        _("交付日期"), null=True, blank=True, help_text=_("住宅小区交付使用的日期，在建的填计划日期")
    )

    class Meta:
        verbose_name = _("居住地")
        verbose_name_plural = _("居住地")
        ordering = ["organisation", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="a_place_stands_once")]

    def __str__(self) -> str:
        return f"{self.organisation}{self.name}"


class Road(OfTownship):
    """A road as a line of points; which township or bureau looks after the record tells its unit."""

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=10, choices=RoadKind)
    line = models.TextField(
        _("走向"), max_length=20000, validators=[check_line],
        help_text=_("依次写各点的“经度，纬度”，两点之间空一格，如 118.9012，29.6034 118.9150，29.6101"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("道路")
        verbose_name_plural = _("道路")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="a_road_stands_once")]

    def __str__(self) -> str:
        return self.name


class OfPlace(OfTownship):
    """A count of people of a place in a year that runs like the school year, from 1 September to 31 August."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("居住地"))
    year = models.PositiveSmallIntegerField(
        _("年度"), validators=_YEARS, help_text=_("2025 表示 2025 年 9 月 1 日至 2026 年 8 月 31 日")
    )
    basis = models.CharField(_("口径"), max_length=10, choices=Basis, default=Basis.REGISTERED)
    document = models.CharField(_("数据来源"), max_length=120, help_text=_("提供单位、报表或文件的名称"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.place} {self.year}"


class Births(OfPlace):
    """Children born in a place in a year, who enter primary school together: those born from 1 September on turn six by the same 31 August."""

    born = models.PositiveIntegerField(_("出生人数"))

    class Meta:
        verbose_name = _("出生人口")
        verbose_name_plural = _("出生人口")
        ordering = ["-year", "organisation", "place", "basis", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "basis"], name="births_are_told_once")
        ]


class Moves(OfPlace):
    """Children of an age who moved to or from a place in a year."""

    age = models.PositiveSmallIntegerField(
        _("年龄"), validators=[MaxValueValidator(17)], help_text=_("年度末（8 月 31 日）的周岁")
    )
    moved_in = models.PositiveIntegerField(_("迁入人数"))
    moved_out = models.PositiveIntegerField(_("迁出人数"))

    class Meta:
        verbose_name = _("迁移人口")
        verbose_name_plural = _("迁移人口")
        ordering = ["-year", "organisation", "place", "age", "basis", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "age", "basis"], name="moves_are_told_once")
        ]
