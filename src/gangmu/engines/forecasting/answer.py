"""The answer file: what was forecast, from which year, and all that is needed to score it later."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.history import TOTAL, Floats
from gangmu.engines.forecasting.tables import rows_of, write_rows

#: The columns every reader may rely on; those after them carry what scoring needs.
COLUMNS = (
    "unit",
    "grade",
    "origin",
    "year",
    "mean",
    "lo80",
    "hi80",
    "lo95",
    "hi95",
    "level",
    "parent",
    "last",
)


@dataclass(frozen=True)
class Answer:
    """A forecast of every node.

    Attributes
    ----------
    names, parents, levels
        One for each node, units first.
    grades
        Without the total.
    origin
        The last year that was known.
    years
        The years forecast.
    mean
        Shape (years, nodes, grades + 1), persons; the last grade is the total.
    bounds
        Shape (4, years, nodes, grades + 1): lower and upper end of 80 %, then of 95 %.
    last
        Shape (nodes, grades + 1): what was known at the origin.
    notes
        What a reader must know, one Chinese sentence each.
    """

    names: tuple[str, ...]
    parents: tuple[str, ...]
    levels: tuple[int, ...]
    grades: tuple[str, ...]
    origin: int
    years: tuple[int, ...]
    mean: Floats
    bounds: Floats
    last: Floats
    notes: tuple[str, ...] = ()


def with_totals(values: Floats) -> Floats:
    """Append the sum over grades (last axis)."""
    return np.concatenate((values, values.sum(axis=-1, keepdims=True)), axis=-1)


def write_answer(path: Path, answer: Answer) -> None:
    """Write the table of an answer.

    Raises
    ------
    BadInput
        When the file cannot be written.
    """
    write_rows(path, COLUMNS, _lines(answer))


def _lines(answer: Answer) -> Iterator[tuple[object, ...]]:
    columns = (*answer.grades, TOTAL)
    for step, year in enumerate(answer.years):
        for node, name in enumerate(answer.names):
            for place, grade in enumerate(columns):
                numbers = (answer.mean[step, node, place], *answer.bounds[:, step, node, place])
                yield (
                    name,
                    grade,
                    answer.origin,
                    year,
                    *(f"{number:.2f}" for number in numbers),
                    answer.levels[node],
                    answer.parents[node],
                    f"{answer.last[node, place]:.2f}",
                )


def read_answer(path: Path) -> Answer:
    """Read the table that `write_answer` wrote; files of others may lack the columns after `hi95`.

    Raises
    ------
    BadInput
        Names the line: a column is missing, a number is none, a row stands twice, a row is missing, two origins.
    """
    rows = list(rows_of(path, COLUMNS[:9], COLUMNS[9:]))
    if not rows:
        raise BadInput("没有数据行", path.name)
    names = tuple(dict.fromkeys(row.text("unit") for row in rows))
    grades = tuple(dict.fromkeys(row.text("grade") for row in rows if row.cells["grade"] != TOTAL))
    origin = rows[0].year("origin")
    years = tuple(sorted({row.year("year") for row in rows}))
    node, year_place = {name: i for i, name in enumerate(names)}, {year: i for i, year in enumerate(years)}
    grade_place = {grade: i for i, grade in enumerate((*grades, TOTAL))}
    values = np.full((5, len(years), len(names), len(grades) + 1), np.nan)
    last = np.full((len(names), len(grades) + 1), np.nan)
    parents, levels = [""] * len(names), [0] * len(names)
    for row in rows:
        if row.year("origin") != origin:
            raise BadInput("一个结果文件只能有一个起始年", row.source, row.line)
        who, where = node[row.cells["unit"]], grade_place[row.cells["grade"]]
        place = (year_place[int(row.cells["year"])], who, where)
        if not np.isnan(values[(0, *place)]):
            raise BadInput(
                f"{row.cells['unit']} {row.cells['year']} 年 {row.cells['grade']} 重复", row.source, row.line
            )
        values[(slice(None), *place)] = [row.number(column) for column in COLUMNS[4:9]]
        parents[who] = row.cells["parent"]
        levels[who] = int(row.cells["level"]) if row.cells["level"].isdigit() else 0
        last[who, where] = row.count("last")
    if np.isnan(values[0, :, :, -1]).any():
        raise BadInput(f"缺少 grade={TOTAL} 的行：每个单位每年都要有", path.name)
    return Answer(names, tuple(parents), tuple(levels), grades, origin, years, values[0], values[1:], last)
