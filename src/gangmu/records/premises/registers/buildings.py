"""The registers of buildings, rooms and grounds, and of what held of them when."""

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
from gangmu.records.premises.models import Building, BuildingState, Ground, GroundState, Room, RoomState
from gangmu.records.premises.registers.shared import ALIASES, DAYS, SCHOOLS, SharedStates

VIEW, EDIT = "premises.room:view", "premises.room:edit"
_UNIT = Column("organisation__name", _("单位"), order_by="organisation__sort_key")
_OF_UNIT = Filter("organisation", _("单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, SCHOOLS))
_BUILDING = ("organisation", "name", "tenure", "built_year", "floors", "area", "since", "ended_on")
_ROOM = ("organisation", "building", "number", "use", "area", "multimedia", "since", "ended_on")
_GROUND = ("organisation", "name", "kind", "area", "since", "ended_on")


@register
class Buildings(DatedRegister):
    """The buildings of schools and kindergartens."""

    name = "buildings"
    title = _("校舍建筑")
    model = Building
    states = BuildingState
    columns = (
        _UNIT,
        Column("name", _("建筑名称")),
        Column("tenure", _("产权"), ColumnKind.CHOICE),
        Column("built_year", _("建成年份"), ColumnKind.NUMBER),
        Column("floors", _("层数"), ColumnKind.NUMBER),
        Column("area", _("建筑面积（平方米）"), ColumnKind.NUMBER, sums=True),
        *DAYS,
    )
    filters = (_OF_UNIT, Filter("tenure", _("产权")))
    search = ("name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "name", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _BUILDING
    rules = (ends_after_it_begins,)
    unit_kinds = SCHOOLS
    bulk_fields = ("tenure", "ended_on")
    importer = Importer(
        fields=_BUILDING, key=("organisation", "name"), aliases=ALIASES, left_blank=("since",)
    )
    buttons = ((_("按日期查看"), "registers:building-states-list", VIEW),)
    related = ("organisation",)
    empty = _("在这里登记或导入每栋校舍；改建、拆除填起始或终止日期，原来的情况保留，可按日期查看。")


@register
class BuildingStates(StateRegister):
    """The buildings of a day, as known at a moment."""

    of = Buildings
    name = "building-states"
    title = _("校舍建筑记录")
    model = BuildingState
    columns = (Column("building", _("建筑名称"), order_by="building__name"), *columns_of_states(Buildings))
    filters = Buildings.filters
    search = ("building__name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "building__name", "id")
    view_permission = VIEW
    related = ("organisation", "building")
    empty = _("这一天没有您能看到的校舍。可换一个日期；记录随校舍登记自动形成。")


@register
class Rooms(DatedRegister):
    """The rooms of schools and kindergartens with what they serve."""

    name = "rooms"
    title = _("用房")
    model = Room
    states = RoomState
    columns = (
        _UNIT,
        Column("building", _("所在建筑")),
        Column("number", _("房间编号")),
        Column("use", _("用途"), ColumnKind.CHOICE),
        Column("area", _("使用面积（平方米）"), ColumnKind.NUMBER, sums=True),
        Column("multimedia", _("网络多媒体教室"), ColumnKind.YES_NO),
        *DAYS,
    )
    filters = (
        _OF_UNIT,
        Filter("use", _("用途")),
        Filter(
            "multimedia",
            _("网络多媒体教室"),
            FilterKind.CHOICE,
            lambda: [(True, _("是")), (False, _("否"))],
        ),
    )
    search = ("number", "building", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "number", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _ROOM
    rules = (ends_after_it_begins,)
    unit_kinds = SCHOOLS
    bulk_fields = ("use", "multimedia", "building", "ended_on")
    importer = Importer(
        fields=_ROOM,
        key=("organisation", "number"),
        aliases={**ALIASES, "number": ("编号", "房号"), "multimedia": ("是否网络多媒体教室",)},
        left_blank=("since",),
    )
    buttons = ((_("按日期查看"), "registers:room-states-list", VIEW),)
    related = ("organisation",)
    empty = _("在这里登记或导入每间用房的用途和面积；改变用途时填起始日期，原来的用途保留，可按日期查看。")


@register
class RoomStates(SharedStates):
    """What rooms served on a day, as known at a moment."""

    of = Rooms
    amount = "area"
    name = "room-states"
    title = _("用房记录")
    model = RoomState
    columns = (
        Column("room", _("房间编号"), order_by="room__number"),
        *columns_of_states(Rooms),
        *SharedStates.shares,
    )
    filters = Rooms.filters
    search = ("room__number", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "room__number", "id")
    view_permission = VIEW
    related = ("organisation", "room")
    empty = _("这一天没有您能看到的用房。可换一个日期；记录随用房登记自动形成。")


@register
class Grounds(DatedRegister):
    """The grounds and sports venues of schools and kindergartens."""

    name = "grounds"
    title = _("场地和场馆")
    model = Ground
    states = GroundState
    columns = (
        _UNIT,
        Column("name", _("场地名称")),
        Column("kind", pgettext_lazy("场地", "类别"), ColumnKind.CHOICE),
        Column("area", _("面积（平方米）"), ColumnKind.NUMBER, sums=True),
        *DAYS,
    )
    filters = (_OF_UNIT, Filter("kind", pgettext_lazy("场地", "类别")))
    search = ("name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "name", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _GROUND
    rules = (ends_after_it_begins,)
    unit_kinds = SCHOOLS
    bulk_fields = ("kind", "ended_on")
    importer = Importer(fields=_GROUND, key=("organisation", "name"), aliases=ALIASES, left_blank=("since",))
    buttons = ((_("按日期查看"), "registers:ground-states-list", VIEW),)
    related = ("organisation",)
    empty = _(
        "在这里登记或导入运动场地、体育馆、户外活动场地和校园占地；体育馆登记在这里，不登记为教学用房。"
    )


@register
class GroundStates(SharedStates):
    """The grounds of a day, as known at a moment."""

    of = Grounds
    amount = "area"
    name = "ground-states"
    title = _("场地和场馆记录")
    model = GroundState
    columns = (
        Column("ground", _("场地名称"), order_by="ground__name"),
        *columns_of_states(Grounds),
        *SharedStates.shares,
    )
    filters = Grounds.filters
    search = ("ground__name", "organisation__name", "organisation__pinyin")
    order = ("organisation__sort_key", "ground__name", "id")
    view_permission = VIEW
    related = ("organisation", "ground")
    empty = _("这一天没有您能看到的场地。可换一个日期；记录随场地登记自动形成。")
