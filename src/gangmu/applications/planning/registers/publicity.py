"""Registers of publicity: articles sent and taken; the points table, off."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.applications.planning.models import PublicityItem, PublicityPoints
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, Register, register
from gangmu.foundation.registers.importer import Importer


def _taken_after_sent(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """An item is taken after it was sent."""
    sent, taken = row["submitted_on"], row["adopted_on"]
    if sent and taken and taken < sent:
        yield "adopted_on", Refusal("planning.taken_first", "采用日期早于报送日期")


def _ends_after_it_begins(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """A line of the points table ends after it begins."""
    if row["valid_from"] and row["valid_to"] and row["valid_to"] <= row["valid_from"]:
        yield "valid_to", Refusal("planning.ends_first", "废止日期应晚于施行日期")


@register
class Publicity(Register):
    """Articles sent and taken (A1.17)."""

    name = "publicity"
    title = _("报送信息")
    model = PublicityItem
    columns = (
        Column("title", _("标题")),
        Column("organisation__name", _("报送单位")),
        Column("medium", _("媒体")),
        Column("level", _("级别"), ColumnKind.CHOICE),
        Column("submitted_on", pgettext_lazy("信息", "报送日期"), ColumnKind.DATE),
        Column("adopted_on", _("采用日期"), ColumnKind.DATE),
        Column("document_number", _("刊号或文号"), ColumnKind.CODE, in_list=False),
    )
    filters = (
        Filter("level", _("级别")),
        Filter("submitted_on", pgettext_lazy("信息", "报送日期"), FilterKind.DATES),
    )
    search = ("title", "medium", "organisation__name", "organisation__pinyin")
    order = ("-submitted_on", "-id")
    view_permission = "planning.publicity:view"
    edit_permission = "planning.publicity:edit"
    fields = ("organisation", "title", "medium", "level", "submitted_on", "adopted_on", "document_number")
    rules = (_taken_after_sent,)
    bulk_fields = ("medium", "level", "submitted_on", "adopted_on")
    attachments = True
    importer = Importer(
        fields=("organisation", "title", "medium", "level", "submitted_on", "adopted_on", "document_number"),
        key=("organisation", "title", "medium", "submitted_on"),
    )
    related = ("organisation",)
    empty = _(
        "每报送一条信息登记一行：标题、媒体、级别、报送日期；被采用后补填采用日期。目标“报送信息不少于 x 篇”由这里计算。"
    )


@register
class Points(Register):
    """The points table for articles of row A1.17: data, and off."""

    name = "publicity-points"
    title = _("信息计分表（停用）")
    model = PublicityPoints
    columns = (
        Column("level", _("级别"), ColumnKind.CHOICE),
        Column("scored", _("计分事项"), ColumnKind.CHOICE),
        Column("points", _("分值"), ColumnKind.NUMBER),
        Column("valid_from", _("施行日期"), ColumnKind.DATE),
        Column("valid_to", _("废止日期"), ColumnKind.DATE),
        Column("basis", _("依据")),
        Column("in_force", _("启用"), ColumnKind.YES_NO),
    )
    filters = (Filter("level", _("级别")), Filter("scored", _("计分事项")))
    search = ("basis",)
    order = ("level", "scored", "valid_from")
    view_permission = "planning.publicity:view"
    edit_permission = "planning.publicity:edit"
    fields = ("organisation", "level", "scored", "points", "valid_from", "valid_to", "basis")
    rules = (_ends_after_it_begins,)
    unit_kinds = (Kind.BUREAU,)
    empty = _("单位的量化考核细则可以照录在这里备查。本表默认停用：系统不按报送篇数给单位和个人排名。")
