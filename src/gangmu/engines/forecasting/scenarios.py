"""Many possible futures of every school at once, drawn around what is expected so that every node is as unsure as its interval says.

Errors are added to what is expected, in the shares that `sharing` reads from the intervals; schools sum to zones and county in every
future. Along a future an error lasts: that of a unit and of an aggregate from year to year, that of a cell with its cohort. A future
is calm or turbulent as a whole, which gives all errors the tails of Student's t, whatever they are summed to.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats
from gangmu.engines.forecasting.progression import Kind
from gangmu.engines.forecasting.sharing import Shares, shares_of
from gangmu.engines.forecasting.spread import Sizes, halves_of
from gangmu.engines.forecasting.tree import Tree
from gangmu.engines.forecasting.trials import FIRST

#: Units that one thread takes in a row; a group never crosses a parent.
GROUP = 64
#: Quantiles of a path's figures that are kept.
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
#: Entries of the table that normal numbers are drawn from: the middle of equal shares of the curve.
TABLE_BITS = 12
#: How far below nobody, and above, the middle of a cell is sought, in sizes of its error; and the steps of both tables.
LOWEST, HIGHEST, STEPS = -3.0, 8.0, 221
TURBULENCES = 512

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Course:
    """What futures are drawn around: pupils = expected + error, never fewer than nobody.

    Attributes
    ----------
    expected
        Shape (horizon, units, grades).
    follows
        Shape (units, grades): the cell's own error goes on from the grade below a year before, else it begins anew.
    shares
        Sizes of errors and what they have in common.
    """

    expected: Floats
    follows: NDArray[np.bool_]
    shares: Shares


@dataclass(frozen=True)
class Paths:
    """What many paths say of every node.

    Attributes
    ----------
    mean
        Shape (nodes, stages, horizon), pupils.
    quantiles
        Shape (5, nodes, stages, horizon), by `QUANTILES`.
    over
        Shape (nodes, stages, horizon): share of the paths with more pupils than seats; NaN where seats are not known.
    """

    mean: Floats
    quantiles: Floats
    over: Floats


def course_of(expected: Floats, group: NDArray[np.int_], learned: list[Sizes], tree: Tree) -> Course:
    """Return the course of a forecast.

    Parameters
    ----------
    expected
        Shape (horizon, units, grades), assumptions among it.
    group
        What leads each cell, shape (units, grades).
    learned
        Sizes of errors for each year ahead.
    tree
        Nodes of the answer.
    """
    follows = (group != FIRST) & (group != Kind.LEVEL)
    return Course(expected, follows, shares_of(tree, halves_of(tree, expected, group, learned)))


def simulate(
    course: Course, tree: Tree, stages: NDArray[np.bool_], seats: Floats, paths: int, seed: int
) -> Paths:
    """Draw paths and say how they lie.

    Parameters
    ----------
    course
        What is expected and how far off that is.
    tree
        Nodes of the answer.
    stages
        Shape (stages, grades): which grades belong to a stage.
    seats
        Shape (nodes, stages, horizon); NaN where not known.
    paths
        Their number.
    seed
        The same seed draws the same paths, on any number of threads.
    """
    horizon, units, _ = course.expected.shape
    order, limits = _groups(tree, units)
    mean = np.zeros((len(tree.names), len(stages), horizon))
    quantiles = np.zeros((len(QUANTILES), *mean.shape))
    over = np.zeros_like(mean)
    together = np.zeros((len(limits) - 1, len(stages), horizon, paths), np.float32)
    marks = np.clip(np.round(np.array(QUANTILES) * paths - 0.5), 0, paths - 1).astype(np.int64)
    turn = np.random.default_rng(seed).permutation(paths)
    turbulence = np.array(
        [turbulences(degrees, paths)[turn] for degrees in course.shares.degrees], np.float32
    )
    chains, shared, own = _parts(course.shares, tree, order[limits[:-1]])
    lasting = np.array([course.shares.lasting, course.shares.lasting_cells], np.float32)
    middle, size = _never_negative(course)
    from gangmu.engines.forecasting.drawing import draw  # noqa: PLC0415 - compiled code, heavy

    draw(
        order, limits, np.float32(middle), np.float32(size), course.follows, chains, np.float32(shared), np.float32(own), lasting,
        turbulence, stages, np.float32(seats[:units]), normal_table(), np.uint64(seed), marks, mean[:units], quantiles[:, :units],
        over[:units], together,
    )  # fmt: skip
    group_of = np.zeros(units, np.intp)
    for number in range(len(limits) - 1):
        group_of[order[limits[number] : limits[number + 1]]] = number
    for node in range(units, len(tree.names)):
        whole = together[np.unique(group_of[tree.members[node]])].sum(axis=0)
        mean[node] = whole.mean(axis=-1)
        quantiles[:, node] = np.moveaxis(np.sort(whole, axis=-1)[..., marks], -1, 0)
        over[node] = (whole > seats[node][..., None]).mean(axis=-1)
    return Paths(mean, quantiles, np.where(np.isnan(seats), np.nan, over))


def _parts(shares: Shares, tree: Tree, firsts: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return how much of a cell's error comes from where.

    Returns
    -------
    chains
        Shape (groups, heights): the aggregates above the units of a group, -1 where there is no more; `firsts` has one unit of each.
    shared
        Shape (nodes, horizon, 2): parts of an aggregate, that of all grades and that of one grade.
    own
        Shape (groups, horizon, 2): parts of a unit, likewise.
    """
    place = {name: node for node, name in enumerate(tree.names)}
    common = np.stack([shares.all_grades, shares.one_grade - shares.all_grades], axis=-1).swapaxes(0, 1)
    above = [place.get(parent, -1) for parent in tree.parents]
    held = np.stack([common[node] if node >= 0 else np.zeros_like(common[0]) for node in above])
    shared = np.sqrt(np.maximum(common - held, 0.0))
    whole = np.stack([shares.unit, 1 - shares.unit], axis=-1)
    own = np.sqrt(np.maximum(whole - held[firsts], 0.0))
    chains = np.full((len(firsts), max(tree.levels) + 1), -1, np.int64)
    for number, first in enumerate(firsts):
        node, height = above[first], 0
        while node >= 0:
            chains[number, height] = node
            node, height = above[node], height + 1
    return chains, shared, own


