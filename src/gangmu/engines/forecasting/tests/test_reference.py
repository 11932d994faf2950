"""The goals on the two public histories, without the slow peers (the benchmark runs those)."""

import os
from pathlib import Path

import pytest

from gangmu.engines.forecasting.backtesting import OURS, backtest, means, origins_of

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(
        not (Path(os.environ.get("GANGMU_REFERENCE", "../shared")) / "benchmarks" / "e6-enrolment").exists(),
        reason="needs the reference data named by GANGMU_REFERENCE",
    ),
]


def test_england_is_eight_per_cent_below_cohort_survival_and_above_it_nowhere() -> None:
    from benchmarks.forecasting import england

    history, births = england()
    rows = {
        (r.method, r.level, r.horizon): r
        for r in means(backtest(history, births, 4, ["cohort"], origins_of(history)))
    }
    gains = [-rows[OURS, 0, horizon].against[0] for horizon in (1, 2, 3, 4)]
    assert min(gains) > 0
    assert sum(gains) / 4 >= 8
    for horizon in (1, 2):
        covers = rows[OURS, 0, horizon].values
        assert 75 <= covers["cover80"] <= 85 and 92 <= covers["cover95"] <= 98
        assert 75 <= covers["grade_cover80"] <= 85 and 92 <= covers["grade_cover95"] <= 98


def test_new_york_is_five_per_cent_below_cohort_survival_in_schools_and_districts() -> None:
    from benchmarks.forecasting import new_york

    history = new_york()
    rows = {
        (r.method, r.level, r.horizon): r
        for r in means(backtest(history, None, 2, ["cohort"], origins_of(history)))
    }
    for level in (0, 1):
        for which in (0, 1):
            gains = [-rows[OURS, level, horizon].against[which] for horizon in (1, 2)]
            assert min(gains) > 0 and sum(gains) / 2 >= 5
    for horizon in (1, 2):
        covers = rows[OURS, 0, horizon].values
        assert 75 <= covers["cover80"] <= 85 and 92 <= covers["cover95"] <= 98
