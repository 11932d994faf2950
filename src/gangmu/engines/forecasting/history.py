"""What is known: pupils by unit, year and grade.

`History.pupils` holds NaN where nothing is known: a unit without any row in a year was not open or did not report, and a
suppressed figure is not zero. A grade without a row in a year in which the unit reports other grades is not offered: zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
class Told:
    """What a file says, before anything is concluded from it.

    Attributes
    ----------
    cells
        Pupils by unit, year and grade, in the order of the file; NaN where suppressed.
    parents
        By unit and year, in the order of the file.
    grades
        The order that was asked for, if any.
    source
        Name of the file.
    """

    cells: Mapping[tuple[str, int, str], float]
    parents: Mapping[tuple[str, int], str]
    grades: tuple[str, ...] | None
    source: str

    def until(self, year: int) -> "Told":
        """Return what the file said in a year, no later row.

        Only where an aggregate that has units in the year says later for the first time what it belongs to itself, that is taken.
        """
        cells = {key: value for key, value in self.cells.items() if key[1] <= year}
        parents = {key: up for key, up in self.parents.items() if key[1] <= year}
        first: dict[str, str] = {}
        for (unit, _), up in sorted(self.parents.items(), key=lambda item: item[0][1]):
            first.setdefault(unit, up)
        spoken = {unit for unit, _ in parents}
        wanted = [up for up in parents.values() if up not in spoken]
        while wanted:
            name = wanted.pop()
            if name in first and name not in spoken:
                parents[name, year] = first[name]
                spoken.add(name)
                wanted.append(first[name])
        return replace(self, cells=cells, parents=parents)


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
    told
        The file behind it: which units, grades and parents there were in an earlier year. None where that is settled, and where
        figures were changed since.
    """

    units: tuple[str, ...]
    parents: tuple[str, ...]
    years: tuple[int, ...]
    grades: tuple[str, ...]
    pupils: Floats
    above: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    silent: frozenset[tuple[str, int]] = frozenset()
    told: Told | None = field(default=None, repr=False, compare=False)

    def reporting(self, year: int) -> NDArray[np.bool_]:
        """Return which units reported in a year, be it suppressed figures alone; shape (units,)."""
        figures = self.pupils[:, self.years.index(year)]
        silent = np.array([(unit, year) in self.silent for unit in self.units], dtype=bool)
        reported: NDArray[np.bool_] = np.logical_or(np.any(~np.isnan(figures), axis=1), silent)
        return reported

    def speaks(self, year: int) -> bool:
        """Return whether there is any figure of a year, which in a gap between known years there is not."""
        if self.told is not None:
            return any(own == year and not np.isnan(value) for (_, own, _), value in self.told.cells.items())
        return not bool(np.isnan(self.pupils[:, self.years.index(year)]).all())

    def as_of(self, year: int) -> "History":
        """Return the history until a year with the units, parents and grades of that year, also those that did not report."""
        return self if self.told is None else _concluded(self.told.until(year))

    def until(self, year: int) -> "History":
        """Return what was known in a year: units that reported in it, no later figure, parent or grade.

        A unit whose figures of the year are all suppressed is kept where the year before tells of it. What a year knew of units and
        parents is settled by the first call: earlier years of the result keep them.

        Raises
        ------
        BadInput
            When the history has no figure of that year.
        """
        if year not in self.years:
            raise BadInput(f"历史数据没有 {year} 年；现有 {self.years[0]}–{self.years[-1]} 年")
        if not self.speaks(year):
            raise BadInput(f"历史数据没有 {year} 年的任何数字")
        if self.told is not None:
            return self.as_of(year).until(year)
        last = self.years.index(year)
        told = ~np.isnan(self.pupils[:, last]).all(axis=1)
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
    order, parents = _grades(rows, grades), _parents(rows)
    told = Told(_cells(rows), parents, order, path.name)
    return replace(_concluded(told), told=told)


