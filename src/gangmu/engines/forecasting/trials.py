"""Forecasts that the engine makes of what it already knows, to learn how far off it usually is."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import Allowance
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.progression import Kind
from gangmu.engines.forecasting.projecting import FEWEST_YEARS, groups_of, plan

#: Cells of the first grade are a group of their own beside the kinds of the others.
FIRST = len(Kind)
#: Origins tried, the last ones: what was usual long ago says little.
MOST_ORIGINS = 8


@dataclass(frozen=True)
class Trial:
    """One horizon of one earlier origin.

    Attributes
    ----------
    origin, step
        The earlier origin; 0 for the first year ahead.
    unit
        Shape (units tried,): their places in the history that the trials were made from.
    forecast, actual
        Shape (units tried, grades), pupils; the actual is NaN where unknown.
    group
        Same shape: what led the cell.
    parent
        Shape (units tried,): number of the parent.
    shock
        A year that stands out lies between the origin and the year forecast.
    transitions
        Number of transitions that the origin had seen.
    """

    origin: int
    step: int
    unit: NDArray[np.intp]
    forecast: Floats
    actual: Floats
    group: NDArray[np.int_]
    parent: NDArray[np.int_]
    shock: bool
    transitions: int


def trials(
    known: History,
    births: Births | None,
    horizon: int,
    shocks: frozenset[int],
    allowance: Allowance | None = None,
) -> list[Trial]:
    """Forecast from earlier origins what came until the end of a history.

    Parameters
    ----------
    known
        Ends with the origin.
    births
        As for the forecast itself; each trial sees those of its origin and before.
    horizon
        Years ahead that are of interest.
    shocks
        Years that stand out or were told to.
    allowance
        A unit of work is one earlier origin; the latest origins come first and at least one is tried. Without one, `MOST_ORIGINS`.
    """
    out: list[Trial] = []
    place = {name: i for i, name in enumerate(known.units)}
    allowed = allowance or Allowance(math.inf, MOST_ORIGINS)
    for origin in reversed(known.years[FEWEST_YEARS - 1 : -1][-MOST_ORIGINS:]):
        if out and allowed.left <= 0:
            break
        if np.isnan(known.pupils[:, known.years.index(origin)]).all():
            continue
        then = known.until(origin)
        ahead = min(horizon, known.years[-1] - origin)
        made = plan(then, births.until(origin) if births is not None else None, ahead, shocks)
        allowed.spend()
        pupils = made.project()
        unit = np.array([place[name] for name in then.units], dtype=np.intp)
        group = group_of(made.progression.kind)
        for step in range(ahead):
            year = origin + 1 + step
            actual = known.pupils[unit, known.years.index(year)]
            between = any(origin < shock <= year for shock in shocks)
            out.append(
                Trial(
                    origin,
                    step,
                    unit,
                    pupils[step],
                    actual,
                    group,
                    groups_of(then),
                    between,
                    len(then.years) - 1,
                )
            )
    return out


def group_of(kind: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return the group of every cell from the kinds of all grades but the first."""
    return np.concatenate((np.full((len(kind), 1), FIRST), kind), axis=1)
