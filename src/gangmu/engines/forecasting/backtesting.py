"""Rolling origins: what would have been forecast in each past year, beside what others would have, against what came."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.answer import Answer
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.cohort import WINDOW
from gangmu.engines.forecasting.forecast import forecast, plain_answer, shock_years
from gangmu.engines.forecasting.history import History
from gangmu.engines.forecasting.peers import PEERS, SEED
from gangmu.engines.forecasting.projecting import fill
from gangmu.engines.forecasting.scoring import LEAST, Score, actual_of, score

#: The engine's own name among the methods.
OURS = "gangmu"
#: Figures that are averaged over origins.
AVERAGED = ("mape", "wmape", "bias", "cover80", "cover95", "grade_cover80", "grade_cover95")


@dataclass(frozen=True)
class Tried:
    """One method at one origin."""

    method: str
    origin: int
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Mean:
    """A method at one level and horizon, the mean over origins.

    Attributes
    ----------
    values
        By the names of `AVERAGED`; NaN where the method has no intervals.
    origins
        Those averaged; `shock_origins` stand beside: a shock year lies between them and the year forecast.
    against
        MAPE and weighted MAPE relative to cohort survival, per cent; negative is better.
    """

    method: str
    level: int
    horizon: int
    values: dict[str, float]
    origins: tuple[int, ...]
    shock_origins: tuple[int, ...]
    against: tuple[float, float]

    def as_json(self) -> dict[str, object]:
        """Return the figures, those that do not exist as null."""
        numbers = {key: None if np.isnan(value) else round(value, 4) for key, value in self.values.items()}
        return {
            "method": self.method,
            "level": self.level,
            "horizon": self.horizon,
            **numbers,
            "origins": list(self.origins),
            "shock_origins": list(self.shock_origins),
            "mape_against_cohort": None if np.isnan(self.against[0]) else round(self.against[0], 2),
            "wmape_against_cohort": None if np.isnan(self.against[1]) else round(self.against[1], 2),
        }


def origins_of(history: History, given: Iterable[int] | None = None) -> tuple[int, ...]:
    """Return the origins to try: those with figures, three transitions before and a year after, or the given ones.

    Raises
    ------
    BadInput
        When there are none or a given one is out of reach.
    """
    years = history.years
    possible = years[1:-1]
    if given is not None:
        chosen = tuple(sorted(set(given)))
        for origin in chosen:
            if origin not in possible:
                raise BadInput(f"不能从 {origin} 年回测：之前和之后都至少要有一年的数据")
        return chosen
    if len(years) < WINDOW + 2:
        raise BadInput(
            f"回测至少需要 {WINDOW + 2} 年的数据，现有 {len(years)} 年；可用 --origins 指定较早的起始年"
        )
    return tuple(year for year in years[WINDOW:-1] if history.speaks(year))


def backtest(
    history: History,
    births: Births | None,
    horizon: int,
    methods: Iterable[str],
    origins: Iterable[int],
    least: float = LEAST,
    told: frozenset[int] = frozenset(),
    going: Callable[[str], bool] = lambda words: True,
    seed: int = SEED,
) -> list[Tried]:
    """Run methods from every origin.

    Parameters
    ----------
    history, births
        All that is known.
    horizon
        Years ahead; later origins reach less far.
    methods
        Names of `PEERS`; the engine itself always comes first.
    origins
        What `origins_of` returned.
    least, told
        As in `score` and `forecast`.
    going
        Called before each run with its name; False ends the trial with what has been done.
    seed
        Of the peers that draw.
    """
    shocks = shock_years(history) | told
    out: list[Tried] = []
    for origin in origins:
        known = history.until(origin)
        ahead = min(horizon, history.years[-1] - origin)
        for method in (OURS, *methods):
            if not going(f"{method} {origin}"):
                return out
            answer = _answer(method, history, births, origin, ahead, told, known, seed)
            scores = score(answer, actual_of(answer, history), least, _crossed(shocks, origin, ahead))
            out.append(Tried(method, origin, tuple(scores)))
    return out


def _answer(
    method: str,
    history: History,
    births: Births | None,
    origin: int,
    ahead: int,
    told: frozenset[int],
    known: History,
    seed: int,
) -> Answer:
    if method == OURS:
        return forecast(history, births, origin, ahead, told)
    whole = replace(known, pupils=fill(known.pupils))  # a suppressed figure is nobody to no method
    return plain_answer(known, PEERS[method](whole, births, ahead, seed))


def _crossed(shocks: frozenset[int], origin: int, ahead: int) -> frozenset[int]:
    """Return the years that lie behind a shock year, seen from an origin."""
    years = range(origin + 1, origin + ahead + 1)
    return frozenset(year for year in years if any(origin < shock <= year for shock in shocks))


def means(tried: list[Tried]) -> list[Mean]:
    """Average over origins, shock years beside, by level, horizon and method."""
    rows = [(one.method, one.origin, row) for one in tried for row in one.scores]
    keys = dict.fromkeys((row.level, row.horizon) for _, _, row in rows)
    methods = dict.fromkeys(method for method, _, _ in rows)
    out = []
    for level, horizon in sorted(keys):
        base = None
        found: list[tuple[str, dict[str, float], tuple[int, ...], tuple[int, ...]]] = []
        for method in methods:
            mine = [(o, r) for m, o, r in rows if m == method and (r.level, r.horizon) == (level, horizon)]
            calm = [pair for pair in mine if not pair[1].shock]
            if mine:
                values = {name: _mean([getattr(row, name) for _, row in calm]) for name in AVERAGED}
                found.append(
                    (method, values, tuple(o for o, _ in calm), tuple(o for o, r in mine if r.shock))
                )
                base = values if method == "cohort" else base
        for method, values, origins, shocks in found:
            against = tuple(
                _against(values[name], base[name] if base else np.nan) for name in ("mape", "wmape")
            )
            out.append(Mean(method, level, horizon, values, origins, shocks, (against[0], against[1])))
    return out


def _mean(values: list[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def _against(value: float, base: float) -> float:
    return (value / base - 1) * 100 if base else float("nan")
