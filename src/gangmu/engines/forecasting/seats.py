"""Seats against demand: by school, zone and county, stage and year; how likely seats are too few, and the colour a table shows.

Gap = need - seats (dossier: seats and layout, 3.2). A seat counts from the year of delivery on. The bands of the colours are the dossier's
example; a county sets its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.history import TOTAL, Floats
from gangmu.engines.forecasting.scenarios import Paths
from gangmu.engines.forecasting.tables import rows_of, write_rows
from gangmu.engines.forecasting.tree import Tree

#: Per cent of seats at which the colours change: below the first blue, then green, yellow, orange, above the last red.
BANDS = (80.0, 95.0, 100.0, 105.0)
COLOURS = ("blue", "green", "yellow", "orange", "red")
#: The years ahead that decide a node's red light.
SOON = 3
COLUMNS = (
    *("unit", "level", "parent", "stage", "origin", "year", "need", "lo80", "hi80", "lo95", "hi95"),
    *("seats", "gap", "short", "colour", "light"),
)


@dataclass(frozen=True)
class Stages:
    """Names of the stages and the grades of each: `grades` has shape (stages, grades)."""

    names: tuple[str, ...]
    grades: NDArray[np.bool_]


def read_stages(path: Path | None, grades: Sequence[str]) -> Stages:
    """Read `stage,grade`; without a file all grades are one stage.

    Raises
    ------
    BadInput
        Names the line: a grade that is not in the history or stands in two stages.
    """
    if path is None:
        return Stages((TOTAL,), np.ones((1, len(grades)), dtype=bool))
    found: dict[str, list[int]] = {}
    taken: set[str] = set()
    for row in rows_of(path, ["stage", "grade"]):
        grade = row.text("grade")
        if grade not in grades:
            raise BadInput(f"历史数据没有年级 {grade}；现有 {'、'.join(grades)}", row.source, row.line)
        if grade in taken:
            raise BadInput(f"年级 {grade} 属于两个学段", row.source, row.line)
        taken.add(grade)
        found.setdefault(row.text("stage"), []).append(list(grades).index(grade))
    if not found:
        raise BadInput("没有数据行", path.name)
    table = np.zeros((len(found), len(grades)), dtype=bool)
    for place, members in enumerate(found.values()):
        table[place, members] = True
    return Stages(tuple(found), table)


def read_seats(path: Path, tree: Tree, stages: Stages, years: Sequence[int]) -> Floats:
    """Read `unit,stage,year,seats`: seats in use from a year on, until another row of the same unit and stage.

    An aggregate without rows of its own has the sum of its units where all of them are known.

    Returns
    -------
    Floats
        Shape (nodes, stages, years); NaN where unknown.

    Raises
    ------
    BadInput
        Names the line: a unit or stage that is not forecast, negative seats, one key twice.
    """
    node = {name: place for place, name in enumerate(tree.names)}
    rows: dict[tuple[int, int], dict[int, float]] = {}
    for row in rows_of(path, ["unit", "stage", "year", "seats"]):
        unit, stage = row.text("unit"), row.text("stage")
        if unit not in node:
            raise BadInput(f"预测中没有单位 {unit}", row.source, row.line)
        if stage not in stages.names:
            raise BadInput(f"没有学段 {stage}；现有 {'、'.join(stages.names)}", row.source, row.line)
        of = rows.setdefault((node[unit], stages.names.index(stage)), {})
        year = row.year("year")
        if year in of:
            raise BadInput(f"{unit} {stage} {year} 年重复", row.source, row.line)
        of[year] = row.number("seats")
    table = np.full((len(tree.names), len(stages.names), len(years)), np.nan)
    for (place, stage_place), steps in rows.items():
        for step, year in enumerate(years):
            begun = [known for known in steps if known <= year]
            if begun:
                table[place, stage_place, step] = steps[max(begun)]
    for place, members in enumerate(tree.members):
        if tree.levels[place]:
            table[place] = np.where(np.isnan(table[place]), table[members].sum(axis=0), table[place])
    return table


def colour(need: float, seats: float, bands: Sequence[float] = BANDS) -> str:
    """Return the colour of a need against seats; empty where seats are not known."""
    if np.isnan(seats):
        return ""
    if seats <= 0:
        return COLOURS[-1] if need > 0 else COLOURS[0]
    share = need / seats * 100
    if share < bands[0]:
        return COLOURS[0]
    return COLOURS[1 + sum(share >= edge for edge in bands[1:3]) + int(share > bands[3])]


@dataclass(frozen=True)
class SeatTable:
    """Need against seats.

    Attributes
    ----------
    tree, stages, origin, years
        What the figures are of.
    need
        What is expected, shape (nodes, stages, years).
    paths
        The futures drawn around it.
    seats
        Shape (nodes, stages, years).
    bands
        Per cent at which colours change.
    """

    tree: Tree
    stages: Stages
    origin: int
    years: tuple[int, ...]
    need: Floats
    paths: Paths
    seats: Floats
    bands: tuple[float, ...] = BANDS

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the lines of the table, by `COLUMNS`."""
        for node, name in enumerate(self.tree.names):
            for stage, title in enumerate(self.stages.names):
                need, seats = self.need[node, stage], self.seats[node, stage]
                colours = [colour(n, s, self.bands) for n, s in zip(need, seats, strict=True)]
                light = max(colours[:SOON], key=lambda one: COLOURS.index(one) if one else -1)
                for step, year in enumerate(self.years):
                    quantile = self.paths.quantiles[:, node, stage, step]
                    known = not np.isnan(seats[step])
                    yield (
                        *(name, self.tree.levels[node], self.tree.parents[node], title, self.origin, year),
                        *(f"{value:.2f}" for value in (need[step], *quantile[[1, 3, 0, 4]])),
                        f"{seats[step]:.0f}" if known else "",
                        f"{need[step] - seats[step]:.2f}" if known else "",
                        f"{self.paths.over[node, stage, step]:.3f}" if known else "",
                        *(colours[step], light),
                    )


def write_seats(path: Path, table: SeatTable) -> None:
    """Write the table.

    Raises
    ------
    BadInput
        When the file cannot be written.
    """
    write_rows(path, COLUMNS, table.rows())
