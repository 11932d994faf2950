"""Targets as they stand: value, whether met, light and proof, for any date and at what was known at any moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Prefetch, Q, QuerySet

from gangmu.datacentre import facts
from gangmu.datacentre.targets.choices import Certainty, ChangeUnit, ValueKind
from gangmu.datacentre.targets.figures import figure
from gangmu.datacentre.targets.lights import (
    SEVERITY,
    ResultInputs,
    ResultLight,
    SetLight,
    is_met,
    result_light,
)
from gangmu.datacentre.targets.matching import Named, Similar, best
from gangmu.datacentre.targets.models import LightOverride, ReportedValue, Target, TargetValue
from gangmu.datacentre.targets.proofs import proof_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Origin, Reason, Result
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import names_of, tree
from gangmu.foundation.registers.units import UnitsAsked

RATES = ("%", "％", "‰", ":", "：")


@dataclass(frozen=True, slots=True)
class Part:
    """How one unit stands to its share of a split target, or to a goal that each unit must reach."""

    organisation_id: int
    name: str
    goal: TargetValue | None
    inputs: ResultInputs
    result: Result
    met: bool | None
    light: SetLight


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a target stands on a date: its figure, whether it is met, the light with the inputs that set it.

    `light` is the rule's own; `shown` the one that a person may have set instead.
    """

    target: Target
    on: date
    goal: TargetValue | None
    inputs: ResultInputs
    result: Result
    met: bool | None
    light: SetLight
    parts: tuple[Part, ...] = ()
    stretch: TargetValue | None = None
    stretch_met: bool | None = None
    override: LightOverride | None = None
    known_at: datetime | None = None
    proof: str = field(default="")

    @property
    def shown(self) -> str:
        """The light that is shown."""
        return self.override.light if self.override else self.light.light.value


def targets(year: int | None = None) -> QuerySet[Target]:
    """Return the targets within the reader's scope, with all that evaluating them asks of the database."""
    rows = with_parts(Target.objects.all())
    return rows.filter(year=year) if year else rows


def with_parts(rows: QuerySet[Target]) -> QuerySet[Target]:
    """Fetch with targets what evaluating them asks for, in a fixed number of queries; the same for every reader."""
    return rows.select_related("organisation").prefetch_related(
        "values",
        Prefetch("reported", ReportedValue._base_manager.select_related("person")),
        Prefetch("overrides", LightOverride._base_manager.all()),
    )


def evaluate(
    target: Target, on: date | None = None, known_at: datetime | None = None, issued: date | None = None
) -> Evaluation:
    """Return how a target stands on a date (today), by what was known at a moment (now).

    `issued` is the day of the plan where the target itself does not hold it.
    """
    day = on or clock.today()
    values = [v for v in target.values.all() if v.organisation_id is None]
    goal, stretch = _of_year(values, day, Certainty.CERTAIN), _of_year(values, day, Certainty.STRETCH)
    goal, stretch = (goal, stretch) if goal is not None else (stretch, None)
    asked = _Asking(target, day, known_at, issued)
    shares = _shares(target, day, goal)
    result = asked.result(goal, tuple(shares))
    inputs = asked.inputs(goal, result)
    light, met = result_light(inputs, day), _met(inputs)
    parts = asked.parts(shares, result)
    if parts and (target.each or goal is None):
        light, met = _worst(parts), _all(part.met for part in parts)
    elif target.each:
        light, met = SetLight(ResultLight.NO_DATA, "no_units"), None
    wider = asked.inputs(stretch, result) if stretch else None
    told = Evaluation(
        target, day, goal, inputs, result, met, light, parts, stretch, _met(wider) if wider else None,
        _override(target, day, known_at), known_at,
    )  # fmt: skip
    return replace(told, proof=proof_of(told))


