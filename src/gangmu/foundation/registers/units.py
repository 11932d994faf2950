"""The units of a figure as data: a unit and all below it, narrowed by what they are. The figure and its rows ask the same."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.organisations.models import OrganisationState
from gangmu.foundation.organisations.selectors import as_was, choices_of, members_of, tree
from gangmu.foundation.organisations.selectors import units as standing_units

#: What units are narrowed by, each a list of codes.
LISTS = ("kinds", "stages", "ownerships", "places")


def units_of_kinds(kinds: Collection[str]) -> frozenset[int] | None:
    """Return the standing units of some kinds; `None` for all where no kind is named."""
    return frozenset(u.id for u in tree().units.values() if u.kind in kinds) if kinds else None


def units_in_reach(permission: str, kinds: Collection[str]) -> list[tuple[Any, Any]]:
    """Return the units of some kinds, of all where none is named, that the one who acts may choose from under a permission."""
    reach, held = reach_of(permission), units_of_kinds(kinds)
    ids = frozenset(tree().units)
    for narrower in (reach, held):
        ids = ids if narrower is None else ids & narrower
    return list(choices_of(ids))


@dataclass(frozen=True, slots=True)
class UnitsAsked:
    """A unit and all below it on the last day of a window, with those that ended inside the window while they stood there.

    So the rows of a school that closed in June stay in the county's year, and no row counts in two places.
    """

    below: int
    since: date | None = None
    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    ownerships: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    group: int | None = None

    @classmethod
    def of_filter(cls, below: int, since: date | None, told: Mapping[str, Any]) -> Self:
        """Return the units that a scope filter describes: lists of codes by name, and a group."""
        lists = {name: tuple(told.get(name) or ()) for name in LISTS}
        return cls(below, since, group=told.get("group") or None, **lists)

    @classmethod
    def of_conditions(cls, field: str, conditions: Iterable[tuple[str, str, str]]) -> Self | None:
        """Return the units that conditions of a rows path describe, written as text; nothing when they name no unit."""
        told = {name: value for name, _operator, value in conditions}
        below, since, group = told.get(field, ""), told.get(f"{field}:since"), told.get(f"{field}:group", "")
        unit = whole_number(below)
        if unit is None:
            return None
        lists = {name: tuple(filter(None, told.get(f"{field}:{name}", "").split(","))) for name in LISTS}
        first = date.fromisoformat(since) if since else None
        return cls(unit, first, group=whole_number(group), **lists)

    def conditions(self, field: str) -> tuple[tuple[str, str, Any], ...]:
        """Return the units as conditions of a rows path over a field."""
        told: list[tuple[str, str, Any]] = [(field, "under", self.below)]
        if self.since is not None:
            told.append((f"{field}:since", "=", self.since))
        told += [(f"{field}:{name}", "in", getattr(self, name)) for name in LISTS if getattr(self, name)]
        if self.group is not None:
            told.append((f"{field}:group", "=", self.group))
        return tuple(told)

    def ids(self, on: date, known_at: datetime | None = None) -> frozenset[int]:
        """Return the ids of the units on a date as known at a moment (now)."""
        found = self._standing(on, known_at)
        if self.since is not None and self.since < on:
            found |= self._ended(on, known_at)
        return found

    def _standing(self, on: date, known_at: datetime | None) -> frozenset[int]:
        if not (any(getattr(self, name) for name in LISTS) or self.group):
            return tree(on, known_at).subtree(self.below)
        narrowed = {name: getattr(self, name) for name in LISTS}
        found = frozenset(u.id for u in standing_units(as_was(on, known_at), self.below, **narrowed))
        if self.group is not None:
            members = members_of(self.group, on, known_at)
            found &= frozenset().union(*(tree(on, known_at).subtree(member) for member in members))
        return found

    def _ended(self, on: date, known_at: datetime | None) -> frozenset[int]:
        """Return the units that no longer stand, and on their last day inside the window were among those asked for."""
        standing = tree(on, known_at).units
        rows = OrganisationState.objects.known(known_at).filter(valid_to__gt=self.since, valid_to__lte=on)
        last: dict[int, date] = {}
        for unit, until in rows.values_list("organisation_id", "valid_to"):
            if until is not None and unit not in standing:
                last[unit] = max(until, last.get(unit, until))
        days: dict[date, set[int]] = {}
        for unit, until in last.items():
            days.setdefault(until - timedelta(days=1), set()).add(unit)
        return frozenset(
            unit for day, ended in days.items() for unit in ended & self._standing(day, known_at)
        )