def turbulences(degrees: float, count: int) -> Floats:
    """Return factors of a normal error, rising: together they make Student's t, of which 80 % lie within 1."""
    from scipy.special import chdtri, stdtrit  # noqa: PLC0415 - heavy

    shares = 1 - (np.arange(count) + 0.5) / count
    return np.asarray(np.sqrt(degrees / chdtri(degrees, shares))[::-1] / stdtrit(degrees, 0.9), float)


def _never_negative(course: Course) -> tuple[Floats, Floats]:
    """Return middle and size of the errors so that cells cut off at nobody have the mean and the spread they should have."""
    from scipy.special import ndtr  # noqa: PLC0415 - heavy

    middle, size = course.expected.copy(), course.shares.size.copy()
    at = np.linspace(LOWEST, HIGHEST, STEPS)
    for step, degrees in enumerate(course.shares.degrees):
        wide = turbulences(degrees, TURBULENCES)
        x = at[:, None] / wide
        below, density = ndtr(x), np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
        mean = (wide * (density + x * below)).mean(axis=1)
        spread = np.sqrt((wide**2 * ((x**2 + 1) * below + x * density)).mean(axis=1) - mean**2)
        pupils, stated = middle[step], size[step] * np.sqrt((wide**2).mean())
        ratio = np.divide(pupils, stated, out=np.full_like(pupils, np.inf), where=stated > 0)
        cut = ratio < (mean / spread)[-1]
        sought = np.interp(ratio[cut], mean / spread, at)
        size[step][cut] = pupils[cut] / np.interp(sought, at, mean)
        middle[step][cut] = sought * size[step][cut]
    return middle, size


def _groups(tree: Tree, units: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the units in order of their parents, and where groups of at most `GROUP` of one parent begin and end."""
    numbers = {parent: place for place, parent in enumerate(dict.fromkeys(tree.parents[:units]))}
    parent = np.array([numbers[name] for name in tree.parents[:units]])
    order = np.argsort(parent, kind="stable")
    limits = [0]
    for place in range(1, units + 1):
        if place == units or parent[order[place]] != parent[order[place - 1]] or place - limits[-1] == GROUP:
            limits.append(place)
    return order.astype(np.int64), np.array(limits, np.int64)


@cache
def normal_table() -> Singles:
    """Return normal numbers, one from the middle of each equal share of the curve."""
    from scipy.special import ndtri  # noqa: PLC0415 - heavy

    count = 1 << TABLE_BITS
    values = ndtri((np.arange(count) + 0.5) / count)
    return np.asarray(values / values.std(), np.float32)
