"""How pupils pass from grade to grade: which cells follow the grade below, and with what ratio in each year ahead.

Hamilton and Perry 1962 (ratios of cohorts instead of separate births, deaths and moves), with ratios shrunk between units, parents and
years (`shrinkage`) instead of taken as they come.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.cohort import INTAKE, WINDOW
from gangmu.engines.forecasting.history import Floats
from gangmu.engines.forecasting.shocks import year_effects
from gangmu.engines.forecasting.shrinkage import estimate, predict

#: A grade with less than this share of the grade below is led by something else (a school's end, a programme of one year).
OUTFLOW = 0.55
#: A single ratio beyond exp(+-1) is a boundary moved or a school merged; it teaches nothing about progression.
JUMP = 1.0
#: Pupils at which a parent's own deviation counts as much as that of all others together.
PARENT_SIZE = 2000.0
#: Pupils at which the experience of one grade with openings counts as much as that of all grades.
OPENING_SIZE = 400.0


class Kind(IntEnum):
    """What leads a cell."""

    #: Nobody, and nobody in the grade below, or no experience at all: as last year.
    LEVEL = 0
    #: The grade below, with a shrunken ratio.
    COHORT = 1
    #: The grade below, with the unit's own ratio, far from anybody else's.
    OWN = 2
    #: Nobody yet though there are pupils below, and there have been before: the unit ends there.
    END = 3
    #: Nobody yet, and pupils have only now come to the grade below: the unit may be growing upwards.
    OPENING = 4


@dataclass(frozen=True)
class Progression:
    """Ratios into every grade but the first: `kind` and `ratio` have the shapes (units, grades - 1) and (horizon, units, grades - 1)."""

    kind: NDArray[np.int_]
    ratio: Floats


def transitions(pupils: Floats) -> tuple[Floats, Floats]:
    """Return log ratios and the pupils they rest on, shape (units, years - 1, grades - 1); NaN where either end is nobody or unknown."""
    before, after = pupils[:, :-1, :-1], pupils[:, 1:, 1:]
    both = (np.nan_to_num(before) > 0) & (np.nan_to_num(after) > 0)
    ratio = np.divide(after, before, out=np.ones_like(before), where=both)
    return np.where(both, np.log(ratio), np.nan), np.where(both, before, 0.0)


def progression(
    pupils: Floats, groups: NDArray[np.int_], horizon: int, told: NDArray[np.bool_] | None = None
) -> Progression:
    """Estimate how pupils will progress.

    Parameters
    ----------
    pupils
        Shape (units, years, grades), the last year being the origin.
    groups
        For each unit the number of its parent.
    horizon
        Years ahead.
    told
        Shape (years - 1,): transitions that the reader calls a shock.
    """
    kind, own = kinds(pupils)
    logs, sizes = transitions(pupils)
    usable = (kind == Kind.COHORT)[:, None] & (np.abs(logs) <= JUMP)
    logs, sizes = np.where(usable, logs, np.nan), np.where(usable, sizes, 0.0)
    pooled = year_effects(logs, sizes, told)
    deviations = logs - pooled.yearly
    parent = _parents(deviations, sizes, groups)
    deviations = deviations - parent[:, None, None]
    shrunk = predict(deviations, sizes, estimate(deviations, sizes), horizon)
    expected = np.exp(pooled.ahead(horizon)[:, None] + parent[None, :, None] + np.moveaxis(shrunk, 1, 0))
    ends, opens = _experience(pupils)
    ratio = np.where(
        kind == Kind.COHORT,
        expected,
        np.where(kind == Kind.OWN, own, np.where(kind == Kind.END, ends, opens)),
    )
    return Progression(kind, ratio)


def kinds(pupils: Floats) -> tuple[NDArray[np.int_], Floats]:
    """Return what leads each cell but those of the first grade, and the unit's own pooled ratio."""
    before, after = pupils[:, :-1, :-1][:, -WINDOW:], pupils[:, 1:, 1:][:, -WINDOW:]
    both = (np.nan_to_num(before) > 0) & (np.nan_to_num(after) > 0)
    upper, lower = np.where(both, after, 0.0).sum(axis=1), np.where(both, before, 0.0).sum(axis=1)
    own = np.divide(upper, lower, out=np.ones_like(upper), where=lower > 0)
    now = np.nan_to_num(pupils[:, -1])
    kind = np.full(own.shape, int(Kind.LEVEL))
    follows = (lower > 0) & (own <= INTAKE)
    kind[follows] = Kind.COHORT
    kind[follows & (own < OUTFLOW)] = Kind.OWN
    ended = _ended(pupils)
    empty = now[:, 1:] == 0
    kind[empty & ended] = Kind.END
    kind[empty & ~ended] = Kind.OPENING
    return kind, own


def _ended(pupils: Floats) -> NDArray[np.bool_]:
    """Tell where pupils were in a grade and nobody a year later in the next, within the window."""
    before, after = pupils[:, :-1, :-1][:, -WINDOW:], pupils[:, 1:, 1:][:, -WINDOW:]
    ended: NDArray[np.bool_] = ((before > 0) & (after == 0)).any(axis=1)
    return ended


def _experience(pupils: Floats) -> tuple[Floats, Floats]:
    """Return the pooled ratios of cells that had ended and of cells that might open, by grade, over all years but the first."""
    grades = pupils.shape[2]
    upper, lower = np.zeros((2, grades - 1)), np.zeros((2, grades - 1))
    for year in range(1, pupils.shape[1] - 1):
        now, then = pupils[:, year], pupils[:, year + 1]
        ended = _ended(pupils[:, : year + 1])
        empty = (now[:, 1:] == 0) & (now[:, :-1] > 0) & ~np.isnan(then[:, 1:])
        for row, which in enumerate((empty & ended, empty & ~ended)):
            upper[row] += np.where(which, then[:, 1:], 0.0).sum(axis=0)
            lower[row] += np.where(which, now[:, :-1], 0.0).sum(axis=0)
    all_grades = upper.sum(axis=1, keepdims=True) / np.maximum(lower.sum(axis=1, keepdims=True), 1.0)
    shrunk = (upper + OPENING_SIZE * all_grades) / (lower + OPENING_SIZE)
    return shrunk[0], shrunk[1]


def _parents(deviations: Floats, sizes: Floats, groups: NDArray[np.int_]) -> Floats:
    """Return for each unit the shrunken mean deviation of its parent."""
    weight = np.where(np.isnan(deviations), 0.0, sizes)
    upper = np.bincount(groups, (np.nan_to_num(deviations) * weight).sum(axis=(1, 2)))
    lower = np.bincount(groups, weight.sum(axis=(1, 2)))
    return (upper / (lower + PARENT_SIZE))[groups]
