"""Many possible futures of every school at once: paths that share what a year does to all, what it does to a school, and its own luck.

A path follows every cohort through the grades; errors of one year multiply those of the next. Each error is split into a part of the
year, a part of the unit and a part of the cell, as the engine's earlier errors went together (`spread`), and each part into one that
stays for the whole path and one drawn anew each year, so that errors grow with the years ahead as they did.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats
from gangmu.engines.forecasting.progression import Kind
from gangmu.engines.forecasting.projecting import Change, Plan
from gangmu.engines.forecasting.spread import Sizes
from gangmu.engines.forecasting.tree import Tree

#: Units that one thread takes in a row; a group never crosses a parent.
GROUP = 64
#: Quantiles of a path's figures that are kept.
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
#: A relative error is not drawn wider than this.
WIDEST = 0.6
#: Years over which the growth of errors is matched.
MATCHED = 4
#: Entries of the table that normal numbers are drawn from: the middle of equal shares of the curve.
TABLE_BITS = 12

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Course:
    """A projection as paths follow it: pupils = (grade below a year before x flow + base) x error.

    Attributes
    ----------
    start
        Shape (units, grades).
    flow, base
        Shape (horizon, units, grades); `flow` of the first grade is 0.
    error
        Shape (units, grades): relative size of a year's error.
    year, unit, stays
        Shares of its variance: that of the year, that of the unit, and how much of each part stays for the whole path.
    """

    start: Floats
    flow: Floats
    base: Floats
    error: Floats
    year: float
    unit: float
    stays: float


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


def course_of(
    plan: Plan, learned: list[Sizes], group: NDArray[np.int_], change: Change | None = None
) -> Course:
    """Return the course of a plan, assumptions among it.

    Parameters
    ----------
    plan
        What is expected.
    learned
        Sizes of errors one and more years ahead.
    group
        What leads each cell, shape (units, grades).
    change
        What the reader assumes on top.
    """
    horizon = len(plan.intake.pupils)
    flow = np.zeros((horizon, *plan.start.shape))
    base = np.zeros_like(flow)
    leads = plan.progression.kind != Kind.LEVEL
    flow[:, :, 1:] = np.where(leads, plan.progression.ratio, 0.0)
    base[:, :, 0] = plan.intake.pupils
    base[:, :, 1:] = np.where(leads, 0.0, plan.levels[:, 1:])
    before, after = _with_and_without(plan, change)
    factor = np.divide(after, before, out=np.ones_like(before), where=before > 0)
    flow, base = flow * factor, base * factor + np.where(before > 0, 0.0, after)
    first = learned[0]
    size = first.of_cells(after[0], group, np.arange(len(group)))
    error = np.minimum(size / np.maximum(after[0], 1.0), WIDEST)
    year = first.zone_cells
    unit = max(first.cells - year, 0.0)
    return Course(plan.start, flow, base, error, year, min(unit, 1 - year), _stays(learned))


def _with_and_without(plan: Plan, change: Change | None) -> tuple[Floats, Floats]:
    """Return what each year would be before and after the change of that year, earlier changes being in both."""
    before: list[Floats] = []

    def watch(step: int, pupils: Floats) -> Floats:
        before.append(pupils)
        return change(step, pupils) if change is not None else pupils

    after = plan.project(watch)
    return np.stack(before), after


def _stays(learned: list[Sizes]) -> float:
    """Return the share of an error that stays, from how sizes grow: h drawn anew each year, h squared when they stay."""
    years = min(len(learned), MATCHED)
    if years < 2:
        return 0.5
    typical = [
        one.growth[Kind.COHORT, 0] + one.growth[Kind.COHORT, 1] / 100
        for one in (learned[0], learned[years - 1])
    ]
    growth = typical[1] / max(typical[0], 1e-12)
    return float(np.clip((growth - years) / (years * years - years), 0.0, 1.0))


def simulate(
    course: Course, tree: Tree, stages: NDArray[np.bool_], seats: Floats, paths: int, seed: int
) -> Paths:
    """Draw paths and say how they lie.

    Parameters
    ----------
    course
        What is expected and how far off a year is.
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
    horizon, units, grades = course.flow.shape
    order, limits = _groups(tree, units)
    mean = np.zeros((len(tree.names), len(stages), horizon))
    quantiles = np.zeros((len(QUANTILES), *mean.shape))
    over = np.zeros_like(mean)
    together = np.zeros((len(limits) - 1, len(stages), horizon, paths), np.float32)
    years = np.random.default_rng(seed).standard_normal((paths, horizon + 1)).astype(np.float32)
    places = (np.arange(paths) + 0.5, np.array(QUANTILES))
    marks = np.clip(np.round(places[1] * paths - 0.5), 0, paths - 1).astype(np.int64)
    from gangmu.engines.forecasting.drawing import draw  # noqa: PLC0415 - compiled code, heavy

    draw(
        order, limits, np.float32(course.start), np.float32(course.flow), np.float32(course.base), np.float32(course.error),
        np.array([course.year, course.unit, course.stays]), stages, np.float32(seats[:units]), years, normal_table(),
        np.uint64(seed), marks, mean[:units], quantiles[:, :units], over[:units], together,
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
