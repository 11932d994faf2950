"""What every write to the tree shares: one writer at a time, the mark that tells readers, and what today's lists repeat."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation

from gangmu.foundation.access.scope import reach_of, require
from gangmu.foundation.audit.services import record
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict, Forbidden
from gangmu.foundation.organisations.models import Organisation, OrganisationState, TreeVersion
from gangmu.foundation.organisations.ordering import name_keys
from gangmu.foundation.organisations.standing import tree
from gangmu.foundation.organisations.telling import differences

EDIT = "organisations.unit:edit"
#: Units founded in the operation under way: who founded them may go on with them, though the reach was worked out before.
_founded: ContextVar[set[int] | None] = ContextVar("gangmu_founded", default=None)


@contextmanager
def writing_tree() -> Iterator[None]:
    """Let one at a time write to units and groups, and mark the tree as another one afterwards.

    The mark is drawn, not counted: one that was rolled back can never come again with other content.
    """
    outermost = _founded.get() is None
    token = _founded.set(set()) if outermost else None
    try:
        with _alone():
            yield
    finally:
        if token is not None:
            _founded.reset(token)


@contextmanager
def _alone() -> Iterator[None]:
    with transaction.atomic():
        if TreeVersion.objects.select_for_update().filter(pk=1).first() is None:
            TreeVersion.objects.get_or_create(pk=1, defaults={"token": uuid.uuid4()})
            TreeVersion.objects.select_for_update().get(pk=1)
        yield
        TreeVersion.objects.filter(pk=1).update(token=uuid.uuid4(), changed_at=clock.now())


def may_edit(unit: Organisation) -> None:
    """Insist that the one who acts may edit a unit; for one that does not stand today, the unit above it counts."""
    may_edit_id(unit.pk)


def may_edit_id(organisation_id: int) -> None:
    """Insist that the one who acts may edit the unit of an id."""
    if organisation_id not in (_founded.get() or ()):
        require(EDIT, seat_of(organisation_id))


def note_founded(units: Iterable[Organisation]) -> None:
    """Note units that were just founded, for the rest of the operation."""
    known = _founded.get()
    if known is not None:
        known.update(unit.pk for unit in units)


def seat_of(organisation_id: int) -> int:
    """Return the unit whose keeper may edit this one: itself while it stands, else the nearest one above that does."""
    standing, seat, seen = tree().units, organisation_id, set()
    while seat not in standing and seat not in seen:
        seen.add(seat)
        row = OrganisationState.objects.known().filter(organisation_id=seat).order_by("-valid_from").first()
        seat = row.parent_id if row is not None and row.parent_id is not None else seat
    return seat


def may_found_at_the_top() -> None:
    """Insist that the one who acts reaches everything: only the system makes a second top of the tree."""
    if reach_of(EDIT) is not None:
        raise Forbidden("organisations.top", "顶层的教育局只能在首次建立时设立，请选择上级单位")


def locked(unit: Organisation, version: int | None = None) -> Organisation:
    """Return the unit as it stands in the database, held for this transaction.

    Raises
    ------
    Conflict
        When somebody changed it after the given version was read.
    """
    fresh = Organisation.objects.select_for_update().get(pk=unit.pk)
    if version is not None and fresh.version != version:
        raise Conflict(
            "organisations.changed_meanwhile",
            "“%(name)s”刚刚被他人修改。您填的内容都还在，请再预览一次，核对后确认",
            name=fresh.name,
        )
    return fresh


def repeat_today(unit: Organisation) -> None:
    """Write what holds of a unit today into its own row; a unit not yet founded shows its first state, a closed one its last."""
    rows = OrganisationState.objects.known().filter(organisation=unit).order_by("valid_from")
    _repeat(unit, list(rows))
    unit.version += 1
    unit.save()


def _repeat(unit: Organisation, rows: list[OrganisationState]) -> bool:
    day = clock.today()
    begun = [row for row in rows if row.valid_from <= day]
    shown = begun[-1] if begun else (rows[0] if rows else None)
    before = (unit.name, unit.kind, unit.parent_id, unit.is_open)
    unit.is_open = bool(rows) and (rows[-1].valid_to is None or rows[-1].valid_to > day)
    if shown is not None:
        unit.name, unit.kind, unit.parent_id = shown.name, shown.kind, shown.parent_id
    if before[0] != unit.name:
        for field, value in name_keys(unit.name).items():
            setattr(unit, field, value)
    return before != (unit.name, unit.kind, unit.parent_id, unit.is_open)


def repeat_all_today() -> int:
    """Bring every unit's own row to what holds today, for changes entered ahead of their day; return how many differed."""
    with writing_tree():
        rows: dict[int, list[OrganisationState]] = {}
        for row in OrganisationState.objects.known().order_by("valid_from"):
            rows.setdefault(row.organisation_id, []).append(row)
        units = Organisation.objects.select_for_update().all()
        differing = [unit for unit in units if _repeat(unit, rows.get(unit.pk, []))]
        Organisation.objects.bulk_update(
            differing, ["name", "kind", "parent", "is_open", "pinyin", "sort_key"], 500
        )
    return len(differing)


def told(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    on: date,
    names: Mapping[int, str] | None = None,
) -> list[list[Any]]:
    """Return the difference of two states as the audit keeps it, in words a person reads."""
    with translation.override("zh-hans"):
        found = [[d.field, d.label, d.was, d.now] for d in differences(before, after, names)]
    return [["valid_from", "生效日期", None, on.isoformat()], *found]


def tell(
    unit: Organisation,
    verb: str,
    on: date,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Write the audit of a unit: the verb, the day, and each field of its state that differs."""
    record(unit, verb, changes=told(before, after, on), organisation_id=unit.pk, note=note)
