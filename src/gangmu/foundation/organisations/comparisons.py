"""Counts of units, and figures of an earlier date told by the units of today: as-is follows successors.

Across a split the rows must tell which part each belongs to; where they do not, the figure is not comparable and says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Excluded, Reason, Result, RowsPath
from gangmu.foundation.organisations.choices import Kind, Stage, SuccessionKind
from gangmu.foundation.organisations.models import Organisation, Succession
from gangmu.foundation.organisations.standing import Tree, Unit, tree

NOT_COMPARABLE = "organisations.not_comparable_across_split"
NOT_STANDING = "organisations.unit_not_standing"
CLOSED = "organisations.closed_without_successor"
#: Source of the rows behind counts of units: the page of the tree at the dates of the figure.
ROWS = "units:tree"


@dataclass(frozen=True, slots=True)
class AsIs:
    """Units of an earlier date and those that carry them on: a unit of one target is comparable, of several only by its rows."""

    to: Mapping[int, frozenset[int]]
    #: Units whose way led across a split.
    split: tuple[int, ...]
    #: Units that closed and that nobody carries on.
    closed: tuple[int, ...]

    @property
    def ids(self) -> frozenset[int]:
        """The units of today."""
        return frozenset(target for targets in self.to.values() for target in targets)


def as_is_of(ids: Iterable[int], on: date, to: date | None = None, known_at: datetime | None = None) -> AsIs:
    """Follow units of a date to those that carry them on at a later one (today), by what was known at a moment (now)."""
    until = to or clock.today()
    followers: dict[int, list[tuple[date, int, str]]] = defaultdict(list)
    for before, after, kind, day in _successions(until, known_at):
        followers[before].append((day, after, kind))
    standing = tree(until, known_at).units
    found: dict[int, frozenset[int]] = {}
    split, closed = [], []
    for unit in dict.fromkeys(ids):
        targets, crossed = _follow(unit, on, followers)
        alive = frozenset(target for target in targets if target in standing)
        if not alive:
            closed.append(unit)
        else:
            found[unit] = alive
            if crossed:
                split.append(unit)
    return AsIs(found, tuple(split), tuple(closed))


def _successions(until: date, known_at: datetime | None) -> Iterable[tuple[int, int, str, date]]:
    known = Q(recorded_to__isnull=True)
    if known_at is not None:
        known = (known | Q(recorded_to__gt=known_at)) & Q(recorded_from__lte=known_at)
    rows = Succession.objects.filter(known, on__lte=until).order_by("on", "id")
    return rows.values_list("predecessor_id", "successor_id", "kind", "on")


def _follow(
    unit: int, since: date, followers: Mapping[int, list[tuple[date, int, str]]]
) -> tuple[frozenset[int], bool]:
    """Walk from a unit as of a date along later successions; tell whether a split was crossed."""
    ends: set[int] = set()
    crossed = False
    waiting, seen = [(unit, since)], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        current, day = here
        later = [step for step in followers.get(current, ()) if step[0] > day]
        if not later:
            ends.add(current)
            continue
        next_day = min(step[0] for step in later)
        steps = [step for step in later if step[0] == next_day]
        crossed = crossed or any(kind == SuccessionKind.SPLIT for _day, _after, kind in steps)
        waiting += [(after, next_day) for _day, after, _kind in steps]
    return frozenset(ends), crossed


def carry(
    values: Mapping[int, float],
    followed: AsIs,
    parts: Mapping[int, Mapping[int, float]] | None = None,
    group: Mapping[int, int] | None = None,
) -> dict[int, float] | Reason:
    """Tell figures of earlier units by the units of today, or by groups of them (the bureau or township of each).

    Parameters
    ----------
    values
        A figure that adds up (pupils, classes), by unit of the earlier date.
    followed
        What `as_is_of` said of these units.
    parts
        For a unit that was split, what its rows tell of each part: unit of today → value. They sum to the unit's value.
    group
        Unit of today → what it is told under. A split unit all of whose parts stand in one group needs no rows.

    Returns
    -------
    dict or Reason
        The figures, or why they are not comparable. A unit that closed and that nobody carries on has no place among the
        units of today: its figure is left out, and `followed.closed` names it for the result's `excluded`.
    """
    told: dict[int, float] = defaultdict(float)
    unknown: list[int] = []
    for unit, value in values.items():
        targets = followed.to.get(unit, frozenset())
        places = {group.get(target, target) if group else target for target in targets}
        known = (parts or {}).get(unit)
        if len(places) == 1:
            told[places.pop()] += value
        elif known is not None and set(known) <= targets and abs(sum(known.values()) - value) < 1e-9:
            for target, part in known.items():
                told[group.get(target, target) if group else target] += part
        elif targets:
            unknown.append(unit)
    return _not_comparable(unknown) if unknown else dict(told)


def _not_comparable(unit_ids: Iterable[int]) -> Reason:
    names = Organisation.objects.filter(pk__in=list(unit_ids)).values_list("name", flat=True)
    return Reason(NOT_COMPARABLE, {"units": "、".join(names)})


def count_of(
    root_id: int,
    kind: str = "",
    on: date | None = None,
    known_at: datetime | None = None,
    as_is: bool = False,
    stage: str = "",
    ownership: str = "",
    urban_rural: str = "",
) -> Result:
    """Count the units of a kind, stage, ownership or place below a root, as they were on a date.

    As-is tells the same units by the tree of today: who stands below the root today, successors counted once. Where a unit
    was split and a part stands there, the count is not comparable.
    """
    day = on or clock.today()
    then = tree(day, known_at)
    conditions = {"kind": kind, "stages": stage, "ownership": ownership, "urban_rural": urban_rural}
    wanted = [unit for unit in then.units.values() if _meets(unit, conditions)]
    about = _About(root_id, conditions, day, known_at, as_is)
    if root_id not in (tree(None, known_at) if as_is else then).units and not as_is:
        return about.result(then, reason=Reason(NOT_STANDING, {"day": day.isoformat()}))
    if as_is:
        return _count_as_is(about, wanted)
    inside = then.subtree(root_id)
    return about.result(then, value=sum(unit.id in inside for unit in wanted))


def _count_as_is(about: "_About", wanted: Iterable[Unit]) -> Result:
    now = tree(None, about.known_at)
    root = as_is_of([about.root_id], about.on, known_at=about.known_at)
    if about.root_id not in root.to:
        return about.result(now, reason=Reason(NOT_STANDING, {"day": clock.today().isoformat()}))
    if root.split:
        return about.result(now, reason=_not_comparable(root.split))
    (root_now,) = root.to[about.root_id]
    inside = now.subtree(root_now)
    followed = as_is_of([unit.id for unit in wanted], about.on, known_at=about.known_at)
    torn = [unit for unit in followed.split if followed.to[unit] & inside]
    if torn:
        return about.result(now, reason=_not_comparable(torn))
    gone: tuple[Excluded, ...] = ()
    was_inside = tree(about.on, about.known_at).subtree(about.root_id)
    lost = [unit for unit in followed.closed if unit in was_inside]
    if lost:
        names = "、".join(Organisation.objects.filter(pk__in=lost[:5]).values_list("name", flat=True))
        gone = (Excluded(Reason(CLOSED, {"units": names}), len(lost)),)
    return about.result(now, value=len(followed.ids & inside), excluded=gone)


def counts_of(
    root_id: int,
    by: str = "kind",
    on: date | None = None,
    known_at: datetime | None = None,
    as_is: bool = False,
) -> list[Result]:
    """Return the counts below a root by `kind` or by `stage`, those that are not zero or not comparable."""
    codes = Kind if by == "kind" else Stage
    found = [
        count_of(root_id, kind=code, on=on, known_at=known_at, as_is=as_is)
        if by == "kind"
        else count_of(root_id, stage=code, on=on, known_at=known_at, as_is=as_is)
        for code in codes.values
    ]
    return [result for result in found if result.value != 0]


def tally(units: Iterable[Unit]) -> Counter[str]:
    """Count units by kind."""
    return Counter(unit.kind for unit in units)


def _meets(unit: Unit, conditions: Mapping[str, str]) -> bool:
    return all(
        not wanted or (wanted in unit.stages if field == "stages" else getattr(unit, field) == wanted)
        for field, wanted in conditions.items()
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What a count is about; makes its result."""

    root_id: int
    conditions: Mapping[str, str]
    on: date
    known_at: datetime | None
    as_is: bool = False

    def result(self, standing: Tree, **told: Any) -> Result:
        """Return the figure with its dates and the way to its rows."""
        asked = {field: value for field, value in self.conditions.items() if value}
        unit = standing.units.get(self.root_id)
        rows = RowsPath(
            ROWS,
            (
                ("below", "=", self.root_id),
                *((f, "=", v) for f, v in asked.items()),
                *((("as_is", "=", "1"),) if self.as_is else ()),
            ),
            self.on,
            self.known_at,
        )
        return Result(
            indicator="unit_count" + "".join(f":{value}" for value in asked.values()),
            name=self._name(),
            unit=pgettext("单位数", "个"),
            organisation_id=self.root_id,
            organisation_name=unit.name if unit else str(Organisation.objects.get(pk=self.root_id)),
            effective=self.on,
            known_at=self.known_at or clock.now(),
            computed_at=clock.now(),
            is_count=True,
            rows=rows if told.get("value") is not None else None,
            **told,
        )

    def _name(self) -> str:
        kind, stage = self.conditions["kind"], self.conditions["stages"]
        if stage and kind:
            return _("%(stage)s%(kind)s") % {"stage": Stage(stage).label, "kind": Kind(kind).label}
        if stage:
            return _("%(stage)s单位") % {"stage": Stage(stage).label}
        return str(Kind(kind).label) if kind else pgettext("列表", "单位")
