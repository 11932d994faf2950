"""The register of conditions that no row of another register yields."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
    register,
)
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.premises.choices import HOLDER, MONEY, YES_NO, Holder
from gangmu.records.premises.models import TypedCondition

VIEW, EDIT = "premises.condition:view", "premises.condition:edit"
UNITS = (Kind.SCHOOL, Kind.KINDERGARTEN, Kind.BUREAU)
_HOLDERS = {
    Kind.SCHOOL: Holder.SCHOOL,
    Kind.KINDERGARTEN: Holder.KINDERGARTEN,
    Kind.BUREAU: Holder.COUNTY,
}
_FIELDS = ("organisation", "item", "on", "value", "document")


def _unit_of(row: TypedCondition) -> str:
    if row.item in YES_NO:
        return ""
    return str(pgettext_lazy("单位", "元") if row.item in MONEY else pgettext_lazy("单位", "人"))


def _item_fits_the_unit(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """What is told of a county is not told of a school."""
    unit = tree().units.get(row["organisation_id"])
    if unit is None or not row["item"]:
        return
    wanted = HOLDER[row["item"]]
    if _HOLDERS.get(Kind(unit.kind)) != wanted:
        words = gettext_noop("这一项按“%(holder)s”填报，不登记在“%(name)s”")
        yield "item", Refusal("premises.holder", words, holder=str(wanted.label), name=unit.name)


def _value_fits_the_item(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """People are counted whole, and what holds or does not is 1 or 0."""
    item, value = row["item"], row["value"]
    if not item or value is None:
        return
    if item in YES_NO and value not in (0, 1):
        yield "value", Refusal("premises.yes_no", "是否项填 1（是）或 0（否）")
    elif item not in MONEY and value != int(value):
        yield "value", Refusal("premises.whole", "人数须是整数")


@register
class TypedConditions(Register):
    """Conditions by unit and date, each told with its source."""

    name = "typed-conditions"
    title = _("办学条件填报")
    model = TypedCondition
    columns = (
        Column("organisation__name", _("单位"), order_by="organisation__sort_key"),
        Column("item", _("填报项"), ColumnKind.CHOICE),
        Column("on", _("统计日期"), ColumnKind.DATE),
        Column("value", _("数值"), ColumnKind.NUMBER),
        Column("unit", _("计量单位"), value=_unit_of),
        Column("document", _("数据来源")),
    )
    filters = (
        Filter("organisation", _("单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, UNITS)),
        Filter("item", _("填报项")),
        Filter("on", _("统计日期"), FilterKind.DATES),
    )
    search = ("organisation__name", "organisation__pinyin", "document")
    order = ("-on", "organisation__sort_key", "item", "id")
    view_permission, edit_permission = VIEW, EDIT
    fields = _FIELDS
    rules = (_item_fits_the_unit, _value_fits_the_item)
    unit_kinds = UNITS
    attachments = True
    importer = Importer(
        fields=_FIELDS, key=("organisation", "item", "on"), aliases={"organisation": ("学校", "学校名称")}
    )
    related = ("organisation",)
    empty = _(
        "学生、班级、用房、场地、装备由登记册得出，不在这里填报；这里只填其他登记册得不出的项，并写明数据来源。"
    )
