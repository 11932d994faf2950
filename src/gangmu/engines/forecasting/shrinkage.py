"""Shrinks what is seen of a unit towards what is seen of all, as far as the history says that it should.

The deviation of a unit's log ratio from the pooled one is taken as a sum of effects of which each lasts for ever, fades, or is gone
after a year; some are shared by all grades of the unit (families moving in), some are the grade's own (a school's entrance exam). How
large each is is not set by hand: products of deviations at each distance in time, averaged over all units, are explained by
non-negative least squares (empirical Bayes by moments; Efron and Morris 1973, doi:10.1080/01621459.1973.10481350; Robinson 1991,
doi:10.1214/ss/1177011926, for the prediction).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats

#: Of what fades slowly and of what fades fast, this is left a year later.
FADING = (0.8, 0.4)
#: Pairs of neighbouring years that count as much as the belief that a unit's effects are as large as those of all others.
PAIRS = 10.0
#: A unit's effects are not taken to be smaller or larger than this many times those of all others (variances).
LEAST, MOST = 0.2, 25.0
#: Deviations beyond this many typical ones are cut before products are averaged: one school closing must not teach all others.
CUT = 4.0
#: Units predicted at once, for the sake of memory.
BLOCK = 256
UNKNOWN = 1e6


@dataclass(frozen=True)
class Effects:
    """Sizes of the effects, as variances in units of the grade's typical deviation.

    Attributes
    ----------
    scale
        Typical absolute deviation of each grade, shape (grades,).
    shared
        Lasting, slowly and fast fading, and passing part that all grades of a unit have in common.
    own
        The same for each grade, shape (grades, 4); the last is what cannot be predicted.
    inverse_size
        Mean of 1 / pupils for each grade: half of the passing part is taken to grow with it.
    """

    scale: Floats
    shared: Floats
    own: Floats
    inverse_size: Floats


def kernels(distance: NDArray[np.int_]) -> Floats:
    """Return how lasting, fading and passing effects tie two years at a distance; the first axis is the effect."""
    apart = distance.astype(float)
    return np.stack([np.ones(apart.shape), *(left**apart for left in FADING), (apart == 0).astype(float)])


def estimate(deviations: Floats, sizes: Floats) -> Effects:
    """Estimate the effects.

    Parameters
    ----------
    deviations
        Shape (units, years, grades): log ratio less the pooled one; NaN where unknown.
    sizes
        Pupils that the ratio rests on, same shape.
    """
    from scipy.optimize import nnls  # noqa: PLC0415 - heavy

    known = ~np.isnan(deviations)
    scale = _typical(deviations, known)
    z = np.where(known, np.clip(np.nan_to_num(deviations) / scale, -CUT, CUT), 0.0)
    typical_size = np.median(sizes[known]) if known.any() else 1.0
    weight = np.where(known, 1 / (1 + typical_size / np.maximum(sizes, 1)), 0.0)
    own, own_weight, cross, cross_weight = _products(z * weight, weight)
    basis = kernels(np.arange(z.shape[1])).T
    alone = (
        len(basis) == 1
    )  # a single transition tells how much is shared, not how much of it lasts: half, it is believed
    if alone:
        basis = np.array([[1.0, 0.0, 0.0, 1.0]])
    shared, _ = nnls(basis * np.sqrt(cross_weight)[:, None], cross * np.sqrt(cross_weight))
    rest = own - (basis @ shared)[:, None]
    each = np.zeros((z.shape[2], basis.shape[1]))
    for grade in range(z.shape[2]):
        root = np.sqrt(own_weight[:, grade])
        each[grade], _ = nnls(basis * root[:, None], rest[:, grade] * root)
    if alone:
        shared, each = shared.sum() * basis[0] / 2, each.sum(axis=1, keepdims=True) * basis / 2
    square = (weight**2).sum(axis=(0, 1))
    inverse = np.divide(
        (weight**2 / np.maximum(sizes, 1)).sum(axis=(0, 1)),
        square,
        out=np.ones_like(square),
        where=square > 0,
    )
    return Effects(scale, shared, each, inverse)


def _typical(deviations: Floats, known: NDArray[np.bool_]) -> Floats:
    """Return 1.4826 times the median absolute deviation of each grade, never zero."""
    out = np.full(deviations.shape[2], 1e-3)
    for grade in range(len(out)):
        seen = deviations[:, :, grade][known[:, :, grade]]
        if len(seen):
            out[grade] += 1.4826 * np.median(np.abs(seen))
    return out


def _products(z: Floats, weight: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return mean products by distance in time: within a grade (distance, grades), between grades (distance,), and their weights."""
    years, grades = z.shape[1:]
    own, own_weight = np.zeros((years, grades)), np.zeros((years, grades))
    cross, cross_weight = np.zeros(years), np.zeros(years)
    for distance in range(years):
        a, b = z[:, : years - distance], z[:, distance:]
        wa, wb = weight[:, : years - distance], weight[:, distance:]
        same, same_weight = (a * b).sum(axis=(0, 1)), (wa * wb).sum(axis=(0, 1))
        own[distance], own_weight[distance] = same / np.maximum(same_weight, 1e-9), same_weight
        every = (a.sum(axis=2) * b.sum(axis=2)).sum() - same.sum()
        every_weight = (wa.sum(axis=2) * wb.sum(axis=2)).sum() - same_weight.sum()
        cross[distance], cross_weight[distance] = every / max(every_weight, 1e-9), max(every_weight, 0.0)
    return own, own_weight, cross, cross_weight


