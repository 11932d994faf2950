"""The unit tree of a date as known at a moment: read once, kept until a write sets another mark."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import OrganisationState, TreeVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """When a list or count is asked for: the date it is about, and the moment whose knowledge counts (`None`: now)."""

    on: date
    known_at: datetime | None = None


def as_was(on: date | None = None, known_at: datetime | None = None) -> Asked:
    """Ask for things as they were on a date (today), as known at a moment (now)."""
    return Asked(on or clock.today(), known_at)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit is on a date."""

    id: int
    name: str
    kind: str
    parent_id: int | None
    level: str = ""
    stages: tuple[str, ...] = ()
    ownership: str = ""
    urban_rural: str = ""
    school_code: str = ""
    short_name: str = ""
    running_type: str = ""
    division_code: str = ""
    sort_key: str = ""


class Tree:
    """The units of one date as known at one moment, with the ways between them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {unit.id: unit for unit in units}
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for unit in self.units.values():
            self.children[unit.parent_id].append(unit.id)
        self._subtrees: dict[int, frozenset[int]] = {}

    def subtree(self, root: int) -> frozenset[int]:
        """Return a unit and all below it; the unit alone when it is not in the tree."""
        if root not in self._subtrees:
            found, waiting = {root}, [root]
            while waiting:
                fresh = [child for child in self.children.get(waiting.pop(), ()) if child not in found]
                found.update(fresh)
                waiting += fresh
            self._subtrees[root] = frozenset(found)
        return self._subtrees[root]

    def below(self, root: int | None) -> list[Unit]:
        """Return the standing units of a subtree, or of the whole tree, each after the one above it."""
        waiting = (
            [root]
            if root is not None
            else [u.id for u in self.units.values() if u.parent_id not in self.units]
        )
        waiting = [unit_id for unit_id in reversed(waiting) if unit_id in self.units]
        found: list[Unit] = []
        while waiting:
            unit = self.units[waiting.pop()]
            found.append(unit)
            waiting += reversed(self.children.get(unit.id, ()))
        return found

    def ancestors(self, unit_id: int) -> tuple[int, ...]:
        """Return the units above, nearest first."""
        above: list[int] = []
        unit = self.units.get(unit_id)
        while unit is not None and unit.parent_id is not None and unit.parent_id not in above:
            above.append(unit.parent_id)
            unit = self.units.get(unit.parent_id)
        return tuple(above)

    def bureau_of(self, unit_id: int) -> int | None:
        """Return the nearest bureau: the unit itself or one above."""
        for candidate in (unit_id, *self.ancestors(unit_id)):
            if candidate in self.units and self.units[candidate].kind == Kind.BUREAU:
                return candidate
        return None

    def bureaus_of(self, unit_id: int) -> tuple[int, ...]:
        """Return the bureaus to which a unit belongs, nearest first: county, then city."""
        chain = (unit_id, *self.ancestors(unit_id))
        return tuple(i for i in chain if i in self.units and self.units[i].kind == Kind.BUREAU)

    def names(self, ids: Iterable[int]) -> str:
        """Return the names of units, joined for a sentence."""
        return "、".join(self.units[i].name for i in ids if i in self.units)


#: Trees kept, latest last: a date and a moment each. A tree of 3,000 units takes about two megabytes.
KEPT = 12
_FIELDS = (
    "organisation_id", "name", "kind", "parent_id", "level", "stages", "ownership", "urban_rural", "school_code",
    "short_name", "running_type", "division_code", "sort_key",
)  # fmt: skip
_trees: OrderedDict[tuple[object, ...], Tree] = OrderedDict()
_lock = threading.Lock()


_held_mark: ContextVar[list[UUID | None] | None] = ContextVar("gangmu_held_mark", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Ask for the mark of the tree once: for what only reads, such as the answer to one request of a page."""
    token = _held_mark.set([])
    try:
        yield
    finally:
        _held_mark.reset(token)


def mark_of_tree() -> UUID | None:
    """Return the mark of the tree as it stands in the database: one row, read by its key; inside `read_once` read but once."""
    held = _held_mark.get()
    if held:
        return held[0]
    mark = TreeVersion.objects.filter(pk=1).values_list("token", flat=True).first()
    if held is not None:
        held.append(mark)
    return mark


def tree(on: date | None = None, known_at: datetime | None = None) -> Tree:
    """Return the tree of a date (today) as known at a moment (now): two queries, one when it was read since the last write."""
    day = on or clock.today()
    key = (connection.alias, connection.settings_dict["NAME"], mark_of_tree(), day, known_at)
    with _lock:
        kept = _trees.get(key)
        if kept is not None:
            _trees.move_to_end(key)
            return kept
    read = read_tree(day, known_at)
    if key[2] is not None:
        with _lock:
            _trees[key] = read
            while len(_trees) > KEPT:
                _trees.popitem(last=False)
    return read


def _unit(row: tuple[Any, ...]) -> Unit:
    values = dict(zip(_FIELDS, row, strict=True))
    return Unit(id=values.pop("organisation_id"), stages=tuple(values.pop("stages")), **values)


def read_tree(on: date, known_at: datetime | None = None) -> Tree:
    """Read the tree from the states, past what is kept."""
    rows = (
        OrganisationState.objects.at(on, known_at)
        .order_by("organisation__order", "organisation__sort_key", "organisation_id")
        .values_list(*_FIELDS[:-1], "organisation__sort_key")
    )
    return Tree(_unit(row) for row in rows)
