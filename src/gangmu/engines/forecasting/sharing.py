"""How the stated uncertainty of every node is shared out over its units: what errors of cells have in common, read from the intervals.

The error of a cell is its size times a sum of four parts: one common to all grades of its unit, one of its own, and for every aggregate
above it one common to all grades and one of the grade. Sizes are the stated intervals of the units. How much two units of an aggregate
err together is what the stated interval of the aggregate leaves over those of its children: components of variance, from the units up
(Searle, Casella, McCulloch 1992, doi:10.1002/9780470316856). Where an aggregate is stated to be surer than its children would be if
each erred by itself, nothing is shared, and its futures are the wider.
"""

from dataclasses import dataclass

import numpy as np

from gangmu.engines.forecasting.history import Floats
from gangmu.engines.forecasting.tree import Tree

#: How errors grow along a path, as a power of the years ahead: each year by itself, or all alike.
LEAST_POWER, MOST_POWER = 0.5, 1.0
#: Student's degrees of freedom between which the shape of the errors is sought; the last is as good as the normal curve.
FEWEST_DEGREES, MOST_DEGREES = 3.0, 1000.0


@dataclass(frozen=True)
class Shares:
    """What errors have in common, each of shape (horizon, …).

    Attributes
    ----------
    size
        Shape (horizon, units, grades): what 80 % of a cell's errors lie within, so that the totals of units are those stated.
    unit
        Shape (horizon,): correlation of two grades of a unit.
    all_grades, one_grade
        Shape (horizon, nodes): correlation of two units whose nearest common aggregate is the node, in different grades and in the
        same grade; 0 for units.
    degrees
        Shape (horizon,): Student's degrees of freedom at which the stated 95 % and 80 % stand to each other as they do.
    lasting, lasting_cells
        Shape (horizon,): correlation of an error common to grades, and of a cell's own, with that of the year before.
    """

    size: Floats
    unit: Floats
    all_grades: Floats
    one_grade: Floats
    degrees: Floats
    lasting: Floats
    lasting_cells: Floats


def shares_of(tree: Tree, half: Floats) -> Shares:
    """Share out.

    Parameters
    ----------
    tree
        Units and aggregates.
    half
        Shape (2, horizon, nodes, grades + 1): halves of the 80 % and the 95 % intervals; the last grade is the total.
    """
    units = tree.levels.count(0)
    stated = half[0]
    cells, totals = stated[:, :units, :-1], stated[:, :units, -1]
    alone, whole = (cells**2).sum(axis=-1), cells.sum(axis=-1) ** 2
    unit = np.clip(_over((totals**2 - alone).sum(axis=1), (whole - alone).sum(axis=1)), 0.0, 1.0)
    implied = np.sqrt((1 - unit)[:, None] * alone + unit[:, None] * whole)
    size = cells * _over(totals, implied)[..., None]
    all_grades, one_grade = _nested(tree, *_ties(tree, stated, size, unit))
    ratio = _over(half[1, :, :, -1].sum(axis=1), stated[:, :, -1].sum(axis=1))
    return Shares(
        size, unit, all_grades, one_grade, _degrees(ratio), _lasting(totals.sum(axis=1)), _lasting(cells.sum(axis=(1, 2)))
    )  # fmt: skip


def _ties(tree: Tree, stated: Floats, size: Floats, unit: Floats) -> tuple[Floats, Floats]:
    """Return the correlations in different grades and in the same grade that give each aggregate its stated interval."""
    horizon, nodes, grades = stated.shape[0], stated.shape[1], stated.shape[2] - 1
    children: dict[str, list[int]] = {}
    for node, parent in enumerate(tree.parents):
        children.setdefault(parent, []).append(node)
    units = size.shape[1]
    # of every node: the sum of the sizes below it, by grade; and the squares of its spread, by grade and in total
    sums, squares = np.zeros((horizon, nodes, grades)), np.zeros((horizon, nodes, grades + 1))
    sums[:, :units] = size
    squares[:, :units, :-1], squares[:, :units, -1] = size**2, stated[:, :units, -1] ** 2
    different, same = np.zeros((horizon, nodes)), np.zeros((horizon, nodes))
    for node in range(units, nodes):
        below = children[tree.names[node]]
        sums[:, node] = sums[:, below].sum(axis=1)
        by_grade = sums[:, node] ** 2 - (sums[:, below] ** 2).sum(axis=1)
        alike = by_grade.sum(axis=1)
        across = sums[:, node].sum(axis=1) ** 2 - (sums[:, below].sum(axis=2) ** 2).sum(axis=1) - alike
        apart = squares[:, below].sum(axis=1)
        left = np.maximum(stated[:, node] ** 2 - apart, 0.0)
        wanted = np.clip(_over(left[:, :-1].sum(axis=1), alike), 0.0, 1.0)
        most = np.minimum(unit, _over(left[:, -1], alike + across))
        different[:, node] = np.clip(_over(left[:, -1] - wanted * alike, across), 0.0, most)
        rest = _over(left[:, -1] - different[:, node] * across, alike)
        same[:, node] = np.clip(rest, different[:, node], 1 - unit + different[:, node])
        squares[:, node, :-1] = apart[:, :-1] + same[:, node, None] * by_grade
        squares[:, node, -1] = apart[:, -1] + same[:, node] * alike + different[:, node] * across
    return different, same


def _nested(tree: Tree, different: Floats, same: Floats) -> tuple[Floats, Floats]:
    """Return correlations that never fall towards the units: who errs together with the county errs together with the zone."""
    place = {name: node for node, name in enumerate(tree.names)}
    own = same - different
    for node in reversed(range(len(tree.names))):
        above = place.get(tree.parents[node])
        if tree.levels[node] and above is not None:
            different[:, node] = np.maximum(different[:, node], different[:, above])
            own[:, node] = np.maximum(own[:, node], own[:, above])
    return different, different + own


def _degrees(ratio: Floats) -> Floats:
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy

    degrees = np.geomspace(MOST_DEGREES, FEWEST_DEGREES, 200)
    shape = stdtrit(degrees, 0.975) / stdtrit(degrees, 0.9)
    return np.asarray(np.interp(ratio, shape, degrees), float)


def _lasting(sizes: Floats) -> Floats:
    """Return the correlation with the year before of errors that grow as these sizes do, by a power of the years ahead.

    It is that of fractional Brownian motion (Mandelbrot, Van Ness 1968, doi:10.1137/1010093): the square root of h / (h + 1) where
    every year errs by itself, 1 where all err alike.
    """
    years = np.arange(1.0, len(sizes) + 1)
    power = MOST_POWER
    if len(sizes) > 1 and sizes.min() > 0:
        power = float(np.clip(np.polyfit(np.log(years), np.log(sizes), 1)[0], LEAST_POWER, MOST_POWER))
    now, before = years ** (2 * power), (years - 1) ** (2 * power)
    return np.asarray(_over(now + before - 1, 2 * np.sqrt(now * before)), float)


def _over(upper: Floats, lower: Floats) -> Floats:
    """Divide, with 0 where there is nothing to divide by."""
    return np.divide(upper, lower, out=np.zeros(np.broadcast(upper, lower).shape), where=lower > 0)
