"""How sure a forecast is: intervals learned from the engine's own earlier errors.

A cell's error grows with its size as sqrt(a F^2 + b F): a part that hits everybody alike and a part that comes from families deciding one
by one. Sizes a and b are estimated for each kind of cell, then for each grade and unit as far as its own errors say so. Cells of a unit,
units of a zone err together; how much is estimated from products of their errors. What share of the errors lies within how many of these
sizes is counted, not taken from the normal curve (split conformal prediction; Lei et al. 2018, doi:10.1080/01621459.2017.1307116).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats
from gangmu.engines.forecasting.tree import Tree
from gangmu.engines.forecasting.trials import FIRST, Trial

#: Shares of the two intervals.
SHARES = (0.80, 0.95)
#: Quantiles of the absolute value of Student's t with six degrees, scaled to variance one: what is believed before errors are counted.
BELIEVED = (1.176, 1.998)
#: Errors that count as much as the belief, for quantiles, factors of a grade and factors of a unit.
PRIOR, GRADE_PRIOR, UNIT_PRIOR = 30.0, 40.0, 30.0
#: Common error of two units of a zone before any is seen, and the number of origins that counts as much.
TOGETHER, TOGETHER_PRIOR = 0.2, 1.0
#: Standardised errors beyond this are cut where averages are taken.
CUT = 4.0
#: Without any earlier error: three per cent and the square root of the pupils, growing with the years ahead.
GUESS = (0.03**2, 1.0)
#: How errors of cells and of totals grow with the years ahead where the history is too short to see it: 0.5 where each year errs by
#: itself, 1 where all err alike. In the public histories of the benchmark cells grow by 0.6 to 0.8, totals by 0.8 to 1.0.
CELL_GROWTH, TOTAL_GROWTH = 0.7, 0.8
LEAST_GROWTH, MOST_GROWTH = 0.5, 1.2
#: An origin that has seen fewer transitions than this errs more than the forecast will; it tells how errors grow, not how large they are.
SEASONED = 2
#: Fewer cells of a kind than this are judged by all kinds together.
FEWEST = 60


@dataclass(frozen=True)
class Sizes:
    """Sizes of errors one horizon ahead.

    Attributes
    ----------
    growth
        Shape (groups, 2): a and b of the variance of a cell by its group.
    grade, unit
        Factors of the size, shape (grades,) and (units,).
    cells, zone_cells, zone_totals
        How much errors go together: cells of a unit; cells of one grade in units of a zone; totals of units of a zone.
    within
        Sizes within which 80 % and 95 % of the errors lie: of cells by group (groups, 2), of totals of units (2,),
        of cells and of totals of aggregates (2,).
    """

    growth: Floats
    grade: Floats
    unit: Floats
    cells: float
    zone_cells: float
    zone_totals: float
    within: tuple[Floats, Floats, Floats, Floats]

    def of_cells(self, forecast: Floats, group: NDArray[np.int_], units: NDArray[np.intp]) -> Floats:
        """Return the size of each cell's error, shape (units, grades)."""
        held = np.maximum(forecast, 1.0)
        variance = self.growth[group, 0] * held**2 + self.growth[group, 1] * held
        size: Floats = np.sqrt(variance) * self.grade * self.unit[units, None]
        return size


def together(sizes: Floats, tie: float, axis: int) -> Floats:
    """Return the size of a sum's error when any two parts err together by `tie`."""
    size: Floats = np.sqrt((1 - tie) * (sizes**2).sum(axis=axis) + tie * sizes.sum(axis=axis) ** 2)
    return size


