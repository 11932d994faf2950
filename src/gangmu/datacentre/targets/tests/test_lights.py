"""What the result light promises, by example and by property."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.datacentre.targets.lights import ResultInputs, ResultLight, is_met, result_light
from gangmu.datacentre.targets.proposals import propose_met_when

YEAR_BEGIN, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


def inputs(**changes) -> ResultInputs:
    told = {
        "met_when": "at_least", "goal": 8000.0, "goal_high": None, "value": 8050.0, "begins": YEAR_BEGIN, "issued": None,
        "decides": YEAR_END,
    }  # fmt: skip
    return ResultInputs(**{**told, **changes})


def test_eight_thousand_asked_and_8050_reached_is_met():
    assert is_met("at_least", 8000, None, 8050)
    assert result_light(inputs(), YEAR_END).light is ResultLight.REACHABLE


@pytest.mark.parametrize(
    ("comparator", "high", "wording", "proposed"),
    [
        ("increase", False, "新增学位8000个", "at_least"),
        (">=", False, "不少于50篇", "at_least"),
        ("<=", False, "辍学率控制在0.5%以内", "at_most"),
        ("=", False, "小学辍学率为0", "at_most"),
        ("range", True, "创建2~3所", "within"),
        ("=", False, "巩固率达到95%", "at_least"),
    ],
)
def test_when_a_target_is_met_is_proposed_from_its_words(comparator, high, wording, proposed):
    assert propose_met_when(comparator, high, wording) == proposed


@pytest.mark.parametrize(
    ("value", "on", "light"),
    [
        (4000, date(2026, 7, 2), ResultLight.REACHABLE),
        (3900, date(2026, 7, 2), ResultLight.AT_RISK),
        (3100, date(2026, 7, 2), ResultLight.UNLIKELY),
        (7999, date(2027, 1, 1), ResultLight.UNLIKELY),
        (None, date(2026, 7, 2), ResultLight.NO_DATA),
    ],
)
def test_progress_is_held_against_the_time_gone(value, on, light):
    assert result_light(inputs(value=value), on).light is light


def test_a_figure_that_cannot_be_known_yet_is_pending():
    assert result_light(inputs(known_from=date(2026, 9, 20)), date(2026, 9, 19)).light is ResultLight.PENDING


def test_a_ceiling_is_not_judged_by_progress():
    assert (
        result_light(inputs(met_when="at_most", goal=0.5, value=0.4), date(2026, 2, 1)).light
        is ResultLight.REACHABLE
    )
    assert (
        result_light(inputs(met_when="at_most", goal=0.5, value=0.6), date(2026, 2, 1)).light
        is ResultLight.AT_RISK
    )


ORDER = {ResultLight.UNLIKELY: 0, ResultLight.AT_RISK: 1, ResultLight.REACHABLE: 2}


@given(
    st.floats(0, 10_000),
    st.floats(1, 10_000),
    st.integers(0, 364),
    st.integers(0, 200),
    st.dates(YEAR_BEGIN, YEAR_END),
)
def test_a_light_never_improves_while_nothing_but_time_passes(value, goal, day, later, issued):
    told = inputs(value=value, goal=goal, issued=issued)
    first = YEAR_BEGIN + timedelta(days=day)
    before, after = result_light(told, first), result_light(told, first + timedelta(days=later))
    assert ORDER[after.light] <= ORDER[before.light]
    assert result_light(told, first) == before
