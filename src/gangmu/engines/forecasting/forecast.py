"""From a history to an answer: what is expected of every unit and aggregate, and how sure that is."""

import numpy as np

from gangmu.engines.forecasting.answer import Answer, with_totals
from gangmu.engines.forecasting.history import Births, Floats, History
from gangmu.engines.forecasting.progression import kinds, transitions
from gangmu.engines.forecasting.projecting import Change, plan
from gangmu.engines.forecasting.shocks import year_effects
from gangmu.engines.forecasting.spread import bounds_of, learn
from gangmu.engines.forecasting.tree import tree_of
from gangmu.engines.forecasting.trials import group_of, trials


def forecast(
    history: History,
    births: Births | None,
    origin: int,
    horizon: int,
    told: frozenset[int] = frozenset(),
    change: Change | None = None,
) -> Answer:
    """Forecast every unit and aggregate with what was known in a year.

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
    change
        What the reader assumes on top (`assumptions`); intervals stay those of the forecast without it, moved along.

    Raises
    ------
    BadInput
        When the origin is not in the history, has no year before it, or the horizon is out of reach.
    """
    known = history.until(origin)
    made = plan(known, births, horizon, told)
    shocks = frozenset(year for year in shock_years(known) | told if year <= origin)
    group = group_of(made.progression.kind)
    learned = learn(trials(known, births, horizon, shocks), horizon, len(known.units), len(known.grades))
    return answer_of(
        known, made.project(change), group, learned, (*known.notes, *made.intake.notes, *_told(shocks))
    )


def shock_years(history: History) -> frozenset[int]:
    """Return the years whose progression stands out from all others, by the year in which pupils arrived."""
    if len(history.years) < 2:
        return frozenset()
    logs, sizes = transitions(history.pupils)
    kind, _ = kinds(history.pupils)
    usable = (kind == 1)[:, None] & ~np.isnan(logs)
    effects = year_effects(np.where(usable, logs, np.nan), np.where(usable, sizes, 0.0))
    return frozenset(int(year) for year in np.array(history.years[1:])[effects.shock])


def _told(shocks: frozenset[int]) -> tuple[str, ...]:
    if not shocks:
        return ()
    years = "、".join(str(year) for year in sorted(shocks))
    return (f"{years} 年升级比率异常（政策或突发事件），原样保留，不计入平均比率和区间",)


def answer_of(
    known: History, pupils: Floats, group: np.ndarray, learned: list, notes: tuple[str, ...] = ()
) -> Answer:
    """Return the answer of a forecast of the units, shape (years, units, grades)."""
    tree = tree_of(known)
    pupils = np.round(pupils, 2)
    mean = with_totals(tree.sums(pupils, axis=1))
    last = with_totals(tree.sums(known.pupils[:, -1], axis=0))
    origin = known.years[-1]
    years = tuple(range(origin + 1, origin + 1 + len(pupils)))
    bounds = bounds_of(tree, pupils, group, learned)
    return Answer(
        tree.names, tree.parents, tree.levels, known.grades, origin, years, mean, bounds, last, notes
    )