def learn(made: list[Trial], horizon: int, units: int, grades: int) -> list[Sizes]:
    """Return the sizes of errors for each year ahead.

    Parameters
    ----------
    made
        Trials; those across a shock year are left out where others remain.
    horizon
        Years ahead.
    units, grades
        Their numbers in the forecast.
    """
    out: list[Sizes] = []
    calm = [trial for trial in made if not trial.shock] or made
    seasoned = [trial for trial in calm if trial.transitions >= SEASONED] or calm
    for step in range(horizon):
        ahead = [trial for trial in seasoned if trial.step == step]
        if not ahead:
            break
        learned = _learn_one(ahead, units, grades)
        # what a year does to everybody is a variance seen len(ahead) times; two standard errors of it are added on the safe side
        safe = 1 + 2 * learned.zone_totals * np.sqrt(2 / len(ahead))
        out.append(replace(learned, growth=learned.growth * safe))
    if not out:
        blank = np.tile(GUESS, (FIRST + 1, 1))
        believed = np.array(BELIEVED)
        within = (np.tile(believed, (FIRST + 1, 1)), believed, believed, believed)
        out.append(Sizes(blank, np.ones(grades), np.ones(units), TOGETHER, TOGETHER, TOGETHER, within))
    of_cells, of_totals, known = _growth(calm, total=False), _growth(calm, total=True), len(out)
    for step in range(known, horizon):
        longer, last = (step + 1) / known, out[known - 1]
        apart = longer ** (of_totals - of_cells)
        within = (last.within[0], last.within[1] * apart, last.within[2], last.within[3] * apart)
        out.append(replace(last, growth=last.growth * longer ** (2 * of_cells), within=within))
    return out


def _growth(made: list[Trial], total: bool) -> float:
    """Return the power of the years ahead with which the errors of one origin grow, kept near what is believed while origins are few."""
    slopes = []
    for origin in sorted({trial.origin for trial in made}):
        mine = sorted((trial for trial in made if trial.origin == origin), key=lambda trial: trial.step)
        typical = [_typical(trial, total) for trial in mine]
        if len(mine) > 1 and min(typical) > 0:
            slopes.append(np.polyfit(np.log([trial.step + 1 for trial in mine]), np.log(typical), 1)[0])
    power = ((TOTAL_GROWTH if total else CELL_GROWTH) + sum(slopes)) / (1 + len(slopes))
    return float(np.clip(power, LEAST_GROWTH, MOST_GROWTH))


def _typical(trial: Trial, total: bool) -> float:
    """Return the mean error, of totals or of cells, by the square root of the unit's forecast."""
    size, error = trial.forecast.sum(axis=1), trial.actual - trial.forecast
    error = np.abs(error.sum(axis=1)) if total else np.abs(error).sum(axis=1)
    used = (size > 0) & ~np.isnan(error)
    return float((error[used] / np.sqrt(size[used])).mean()) if used.any() else 0.0


def _learn_one(made: list[Trial], units: int, grades: int) -> Sizes:
    forecast = np.concatenate([trial.forecast for trial in made])
    actual = np.concatenate([trial.actual for trial in made])
    group = np.concatenate([trial.group for trial in made])
    unit = np.concatenate([trial.unit for trial in made])
    counted = ~np.isnan(actual) & ((forecast >= 0.5) | (actual > 0))
    error = np.where(counted, actual - forecast, 0.0)
    growth = np.empty((FIRST + 1, 2))
    everything = _variance(forecast[counted], error[counted])
    for number in range(FIRST + 1):
        mine = counted & (group == number)
        growth[number] = _variance(forecast[mine], error[mine]) if mine.sum() >= FEWEST else everything
    ones = np.ones(grades), np.ones(units)
    believed = np.array(BELIEVED)
    nothing = (np.tile(believed, (FIRST + 1, 1)), believed, believed, believed)
    plain = Sizes(growth, *ones, 0.0, 0.0, 0.0, nothing)
    z = _standardised(error, plain.of_cells(forecast, group, unit), counted)
    square = np.minimum(z**2, CUT**2)
    grade = np.sqrt((square.sum(axis=0) + GRADE_PRIOR) / (counted.sum(axis=0) + GRADE_PRIOR))
    square = np.minimum((z / grade) ** 2, CUT**2)
    seen = np.bincount(unit, counted.sum(axis=1), units)
    own = np.sqrt((np.bincount(unit, square.sum(axis=1), units) + UNIT_PRIOR) / (seen + UNIT_PRIOR))
    better = Sizes(growth, grade, own, 0.0, 0.0, 0.0, nothing)
    return _tie(made, better)


