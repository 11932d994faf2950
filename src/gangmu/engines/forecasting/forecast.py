"""From a history to an answer: what is expected of every unit and aggregate, and how sure that is."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import Allowance
from gangmu.engines.forecasting.answer import Answer, with_totals
from gangmu.engines.forecasting.assumptions import Assumption, change_of, with_births, without_effect
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.progression import Kind, kinds, transitions
from gangmu.engines.forecasting.projecting import Change, Plan, plan
from gangmu.engines.forecasting.shocks import year_effects
from gangmu.engines.forecasting.spread import Sizes, bounds_of, learn
from gangmu.engines.forecasting.tree import tree_of
from gangmu.engines.forecasting.trials import group_of, trials


@dataclass(frozen=True)
class Estimate:
    """What is expected and how sure that is, before it becomes a table.

    Attributes
    ----------
    known
        The history until the origin.
    plan, change
        What is expected, and what the reader assumes on top.
    group
        What leads each cell, shape (units, grades).
    learned
        Sizes of errors for each year ahead.
    notes
        What a reader must know.
    """

    known: History
    plan: Plan
    change: Change | None
    group: NDArray[np.int_]
    learned: list[Sizes]
    notes: tuple[str, ...]

    def answer(self) -> Answer:
        """Return the table."""
        pupils = np.round(self.plan.project(self.change), 2)
        bounds = bounds_of(tree_of(self.known), pupils, self.group, self.learned)
        return replace(plain_answer(self.known, pupils), bounds=bounds, notes=self.notes)


def estimate(
    history: History,
    births: Births | None,
    origin: int,
    horizon: int,
    told: frozenset[int] = frozenset(),
    assumed: tuple[Assumption, ...] = (),
    allowance: Allowance | None = None,
) -> Estimate:
    """Estimate with what was known in a year.

    Parameters
    ----------
    history, births
        May hold later years; they are not looked at.
    origin
        The last known year.
    horizon
        Years ahead, 1 to 30.
    told
        Years that the reader calls a shock, beside those that stand out by themselves.
    assumed
        What the reader assumes on top; intervals keep the width that the forecast of such numbers has had.
    allowance
        How many earlier origins may be tried to learn the intervals (`trials`).

    Raises
    ------
    BadInput
        When the origin is not in the history, has no year before it, or the horizon is out of reach.
    """
    known = history.until(origin)
    born = births.until(origin) if births is not None else None
    made = plan(known, with_births(born, assumed, origin), horizon, told)
    shocks = frozenset(year for year in shock_years(known) | told if year <= origin)
    learned = learn(
        trials(known, born, horizon, shocks, allowance), horizon, len(known.units), len(known.grades)
    )
    published = births.notes if births is not None else ()
    idle = without_effect(known, assumed, horizon)
    notes = (*known.notes, *published, *made.intake.notes, *_told(shocks), *idle)
    return Estimate(known, made, change_of(known, assumed), group_of(made.progression.kind), learned, notes)


def forecast(
    history: History, births: Births | None, origin: int, horizon: int, told: frozenset[int] = frozenset()
) -> Answer:
    """Forecast every unit and aggregate; parameters and errors are those of `estimate`."""
    return estimate(history, births, origin, horizon, told).answer()


def shock_years(history: History) -> frozenset[int]:
    """Return the years whose progression stands out from all others, by the year in which pupils arrived."""
    if len(history.years) < 2:
        return frozenset()
    logs, sizes = transitions(history.pupils)
    kind, _ = kinds(history.pupils)
    usable = (kind == Kind.COHORT)[:, None] & ~np.isnan(logs)
    effects = year_effects(np.where(usable, logs, np.nan), np.where(usable, sizes, 0.0))
    return frozenset(int(year) for year in np.array(history.years[1:])[effects.shock])


def _told(shocks: frozenset[int]) -> tuple[str, ...]:
    if not shocks:
        return ()
    years = "、".join(str(year) for year in sorted(shocks))
    return (f"{years} 年升级比率异常（政策或突发事件），原样保留，不计入平均比率和区间",)


def plain_answer(known: History, pupils: Floats) -> Answer:
    """Return the answer of a method that gives no intervals: their ends are not known."""
    tree = tree_of(known)
    mean = with_totals(tree.sums(pupils, axis=1))
    origin = known.years[-1]
    years = tuple(range(origin + 1, origin + 1 + len(pupils)))
    last = with_totals(tree.sums(known.pupils[:, -1], axis=0))
    bounds = np.full((4, *mean.shape), np.nan)
    return Answer(tree.names, tree.parents, tree.levels, known.grades, origin, years, mean, bounds, last)
