"""What the result light promises, by example and by property."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.datacentre.targets.lights import (
    DEFAULT_RULE,
    ResultInputs,
    ResultLight,
    ResultRule,
    is_met,
    result_light,
)

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


def test_a_rate_is_judged_by_its_value_and_not_by_the_time_gone():
    told = inputs(goal=95.0, value=94.0, gathered=False)
    assert result_light(told, date(2026, 2, 1)).light is ResultLight.AT_RISK
    assert result_light(told, date(2027, 1, 1)).light is ResultLight.UNLIKELY


def test_ten_points_behind_to_the_day_is_unlikely():
    half = date(2026, 7, 2)
    assert result_light(inputs(goal=100.0, value=40.0), half).light is ResultLight.UNLIKELY
    assert result_light(inputs(goal=100.0, value=40.1), half).light is ResultLight.AT_RISK


def test_the_time_counts_from_the_issue_of_the_plan_when_that_is_later():
    told = inputs(value=0.0, issued=date(2026, 4, 24))
    assert result_light(told, date(2026, 4, 24)).light is ResultLight.REACHABLE
    assert result_light(told, date(2026, 12, 31)).planned == 1.0


def test_thresholds_are_data():
    county = ResultRule(0.05, 0.20, "a county's own rule")
    told = inputs(goal=100.0, value=46.0)
    half = date(2026, 7, 2)
    assert result_light(told, half).light is ResultLight.AT_RISK
    assert result_light(told, half, county).light is ResultLight.REACHABLE
    assert DEFAULT_RULE.source


ORDER = {ResultLight.UNLIKELY: 0, ResultLight.AT_RISK: 1, ResultLight.REACHABLE: 2}
WAYS = st.sampled_from(["at_least", "at_most", "exactly", "within"])
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
INPUTS = st.builds(
    ResultInputs,
    met_when=WAYS,
    goal=st.none() | st.floats(0, 10_000),
    goal_high=st.none() | st.floats(10_000, 20_000),
    value=st.none() | st.floats(0, 20_000),
    begins=st.none() | st.dates(date(2025, 9, 1), date(2026, 6, 1)),
    issued=st.none() | DAYS,
    decides=st.dates(date(2026, 6, 1), date(2027, 3, 1)),
    known_from=st.none() | DAYS,
    gathered=st.booleans(),
)


@given(INPUTS, DAYS, st.integers(0, 400))
def test_a_light_never_improves_while_nothing_but_time_passes(told, first, later):
    before, after = result_light(told, first), result_light(told, first + timedelta(days=later))
    if ResultLight.PENDING not in (before.light, after.light) and before.light in ORDER:
        assert ORDER[after.light] <= ORDER[before.light]
    assert result_light(told, first) == before


@given(INPUTS, DAYS)
def test_inputs_that_were_stored_set_the_same_light_again(told, on):
    again = ResultInputs.of_data(json.loads(json.dumps(told.as_data())))
    assert again == told
    assert result_light(again, on) == result_light(told, on)


@given(INPUTS, DAYS)
def test_a_target_that_is_met_is_never_shown_as_missed_and_absent_is_never_zero(told, on):
    light = result_light(told, on)
    met = is_met(told.met_when, told.goal, told.goal_high, told.value)
    if met:
        assert light.light in (ResultLight.REACHABLE, ResultLight.PENDING)
    if told.value is None or told.goal is None:
        assert met is None
        assert light.light in (ResultLight.NO_DATA, ResultLight.PENDING)
    if told.known_from is not None and on < told.known_from:
        assert light.light is ResultLight.PENDING


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_never_unmeets_a_floor_and_less_never_unmeets_a_ceiling(goal, value, more):
    if is_met("at_least", goal, None, value):
        assert is_met("at_least", goal, None, value + more)
    if is_met("at_most", goal, None, value + more):
        assert is_met("at_most", goal, None, value)
    assert is_met("exactly", goal, None, value) == (goal == value)
