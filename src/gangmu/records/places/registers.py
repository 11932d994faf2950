"""What people list of places: places and roads with where they lie, births and moves by place and year."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.codes import faults_of_site
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
    Sought,
    register,
)
from gangmu.foundation.registers.importer import Importer, Rule
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.places.models import Births, Moves, Place, Road
from gangmu.records.places.selectors import places_by_name, units_of_places

VIEW, EDIT = "places.place:view", "places.place:edit"
#: Places lie in townships; what is told of the county as a whole is the bureau's.
TOWNSHIPS = (Kind.TOWNSHIP, Kind.BUREAU)
ALIASES: dict[str, tuple[str, ...]] = {
    "organisation": ("乡镇", "乡镇（街道）", "街道"),
    "place": ("村（社区）", "村", "社区", "小区"),
    "document": ("来源",),
}
_UNIT = Column("organisation__name", pgettext_lazy("居住地", "属地"), order_by="organisation__sort_key")
_PLACE = ("organisation", "name", "kind", "urban_rural", "longitude", "latitude", "dwellings", "completed_on")
_ROAD = ("organisation", "name", "kind", "line")
_BIRTHS = ("organisation", "place", "year", "basis", "born", "document")
_MOVES = ("organisation", "place", "year", "age", "basis", "moved_in", "moved_out", "document")
_OF_PLACE = (
    _UNIT,
    Column("place__name", _("居住地"), on_phone=True),
    Column("year", _("年度"), ColumnKind.CODE, on_phone=True),
)


def townships() -> list[tuple[Any, Any]]:
    """Return the townships that the one who acts may choose from."""
    return units_in_reach(VIEW, (Kind.TOWNSHIP,))


_BY_UNIT = Filter("organisation", pgettext_lazy("居住地", "属地"), FilterKind.MODEL, townships)


def _lies_there(
    row: Mapping[str, Any], units: Mapping[int, int] | None = None
) -> Iterator[tuple[str, Refusal]]:
    """A count is that of the township in which its place lies; `units` tells where the places lie, if that is known already."""
    place, unit = row["place_id"], row["organisation_id"]
    if place and unit is not None:
        known = units_of_places([place]) if units is None else units
        if known.get(place) != unit:
            yield "place", Refusal("places.elsewhere", "这个居住地不在所填的属地，请核对")


@register
class Places(Register):
    """Villages, communities and housing estates."""

    name = "places"
    title = _("居住地")
    model = Place
    columns = (
        _UNIT,
        Column("name", _("名称"), on_phone=True),
        Column("kind", _("类别"), ColumnKind.CHOICE, on_phone=True),
        Column("urban_rural", _("城乡分类"), ColumnKind.CHOICE),
        Column("dwellings", _("户数"), ColumnKind.NUMBER, sums=True),
        Column("completed_on", _("交付日期"), ColumnKind.DATE),
        Column("longitude", _("经度"), ColumnKind.NUMBER, in_list=False),
        Column("latitude", _("纬度"), ColumnKind.NUMBER, in_list=False),
    )
    filters = (
        _BY_UNIT,
        Filter("kind", _("类别")),
        Filter("urban_rural", _("城乡分类")),
        Filter("completed_on", _("交付日期"), FilterKind.DATES),
    )
    search = ("name", "organisation__name", "organisation__pinyin")
    sought = Sought(80, ("kind",))
    order = ("organisation__sort_key", "name", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _PLACE
    rules = (faults_of_site,)
    unit_kinds = TOWNSHIPS
    bulk_fields = ("urban_rural", "completed_on")
    importer = Importer(fields=_PLACE, key=("organisation", "name"), aliases=ALIASES)
    buttons = ((_("地图"), "places:map", VIEW),)
    related = ("organisation",)
    empty = _("在这里登记或导入行政村、社区和住宅小区；填了经纬度的在居住地图上显示。")


@register
class Roads(Register):
    """Roads as lines."""

    name = "roads"
    title = _("道路")
    model = Road
    columns = (
        _UNIT,
        Column("name", _("名称"), on_phone=True),
        Column("kind", _("类别"), ColumnKind.CHOICE, on_phone=True),
        Column("line", _("走向"), in_list=False),
    )
    filters = (_BY_UNIT, Filter("kind", _("类别")))
    search = ("name",)
    order = ("name", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _ROAD
    unit_kinds = TOWNSHIPS
    importer = Importer(fields=_ROAD, key=("organisation", "name"), aliases=ALIASES)
    buttons = ((_("地图"), "places:map", VIEW),)
    related = ("organisation",)
    empty = _("在这里登记或导入道路，走向写各点的经纬度；道路在居住地图上显示，划片时作为边界参照。")


class OfPlace(Register):
    """What the counts of people share: asked by township, year and basis; told under the township in which the place lies."""

    filters = (_BY_UNIT, Filter("year", _("年度"), FilterKind.TEXT), Filter("basis", _("口径")))
    search = ("place__name", "organisation__name", "organisation__pinyin")
    view_permission, edit_permission = VIEW, EDIT
    rules = (_lies_there,)
    unit_kinds = TOWNSHIPS
    related = ("organisation", "place")

    @classmethod
    def rules_for(cls, rows: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
        """Where the places of a table lie is asked once."""
        units = units_of_places({row["place_id"] for row in rows} - {None})
        return (partial(_lies_there, units=units),)


@register
class BirthCounts(OfPlace):
    """Births by place and year."""

    name = "births"
    title = _("出生人口")
    model = Births
    columns = (
        *_OF_PLACE,
        Column("basis", _("口径"), ColumnKind.CHOICE),
        Column("born", _("出生人数"), ColumnKind.NUMBER, sums=True, on_phone=True),
        Column("document", _("数据来源"), in_list=False),
    )
    order = ("-year", "organisation__sort_key", "place__name", "id")
    fields = _BIRTHS
    importer = Importer(
        fields=_BIRTHS,
        key=("place", "year", "basis"),
        look_ups={"place": places_by_name},
        aliases={**ALIASES, "year": ("出生年度",), "born": ("出生数",)},
    )
    empty = _("在这里登记或导入卫健、公安提供的出生人数，按居住地和 9 月 1 日起的年度各一行；先登记居住地。")


@register
class MoveCounts(OfPlace):
    """Moves of children by place, year and age."""

    name = "moves"
    title = _("迁移人口")
    model = Moves
    columns = (
        *_OF_PLACE,
        Column("age", _("年龄"), ColumnKind.NUMBER),
        Column("basis", _("口径"), ColumnKind.CHOICE),
        Column("moved_in", _("迁入人数"), ColumnKind.NUMBER, sums=True, on_phone=True),
        Column("moved_out", _("迁出人数"), ColumnKind.NUMBER, sums=True, on_phone=True),
        Column("document", _("数据来源"), in_list=False),
    )
    order = ("-year", "organisation__sort_key", "place__name", "age", "id")
    fields = _MOVES
    importer = Importer(
        fields=_MOVES,
        key=("place", "year", "age", "basis"),
        look_ups={"place": places_by_name},
        aliases={**ALIASES, "moved_in": ("迁入",), "moved_out": ("迁出",)},
    )
    empty = _("在这里登记或导入 0 至 17 岁人口的迁入和迁出，按居住地、年度和年龄各一行；先登记居住地。")
