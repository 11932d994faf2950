"""What a forecast must beat: the last value, cohort survival, exponential smoothing, pooled gradient boosting.

The last two are other people's implementations (statsmodels, scikit-learn). They are no dependency of the engine; the extra `peers` has them.
"""

from collections.abc import Callable

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.cohort import cohort_survival
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.intake import match_births

#: A peer forecasts the units of a history that ends with the origin: shape (horizon, units, grades). The last argument is a seed.
Peer = Callable[[History, Births | None, int, int], Floats]
#: Pupils a cell must hold for a logarithm to say something.
SMALLEST = 1.0
#: Smoothings that are tried: share of the newest figure, and whether there is a damped trend.
SMOOTHINGS = tuple((level, trend) for level in (0.3, 0.5, 0.7, 0.85, 1.0) for trend in (False, True))
#: Units on which they are tried.
SAMPLE = 30
#: Seed of the boosting.
SEED = 1


def naive(known: History, births: Births | None, horizon: int, seed: int = SEED) -> Floats:
    """Repeat the last value."""
    del births, seed
    return np.repeat(np.nan_to_num(known.pupils[None, :, -1]), horizon, axis=0)


def cohort(known: History, births: Births | None, horizon: int, seed: int = SEED) -> Floats:
    """Pool the ratios of the last three years; intake as last year."""
    del births, seed
    return cohort_survival(known.pupils, horizon)


def smoothing(known: History, births: Births | None, horizon: int, seed: int = SEED) -> Floats:
    """Smooth the totals of units exponentially and split them by grade as they stood last.

    A handful of years cannot tell a unit's own smoothing, so it is chosen over a sample of units by the squared errors one year ahead.
    Smoothing the grades instead is slower and does worse: cohorts pass through them.

    Raises
    ------
    BadInput
        When statsmodels is not installed.
    """
    del births, seed
    last = np.nan_to_num(known.pupils[:, -1])
    total = last.sum(axis=1)
    share = np.divide(last, total[:, None], out=np.zeros_like(last), where=total[:, None] > 0)
    ahead = _smooth_rows(known.pupils.sum(axis=2), np.repeat(total[None], horizon, axis=0))
    split: Floats = ahead[:, :, None] * share
    return split


