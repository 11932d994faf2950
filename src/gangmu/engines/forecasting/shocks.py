"""What is common to a year: its pooled ratios, how much of a year's departure lasts, and years that stand out (shocks)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats

#: Before any history is seen, half of a year's departure is taken to last into the next; this counts as four years of experience.
LASTING, EXPERIENCE = 0.5, 4.0
#: A year stands out where its departure exceeds this many typical ones and one per cent of all pupils.
OUTLYING, NOTABLE = 4.0, 0.01
#: Fewer transitions than this cannot tell an outlying year from a trend.
FEWEST = 4


@dataclass(frozen=True)
class YearEffects:
    """Pooled log ratios.

    Attributes
    ----------
    yearly
        Shape (transitions, grades - 1).
    shock
        Shape (transitions,): years that stand out or were told to; they are kept as they were and left out of the mean.
    lasting
        Share of a year's departure from the mean that is expected to be left a year later.
    """

    yearly: Floats
    shock: NDArray[np.bool_]
    lasting: float

    @property
    def mean(self) -> Floats:
        """The mean of the years that are no shock."""
        calm = self.yearly[~self.shock] if not self.shock.all() else self.yearly
        mean: Floats = calm.mean(axis=0)
        return mean

    def ahead(self, horizon: int) -> Floats:
        """Return the expected pooled log ratios, shape (horizon, grades - 1)."""
        departure = np.zeros_like(self.mean) if self.shock[-1] else self.yearly[-1] - self.mean
        share = self.lasting ** np.arange(1, horizon + 1)
        return self.mean + share[:, None] * departure


def year_effects(logs: Floats, sizes: Floats, told: NDArray[np.bool_] | None = None) -> YearEffects:
    """Pool log ratios (units, transitions, grades - 1), weighted by pupils; grades without any ratio stay at log 1."""
    weight = np.where(np.isnan(logs), 0.0, sizes)
    total = weight.sum(axis=0)
    yearly = np.divide(
        (np.nan_to_num(logs) * weight).sum(axis=0), total, out=np.zeros_like(total), where=total > 0
    )
    share = total.sum(axis=0)
    common = (yearly * share).sum(axis=1) / max(share.sum(), 1e-9)
    shock = outlying(common)
    if told is not None:
        shock = shock | told
    return YearEffects(yearly, shock, _lasting(common, shock))


def outlying(common: Floats) -> NDArray[np.bool_]:
    """Tell which years depart from the median far more than the others do."""
    if len(common) < FEWEST:
        return np.zeros(len(common), dtype=bool)
    departure = np.abs(common - np.median(common))
    typical = 1.4826 * np.median(departure)
    far: NDArray[np.bool_] = (departure > OUTLYING * typical) & (departure > NOTABLE)
    return far


def _lasting(common: Floats, shock: NDArray[np.bool_]) -> float:
    """Return the share of a departure that lasts: one number from few years, so the expectation before any is kept in view."""
    departure = common - common[~shock].mean() if not shock.all() else np.zeros_like(common)
    calm = ~shock[1:] & ~shock[:-1]
    upper = (departure[1:] * departure[:-1])[calm].sum()
    lower = (departure[:-1] ** 2)[calm].sum()
    years = int(calm.sum())
    if not years or lower <= 0:
        return LASTING
    seen = float(np.clip(upper / lower, 0.0, 0.95))
    return (LASTING * EXPERIENCE + seen * years) / (EXPERIENCE + years)
