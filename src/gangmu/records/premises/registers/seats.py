"""The registers of seats delivered and of kindergartens that belong to housing estates."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.dated import DatedRegister, StateRegister, columns_of_states
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
    register,
)
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.row_forms import row_form
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.premises.models import EstateKindergarten, SeatDelivery, SeatState

VIEW, EDIT = "premises.seat:view", "premises.seat:edit"
#: A school that is not founded yet has its seats told by the place or the bureau.
SITES = (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN, Kind.TOWNSHIP, Kind.BUREAU)
PLACES = (Kind.TOWNSHIP, Kind.BUREAU)
_UNIT = Column("organisation__name", _("单位"), order_by="organisation__sort_key")
_SEATS = (
    "organisation", "project", "site", "stage", "kind", "seats", "delivered_on", "document", "ended_on",
)  # fmt: skip
_ESTATE = (
    "organisation", "estate", "kindergarten", "unit", "dwellings", "classes", "due_on", "handed_over_on", "opened_on", "opened_as",
    "document",
)  # fmt: skip


def _withdrawn_after_delivery(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    if row["ended_on"] and row["delivered_on"] and row["ended_on"] < row["delivered_on"]:
        yield "ended_on", Refusal("premises.ended", "终止日期早于交付使用日期，请核对")


@register
class SeatDeliveries(DatedRegister):
    """Seats by project, stage and the day on which they were delivered for use."""

    name = "seat-deliveries"
    title = _("新增学位")
    model = SeatDelivery
    states = SeatState
    day_field = "delivered_on"
    happens_once = True
    columns = (
        _UNIT,
        Column("project", _("项目")),
        Column("site", _("地点")),
        Column("stage", pgettext_lazy("学位", "学段"), ColumnKind.CHOICE),
        Column("kind", _("建设方式"), ColumnKind.CHOICE),
        Column("seats", _("学位数"), ColumnKind.NUMBER, sums=True),
        Column("delivered_on", _("交付使用日期"), ColumnKind.DATE),
        Column("document", _("交付依据"), in_list=False),
        Column("ended_on", _("终止日期"), ColumnKind.DATE, in_list=False),
    )
    filters = (
        Filter("organisation", _("单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, SITES)),
        Filter("stage", pgettext_lazy("学位", "学段")),
        Filter("kind", _("建设方式")),
        Filter("delivered_on", _("交付使用日期"), FilterKind.DATES),
    )
    search = ("project", "site", "organisation__name", "organisation__pinyin")
    order = ("-delivered_on", "-id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _SEATS
    rules = (_withdrawn_after_delivery,)
    unit_kinds = SITES
    attachments = True
    importer = Importer(
        fields=_SEATS,
        key=("organisation", "project", "stage"),
        aliases={
            "organisation": ("学校", "学校名称"),
            "project": ("项目名称",),
            "seats": ("新增学位", "学位"),
            "delivered_on": ("交付日期",),
            "document": ("依据", "文号"),
        },
    )
    buttons = ((_("按日期查看"), "registers:seat-states-list", VIEW),)
    related = ("organisation",)
    empty = _(
        "项目交付使用后在这里登记或导入，按学段各一行；在建的不登记。登记有误的，终止日期填交付使用日期。"
    )


@register
class SeatStates(StateRegister):
    """Seats delivered up to a day, as known at a moment."""

    of = SeatDeliveries
    name = "seat-states"
    title = _("新增学位记录")
    model = SeatState
    columns = (
        Column("delivery", _("项目"), order_by="delivery__project"),
        *columns_of_states(SeatDeliveries),
    )
    filters = SeatDeliveries.filters
    search = ("delivery__project", "organisation__name", "organisation__pinyin")
    order = ("-delivered_on", "-id")
    view_permission = VIEW
    related = ("organisation", "delivery")
    empty = _("到这一天没有您能看到的新增学位。可换一个日期；记录随新增学位登记自动形成。")


def _handed_over_then_opened(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """A kindergarten is opened as something, on a day, after it was handed over."""
    if bool(row["opened_on"]) != bool(row["opened_as"]):
        yield "opened_as", Refusal("premises.opened", "开办日期和办园性质须同时填写")
    if row["opened_on"] and row["handed_over_on"] and row["opened_on"] < row["handed_over_on"]:
        yield "opened_on", Refusal("premises.opened_early", "开办日期早于移交日期，请核对")


def _is_a_kindergarten(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    unit = tree().units.get(row["unit_id"]) if row["unit_id"] else None
    if unit is not None and unit.kind != Kind.KINDERGARTEN:
        yield "unit", Refusal("premises.no_kindergarten", "“%(name)s”不是幼儿园", name=unit.name)


_RULES = (_handed_over_then_opened, _is_a_kindergarten)


class EstateForm(row_form(EstateKindergarten, _ESTATE, EDIT, unit_kinds=PLACES)):  # type: ignore[misc]
    """A kindergarten of an estate; opened as one of the kindergartens that the one who writes may choose."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["unit"].choices = [
            ("", _("尚未开办")),
            *units_in_reach(EDIT, (Kind.KINDERGARTEN,)),
        ]


@register
class EstateKindergartens(Register):
    """Kindergartens of housing estates: handed over when, opened as what."""

    name = "estate-kindergartens"
    title = _("小区配套园")
    model = EstateKindergarten
    columns = (
        Column("organisation__name", _("属地"), order_by="organisation__sort_key"),
        Column("estate", _("小区")),
        Column("kindergarten", _("配套幼儿园")),
        Column("dwellings", _("户数"), ColumnKind.NUMBER, in_list=False),
        Column("classes", _("规划班数"), ColumnKind.NUMBER, sums=True),
        Column("due_on", _("应移交日期"), ColumnKind.DATE),
        Column("handed_over_on", _("移交日期"), ColumnKind.DATE),
        Column("opened_on", _("开办日期"), ColumnKind.DATE),
        Column("opened_as", _("办园性质"), ColumnKind.CHOICE),
        Column("unit__name", _("开办的幼儿园"), in_list=False),
        Column("document", _("移交协议"), in_list=False),
    )
    filters = (
        Filter("organisation", _("属地"), FilterKind.MODEL, partial(units_in_reach, VIEW, PLACES)),
        Filter("opened_as", _("办园性质")),
        Filter("due_on", _("应移交日期"), FilterKind.DATES),
        Filter("handed_over_on", _("移交日期"), FilterKind.DATES),
    )
    search = ("estate", "kindergarten", "organisation__name", "organisation__pinyin")
    order = ("estate", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _ESTATE
    form = EstateForm
    rules = _RULES
    unit_kinds = PLACES
    bulk_fields = ("due_on",)
    attachments = True
    importer = Importer(
        fields=_ESTATE,
        key=("organisation", "estate", "kindergarten"),
        aliases={"organisation": ("乡镇", "乡镇（街道）"), "estate": ("小区名称",), "document": ("依据",)},
    )
    related = ("organisation", "unit")
    empty = _("在这里登记或导入住宅小区的配套幼儿园：应移交、已移交、开办成公办园还是普惠性民办园。")
