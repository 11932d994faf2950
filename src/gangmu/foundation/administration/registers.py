"""Registers over the rooms of the foundation: persons and accounts."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.selectors import accounts
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.people.models import Person, RoleAssignment
from gangmu.foundation.people.selectors import holding
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
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
    title = _("人员")
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
    order = ("pinyin", "id")
    view_permission = "people.person:view"
    detail_route = "administration:person"
    buttons = ((_("登记人员"), "administration:person-new", "people.person:edit"),)
    related = ("organisation",)
    empty = _("还没有人员。可在此逐个登记,或用账号表一次导入。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Persons within the reader's scope with the roles that they hold today."""
        held = RoleAssignment._base_manager.filter(holding()).select_related("organisation")
        return super().rows().prefetch_related(Prefetch("assignments", held))


@register
class Accounts(Register):
    """Who may sign in."""

    name = "accounts"
    title = _("账号")
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
