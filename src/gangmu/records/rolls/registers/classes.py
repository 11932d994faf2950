"""The register of classes, each with its pupils on the day asked about."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.calendars.selectors import school_year_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, Register, register
from gangmu.foundation.registers.importer import Importer, Rule
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.rolls.choices import CLASS_WORDS, GRADE_WORDS, KINDERGARTEN, Status
from gangmu.records.rolls.models import Enrolment, SchoolClass
from gangmu.records.rolls.sizes import band_of

#: Kinds of units that have pupils.
SCHOOLS = (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN)
#: The largest number of a class that is taken for one [design].
MOST_NUMBER = 999


def schools(permission: str) -> list[tuple[Any, Any]]:
    """Return the schools and kindergartens that the one who acts may choose from."""
    return units_in_reach(permission, SCHOOLS)


def _stage_fits_grade(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """Grades K1 to K3 are those of kindergartens, and no others."""
    if row["grade"] and row["stage"] and (row["grade"] in KINDERGARTEN) != (row["stage"] == Stage.KG):
        yield "stage", Refusal("rolls.stage", "学段与年级不符：小班、中班、大班属学前，其他年级不属学前")


def number_of_a_class(name: str) -> Rule:
    """Return the rule that the number of a class, in the field of that name, is one: some databases would hold no larger one."""

    def told(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
        if row[name] is not None and not 1 <= row[name] <= MOST_NUMBER:
            yield (
                name,
                Refusal(
                    "rolls.class_number", "班号应为 1 至 %(most)s 的整数，不带年级和“班”字", most=MOST_NUMBER
                ),
            )

    return told


def _band(row: Any) -> Any:
    """Return the band of a class; one without pupils has no size."""
    return band_of(row.pupils).label if row.pupils else "–"


@register
class SchoolClasses(Register):
    """The classes of a school year."""

    name = "school-classes"
    title = _("班级")
    model = SchoolClass
    columns = (
        Column("organisation__name", _("学校"), order_by="organisation__sort_key"),
        Column("stage", pgettext_lazy("班级", "学段"), ColumnKind.CHOICE),
        Column("grade", _("年级"), ColumnKind.CHOICE),
        Column("number", _("班号"), ColumnKind.NUMBER),
        Column("kind", _("班级类别"), ColumnKind.CHOICE),
        Column("pupils", _("在读学生数"), ColumnKind.NUMBER, sums=True),
        Column("band", _("班额"), value=_band),
        Column("school_year", _("学年"), ColumnKind.NUMBER, in_list=False),
        Column("counted_on", _("统计日期"), ColumnKind.DATE, in_list=False),
    )
    filters = (
        Filter("organisation", _("学校"), FilterKind.MODEL, lambda: schools("rolls.class:view")),
        Filter("stage", pgettext_lazy("班级", "学段")),
        Filter("grade", _("年级")),
        Filter("kind", _("班级类别")),
    )
    search = ("organisation__name", "organisation__pinyin")
    order = ("organisation__order", "organisation__sort_key", "stage", "grade", "number")
    view_permission = "rolls.class:view"
    edit_permission = "rolls.class:edit"
    fields = ("organisation", "school_year", "stage", "grade", "number", "kind")
    rules = (_stage_fits_grade, number_of_a_class("number"))
    unit_kinds = SCHOOLS
    bulk_fields = ("kind",)
    importer = Importer(
        fields=("organisation", "school_year", "stage", "grade", "number", "kind"),
        key=("organisation", "school_year", "grade", "number"),
        aliases={"organisation": ("学校名称",), "number": ("班级", "班级号")},
        words={"grade": GRADE_WORDS, "number": CLASS_WORDS},
    )
    buttons = ((_("整班升级"), "rolls:promotions", "rolls.pupil:view"),)
    looks = ((_("班额分布"), "rolls:class-sizes"),)
    related = ("organisation",)
    empty = _(
        "导入学生名册后，班级按学校、学年、年级和班号自动列出；也可以先在这里登记或导入班级。人数由学生名册得出，不填报。"
    )

    @classmethod
    def two_times(cls) -> bool:
        """Asked at both dates: the pupils in a class are those of a date as known at a moment."""
        return True

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Every class within the reader's scope with its pupils of today."""
        return cls._counted(clock.today(), None)

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The classes of the school year of a day (today) with their pupils on it, as known at a moment (now).

        When a class itself became known is not kept: of an earlier moment only those are listed in which somebody was known to be.
        """
        day = on or clock.today()
        found = cls._counted(day, known_at).filter(school_year=school_year_of(day).start_year)
        if known_at is None:
            return found
        return found.filter(Exists(Enrolment.objects.at(day, known_at).filter(school_class=OuterRef("pk"))))

    @classmethod
    def _counted(cls, day: date, known_at: datetime | None) -> QuerySet[Any]:
        sitting = Enrolment.objects.at(day, known_at).filter(
            school_class=OuterRef("pk"), status=Status.ATTENDING
        )
        pupils = sitting.order_by().values("school_class").annotate(counted=Count("pk")).values("counted")
        found: QuerySet[Any] = super().rows().annotate(
            pupils=Coalesce(Subquery(pupils), 0), counted_on=Value(day, output_field=DateField())
        )  # fmt: skip
        return found
