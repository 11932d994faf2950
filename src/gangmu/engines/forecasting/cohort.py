"""Cohort survival as offices compute it by hand: pooled ratios of the last years, intake kept flat. The baseline.

Dossier: seats and layout, 3.2 no. 2 (年级递推法). What the engine itself does stands in `progression` and `intake`.
"""

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats

#: Transitions that are pooled.
WINDOW = 3
#: A grade this much larger than the grade below a year before is an intake, not a progression.
INTAKE = 1.5


def pooled_ratios(pupils: Floats, window: int = WINDOW) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the progression ratio into each grade but the first, and where there is none.

    Parameters
    ----------
    pupils
        Shape (units, years, grades), the last year being the origin; NaN where unknown.
    window
        Number of transitions pooled: sum of pupils over sum of pupils one grade and one year before.

    Returns
    -------
    ratios, intake
        Shape (units, grades - 1); where `intake` holds there was nobody to progress, or more than half came from outside.
    """
    before, after = pupils[:, -1 - window : -1, :-1], pupils[:, -window:, 1:]
    before = before[:, -after.shape[1] :]
    after = after[:, -before.shape[1] :] if before.shape[1] else after[:, :0]
    both = ~np.isnan(before) & ~np.isnan(after)
    upper, lower = np.where(both, after, 0.0).sum(axis=1), np.where(both, before, 0.0).sum(axis=1)
    ratios = np.divide(upper, lower, out=np.ones_like(upper), where=lower > 0)
    return ratios, (lower <= 0) | (ratios > INTAKE)


def cohort_survival(pupils: Floats, horizon: int, window: int = WINDOW) -> Floats:
    """Return pupils forecast, shape (horizon, units, grades)."""
    ratios, intake = pooled_ratios(pupils, window)
    start = np.nan_to_num(pupils[:, -1])
    current, out = start, np.empty((horizon, *start.shape))
    for step in range(horizon):
        following = start.copy()
        following[:, 1:] = np.where(intake, start[:, 1:], current[:, :-1] * ratios)
        out[step] = current = following
    return out