def _concluded(told: Told) -> History:
    """Return units, parents, years and grades as the rows of a file name them.

    Raises
    ------
    BadInput
        No unit that is not a parent, a circle of parents, a span of years that is none.
    """
    parents, changed = _last_parents(told.parents)
    order = told.grades or tuple(dict.fromkeys(grade for _, _, grade in told.cells))
    named = {parent for parent in parents.values() if parent}
    leaves = tuple(unit for unit in dict.fromkeys(unit for unit, _ in told.parents) if unit not in named)
    if not leaves:
        raise BadInput("每个单位都是别的单位的上级，没有可以预测的单位", told.source)
    years = span_of((year for _, year, _ in told.cells), told.source)
    pupils = _fill(told.cells, leaves, years, order)
    notes = [f"{unit} 的上级单位在历史中变更，按最后一年计算" for unit in changed]
    above = tuple((unit, parents[unit]) for unit in parents if unit in named and parents[unit])
    spoken = {(unit, year) for (unit, year, _), value in told.cells.items() if not np.isnan(value)}
    silent = frozenset((unit, year) for unit, year, _ in told.cells if (unit, year) not in spoken)
    known = tuple(parents[unit] for unit in leaves)
    history = History(leaves, known, years, order, pupils, above, tuple(notes), silent)
    _check_circle(history, told.source)
    return replace(history, notes=(*notes, *_disagreements(history, told.cells)))


def _grades(rows: list[Row], given: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the order that was asked for, after comparing it with the rows; None leaves it to the file."""
    for row in rows:
        row.text("grade")
    if given is None:
        return None
    if len(set(given)) != len(given) or not all(given):
        raise BadInput(f"年级次序 {','.join(given)} 有重复或空缺")
    if TOTAL in given:
        raise BadInput(f"年级次序中不能有 {TOTAL}：它是各年级的合计")
    for row in rows:
        if row.cells["grade"] not in given and row.cells["grade"] != TOTAL:
            raise BadInput(f"年级“{row.cells['grade']}”不在给定的次序中", row.source, row.line)
    return tuple(given)


def _parents(rows: list[Row]) -> dict[tuple[str, int], str]:
    """Return the parent of each unit in each year."""
    by_year: dict[tuple[str, int], str] = {}
    for row in rows:
        key, parent = (row.text("unit"), row.year("year")), row.cells["parent"]
        if by_year.setdefault(key, parent) != parent:
            raise BadInput(f"{key[0]} {key[1]} 年有两个上级单位", row.source, row.line)
        if parent == key[0]:
            raise BadInput(f"{key[0]} 不能是自己的上级", row.source, row.line)
    return by_year


def _last_parents(by_year: Mapping[tuple[str, int], str]) -> tuple[dict[str, str], list[str]]:
    """Return the parent of each unit in its last year, and the units whose parent changed."""
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


def span_of(years: Iterable[int], source: str) -> tuple[int, ...]:
    """Return all years from the first to the last.

    Raises
    ------
    BadInput
        When there is none, or they lie too far apart.
    """
    found = set(years)
    if not found:
        raise BadInput("没有分年级的数据行", source)
    first, last = min(found), max(found)
    if last - first >= LONGEST_SPAN:
        raise BadInput(f"年份从 {first} 到 {last}，相隔过远，请核对", source)
    return tuple(range(first, last + 1))


def _fill(
    cells: Mapping[tuple[str, int, str], float],
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


def _disagreements(history: History, cells: Mapping[tuple[str, int, str], float]) -> list[str]:
    """Tell where an aggregate's own figures are not the sum of its parts; the parts are what is computed with."""
    told: list[str] = []
    for name, members in history.aggregates().items():
        for place, year in enumerate(history.years):
            own = [cells.get((name, year, grade), np.nan) for grade in history.grades]
            figures = history.pupils[members, place][history.reporting(year)[members]]
            parts = float(figures.sum())
            if len(figures) and not np.isnan(own).all() and not np.isnan(parts):
                total = float(np.nansum(own))
                if abs(total - parts) > ROUNDING * max(total, parts):
                    told.append(
                        f"{name} {year} 年上报 {total:.0f} 人，下属单位合计 {parts:.0f} 人，按下属单位计算"
                    )
    return told
