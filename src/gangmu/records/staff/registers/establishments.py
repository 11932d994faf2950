"""The registers of the establishment (编制) of units, each with who fills it on the day asked about."""

from datetime import date, datetime
from functools import partial
from typing import Any, cast

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.two_times import TwoTimeQuerySet
from gangmu.foundation.registers.dated import DatedRegister, StateRegister, ends_after_it_begins
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, register
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.staff.choices import EstablishmentKind, Status
from gangmu.records.staff.models import Establishment, EstablishmentState
from gangmu.records.staff.registers.members import UNITS
from gangmu.records.staff.selectors import holding

VIEW, EDIT = "staff.establishment:view", "staff.establishment:edit"
_FIELDS = ("organisation", "posts", "document", "since", "ended_on")
_UNIT = Column("organisation__name", _("单位"), order_by="organisation__sort_key", on_phone=True)
_POSTS = Column("posts", _("核定编制数"), ColumnKind.NUMBER, sums=True, on_phone=True)
_FILLED = (
    Column("within", _("在编人数"), ColumnKind.NUMBER, sums=True, on_phone=True),
    Column("off_post", _("在编不在岗"), ColumnKind.NUMBER, sums=True),
    Column("vacant", _("空编（负数为超编）"), ColumnKind.NUMBER, sums=True, on_phone=True),
    Column("outside", _("编外和人事代理"), ColumnKind.NUMBER, sums=True),
)
_FILTERS = (Filter("organisation", _("单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, UNITS)),)


def _filled(rows: QuerySet[Any], day: date, known_at: datetime | None) -> QuerySet[Any]:
    """Give each unit who fills its establishment on a day, as known at a moment."""
    within = {"establishment": EstablishmentKind.WITHIN}
    others = {"establishment__in": (EstablishmentKind.AGENCY, EstablishmentKind.OUTSIDE)}
    counted = rows.annotate(
        within=holding(day, known_at, **within),
        off_post=holding(day, known_at, **within, status=Status.OFF),
        outside=holding(day, known_at, **others),
    )
    found: QuerySet[Any] = counted.annotate(vacant=F("posts") - F("within"))
    return found


@register
class Establishments(DatedRegister):
    """The verified establishment of each unit, with who fills it today."""

    name = "establishments"
    title = _("编制")
    model = Establishment
    states = EstablishmentState
    columns = (
        _UNIT,
        _POSTS,
        *_FILLED,
        Column("document", _("核定文号"), in_list=False),
        Column("since", _("起始日期"), ColumnKind.DATE, in_list=False),
        Column("ended_on", _("终止日期"), ColumnKind.DATE, in_list=False),
    )
    filters = _FILTERS
    search = ("organisation__name", "organisation__pinyin", "document")
    order = ("organisation__order", "organisation__sort_key", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _FIELDS
    rules = (ends_after_it_begins,)
    unit_kinds = UNITS
    importer = Importer(
        fields=_FIELDS,
        key=("organisation",),
        left_blank=("since",),
        aliases={"organisation": ("学校", "学校名称"), "posts": ("编制数", "核编数"), "document": ("文号",)},
    )
    buttons = ((_("按日期查看"), "registers:establishment-states-list", VIEW),)
    related = ("organisation",)
    empty = _(
        "在这里登记或导入各单位的核定编制数；重新核定时填写起始日期，原来的编制保留。在编人数由教职工名册得出，不填报。"
    )

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """The establishments within the reader's scope, each with who fills it today."""
        return _filled(super().rows(), clock.today(), None)


@register
class EstablishmentStates(StateRegister):
    """The establishments of a day and who filled them on it, as known at a moment."""

    of = Establishments
    name = "establishment-states"
    title = _("编制核定情况")
    model = EstablishmentState
    columns = (
        _UNIT,
        _POSTS,
        *_FILLED,
        Column("document", _("核定文号")),
        Column("valid_from", _("自"), ColumnKind.DATE),
        Column("valid_to", _("至（不含）"), ColumnKind.DATE),
    )
    filters = _FILTERS
    search = ("organisation__name", "organisation__pinyin", "document")
    order = ("organisation__order", "organisation__sort_key", "id")
    view_permission = VIEW
    related = ("organisation",)
    empty = _("这一天没有您能看到的编制。可换一个日期；记录随编制登记自动形成。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """The states within the reader's scope, each with who fills the establishment today."""
        return _filled(super().rows(), clock.today(), None)

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The establishments that hold on a day (today) as known at a moment (now), each with who filled it then."""
        states = cast(TwoTimeQuerySet, super().rows()).at(on, known_at)
        return _filled(states, on or clock.today(), known_at)
