"""Levels that wander: how much of last year's figure to believe, by size, estimated from all cells together.

A log figure is a level that moves a little each year, seen with noise that is larger where there are fewer pupils. Step and noise come
from products of neighbouring changes (moments of the local level model; Harvey 1989, section 2.3); the filter is Kalman's.
"""

from dataclasses import dataclass

import numpy as np

from gangmu.engines.forecasting.history import Floats

#: Changes beyond this many typical ones are cut before they are averaged.
CUT = 4.0
#: Pairs of changes that count as much as the belief that noise is small.
PRIOR = 30.0


@dataclass(frozen=True)
class Wandering:
    """Variances of a year: `step` of the level, `noise` for all, and `per_pupil` noise that is divided by the number of pupils."""

    step: float
    noise: float
    per_pupil: float


def wandering(logs: Floats, sizes: Floats) -> Wandering:
    """Estimate from log figures, shape (cells, years), NaN where unknown, and pupils, same shape."""
    from scipy.optimize import nnls  # noqa: PLC0415 - heavy

    change = np.diff(logs, axis=1)
    known = ~np.isnan(change)
    if not known.any():
        return Wandering(0.01, 0.0, 1.0)
    typical = 1.4826 * np.median(np.abs(change[known])) + 1e-6
    change = np.clip(np.nan_to_num(change), -CUT * typical, CUT * typical)
    small = 2 / np.maximum(sizes[:, 1:] + sizes[:, :-1], 2.0)
    pair = known[:, 1:] & known[:, :-1]
    square, product = change[known] ** 2, (change[:, 1:] * change[:, :-1])[pair]
    inverse = small[known], small[:, 1:][pair]
    trust = len(product) / (len(product) + PRIOR)
    # var(change) = step + 2 noise + 2 per_pupil / n; cov(change, next change) = - noise - per_pupil / n
    rows = np.concatenate(
        [
            np.stack([np.ones_like(square), 2 * np.ones_like(square), 2 * inverse[0]], axis=1),
            np.stack([np.zeros_like(product), -np.ones_like(product), -inverse[1]], axis=1) * trust,
        ]
    )
    (step, noise, per_pupil), _ = nnls(rows, np.concatenate([square, product * trust]))
    return Wandering(float(max(step, 1e-6)), float(noise), float(per_pupil))


def last_level(logs: Floats, sizes: Floats, how: Wandering) -> Floats:
    """Return the filtered level of the last year, shape (cells,); NaN where no year is known."""
    known = ~np.isnan(logs)
    level, variance = np.zeros(len(logs)), np.zeros(len(logs))
    begun = np.zeros(len(logs), dtype=bool)
    for year in range(logs.shape[1]):
        seen, value = known[:, year], np.nan_to_num(logs[:, year])
        noise = how.noise + how.per_pupil / np.maximum(sizes[:, year], 1.0)
        variance = variance + how.step
        gain = np.where(begun, variance / (variance + noise), 1.0)
        level = np.where(seen, level + gain * (value - level), level)
        variance = np.where(seen, np.where(begun, (1 - gain) * variance, noise), variance)
        begun |= seen
    return np.where(begun, level, np.nan)
