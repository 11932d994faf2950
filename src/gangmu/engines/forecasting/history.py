"""What is known: pupils by unit, year and grade, and births by unit and year.

`History.pupils` holds NaN where nothing is known: a unit without any row in a year was not open or did not report, and a
suppressed figure is not zero. A grade without a row in a year in which the unit reports other grades is not offered: zero.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.tables import Row, rows_of

Floats = NDArray[np.float64]

#: The name of the row that sums all grades; no grade may bear it.
TOTAL = "total"
#: More years than this between the first and the last are a slip of the keyboard.
LONGEST_SPAN = 200
#: An aggregate's own figure may differ so much from the sum of its parts before that is told (rounded figures).
ROUNDING = 0.02


@dataclass(frozen=True)
class History:
    """Pupils on roll.

    Attributes
    ----------
    units
        The units that forecasts start from, in order of first appearance; aggregates are not among them.
    parents
        The aggregate of each unit; empty where it has none.
    years
        Consecutive years.
    grades
        In the order in which pupils pass them.
    pupils
        Shape (units, years, grades), persons; NaN where unknown.
    above
        The aggregate of an aggregate, where one is named.
    notes
        What a reader of the answer must know, one Chinese sentence each.
    silent
        Unit and year of those that reported, every figure being suppressed: they are open, which no row at all would deny.
    """

    units: tuple[str, ...]
    parents: tuple[str, ...]
    years: tuple[int, ...]
    grades: tuple[str, ...]
    pupils: Floats
    above: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    silent: frozenset[tuple[str, int]] = frozenset()

    def reporting(self, year: int) -> NDArray[np.bool_]:
        """Return which units reported in a year, be it suppressed figures alone; shape (units,)."""
        figures = self.pupils[:, self.years.index(year)]
        silent = np.array([(unit, year) in self.silent for unit in self.units], dtype=bool)
        reported: NDArray[np.bool_] = np.logical_or(np.any(~np.isnan(figures), axis=1), silent)
        return reported

    def until(self, year: int) -> "History":
        """Return what was known in a year: units that reported in it, no later figure.

        A unit whose figures of the year are all suppressed is kept where the year before tells of it.

        Raises
        ------
        BadInput
            When the history has no figure of that year.
        """
        if year not in self.years:
            raise BadInput(f"历史数据没有 {year} 年；现有 {self.years[0]}–{self.years[-1]} 年")
        last = self.years.index(year)
        told = ~np.isnan(self.pupils[:, last]).all(axis=1)
        if not told.any():
            raise BadInput(f"历史数据没有 {year} 年的任何数字")
        open_now = self.reporting(year)
        before = ~np.isnan(self.pupils[:, max(last - 1, 0)]).all(axis=1)
        kept = np.flatnonzero(told | (open_now & before))
        lost = [self.units[i] for i in np.flatnonzero(open_now & ~told & ~before)]
        notes = tuple(
            f"{unit} {year} 年和上一年的数字都未公布，无从预测，不在其上级的合计中" for unit in lost
        )
        return replace(
            self,
            units=tuple(self.units[i] for i in kept),
            parents=tuple(self.parents[i] for i in kept),
            years=self.years[: last + 1],
            pupils=self.pupils[kept, : last + 1],
            notes=(*self.notes, *notes),
        )

    def chain(self, unit_parent: str) -> tuple[str, ...]:
        """Return an aggregate and all above it, nearest first."""
        up = dict(self.above)
        found: list[str] = []
        while unit_parent and unit_parent not in found:
            found.append(unit_parent)
            unit_parent = up.get(unit_parent, "")
        return tuple(found)

    def aggregates(self) -> dict[str, NDArray[np.intp]]:
        """Return the positions of the units below each aggregate, by its name."""
        members: dict[str, list[int]] = {}
        for place, parent in enumerate(self.parents):
            for name in self.chain(parent):
                members.setdefault(name, []).append(place)
        return {name: np.array(places, dtype=np.intp) for name, places in members.items()}


@dataclass(frozen=True)
class Births:
    """Births by unit and year: `counts` has shape (units, years), NaN where unknown; `notes` as in a history."""

    units: tuple[str, ...]
    parents: tuple[str, ...]
    years: tuple[int, ...]
    counts: Floats
    notes: tuple[str, ...] = ()

    def until(self, year: int) -> "Births":
        """Return the births known in a year."""
        kept = [place for place, own in enumerate(self.years) if own <= year]
        return replace(self, years=tuple(self.years[i] for i in kept), counts=self.counts[:, kept])


def read_history(path: Path, grades: Sequence[str] | None = None) -> History:
    """Read `unit,parent,year,grade,pupils` (the column parent may be absent).

    Parameters
    ----------
    path
        CSV in UTF-8.
    grades
        Order of the grades; by first appearance when not given.

    Raises
    ------
    BadInput
        Names the line: a negative or absurd count, a year that is none, one (unit, year, grade) twice, two parents of a
        unit in one year, a grade not in the list, a circle of parents, no row at all.
    """
    rows = list(rows_of(path, ["unit", "year", "grade", "pupils"], ["parent"]))
    if not rows:
        raise BadInput("没有数据行", path.name)
    order = _grades(rows, grades)
    parents, changed = _parents(rows)
    cells = _cells(rows)
    named = {parent for parent in parents.values() if parent}
    leaves = tuple(dict.fromkeys(row.cells["unit"] for row in rows if row.cells["unit"] not in named))
    if not leaves:
        raise BadInput("每个单位都是别的单位的上级，没有可以预测的单位", path.name)
    years = _span((year for _, year, _ in cells), path.name)
    pupils = _fill(cells, leaves, years, order)
    notes = [f"{unit} 的上级单位在历史中变更，按最后一年计算" for unit in changed]
    above = tuple((unit, parents[unit]) for unit in parents if unit in named and parents[unit])
    told = {(unit, year) for (unit, year, _), value in cells.items() if not np.isnan(value)}
    silent = frozenset((unit, year) for unit, year, _ in cells if (unit, year) not in told)
    known = tuple(parents[unit] for unit in leaves)
    history = History(leaves, known, years, order, pupils, above, tuple(notes), silent)
    _check_circle(history, path.name)
    return replace(history, notes=(*notes, *_disagreements(history, cells)))


def read_births(path: Path) -> Births:
    """Read `unit,year,births` (a column parent may stand beside).

    Where most units of a year stand twice, the year was published twice, and the later rows count; a single unit that stands twice is a
    slip.

    Raises
    ------
    BadInput
        Names the line, as `read_history` does.
    """
    counts: dict[tuple[str, int], float] = {}
    parents: dict[str, str] = {}
    again: dict[tuple[str, int], Row] = {}
    for row in rows_of(path, ["unit", "year", "births"], ["parent"]):
        key = (row.text("unit"), row.year("year"))
        if key in again:
            raise _twice(again[key], key)
        if key in counts:
            again[key] = row
        counts[key] = row.count("births")
        parents[key[0]] = row.cells["parent"]
    if not counts:
        raise BadInput("没有数据行", path.name)
    years = _span((year for _, year in counts), path.name)
    _check_published_twice(counts, again)
    table = np.full((len(parents), len(years)), np.nan)
    place = {unit: i for i, unit in enumerate(parents)}
    for (unit, year), value in counts.items():
        table[place[unit], year - years[0]] = value
    twice = sorted({year for _, year in again})
    told = (f"出生数 {twice[0]}–{twice[-1]} 年各单位都有两行，以后一行为准",) if twice else ()
    return Births(tuple(parents), tuple(parents.values()), years, table, told)


def _check_published_twice(counts: dict[tuple[str, int], float], again: dict[tuple[str, int], Row]) -> None:
    units = Counter(year for _, year in counts)
    repeated = Counter(year for _, year in again)
    for key, row in again.items():
        if repeated[key[1]] < 2 or repeated[key[1]] * 2 < units[key[1]]:
            raise _twice(row, key)


def _twice(row: Row, key: tuple[str, int]) -> BadInput:
    return BadInput(f"{key[0]} {key[1]} 年重复", row.source, row.line)


def _grades(rows: list[Row], given: Sequence[str] | None) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(row.text("grade") for row in rows if row.cells["grade"] != TOTAL))
    if given is None:
        return found
    if len(set(given)) != len(given) or not all(given):
        raise BadInput(f"年级次序 {','.join(given)} 有重复或空缺")
    for row in rows:
        if row.cells["grade"] not in given and row.cells["grade"] != TOTAL:
            raise BadInput(f"年级“{row.cells['grade']}”不在给定的次序中", row.source, row.line)
    return tuple(given)


def _parents(rows: list[Row]) -> tuple[dict[str, str], list[str]]:
    """Return the parent of each unit in its last year, and the units whose parent changed."""
    by_year: dict[tuple[str, int], str] = {}
    for row in rows:
        key, parent = (row.text("unit"), row.year("year")), row.cells["parent"]
        if by_year.setdefault(key, parent) != parent:
            raise BadInput(f"{key[0]} {key[1]} 年有两个上级单位", row.source, row.line)
        if parent == key[0]:
            raise BadInput(f"{key[0]} 不能是自己的上级", row.source, row.line)
    last: dict[str, str] = {}
    changed: dict[str, None] = {}
    for unit, year in sorted(by_year, key=lambda key: key[1]):
        parent = by_year[unit, year]
        if last.setdefault(unit, parent) != parent:
            changed[unit] = None
        last[unit] = parent
    return last, list(changed)


def _cells(rows: list[Row]) -> dict[tuple[str, int, str], float]:
    cells: dict[tuple[str, int, str], float] = {}
    for row in rows:
        key = (row.cells["unit"], int(row.cells["year"]), row.cells["grade"])
        if key in cells:
            raise BadInput(f"{key[0]} {key[1]} 年 {key[2]} 重复", row.source, row.line)
        cells[key] = row.count("pupils")
    return {key: value for key, value in cells.items() if key[2] != TOTAL}


def _span(years: Iterable[int], source: str) -> tuple[int, ...]:
    found = set(years)
    if not found:
        raise BadInput("没有分年级的数据行", source)
    first, last = min(found), max(found)
    if last - first >= LONGEST_SPAN:
        raise BadInput(f"年份从 {first} 到 {last}，相隔过远，请核对", source)
    return tuple(range(first, last + 1))


def _fill(
    cells: dict[tuple[str, int, str], float],
    units: tuple[str, ...],
    years: tuple[int, ...],
    grades: tuple[str, ...],
) -> Floats:
    pupils = np.full((len(units), len(years), len(grades)), np.nan)
    given = np.zeros(pupils.shape, dtype=bool)
    unit_place = {unit: i for i, unit in enumerate(units)}
    grade_place = {grade: i for i, grade in enumerate(grades)}
    for (unit, year, grade), value in cells.items():
        if unit in unit_place:
            place = unit_place[unit], year - years[0], grade_place[grade]
            pupils[place], given[place] = value, True
    not_offered = given.any(axis=2, keepdims=True) & ~given
    pupils[not_offered] = 0.0
    return pupils


def _check_circle(history: History, source: str) -> None:
    up = dict(history.above)
    for start in up:
        seen, here = {start}, up[start]
        while here:
            if here in seen:
                raise BadInput(f"上级单位成环：{start}", source)
            seen.add(here)
            here = up.get(here, "")


def _disagreements(history: History, cells: dict[tuple[str, int, str], float]) -> list[str]:
    """Tell where an aggregate's own figures are not the sum of its parts; the parts are what is computed with."""
    told: list[str] = []
    for name, members in history.aggregates().items():
        for place, year in enumerate(history.years):
            own = [cells.get((name, year, grade), np.nan) for grade in history.grades]
            parts = float(history.pupils[members, place].sum())
            if not np.isnan(own).all() and not np.isnan(parts):
                total = float(np.nansum(own))
                if abs(total - parts) > ROUNDING * max(total, parts):
                    told.append(
                        f"{name} {year} 年上报 {total:.0f} 人，下属单位合计 {parts:.0f} 人，按下属单位计算"
                    )
    return told
