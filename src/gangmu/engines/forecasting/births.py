"""What is known of births: by unit and year."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.history import Floats, span_of
from gangmu.engines.forecasting.tables import Row, rows_of


@dataclass(frozen=True)
class Births:
    """Births by unit and year: `counts` has shape (units, years), NaN where unknown; `notes` as in a history.

    The last `assumed` years are what a reader assumes. `named` holds the parents of units that changed theirs: unit, year, parent, by year.
    """

    units: tuple[str, ...]
    parents: tuple[str, ...]
    years: tuple[int, ...]
    counts: Floats
    notes: tuple[str, ...] = ()
    assumed: int = 0
    named: tuple[tuple[str, int, str], ...] = ()

    def until(self, year: int) -> "Births":
        """Return the births known in a year, and the parents of that year (of the first later one where none is named before)."""
        kept = [place for place, own in enumerate(self.years) if own <= year]
        then: dict[str, str] = {}
        for unit, own, parent in self.named:
            then[unit] = parent if own <= year or unit not in then else then[unit]
        parents = tuple(then.get(unit, up) for unit, up in zip(self.units, self.parents, strict=True))
        years = tuple(self.years[i] for i in kept)
        return replace(self, parents=parents, years=years, counts=self.counts[:, kept])


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
    named: dict[tuple[str, int], str] = {}
    again: dict[tuple[str, int], Row] = {}
    for row in rows_of(path, ["unit", "year", "births"], ["parent"]):
        key = (row.text("unit"), row.year("year"))
        if key in again:
            raise _twice(again[key], key)
        if key in counts:
            again[key] = row
        counts[key] = row.count("births")
        named[key] = row.cells["parent"]
    if not counts:
        raise BadInput("没有数据行", path.name)
    parents = dict.fromkeys((unit for unit, _ in counts), "")
    told_by_year = sorted(((u, y, up) for (u, y), up in named.items() if up), key=lambda one: one[1])
    parents |= {unit: parent for unit, _, parent in told_by_year}
    several = {unit for unit, _, parent in told_by_year if parents[unit] != parent}
    years = span_of((year for _, year in counts), path.name)
    _check_published_twice(counts, again)
    table = np.full((len(parents), len(years)), np.nan)
    place = {unit: i for i, unit in enumerate(parents)}
    for (unit, year), value in counts.items():
        table[place[unit], year - years[0]] = value
    twice = sorted({year for _, year in again})
    told = (f"出生数 {twice[0]}–{twice[-1]} 年各单位都有两行，以后一行为准",) if twice else ()
    moved = tuple(one for one in told_by_year if one[0] in several)
    return Births(tuple(parents), tuple(parents.values()), years, table, told, named=moved)


def _check_published_twice(counts: dict[tuple[str, int], float], again: dict[tuple[str, int], Row]) -> None:
    units = Counter(year for _, year in counts)
    repeated = Counter(year for _, year in again)
    for key, row in again.items():
        if repeated[key[1]] < 2 or repeated[key[1]] * 2 < units[key[1]]:
            raise _twice(row, key)


def _twice(row: Row, key: tuple[str, int]) -> BadInput:
    return BadInput(f"{key[0]} {key[1]} 年重复", row.source, row.line)
