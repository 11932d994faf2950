"""What somebody keeps of a list: saved views and chosen columns."""

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.models import ColumnChoice, SavedView
from gangmu.foundation.registers.selectors import own_account, own_units

#: What stands in the address of a list without being a condition of it.
PASSING = frozenset({"page", "view", "column", "csrfmiddlewaretoken"})


@transaction.atomic
def save_view(
    declared: type[Register], name: str, query: str, columns: list[str], shared_with: int | None = None
) -> SavedView:
    """Keep a list as it is seen; a view of the same name and owner is replaced.

    Raises
    ------
    Refusal
        When it has no name.
    Forbidden
        When it is to be shared with a unit in which the owner has no role.
    """
    require(declared.view_permission)
    title = name.strip()[:40]
    if not title:
        raise Refusal("registers.view_name", "请填写视图名称")
    if shared_with is not None and shared_with not in own_units():
        raise Forbidden("registers.share", "只能共享给您任职的单位")
    known = {column.name for column in declared.columns}
    values = {
        "query": _conditions(query),
        "columns": [column for column in columns if column in known],
        "shared_with_id": shared_with,
    }
    held = SavedView.objects.filter(register=declared.name, account_id=own_account(), name=title).first()
    before = snapshot(held) if held else None
    view = held or SavedView(register=declared.name, account_id=own_account(), name=title)
    for field, value in values.items():
        setattr(view, field, value)
    view.save()
    record(view, gettext_noop("保存了视图"), before=before, organisation_id=shared_with)
    return view


@transaction.atomic
def remove_view(view: SavedView) -> None:
    """Remove a view of one's own.

    Raises
    ------
    Forbidden
        When it is another's.
    """
    if view.account_id != own_account():
        raise Forbidden("registers.other_view", "只能删除自己的视图")
    record(view, gettext_noop("删除了视图"), before={}, organisation_id=view.shared_with_id)
    view.delete()


@transaction.atomic
def choose_columns(declared: type[Register], columns: list[str]) -> None:
    """Remember which columns of a register the one who acts likes to see; none means the register's own choice."""
    require(declared.view_permission)
    known = [column.name for column in declared.columns if column.name in columns]
    mine: dict[str, Any] = {"register": declared.name, "account_id": own_account()}
    if known and known != declared.default_columns():
        ColumnChoice.objects.update_or_create(**mine, defaults={"columns": known})
    else:
        ColumnChoice.objects.filter(**mine).delete()


def _conditions(query: str) -> str:
    """Return the part of a list's address that is a condition of it."""
    told = QueryDict(query)
    pairs = [(key, value) for key in told for value in told.getlist(key) if key not in PASSING and value]
    return urlencode(pairs)