def _tie(made: list[Trial], sizes: Sizes) -> Sizes:
    """Add how much errors go together and within how many sizes they lie."""
    z_cells, z_totals, groups, cell_sizes, total_sizes = [], [], [], [], []
    for trial in made:
        counted = ~np.isnan(trial.actual) & ((trial.forecast >= 0.5) | (trial.actual > 0))
        size = np.where(counted, sizes.of_cells(trial.forecast, trial.group, trial.unit), 0.0)
        error = np.where(counted, trial.actual - trial.forecast, 0.0)
        z_cells.append(_standardised(error, size, counted))
        groups.append(np.where(counted, trial.group, -1))
        cell_sizes.append(size)
    every_z, every_group = np.concatenate(z_cells), np.concatenate(groups)
    cells = _pairs(np.clip(every_z, -CUT, CUT), every_group >= 0)
    for trial, size in zip(made, cell_sizes, strict=True):
        whole = together(size, cells, 1)
        error = (trial.actual - trial.forecast).sum(axis=1)
        known = ~np.isnan(error) & (whole > 0)
        total_sizes.append(np.where(known, whole, 0.0))
        z_totals.append(_standardised(np.nan_to_num(error), whole, known))
    zone_totals = _zones(made, [z[:, None] for z in z_totals])
    zone_cells = _zones(made, z_cells)
    within_cells = np.stack([_within(every_z[every_group == number]) for number in range(FIRST + 1)])
    whole_z = np.concatenate([z[size > 0] for z, size in zip(z_totals, total_sizes, strict=True)])
    above_cells = _aggregates(made, cell_sizes, zone_cells)
    above = _aggregates(made, [size[:, None] for size in total_sizes], zone_totals)
    within = (within_cells, _within(whole_z), _within(above_cells), _within(above))
    return Sizes(sizes.growth, sizes.grade, sizes.unit, cells, zone_cells, zone_totals, within)


def _aggregates(made: list[Trial], sizes: list[Floats], tie: float) -> Floats:
    """Return standardised errors of the sums of the units of each parent, of columns that are grades or one that is the total."""
    found = []
    for trial, size in zip(made, sizes, strict=True):
        error = trial.actual - trial.forecast
        if size.shape[1] == 1:
            error = error.sum(axis=1, keepdims=True)
        for parent in np.unique(trial.parent):
            mine = trial.parent == parent
            whole = together(size[mine], tie, 0)
            z = (
                np.where(size[mine] > 0, np.nan_to_num(error[mine]), 0.0).sum(axis=0)[whole > 0]
                / whole[whole > 0]
            )
            found.append(z)
    return np.concatenate(found) if found else np.zeros(0)


def _variance(forecast: Floats, error: Floats) -> Floats:
    """Return a and b of var(error) = a F^2 + b F; errors far out are cut at what the first fit calls four sizes."""
    from scipy.optimize import nnls  # noqa: PLC0415 - heavy

    if not len(forecast):
        return np.array(GUESS)
    held = np.maximum(forecast, 1.0)
    square, out = error**2, np.array(GUESS)
    for _ in range(3):
        variance = out[0] * held**2 + out[1] * held
        cut = np.minimum(square, CUT**2 * variance)
        out, _ = nnls(np.stack([held**2, held], axis=1) / variance[:, None], cut / variance)
        out = np.maximum(out, 1e-8)
    return out


def _standardised(error: Floats, size: Floats, counted: NDArray[np.bool_]) -> Floats:
    return np.divide(error, size, out=np.zeros_like(error), where=counted & (size > 0))


