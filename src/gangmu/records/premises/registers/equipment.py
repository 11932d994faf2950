"""The registers of equipment, books and networks, and of what held of them when."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.registers.dated import (
    DatedRegister,
    StateRegister,
    columns_of_states,
    ends_after_it_begins,
)
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, register
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.premises.models import (
    Books,
    BooksState,
    Equipment,
    EquipmentState,
    Network,
    NetworkState,
)
from gangmu.records.premises.registers.shared import ALIASES, DAYS, SCHOOLS, SharedStates

VIEW, EDIT = "premises.equipment:view", "premises.equipment:edit"
_UNIT = Column("organisation__name", _("单位"), order_by="organisation__sort_key")
_OF_UNIT = Filter("organisation", _("单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, SCHOOLS))
_EQUIPMENT = (
    "organisation", "number", "name", "kind", "quantity", "value", "teaching", "since", "ended_on",
)  # fmt: skip
_BOOKS = ("organisation", "library", "volumes", "added", "e_books", "weekly_hours", "since", "ended_on")
_NETWORK = ("organisation", "kind", "name", "bandwidth", "wireless", "since", "ended_on")


@register
class EquipmentItems(DatedRegister):
    """The equipment of schools and kindergartens, as their books number it."""

    name = "equipment"
    title = _("装备")
    model = Equipment
    states = EquipmentState
    columns = (
        _UNIT,
        Column("number", _("资产编号"), ColumnKind.CODE),
        Column("name", _("设备名称")),
        Column("kind", pgettext_lazy("装备", "类别"), ColumnKind.CHOICE),
        Column("quantity", _("数量"), ColumnKind.NUMBER, sums=True),
        Column("value", _("账面原值（元）"), ColumnKind.NUMBER, sums=True),
        Column("teaching", _("计入教学仪器设备值"), ColumnKind.YES_NO),
        *DAYS,
    )
    filters = (
        _OF_UNIT,
        Filter("kind", pgettext_lazy("装备", "类别")),
        Filter(
            "teaching",
            _("计入教学仪器设备值"),
            FilterKind.CHOICE,
            lambda: [(True, _("是")), (False, _("否"))],
        ),
    )
    search = ("number", "name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "number", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _EQUIPMENT
    rules = (ends_after_it_begins,)
    unit_kinds = SCHOOLS
    bulk_fields = ("kind", "teaching", "ended_on")
    importer = Importer(
        fields=_EQUIPMENT,
        key=("organisation", "number"),
        aliases={**ALIASES, "name": ("名称",), "value": ("账面原值", "原值（元）", "原值")},
        left_blank=("since",),
    )
    buttons = ((_("按日期查看"), "registers:equipment-states-list", VIEW),)
    related = ("organisation",)
    empty = _("从资产账导出的表直接导入，按资产编号认；报废填终止日期，数量和原值变化填起始日期。")


@register
class EquipmentStates(SharedStates):
    """Quantity and value of equipment on a day, as known at a moment."""

    of = EquipmentItems
    amount = "value"
    name = "equipment-states"
    title = _("装备记录")
    model = EquipmentState
    columns = (
        Column("equipment", _("装备"), order_by="equipment__number"),
        *columns_of_states(EquipmentItems),
        *SharedStates.shares,
    )
    filters = EquipmentItems.filters
    search = ("equipment__number", "equipment__name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "equipment__number", "id")
    view_permission = VIEW
    related = ("organisation", "equipment")
    empty = _("这一天没有您能看到的装备。可换一个日期；记录随装备登记自动形成。")


@register
class BookStocks(DatedRegister):
    """The books of schools and kindergartens."""

    name = "books"
    title = _("图书")
    model = Books
    states = BooksState
    columns = (
        _UNIT,
        Column("library", _("图书馆（室）")),
        Column("volumes", _("纸质图书（册）"), ColumnKind.NUMBER, sums=True),
        Column("added", _("其中本学年新增（册）"), ColumnKind.NUMBER, sums=True),
        Column("e_books", _("电子图书（册）"), ColumnKind.NUMBER, sums=True),
        Column("weekly_hours", _("每周开放时间（小时）"), ColumnKind.NUMBER),
        *DAYS,
    )
    filters = (_OF_UNIT,)
    search = ("library", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "library", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _BOOKS
    rules = (ends_after_it_begins,)
    unit_kinds = SCHOOLS
    importer = Importer(
        fields=_BOOKS,
        key=("organisation", "library"),
        aliases={**ALIASES, "volumes": ("图书册数", "纸质图书"), "e_books": ("电子图书",)},
        left_blank=("since",),
    )
    buttons = ((_("按日期查看"), "registers:books-states-list", VIEW),)
    related = ("organisation",)
    empty = _("在这里登记或导入各校图书；纸质图书和电子图书分开，电子图书不计入生均图书册数。")


@register
class BookStates(StateRegister):
    """The books of a day, as known at a moment."""

    of = BookStocks
    name = "books-states"
    title = _("图书记录")
    model = BooksState
    columns = (Column("books", _("图书馆（室）"), order_by="books__library"), *columns_of_states(BookStocks))
    filters = (_OF_UNIT,)
    search = ("books__library", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "books__library", "id")
    view_permission = VIEW
    related = ("organisation", "books")
    empty = _("这一天没有您能看到的图书。可换一个日期；记录随图书登记自动形成。")


@register
class Networks(DatedRegister):
    """The connections of schools and kindergartens."""

    name = "networks"
    title = _("网络")
    model = Network
    states = NetworkState
    columns = (
        _UNIT,
        Column("kind", pgettext_lazy("网络", "类别"), ColumnKind.CHOICE),
        Column("name", _("线路名称")),
        Column("bandwidth", _("带宽（Mbps）"), ColumnKind.NUMBER),
        Column("wireless", _("无线覆盖"), ColumnKind.YES_NO),
        *DAYS,
    )
    filters = (_OF_UNIT, Filter("kind", pgettext_lazy("网络", "类别")))
    search = ("name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "kind", "name", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _NETWORK
    rules = (ends_after_it_begins,)
    unit_kinds = SCHOOLS
    bulk_fields = ("wireless", "ended_on")
    importer = Importer(
        fields=_NETWORK, key=("organisation", "kind", "name"), aliases=ALIASES, left_blank=("since",)
    )
    buttons = ((_("按日期查看"), "registers:network-states-list", VIEW),)
    related = ("organisation",)
    empty = _("在这里登记或导入各校的校园网、城域网和互联网线路。")


@register
class NetworkStates(StateRegister):
    """The connections of a day, as known at a moment."""

    of = Networks
    name = "network-states"
    title = _("网络记录")
    model = NetworkState
    columns = (Column("network", _("线路"), order_by="network__name"), *columns_of_states(Networks))
    filters = (_OF_UNIT,)
    search = ("network__name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "network__name", "id")
    view_permission = VIEW
    related = ("organisation", "network")
    empty = _("这一天没有您能看到的网络。可换一个日期；记录随网络登记自动形成。")