def _smooth_rows(values: Floats, flat: Floats) -> Floats:
    """Smooth series of shape (units, years); those too short or gone stay flat. Returns shape (horizon, units)."""
    series = {unit: row[~np.isnan(row)] for unit, row in enumerate(values)}
    usable = [unit for unit, row in series.items() if len(row) >= 3 and row[-1] > 0 and np.ptp(row) > 0]
    if not usable:
        return flat
    sample = usable[:: max(1, len(usable) // SAMPLE)]
    best = min(SMOOTHINGS, key=lambda how: sum(_smooth(series[unit], how, 1)[1] for unit in sample))
    out = flat.copy()
    for unit in usable:
        out[:, unit] = np.maximum(_smooth(series[unit], best, len(flat))[0], 0.0)
    return out


def _smooth(series: Floats, how: tuple[float, bool], horizon: int) -> tuple[Floats, float]:
    """Return the forecast and the mean squared relative error one year ahead."""
    try:
        from statsmodels.tsa.holtwinters import (  # noqa: PLC0415 - a peer, not a dependency
            ExponentialSmoothing,
        )
    except ImportError:
        raise BadInput(
            "缺少 statsmodels：安装附加组件 peers 后再与指数平滑比较，或用 --without smoothing"
        ) from None
    level, trend = how
    model = ExponentialSmoothing(
        series,
        trend="add" if trend else None,
        damped_trend=trend,
        initialization_method="known",
        initial_level=series[0],
        initial_trend=0.0 if trend else None,
    )
    extra = {"smoothing_trend": 0.2, "damping_trend": 0.8} if trend else {}
    fit = model.fit(smoothing_level=level, optimized=False, **extra)
    error = (fit.fittedvalues[1:] - series[1:]) / series.mean()
    return np.asarray(fit.forecast(horizon)), float((error**2).mean())


def boosting(known: History, births: Births | None, horizon: int, seed: int = SEED) -> Floats:
    """Boost trees on all units together: log change of a cell from its size, the grade below, ratios of the years before, births.

    Raises
    ------
    BadInput
        When scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - a peer, not a dependency
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with it
    except ImportError:
        raise BadInput(
            "缺少 scikit-learn：安装附加组件 peers 后再与梯度提升比较，或用 --without boosting"
        ) from None
    driver = _births_by_age(known, births, horizon)
    rows, answers, weights = [], [], []
    years = known.pupils.shape[1]
    for year in range(1, years):
        features, base = _features(known.pupils[:, :year], driver[:, : year + 1])
        actual = known.pupils[:, year].ravel()
        good = ~np.isnan(actual) & (actual >= SMALLEST) & (base >= SMALLEST)
        rows.append(features[good])
        answers.append(np.clip(np.log(actual[good] / base[good]), -1.5, 1.5))
        weights.append(base[good])
    model = HistGradientBoostingRegressor(
        loss="squared_error",
        max_iter=200,
        learning_rate=0.05,
        min_samples_leaf=40,
        l2_regularization=1.0,
        random_state=seed,
    )
    path, out = known.pupils.copy(), []
    with threadpool_limits(1):  # the tables are small; threads that wait for one another are slower
        model.fit(np.concatenate(rows), np.concatenate(answers), sample_weight=np.concatenate(weights))
        for step in range(horizon):
            features, base = _features(path, driver[:, : years + step + 1])
            ahead = np.where(base >= SMALLEST, base * np.exp(model.predict(features)), np.maximum(base, 0.0))
            out.append(ahead.reshape(path[:, -1].shape))
            path = np.concatenate((path, out[-1][:, None]), axis=1)
    return np.stack(out)


def _features(path: Floats, driver: Floats) -> tuple[Floats, Floats]:
    """Return the features of each cell one year ahead, and what the change is counted from: the grade below, else the cell itself."""
    units, years, grades = path.shape
    now = np.nan_to_num(path[:, -1])
    before = np.nan_to_num(path[:, -2]) if years > 1 else now
    earlier = np.nan_to_num(path[:, -3]) if years > 2 else before
    below = np.concatenate((np.zeros((units, 1)), now[:, :-1]), axis=1)
    below_before = np.concatenate((np.zeros((units, 1)), before[:, :-1]), axis=1)
    below_earlier = np.concatenate((np.zeros((units, 1)), earlier[:, :-1]), axis=1)
    follows = (below >= SMALLEST) & (now > 0) & (now <= 1.5 * below_before)
    base = np.where(follows, below, now)

    def log(upper: Floats, lower: Floats) -> Floats:
        both = (upper > 0) & (lower > 0)
        return np.where(both, np.log(np.maximum(upper, 1e-9) / np.maximum(lower, 1e-9)), np.nan)

    births = np.repeat((driver[:, -1] - driver[:, -2])[:, None], grades, axis=1)
    births[:, 1:] = np.nan
    whole, whole_before = now.sum(axis=1, keepdims=True), before.sum(axis=1, keepdims=True)
    columns = [
        np.log1p(now),
        np.log1p(below),
        log(now, below_before),
        log(before, below_earlier) if years > 2 else np.full(now.shape, np.nan),
        log(now, before),
        np.repeat(log(whole, whole_before), grades, axis=1),
        np.repeat(np.arange(grades, dtype=float)[None], units, axis=0),
        follows.astype(float),
        births,
    ]
    return np.stack([column.ravel() for column in columns], axis=1), base.ravel()


def _births_by_age(known: History, births: Births | None, horizon: int) -> Floats:
    """Return log births four years before each year of the history and ahead; zero where there are none."""
    blank = np.zeros((len(known.units), len(known.years) + horizon))
    matched = match_births(known, births.until(known.years[-1])) if births is not None else None
    if matched is None:
        return blank
    place = np.arange(known.years[0], known.years[-1] + horizon + 1) - 4 - matched.years[0]
    counts = matched.counts[:, np.clip(place, 0, len(matched.years) - 1)]
    return np.nan_to_num(np.log(np.where(counts > 0, counts, np.nan)))


PEERS: dict[str, Peer] = {"naive": naive, "cohort": cohort, "smoothing": smoothing, "boosting": boosting}
