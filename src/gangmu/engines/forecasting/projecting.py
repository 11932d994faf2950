"""From a history to an answer."""

from collections.abc import Callable

import numpy as np

from gangmu.engines.forecasting.answer import Answer, with_totals
from gangmu.engines.forecasting.cohort import cohort_survival
from gangmu.engines.forecasting.errors import BadInput
from gangmu.engines.forecasting.history import Births, Floats, History
from gangmu.engines.forecasting.tree import tree_of

#: Nobody plans seats further ahead.
FURTHEST = 30

Method = Callable[[History, Births | None, int], Floats]


def forecast(history: History, births: Births | None, origin: int, horizon: int) -> Answer:
    """Forecast every unit and aggregate with what was known in a year.

    Parameters
    ----------
    history, births
        May hold later years; they are not looked at.
    origin
        The last known year.
    horizon
        Years ahead, 1 to 30.

    Raises
    ------
    BadInput
        When the origin is not in the history or the horizon is out of reach.
    """
    if not 1 <= horizon <= FURTHEST:
        raise BadInput(f"预测年数应为 1–{FURTHEST}，现为 {horizon}")
    known = history.until(origin)
    return answer_of(known, cohort_survival(known.pupils, horizon))


def answer_of(known: History, units: Floats) -> Answer:
    """Return the answer of a forecast of the units, shape (years, units, grades)."""
    tree = tree_of(known)
    mean = with_totals(tree.sums(np.round(units, 2), axis=1))
    wide = 0.05 * mean + 2 * np.sqrt(mean)
    bounds = np.maximum(np.stack([mean - wide, mean + wide, mean - 1.5 * wide, mean + 1.5 * wide]), 0.0)
    last = with_totals(tree.sums(known.pupils[:, -1], axis=0))
    origin = known.years[-1]
    years = tuple(range(origin + 1, origin + 1 + len(units)))
    return Answer(tree.names, tree.parents, tree.levels, known.grades, origin, years, mean, bounds, last)
