"""From a history to an answer: what is expected of every unit and aggregate, and how sure that is."""

import numpy as np

from gangmu.engines.forecasting.answer import Answer, with_totals
from gangmu.engines.forecasting.history import Births, Floats, History
from gangmu.engines.forecasting.projecting import plan
from gangmu.engines.forecasting.tree import tree_of


def forecast(history: History, births: Births | None, origin: int, horizon: int) -> Answer:
    known = history.until(origin)
    return answer_of(known, plan(known, births, horizon).project())


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
