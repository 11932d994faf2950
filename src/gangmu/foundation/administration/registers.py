"""Registers over the rooms of the foundation: persons and accounts."""

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.selectors import accounts
from gangmu.foundation.organisations.choices import Stage
from gangmu.foundation.organisations.models import OrganisationState
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.visibility import VIEW, seen
from gangmu.foundation.people.models import Person, RoleAssignment
from gangmu.foundation.people.selectors import holding
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
    Sought,
    register,
)


def _units() -> list[tuple[int, Any]]:
    """The units whose persons the reader may see."""
    reach = reach_of("people.person:view")
    return [(unit.id, unit.name) for unit in tree().below(None) if reach is None or unit.id in reach]


def _roles(person: Person) -> str:
    """The roles that a person holds today, in words."""
    return "、".join(f"{held.organisation} {held.get_role_display()}" for held in person.assignments.all())


@register
class Persons(Register):
    """Who works in the units of the bureau, and as what."""

    name = "persons"
    title = pgettext_lazy("列表", "人员")
    model = Person
    columns = (
        Column("name", _("姓名"), order_by="pinyin"),
        Column("organisation__name", _("单位")),
        Column("title", _("职务")),
        Column("roles", _("现任角色"), value=_roles),
        Column("left_on", _("离任日期"), ColumnKind.DATE),
    )
    filters = (
        Filter("organisation", _("单位"), FilterKind.MODEL, _units),
        Filter("left_on", _("离任日期"), FilterKind.DATES),
    )
    search = ("name", "pinyin", "title")
    sought = Sought(50, ("organisation__name", "title"))
    order = ("pinyin", "id")
    view_permission = "people.person:view"
    detail_route = "administration:person"
    buttons = ((_("登记人员"), "administration:person-new", "people.person:edit"),)
    related = ("organisation",)
    empty = _("还没有人员。可在此逐个登记，或用账号表一次导入。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Persons within the reader's scope with the roles that they hold today."""
        held = RoleAssignment._base_manager.filter(holding()).select_related("organisation")
        return super().rows().prefetch_related(Prefetch("assignments", held))


@register
class Accounts(Register):
    """Who may sign in."""

    name = "accounts"
    title = pgettext_lazy("列表", "账号")
    model = Account
    columns = (
        Column("username", _("用户名"), ColumnKind.CODE),
        Column("person__name", _("姓名"), order_by="person__pinyin"),
        Column("person__organisation__name", _("单位")),
        Column("is_active", _("启用"), ColumnKind.YES_NO),
        Column("must_change_password", _("未改初始密码"), ColumnKind.YES_NO),
        Column("last_login", _("上次登录"), ColumnKind.DATE),
    )
    filters = (
        Filter("is_active", _("启用"), FilterKind.CHOICE, lambda: [(True, _("是")), (False, _("否"))]),
        Filter("must_change_password", _("未改初始密码"), FilterKind.CHOICE, lambda: [(True, _("是")), (False, _("否"))]),
    )  # fmt: skip
    search = ("username", "person__name", "person__pinyin")
    order = ("username",)
    view_permission = "accounts.account:edit"
    organisation_field = "person__organisation"
    detail_route = "administration:account"
    buttons = ((_("导入账号"), "administration:accounts-import", "accounts.account:edit"),)
    empty = _("还没有账号。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Accounts of the persons within the reader's scope."""
        return accounts()


def _stages(state: OrganisationState) -> str:
    """The stages of a unit, in words."""
    return "、".join(str(Stage(stage).label) for stage in state.stages)


@register
class Units(Register):
    """The units of a date as known at a moment, as a table; the tree has its own page."""

    name = "units"
    title = _("单位登记册")
    model = OrganisationState
    columns = (
        Column("name", _("单位名称"), order_by="organisation__sort_key"),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        Column("parent__name", _("上级单位")),
        Column("stages", _("学段"), value=_stages),
        Column("school_code", _("学校标识码"), ColumnKind.CODE),
        Column("ownership", _("举办性质"), ColumnKind.CHOICE),
        Column("urban_rural", _("城乡分类"), ColumnKind.CHOICE),
        Column("valid_from", _("生效日期"), ColumnKind.DATE),
        Column("address", _("地址"), in_list=False),
        Column("running_type", _("办学类型代码"), ColumnKind.CODE, in_list=False),
        Column("division_code", _("统计用区划代码"), ColumnKind.CODE, in_list=False),
    )
    filters = (
        Filter("kind", _("类别")),
        Filter("ownership", _("举办性质")),
        Filter("urban_rural", _("城乡分类")),
    )
    search = ("name", "school_code", "organisation__name", "parent__name")
    sought = Sought(40, ("kind", "stages", "parent__name"))
    order = ("organisation__order", "organisation__sort_key")
    view_permission = VIEW
    detail_route = "organisations:unit"
    related = ("organisation", "parent")
    buttons = ((_("单位树"), "organisations:units", VIEW),)
    empty = _("这一天没有您能看到的单位。可换一个日期，或在单位树中设立单位。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """The units that stand today, as far as the reader may see."""
        return cls.rows_at()

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The units of a date as known at a moment, as far as the reader may see: those that closed since, too."""
        standing = tree(on, known_at)
        visible = [unit.id for unit in seen(standing.below(None), standing)]
        held = OrganisationState.objects.at(on, known_at).filter(organisation_id__in=visible)
        return held.select_related(*cls.related)

    @classmethod
    def address(cls, row: Any) -> str:
        """The unit's own page."""
        return reverse(cls.detail_route, kwargs={"pk": row.organisation_id})
