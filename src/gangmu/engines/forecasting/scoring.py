"""How well a forecast did: errors of totals and of grades, coverage of the intervals, bias, by level and horizon."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.answer import Answer
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.tree import Tree, tree_of

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

    Units and parents are those of each year. An aggregate is the sum of the units below it in that year, those opened since among them.
    One that the history does not name, as where it has no column of parents, is the sum of the units that the answer puts below it.
    """
    values = np.full((len(answer.years), len(answer.names), len(answer.grades) + 1), np.nan)
    there: dict[str, None] = {}
    reporting: dict[str, None] = {}
    for step, year in enumerate(answer.years):
        then = history.as_of(year) if year in history.years else history
        if year not in then.years:
            continue
        open_now = then.reporting(year)
        reporting |= dict.fromkeys(unit for unit, here in zip(then.units, open_now, strict=True) if here)
        below = _below(answer, tree_of(then), open_now)
        there |= dict.fromkeys(name for name, units in below.items() if len(units))
        values[step] = _figures(answer, then, year, below)
    own = [name for name, level in zip(answer.names, answer.levels, strict=True) if level == 0]
    named = set(answer.names)
    closed = tuple(name for name in own if name not in there)
    return Actual(values, closed, tuple(unit for unit in reporting if unit not in named))


def _figures(answer: Answer, then: History, year: int, below: dict[str, NDArray[np.intp]]) -> Floats:
    """Return what came in a year, shape (nodes, grades + 1), from the positions of the units below each node."""
    known = then.pupils[:, then.years.index(year)]
    grade_place = {grade: i for i, grade in enumerate(then.grades)}
    order = [grade_place.get(grade, -1) for grade in answer.grades]
    seen = np.array(order) >= 0
    out = np.full((len(answer.names), len(order) + 1), np.nan)
    for node, name in enumerate(answer.names):
        if len(below[name]):
            sums = known[below[name]].sum(axis=0)
            out[node, :-1] = 0.0
            out[node, :-1][seen] = sums[[o for o in order if o >= 0]]
            out[node, -1] = sums.sum()
    return out


def _below(answer: Answer, tree: Tree, open_now: NDArray[np.bool_]) -> dict[str, NDArray[np.intp]]:
    """Return for each node of an answer the positions of the units that reported, in the tree of what came."""
    named = {name: units[open_now[units]] for name, units in zip(tree.names, tree.members, strict=True)}
    named = {name: units for name, units in named.items() if len(units)}
    up = dict(zip(answer.names, answer.parents, strict=True))
    found = {name: [named[name]] if name in named else [] for name in answer.names}
    for name, level in zip(answer.names, answer.levels, strict=True):
        here, seen = up[name], {name}
        while level == 0 and name in named and here in found and here not in seen:
            if here not in named:
                found[here].append(named[name])
            seen.add(here)
            here = up[here]
    empty = np.zeros(0, dtype=np.intp)
    return {name: np.unique(np.concatenate([empty, *units])) for name, units in found.items()}


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
