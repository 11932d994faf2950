"""The registers of posts at another school than the own one."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from gangmu.foundation.registers.dated import (
    DatedRegister,
    StateRegister,
    columns_of_states,
    ends_after_it_begins,
)
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, register
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.readings import ExportsKept
from gangmu.foundation.registers.units import units_in_reach
from gangmu.records.staff.forms import second_post_form
from gangmu.records.staff.models import SecondPost, SecondPostState
from gangmu.records.staff.registers.members import EDIT, IDENTITY, UNITS, VIEW, name_of
from gangmu.records.staff.selectors import members_by_id

_FIELDS = ("member", "organisation", "kind", "stage", "subject", "periods", "since", "ended_on")


def _name(post: SecondPost) -> str:
    return name_of(post.member, post.organisation_id, post.member.organisation_id)


def _state_name(state: SecondPostState) -> str:
    return _name(state.post)


def _home(state: Any) -> str:
    return str(state.post.member.organisation)


@register
class SecondPosts(ExportsKept, DatedRegister):
    """Posts at another school: additional lessons, exchange, support, circuit teaching."""

    name = "second-posts"
    title = _("兼任岗位")
    model = SecondPost
    states = SecondPostState
    columns = (
        Column("member", _("姓名"), value=_name, order_by="member__pinyin", on_phone=True),
        Column("member__organisation__name", _("所在单位")),
        Column("organisation__name", _("任教单位"), on_phone=True),
        Column("kind", pgettext_lazy("兼任", "任职方式"), ColumnKind.CHOICE, on_phone=True),
        Column("stage", _("任教学段"), ColumnKind.CHOICE),
        Column("subject", _("任教学科"), ColumnKind.CHOICE),
        Column("periods", _("周课时"), ColumnKind.NUMBER, sums=True),
        Column("since", _("起始日期"), ColumnKind.DATE),
        Column("ended_on", _("终止日期"), ColumnKind.DATE),
    )
    filters = (
        Filter("organisation", _("任教单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, UNITS)),
        Filter("kind", pgettext_lazy("兼任", "任职方式")),
        Filter("stage", _("任教学段")),
        Filter("subject", _("任教学科")),
    )
    search = ("member__name", "member__pinyin", "organisation__name")
    order = ("organisation__sort_key", "member__pinyin", "id")
    view_permission, edit_permission = VIEW, EDIT
    names_permission, names_units = IDENTITY, ("organisation_id", "member__organisation_id")
    export_verb = gettext_noop("导出了兼任岗位")
    fields = _FIELDS
    form = second_post_form(_FIELDS, EDIT, UNITS)
    rules = (ends_after_it_begins,)
    unit_kinds = UNITS
    importer = Importer(
        fields=_FIELDS,
        key=("organisation", "member"),
        look_ups={"member": members_by_id},
        left_blank=("since",),
        aliases={"member": ("身份证件号", "身份证号", "证件号码"), "organisation": ("任教学校", "任教单位")},
    )
    buttons = ((_("按日期查看"), "registers:second-post-states-list", VIEW),)
    related = ("organisation", "member__organisation")
    empty = _(
        "在其他学校兼课、交流、支教、走教的，由任教学校在这里登记；教职工以身份证件号识别，编制和名册仍在所在单位。"
    )


@register
class SecondPostStates(ExportsKept, StateRegister):
    """Who held a post at another school on a day, as known at a moment."""

    of = SecondPosts
    name = "second-post-states"
    title = _("兼任情况")
    model = SecondPostState
    columns = (
        Column("post", _("姓名"), value=_state_name, order_by="post__member__pinyin", on_phone=True),
        Column("home", _("所在单位"), value=_home, order_by="post__member__organisation__name"),
        *columns_of_states(SecondPosts),
    )
    filters = SecondPosts.filters
    search = ("post__member__name", "post__member__pinyin", "organisation__name")
    order = ("organisation__sort_key", "post__member__pinyin", "id")
    view_permission = VIEW
    names_permission, names_units = IDENTITY, ("post__organisation_id", "post__member__organisation_id")
    export_verb = gettext_noop("导出了兼任情况")
    related = ("organisation", "post__member__organisation")
    empty = _("这一天没有您能看到的兼任。可换一个日期；记录随兼任岗位的登记自动形成。")