def _pairs(z: Floats, counted: NDArray[np.bool_]) -> float:
    """Return the mean product of two cells of one row, never negative."""
    number = counted.sum(axis=1)
    upper = (z.sum(axis=1) ** 2 - (z**2).sum(axis=1)).sum()
    lower = (number * (number - 1)).sum()
    return float(np.clip(upper / lower, 0.0, 0.99)) if lower else TOGETHER


def _zones(made: list[Trial], z: list[Floats]) -> float:
    """Return the mean product of two units of one parent at one origin, kept near what is believed while origins are few."""
    upper = lower = 0.0
    for trial, values in zip(made, z, strict=True):
        cut = np.clip(values, -CUT, CUT)
        for parent in np.unique(trial.parent):
            mine = cut[trial.parent == parent]
            used = (mine != 0).sum(axis=0)
            upper += float((mine.sum(axis=0) ** 2 - (mine**2).sum(axis=0)).sum())
            lower += float((used * (used - 1)).sum())
    seen = upper / lower if lower else TOGETHER
    tie = (seen * len(made) + TOGETHER * TOGETHER_PRIOR) / (len(made) + TOGETHER_PRIOR)
    return float(np.clip(tie, 0.0, 0.99))


def _within(z: Floats) -> Floats:
    """Return the absolute values below which 80 % and 95 % lie, near what is believed while they are few."""
    believed = np.array(BELIEVED)
    count = len(z)
    if not count:
        return believed
    level = np.minimum(np.array(SHARES) * (count + 1) / count, 1.0)
    return (np.quantile(np.abs(z), level) * count + believed * PRIOR) / (count + PRIOR)


def bounds_of(tree: Tree, forecast: Floats, group: NDArray[np.int_], learned: list[Sizes]) -> Floats:
    """Return the intervals of all nodes; parameters are those of `halves_of`.

    Returns
    -------
    Floats
        Shape (4, horizon, nodes, grades + 1): lower and upper of 80 %, then of 95 %; the last grade is the total.
    """
    half = halves_of(tree, forecast, group, learned)
    mean = tree.sums(forecast, axis=1)
    mean = np.concatenate((mean, mean.sum(axis=-1, keepdims=True)), axis=-1)
    return np.stack(
        [np.maximum(mean - half[0], 0), mean + half[0], np.maximum(mean - half[1], 0), mean + half[1]]
    )


def halves_of(tree: Tree, forecast: Floats, group: NDArray[np.int_], learned: list[Sizes]) -> Floats:
    """Return how far the intervals of all nodes reach to either side.

    Parameters
    ----------
    tree
        Units and aggregates.
    forecast
        Shape (horizon, units, grades), pupils.
    group
        Shape (units, grades).
    learned
        What `learn` returned.

    Returns
    -------
    Floats
        Shape (2, horizon, nodes, grades + 1): of 80 %, then of 95 %; the last grade is the total.
    """
    horizon, units, grades = forecast.shape
    half = np.empty((2, horizon, len(tree.names), grades + 1))
    for step, sizes in enumerate(learned):
        cell = sizes.of_cells(forecast[step], group, np.arange(units))
        cell = np.where((forecast[step] > 0) | (group == FIRST), cell, 0.0)
        whole = together(cell, sizes.cells, 1)
        cell_within = np.moveaxis(sizes.within[0][group], 2, 0)
        half[:, step, :units, :-1] = cell * cell_within
        half[:, step, :units, -1] = whole * sizes.within[1][:, None]
        for node in range(units, len(tree.names)):
            mine = tree.members[node]
            parts = together(cell[mine], sizes.zone_cells, 0)
            half[:, step, node, :-1] = parts * sizes.within[2][:, None]
            half[:, step, node, -1] = together(whole[mine], sizes.zone_totals, 0) * sizes.within[3]
    return half
