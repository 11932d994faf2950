"""Reads of premises: how much of a school belongs to its stages on a day, as known at a moment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, ExpressionWrapper, F, FloatField, QuerySet, Value, When

from gangmu.datacentre.facts import Asked, once
from gangmu.foundation.access.scope import current_scope, unscoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.selectors import tree
from gangmu.records.premises.shares import shares_of
from gangmu.records.rolls.extracts import classes_with_pupils


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of a unit's rooms, grounds and equipment that serve primary and junior pupils; 0 for a stage without pupils."""

    primary: float = 0.0
    junior: float = 0.0


#: A unit without pupils of either stage.
NONE = Shares()


def shares_at(day: date | None = None, known_at: datetime | None = None) -> dict[int, Shares]:
    """Return the shares of the reader's units by id on a day (today), from the pupils in their classes as known at a moment (now).

    A school and its campuses are one: rooms of a campus serve the pupils of the school. A unit's shares are the same whoever asks:
    all classes of its school count, also those beyond the reader's scope.
    """
    on, seen = day or clock.today(), current_scope().organisation_ids
    told: dict[int, Shares] = once(
        ("shares of stages", on, known_at, seen), lambda: _shares(on, known_at, seen)
    )
    return told


def _shares(on: date, known_at: datetime | None, seen: frozenset[int] | None) -> dict[int, Shares]:
    units = tree(on, known_at).units

    def school_of(unit: int) -> int:
        held = units.get(unit)
        return held.parent_id if held and held.kind == Kind.CAMPUS and held.parent_id else unit

    asked = None
    if seen is not None:
        whole = {school_of(unit) for unit in seen}
        asked = seen | {unit for unit in units if school_of(unit) in whole}
    pupils: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with unscoped("a unit's shares are the same for every reader; only they leave this function"):
        for _pk, unit, stage, _grade, _kind, count, _on in classes_with_pupils(Asked(on, known_at), asked):
            pupils[school_of(unit)][stage] += count
    schools = {school: shares_of(counted) for school, counted in pupils.items()}
    told = {
        school: Shares(shares.get(Stage.PRI, 0.0), shares.get(Stage.JUN, 0.0))
        for school, shares in schools.items()
    }
    campuses = {unit: told[school_of(unit)] for unit in units if school_of(unit) in told}
    return told | campuses


def with_shares(
    rows: QuerySet[Any], amount: str, day: date | None, known_at: datetime | None
) -> QuerySet[Any]:
    """Give rows the shares of primary and junior, and what of an amount falls to each."""
    shares = shares_at(day, known_at)
    for stage in ("primary", "junior"):
        units: dict[float, list[int]] = defaultdict(list)
        for unit, told in shares.items():
            units[getattr(told, stage)].append(unit)
        whens = [
            When(organisation_id__in=ids, then=Value(share)) for share, ids in units.items() if share > 0
        ]
        rows = rows.annotate(
            **{f"{stage}_share": Case(*whens, default=Value(0.0), output_field=FloatField())}
        )
        part = ExpressionWrapper(F(amount) * F(f"{stage}_share"), output_field=FloatField())
        rows = rows.annotate(**{f"{stage}_part": part})
    return rows
