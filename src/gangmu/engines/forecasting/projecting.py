"""From a history to pupils in every grade and year: intake, progression, and what the reader assumes on top."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.intake import Intake, intake, level_cells
from gangmu.engines.forecasting.progression import Kind, Progression, progression

#: Nobody plans seats further ahead.
FURTHEST = 30
#: Progression is seen between two years.
FEWEST_YEARS = 2

#: Changes what enters the grades in a year: (step, pupils of shape (units, grades)) to pupils.
Change = Callable[[int, Floats], Floats]


@dataclass(frozen=True)
class Plan:
    """All that a projection needs, estimated from a history.

    Attributes
    ----------
    start
        Pupils at the origin, shape (units, grades).
    levels
        What each cell would be by its own past, same shape.
    intake
        The first grade ahead.
    progression
        Ratios into the other grades.
    """

    start: Floats
    levels: Floats
    intake: Intake
    progression: Progression

    def project(self, change: Change | None = None) -> Floats:
        """Return pupils ahead, shape (horizon, units, grades).

        Parameters
        ----------
        change
            Applied to each year before the next one is computed.
        """
        kind, current = self.progression.kind, self.start
        out = np.empty((len(self.intake.pupils), *self.start.shape))
        for step, first in enumerate(self.intake.pupils):
            following = np.empty_like(current)
            following[:, 0] = first
            passed = current[:, :-1] * self.progression.ratio[step]
            following[:, 1:] = np.where(kind == Kind.LEVEL, self.levels[:, 1:], passed)
            if change is not None:
                following = change(step, following)
            out[step] = current = following
        return out


def plan(known: History, births: Births | None, horizon: int, told: frozenset[int] = frozenset()) -> Plan:
    """Estimate a plan from a history that ends with the origin.

    Parameters
    ----------
    known
        What `History.until` returned.
    births
        What `Births.until` returned for the same year, and what the reader assumes beyond.
    horizon
        Years ahead, 1 to 30.
    told
        Years that the reader calls a shock.

    Raises
    ------
    BadInput
        When the horizon is out of reach or the history is a single year.
    """
    if not 1 <= horizon <= FURTHEST:
        raise BadInput(f"预测年数应为 1–{FURTHEST}，现为 {horizon}")
    if len(known.years) < FEWEST_YEARS:
        raise BadInput(f"起始年 {known.years[-1]} 之前至少还要有一年的数据，才能看出升级比率")
    pupils = fill(known.pupils)
    shock = np.array([year in told for year in known.years[1:]])
    return Plan(
        start=pupils[:, -1],
        levels=level_cells(pupils),
        intake=intake(known, births, horizon),
        progression=progression(pupils, groups_of(known), horizon, shock),
    )


def groups_of(known: History) -> NDArray[np.int_]:
    """Return for each unit the number of its parent."""
    numbers = {name: place for place, name in enumerate(dict.fromkeys(known.parents))}
    return np.array([numbers[parent] for parent in known.parents])


def fill(pupils: Floats) -> Floats:
    """Fill suppressed cells of the last year, so that there is something to start from.

    A cell is taken from the grade below a year before, else from the same grade a year before, else as nobody.
    """
    if not np.isnan(pupils[:, -1]).any():
        return pupils
    filled = pupils.copy()
    below = np.concatenate((pupils[:, -2, :1], pupils[:, -2, :-1]), axis=1)
    guess = np.where(np.isnan(below), np.nan_to_num(pupils[:, -2]), below)
    filled[:, -1] = np.where(np.isnan(pupils[:, -1]), guess, pupils[:, -1])
    return filled