def evaluate_all(
    rows: Iterable[Target],
    on: date | None = None,
    known_at: datetime | None = None,
    issued: date | None = None,
) -> list[Evaluation]:
    """Return how targets stand on a date; all of them see the same rows, and each fact is read once."""
    with facts.one_reading():
        return [evaluate(row, on, known_at, issued) for row in rows]


@dataclass(frozen=True, slots=True)
class _Asking:
    """One evaluation's question."""

    target: Target
    on: date
    known_at: datetime | None
    issued: date | None

    def decides(self, goal: TargetValue | None) -> date:
        return _in_year(self.target.measured_at, goal.year if goal else None)

    def result(self, goal: TargetValue | None, shares: tuple[int, ...]) -> Result:
        """The target's figure: computed where a register holds its rows, else as last reported, if it was."""
        target, day = self.target, min(self.on, self.decides(goal))
        if target.indicator:
            first = target.measured_from or day
            asked = UnitsAsked.of_filter(target.organisation_id, first, target.scope_filter)
            computed = figure(
                target.indicator, target.organisation_id, first, day, known_at=self.known_at, units=asked,
                parts=shares,
            )  # fmt: skip
            if computed.value is not None:
                return computed
        told = self.reported(target.organisation_id, target.organisation.name, None, day)
        return told if told.value is not None or not target.indicator else computed

    def reported(self, organisation_id: int, name: str, share: int | None, day: date) -> Result:
        """The value last reported of the whole or of one unit."""
        rows = [
            row
            for row in _reported(self.target)
            if row.organisation_id == share and row.as_of <= self.on
            and (self.known_at is None or row.recorded_at <= self.known_at)
        ]  # fmt: skip
        last = max(rows, key=lambda row: (row.as_of, row.pk), default=None)
        told: dict[str, Any] = {
            "indicator": "", "name": self.target.name, "unit": self.target.unit, "organisation_id": organisation_id,
            "organisation_name": name, "is_count": self.target.unit not in RATES, "origin": Origin.REPORTED,
            "known_at": self.known_at,
        }  # fmt: skip
        if last is None:
            return Result(**told, effective=day, reason=Reason("targets.not_reported"))
        decimals = 0 if last.value == int(last.value) else 2
        return Result(
            **told, effective=last.as_of, value=last.value, numerator=last.numerator, denominator=last.denominator,
            decimals=decimals,
        )  # fmt: skip

    def inputs(self, goal: TargetValue | None, result: Result) -> ResultInputs:
        target = self.target
        year = goal.year if goal else None
        return ResultInputs(
            met_when=target.met_when, goal=goal_of(goal), goal_high=goal.value_high if goal else None,
            value=_measured(target, goal, result), begins=target.measured_from,
            issued=target.issued_on or self.issued, decides=self.decides(goal),
            known_from=_in_year(target.known_from, year) if target.known_from else None, gathered=target.gathered,
        )  # fmt: skip

    def parts(self, shares: dict[int, TargetValue | None], whole: Result) -> tuple[Part, ...]:
        names = names_of(shares, self.on) if shares else {}
        by_unit = {part.organisation_id: part for part in whole.breakdown}
        told = []
        for unit, goal in shares.items():
            result = by_unit.get(unit) or self.reported(
                unit, names[unit], unit, min(self.on, self.decides(goal))
            )
            inputs = self.inputs(goal, result)
            told.append(
                Part(unit, names[unit], goal, inputs, result, _met(inputs), result_light(inputs, self.on))
            )
        return tuple(told)


def goal_of(value: TargetValue | None) -> float | None:
    """Return the number that a value asks for; 全部 without a figure is 100."""
    if value is None:
        return None
    return 100.0 if value.kind == ValueKind.ALL and value.value is None else value.value


