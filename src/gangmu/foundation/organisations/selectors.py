"""Reads of the unit tree: as it was on a date and known at a moment, and as it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Reason, Result, RowsPath
from gangmu.foundation.organisations.choices import Kind, SuccessionKind
from gangmu.foundation.organisations.models import (
    GroupMembership,
    Organisation,
    OrganisationState,
    Succession,
)


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


class Tree:
    """The units of one date as known at one moment, with the ways between them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {unit.id: unit for unit in units}
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for unit in self.units.values():
            self.children[unit.parent_id].append(unit.id)

    def subtree(self, root: int) -> frozenset[int]:
        """Return a unit and all below it; the unit alone when it is not in the tree."""
        found, waiting = {root}, [root]
        while waiting:
            fresh = [child for child in self.children.get(waiting.pop(), ()) if child not in found]
            found.update(fresh)
            waiting += fresh
        return frozenset(found)

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


_trees: dict[tuple[object, ...], Tree] = {}


def tree(on: date | None = None, known_at: datetime | None = None) -> Tree:
    """Return the tree of a date (today) as known at a moment (now); one query when nothing changed since the last asking."""
    day = on or clock.today()
    mark = OrganisationState.objects.aggregate(
        rows=Count("id"), opened=Max("recorded_from"), closed=Max("recorded_to")
    )
    key = (day, known_at, *mark.values())
    if key not in _trees:
        if len(_trees) > 8:
            _trees.clear()
        fields = (
            "organisation_id",
            "name",
            "kind",
            "parent_id",
            "level",
            "stages",
            "ownership",
            "urban_rural",
            "school_code",
        )
        rows = OrganisationState.objects.at(day, known_at).values_list(*fields)
        _trees[key] = Tree(Unit(*row[:5], tuple(row[5]), *row[6:]) for row in rows)
    return _trees[key]


def name_of(organisation_id: int, on: date | None = None, known_at: datetime | None = None) -> str:
    """Return a unit's name on a date; today's name of the unit when it had none on that date."""
    unit = tree(on, known_at).units.get(organisation_id)
    return unit.name if unit else Organisation.objects.values_list("name", flat=True).get(pk=organisation_id)


def names_of(ids: Iterable[int], on: date | None = None, known_at: datetime | None = None) -> dict[int, str]:
    """Return the names of the units that stood on a date."""
    units = tree(on, known_at).units
    return {unit_id: units[unit_id].name for unit_id in ids if unit_id in units}


def subtree_ids(organisation_id: int, on: date | None = None) -> frozenset[int]:
    """Return the ids of a unit and all below it."""
    return tree(on).subtree(organisation_id)


def ancestor_ids(organisation_id: int, on: date | None = None) -> tuple[int, ...]:
    """Return the ids of the units above, nearest first."""
    return tree(on).ancestors(organisation_id)


def bureau_of(organisation_id: int, on: date | None = None) -> int | None:
    """Return the id of the bureau to which a unit belongs."""
    return tree(on).bureau_of(organisation_id)


def by_line(
    root_id: int, kinds: Iterable[str] = (), stages: Iterable[str] = (), on: date | None = None
) -> frozenset[int]:
    """Return the units of a business line: those of the kinds and with one of the stages below a root; empty means any."""
    standing, wanted_kinds, wanted_stages = tree(on), set(kinds), set(stages)
    return frozenset(
        unit_id
        for unit_id in standing.subtree(root_id)
        if (unit := standing.units.get(unit_id)) is not None
        and (not wanted_kinds or unit.kind in wanted_kinds)
        and (not wanted_stages or wanted_stages & set(unit.stages))
    )


def members_of(group_id: int, on: date | None = None, known_at: datetime | None = None) -> frozenset[int]:
    """Return the units of a group on a date."""
    return frozenset(
        GroupMembership.objects.at(on, known_at)
        .filter(group_id=group_id)
        .values_list("organisation_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class AsIs:
    """Units of an earlier date as they are now; `split` names those whose rows must tell the parts."""

    ids: frozenset[int]
    split: tuple[int, ...]


def as_is_of(ids: Iterable[int]) -> AsIs:
    """Follow units to their successors; across a split the parts are not known, and the unit is told apart."""
    followers: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for predecessor, successor, kind in Succession.objects.values_list(
        "predecessor_id", "successor_id", "kind"
    ):
        followers[predecessor].append((successor, kind))
    found: set[int] = set()
    split: list[int] = []
    waiting, seen = list(ids), set()
    while waiting:
        unit = waiting.pop()
        if unit in seen:
            continue
        seen.add(unit)
        if not followers[unit]:
            found.add(unit)
        elif any(kind == SuccessionKind.SPLIT for _successor, kind in followers[unit]):
            split.append(unit)
        else:
            waiting += [successor for successor, _kind in followers[unit]]
    return AsIs(frozenset(found), tuple(sorted(split)))


def count_of(
    root_id: int, kind: str, on: date | None = None, known_at: datetime | None = None, as_is: bool = False
) -> Result:
    """Count the open units of a kind below a root: as they were on a date, or the same units as they are now.

    As-is across a split is not comparable: the rows of a unit do not tell which part they went to.
    """
    day = on or clock.today()
    standing = tree(day, known_at)
    ids = [
        unit_id
        for unit_id in standing.subtree(root_id)
        if unit_id in standing.units and standing.units[unit_id].kind == kind
    ]
    told = {
        "indicator": f"count_of_{kind}", "name": str(Kind(kind).label), "unit": "个", "organisation_id": root_id,
        "organisation_name": name_of(root_id, day, known_at), "effective": day, "known_at": known_at or clock.now(), "is_count": True,
    }  # fmt: skip
    rows = RowsPath("register:organisations", (("kind", "=", kind),), day, known_at)
    if not as_is:
        return Result(**told, value=len(ids), rows=rows)  # type: ignore[arg-type]
    followed = as_is_of(ids)
    if followed.split:
        names = "、".join(standing.units[unit].name for unit in followed.split if unit in standing.units)
        reason = Reason("organisations.not_comparable_across_split", {"units": names})
        return Result(**told, reason=reason)  # type: ignore[arg-type]
    return Result(**told, value=len(followed.ids), rows=rows)  # type: ignore[arg-type]
