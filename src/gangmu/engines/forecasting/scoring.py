"""How well a forecast did: errors of totals and of grades, coverage of the intervals, bias, by level and horizon."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.answer import Answer
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.tree import tree_of

#: Totals of smaller units are not counted in the mean of percentages: one family moving would rule it.
LEAST = 100.0


@dataclass(frozen=True)
class Score:
    """One level at one horizon.

    Attributes
    ----------
    level, horizon, year
        0 for units, 1 for what they add up to; years ahead; the year forecast.
    units
        Number of totals counted.
    mape
        Mean of |forecast - actual| / actual over the totals, per cent.
    wmape
        Sum of |forecast - actual| over all cells of grades, over the sum of the actual, per cent.
    bias
        Sum of (forecast - actual) of the totals over the sum of the actual, per cent.
    cover80, cover95
        Share of the totals inside the interval, per cent.
    grade_cover80, grade_cover95
        Share of the cells inside the interval, per cent; cells that hold nobody in fact and in forecast are not counted.
    shock
        The year is flagged as a shock and stands outside the means.
    """

    level: int
    horizon: int
    year: int
    units: int
    mape: float
    wmape: float
    bias: float
    cover80: float
    cover95: float
    grade_cover80: float
    grade_cover95: float
    shock: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the figures, those that do not exist as null."""
        return {
            key: None if isinstance(value, float) and np.isnan(value) else value
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Actual:
    """What came, in the order of an answer: `values` has shape (years, nodes, grades + 1), NaN where unknown."""

    values: Floats
    closed: tuple[str, ...]
    opened: tuple[str, ...]


def actual_of(answer: Answer, history: History) -> Actual:
    """Bring a history into the order of an answer.

    An aggregate that reports no figure of its own in the history is the sum of the units below it in that year, those opened since
    among them.
    """
    tree = tree_of(history)
    place = {name: i for i, name in enumerate(tree.names)}
    grade_place = {grade: i for i, grade in enumerate(history.grades)}
    values = np.full((len(answer.years), len(answer.names), len(answer.grades) + 1), np.nan)
    order = [grade_place.get(grade, -1) for grade in answer.grades]
    seen = np.array(order) >= 0
    for step, year in enumerate(answer.years):
        if year not in history.years:
            continue
        known, open_now = history.pupils[:, history.years.index(year)], history.reporting(year)
        for node, name in enumerate(answer.names):
            if name not in place:
                continue
            members = tree.members[place[name]]
            below = known[members[open_now[members]]]
            if len(below):
                cells = np.zeros(len(order))
                cells[seen] = below.sum(axis=0)[[o for o in order if o >= 0]]
                values[step, node, :-1] = cells
                values[step, node, -1] = below.sum()
    own = [name for name, level in zip(answer.names, answer.levels, strict=True) if level == 0]
    ahead = [history.reporting(year) for year in history.years if year in answer.years]
    there: NDArray[np.bool_] = np.any(ahead, axis=0) if ahead else np.zeros(len(history.units), bool)
    open_ahead = {unit for place, unit in enumerate(history.units) if there[place]}
    named = set(answer.names)
    closed = tuple(name for name in own if name not in open_ahead)
    opened = tuple(unit for unit in history.units if unit in open_ahead and unit not in named)
    return Actual(values, closed, opened)


def score(
    answer: Answer, actual: Actual, least: float = LEAST, shocks: frozenset[int] = frozenset()
) -> list[Score]:
    """Score an answer by level and horizon.

    Parameters
    ----------
    answer, actual
        In the same order.
    least
        Totals of units count from this number of pupils at the origin on (of the actual where the answer does not tell it).
    shocks
        Years told by the reader to be outside what intervals promise.
    """
    levels = np.array(answer.levels)
    out = []
    for step, year in enumerate(answer.years):
        for level in sorted(set(answer.levels)):
            rows = np.flatnonzero((levels == level) & ~np.isnan(actual.values[step, :, -1]))
            if len(rows):
                out.append(_one(answer, actual.values[step], step, rows, level, year, least, year in shocks))
    return out


def _one(
    answer: Answer,
    real: Floats,
    step: int,
    rows: NDArray[np.intp],
    level: int,
    year: int,
    least: float,
    shock: bool,
) -> Score:
    mean, bounds = answer.mean[step][rows], answer.bounds[:, step][:, rows]
    truth = real[rows]
    size = np.where(np.isnan(answer.last[rows, -1]), truth[:, -1], answer.last[rows, -1])
    counted = (size >= least) & (truth[:, -1] > 0) if level == 0 else truth[:, -1] > 0
    total, was = mean[counted, -1], truth[counted, -1]
    cells, were = mean[:, :-1], truth[:, :-1]
    known = ~np.isnan(cells) & ~np.isnan(were)
    used = known & ((cells >= 0.5) | (were > 0))
    inside = np.where(np.isnan(bounds[0::2]), np.nan, (truth >= bounds[0::2]) & (truth <= bounds[1::2]))
    sum_of_cells = were[known].sum()
    return Score(
        level=level,
        horizon=year - answer.origin,
        year=year,
        units=int(counted.sum()),
        mape=_percent(np.abs(total - was) / was),
        wmape=float(np.abs(cells - were)[known].sum() / sum_of_cells * 100) if sum_of_cells else float("nan"),
        bias=float((total - was).sum() / was.sum() * 100) if len(was) else float("nan"),
        cover80=_percent(inside[0][counted, -1]),
        cover95=_percent(inside[1][counted, -1]),
        grade_cover80=_percent(inside[0][:, :-1][used]),
        grade_cover95=_percent(inside[1][:, :-1][used]),
        shock=shock,
    )


def _percent(values: NDArray) -> float:
    return float(np.mean(values) * 100) if len(values) else float("nan")