def predict(deviations: Floats, sizes: Floats, effects: Effects, horizon: int) -> Floats:
    """Return the best linear prediction of the deviations, shape (units, horizon, grades).

    Parameters
    ----------
    deviations, sizes
        As in `estimate`.
    effects
        What that returned.
    horizon
        Years ahead.
    """
    units, years, grades = deviations.shape
    known = ~np.isnan(deviations)
    every = np.arange(years + horizon)
    basis = kernels(np.abs(every[:, None] - every[None]))
    cov = np.zeros((years + horizon, grades, years + horizon, grades))
    cov += np.tensordot(effects.shared, basis, 1)[:, None, :, None]
    for grade in range(grades):
        cov[:, grade, :, grade] += np.tensordot(effects.own[grade, :-1], basis[:-1], 1)
    count = years * grades
    seen = cov[:years, :, :years].reshape(count, count)
    ahead = cov[years:, :, :years].reshape(horizon * grades, count)
    passing = np.maximum(effects.own[:, -1], 0.05) / 2
    noise = passing * (1 + 1 / np.maximum(sizes, 1) / effects.inverse_size)
    noise = noise / magnitudes(deviations, effects)[:, None, None]
    noise = np.where(known, noise, UNKNOWN).reshape(units, count)
    z = np.where(known, np.nan_to_num(deviations) / effects.scale, 0.0).reshape(units, count)
    out = np.empty((units, horizon * grades))
    diagonal = np.arange(count)
    for start in range(0, units, BLOCK):
        part = slice(start, start + BLOCK)
        matrix = np.repeat(seen[None], len(z[part]), axis=0)
        matrix[:, diagonal, diagonal] += noise[part]
        out[part] = np.linalg.solve(matrix, z[part, :, None])[..., 0] @ ahead.T
    return out.reshape(units, horizon, grades) * effects.scale


def magnitudes(deviations: Floats, effects: Effects) -> Floats:
    """Return how large each unit's effects are against those of all others, as a ratio of variances, shape (units,).

    In some places families move all the time, and schools differ from others far more than schools do: one normal curve for all would
    shrink them too much. The products of neighbouring years tell, for luck leaves none.
    """
    if deviations.shape[1] < 2:
        return np.ones(len(deviations))
    z = np.nan_to_num(deviations) / effects.scale
    both = ~np.isnan(deviations[:, 1:]) & ~np.isnan(deviations[:, :-1])
    tie = kernels(np.array([1]))[:, 0]
    usual = effects.shared @ tie + effects.own @ tie
    belief = PAIRS * usual.mean()
    seen = np.where(both, z[:, 1:] * z[:, :-1], 0.0).sum(axis=(1, 2))
    expected = (both * usual).sum(axis=(1, 2))
    ratio = np.divide(seen + belief, expected + belief, out=np.ones(len(z)), where=expected + belief > 0)
    return np.asarray(np.clip(ratio, LEAST, MOST))