def matches(
    organisation_id: int, year: int, name: str, unit: str, scope: str = ""
) -> list[tuple[Target, Similar]]:
    """Return the targets of a bureau's year that a printed result may belong to, likeliest first, with the reasons."""
    of_year = Q(year=year) | Q(values__year=year)
    rows = list(Target._base_manager.filter(of_year, organisation_id=organisation_id).distinct())
    by_key = {str(row.pk): row for row in rows}
    named = [Named(str(row.pk), row.name, row.unit, row.scope_words) for row in rows]
    return [(by_key[similar.key], similar) for similar in best(Named("", name, unit, scope), named)]


def _shares(target: Target, on: date, goal: TargetValue | None) -> dict[int, TargetValue | None]:
    """Return the units that are judged on their own: those with a share in the goal's year, or each unit of the scope.

    各 without a kind of unit means the counties of a city.
    """
    held = [v for v in target.values.all() if v.organisation_id is not None]
    shares: dict[int, TargetValue | None] = {}
    for unit in dict.fromkeys(v.organisation_id for v in held):
        shares[unit] = _of_year([v for v in held if v.organisation_id == unit], on, Certainty.CERTAIN)  # type: ignore[index]
    if target.each:
        scope = {
            "kinds": (Kind.BUREAU,),
            **{name: told for name, told in target.scope_filter.items() if told},
        }
        ids = UnitsAsked.of_filter(target.organisation_id, None, scope).ids(on) - {target.organisation_id}
        for standing in tree(on).below(target.organisation_id):
            if standing.id in ids:
                shares.setdefault(standing.id, goal)
    return shares


def _of_year(values: Iterable[TargetValue], on: date, certainty: str) -> TargetValue | None:
    """Return the value that counts on a date: of its year, else of the next year that has one, else of the last."""
    held = sorted((v for v in values if v.certainty == certainty), key=lambda v: v.year)
    return next((v for v in held if v.year >= on.year), held[-1] if held else None)


def _in_year(day: date, year: int | None) -> date:
    if year is None or year == day.year:
        return day
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _measured(target: Target, goal: TargetValue | None, result: Result) -> float | None:
    """Return a figure in the terms of its goal: as a change against the stated base where the goal is one.

    Without a base a figure computed as a level tells no change in points or per cent; one reported is the change itself.
    """
    value = result.value
    if value is None or goal is None or goal.kind != ValueKind.CHANGE:
        return value
    if goal.base_value is None:
        told_as_change = result.origin == Origin.REPORTED or goal.change_unit not in (
            ChangeUnit.POINTS,
            ChangeUnit.PERCENT,
        )
        return value if told_as_change else None
    change = value - goal.base_value
    if goal.change_unit == ChangeUnit.PERCENT:
        if not goal.base_value:
            return None
        change = change / goal.base_value * 100
    return -change if target.comparator == "decrease" else change


def _met(inputs: ResultInputs) -> bool | None:
    return is_met(inputs.met_when, inputs.goal, inputs.goal_high, inputs.value)


def _all(met: Iterable[bool | None]) -> bool | None:
    told = list(met)
    return False if False in told else None if None in told else True


def _worst(parts: tuple[Part, ...]) -> SetLight:
    worst = max((part.light for part in parts), key=lambda light: SEVERITY.index(light.light))
    return SetLight(worst.light, "parts")


def _override(target: Target, on: date, known_at: datetime | None) -> LightOverride | None:
    rows = _kept(target, "overrides", LightOverride)
    holding = [
        row
        for row in rows
        if row.set_on <= on and (row.until is None or on < row.until)
        and (known_at is None or row.recorded_at <= known_at)
    ]  # fmt: skip
    return max(holding, key=lambda row: (row.set_on, row.pk), default=None)


def _reported(target: Target) -> Iterable[ReportedValue]:
    rows: Iterable[ReportedValue] = _kept(target, "reported", ReportedValue)
    return rows


def _kept(target: Target, relation: str, model: type[Model]) -> Any:
    """Return the rows fetched with the target, or fetch them all: a reader's scope never changes a figure."""
    kept = getattr(target, "_prefetched_objects_cache", {}).get(relation)
    return model._base_manager.filter(target=target) if kept is None else kept
