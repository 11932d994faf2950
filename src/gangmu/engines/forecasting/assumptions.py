"""What a reader assumes on top of a forecast: other births, other entry rates, moves, new housing, a policy that shifts intake.

Two files. `kind,unit,grade,year,value` with the kinds of `KINDS`; unit may be an aggregate or `*`, grade and year may be empty for all of
them. `unit,year,dwellings,occupancy,grade,per_hundred` for estates under construction: pupils = dwellings x occupancy x pupils per 100
dwellings (dossier: seats and layout, 3.2 no. 4), joining the grade in that year and going up with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.projecting import Change
from gangmu.engines.forecasting.tables import Row, rows_of

#: Every unit.
ALL = "*"
#: What may be assumed: births of a year; a factor on who enters a grade; pupils who join or leave; the pupils themselves.
KINDS = ("births", "times", "add", "set")


@dataclass(frozen=True)
class Assumption:
    """One line.

    Attributes
    ----------
    kind
        One of `KINDS`.
    unit, grade, year
        Whom it concerns; an empty grade means every grade, year 0 every year.
    value
        Births, a factor, or pupils. `add` is spread over the units of an aggregate by their size, `set` too.
    source, line
        Where it stands, for whoever must mend it.
    """

    kind: str
    unit: str
    grade: str
    year: int
    value: float
    source: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


def read_assumptions(path: Path) -> tuple[Assumption, ...]:
    """Read `kind,unit,grade,year,value`.

    Raises
    ------
    BadInput
        Names the line: a kind that is none, a value that is no number, a negative factor.
    """
    return tuple(_assumption(row) for row in rows_of(path, ["kind", "unit", "grade", "year", "value"]))


def _assumption(row: Row) -> Assumption:
    kind = row.text("kind")
    if kind not in KINDS:
        raise BadInput(f"kind 应为 {'、'.join(KINDS)} 之一，现为“{kind}”", row.source, row.line)
    try:
        value = float(row.text("value"))
    except ValueError:
        raise BadInput(f"value 应为数字，现为“{row.cells['value']}”", row.source, row.line) from None
    if not np.isfinite(value) or (value < 0 and kind != "add"):
        raise BadInput(f"{kind} 的 value 不能为 {row.cells['value']}", row.source, row.line)
    year = row.year("year") if row.cells["year"] else 0
    if kind == "births" and not year:
        raise BadInput("births 要写明年份", row.source, row.line)
    return Assumption(kind, row.text("unit"), row.cells["grade"], year, value, row.source, row.line)


def read_estates(path: Path) -> tuple[Assumption, ...]:
    """Read `unit,year,dwellings,occupancy,grade,per_hundred` as pupils who join.

    Raises
    ------
    BadInput
        Names the line: a figure that is none, an occupancy that is no share.
    """
    found = []
    for row in rows_of(path, ["unit", "year", "dwellings", "occupancy", "grade", "per_hundred"]):
        occupancy = row.number("occupancy")
        if occupancy > 1:
            raise BadInput(
                f"occupancy 是入住的份额，应在 0 与 1 之间，现为 {occupancy:g}", row.source, row.line
            )
        pupils = row.number("dwellings") * occupancy * row.number("per_hundred") / 100
        where = row.text("unit"), row.text("grade"), row.year("year")
        found.append(Assumption("add", *where, pupils, row.source, row.line))
    return tuple(found)


def with_births(births: Births | None, assumed: Iterable[Assumption], origin: int) -> Births | None:
    """Return births with the assumed ones put in, those after the origin among them.

    Raises
    ------
    BadInput
        When births are assumed of a unit that the births do not name.
    """
    wanted = [one for one in assumed if one.kind == "births"]
    if not wanted:
        return births
    if births is None:
        raise BadInput("没有出生数据，不能假设出生数；请用 --births 给出")
    known = births.until(origin)
    last = max(one.year for one in wanted)
    more = max(0, last - known.years[-1])
    counts = np.concatenate((known.counts, np.full((len(known.units), more), np.nan)), axis=1)
    years = (*known.years, *range(known.years[-1] + 1, known.years[-1] + 1 + more))
    for one in wanted:
        if one.unit not in known.units and one.unit != ALL:
            raise BadInput(f"出生数据中没有 {one.unit}", one.source, one.line)
        if one.year < years[0]:
            raise BadInput(f"出生数据从 {years[0]} 年开始，不能假设 {one.year} 年", one.source, one.line)
        rows = [known.units.index(one.unit)] if one.unit != ALL else list(range(len(known.units)))
        counts[rows, one.year - years[0]] = one.value
    # a year that is neither known nor assumed between the two is as the last known one; gaps of the register itself stay gaps
    for unit in range(len(counts) if more else 0):
        told = np.flatnonzero(~np.isnan(known.counts[unit]))
        stands = known.counts[unit, told[-1]] if len(told) else np.nan
        for place in range(len(known.years), len(years)):
            stands = stands if np.isnan(counts[unit, place]) else counts[unit, place]
            counts[unit, place] = stands
    return replace(known, years=years, counts=counts, assumed=more)


def change_of(known: History, assumed: Iterable[Assumption]) -> Change | None:
    """Return what the assumptions do to each year of a projection, in the order of their lines; None where they do nothing.

    Raises
    ------
    BadInput
        When a unit or a grade is not in the history.
    """
    lines = [(one, *_places(known, one)) for one in assumed if one.kind != "births"]
    if not lines:
        return None
    first = known.years[-1] + 1

    def change(step: int, pupils: Floats) -> Floats:
        changed = pupils.copy()
        for one, units, grades in lines:
            if one.year in (0, first + step):
                where = np.ix_(units, grades)
                changed[where] = _applied(one, changed[where])
        return changed

    return change


def without_effect(known: History, assumed: Iterable[Assumption], horizon: int) -> tuple[str, ...]:
    """Tell how many assumptions are of years that are not forecast: who wrote them expects to see them."""
    first = known.years[-1] + 1
    last = known.years[-1] + horizon
    idle = [one for one in assumed if one.kind != "births" and one.year and not first <= one.year <= last]
    if not idle:
        return ()
    return (f"{len(idle)} 行假设的年份不在预测的 {first}–{last} 年之内，不起作用",)


def _applied(one: Assumption, cells: Floats) -> Floats:
    if one.kind == "times":
        return cells * one.value
    whole = cells.sum()
    share = cells / whole if whole > 0 else np.full(cells.shape, 1 / cells.size)
    added = one.value if one.kind == "add" else one.value - whole
    return np.maximum(cells + share * added, 0.0)


def _places(known: History, one: Assumption) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    below = known.aggregates()
    if one.unit == ALL:
        units = np.arange(len(known.units))
    elif one.unit in known.units:
        units = np.array([known.units.index(one.unit)])
    elif one.unit in below:
        units = below[one.unit]
    else:
        raise BadInput(f"历史数据在 {known.years[-1]} 年没有单位 {one.unit}", one.source, one.line)
    if one.grade and one.grade not in known.grades:
        grades_known = "、".join(known.grades)
        raise BadInput(f"历史数据没有年级 {one.grade}；现有 {grades_known}", one.source, one.line)
    grades = np.array([known.grades.index(one.grade)]) if one.grade else np.arange(len(known.grades))
    return units, grades
