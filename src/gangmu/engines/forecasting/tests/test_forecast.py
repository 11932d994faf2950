"""What a forecast promises, on counties whose laws are known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.answer import read_answer, write_answer
from gangmu.engines.forecasting.assumptions import Assumption
from gangmu.engines.forecasting.backtesting import backtest, means, origins_of
from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.cohort import cohort_survival
from gangmu.engines.forecasting.forecast import estimate, forecast, shock_years
from gangmu.engines.forecasting.history import History, read_history
from gangmu.engines.forecasting.intake import intake
from gangmu.engines.forecasting.progression import Kind, kinds
from gangmu.engines.forecasting.projecting import plan
from gangmu.engines.forecasting.scoring import actual_of
from gangmu.engines.forecasting.tests.counties import GRADES, county, write_history

counties = st.builds(
    county,
    schools=st.integers(2, 12),
    zones=st.integers(1, 2),
    years=st.integers(2, 7),
    seed=st.integers(0, 10_000),
    noise=st.floats(0, 0.2),
)


def test_cohort_survival_by_hand() -> None:
    """Three years of two grades: 2nd grade ratio (9 + 12) / (10 + 10) = 1.05, intake as last year."""
    pupils = np.array([[[10.0, 20.0], [10.0, 9.0], [8.0, 12.0]]])
    ahead = cohort_survival(pupils, 2)
    assert ahead[0, 0].tolist() == [8.0, pytest.approx(8.4)]
    assert ahead[1, 0].tolist() == [8.0, pytest.approx(8.4)]


@settings(max_examples=25, deadline=None)
@given(counties)
def test_schools_add_up_to_zones_and_county_and_grades_to_totals(made: tuple[History, Births]) -> None:
    history, births = made
    answer = forecast(history, births, history.years[-1], 3)
    assert np.allclose(answer.mean[..., :-1].sum(axis=-1), answer.mean[..., -1])
    place = {name: i for i, name in enumerate(answer.names)}
    for name in set(answer.parents) - {""}:
        children = [
            place[child] for child, parent in zip(answer.names, answer.parents, strict=True) if parent == name
        ]
        assert np.allclose(answer.mean[:, children].sum(axis=1), answer.mean[:, place[name]])


@settings(max_examples=25, deadline=None)
@given(counties, st.integers(1, 8))
def test_figures_are_finite_never_negative_and_intervals_enclose_one_another(
    made: tuple[History, Births], horizon: int
) -> None:
    history, births = made
    answer = forecast(history, births, history.years[-1], horizon)
    low80, high80, low95, high95 = answer.bounds
    assert np.isfinite(answer.mean).all() and np.isfinite(answer.bounds).all()
    assert (low95 >= 0).all()
    assert (low95 <= low80 + 1e-9).all() and (low80 <= answer.mean + 1e-9).all()
    assert (answer.mean <= high80 + 1e-9).all() and (high80 <= high95 + 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_later_years_are_not_looked_at(seed: int) -> None:
    history, births = county(seed=seed, schools=8)
    poisoned = history.pupils.copy()
    poisoned[:, 6:] = 999.0
    counts = births.counts.copy()
    counts[:, births.years.index(history.years[5]) + 1 :] = 1.0
    a = forecast(history, births, history.years[5], 2)
    b = forecast(replace(history, pupils=poisoned), replace(births, counts=counts), history.years[5], 2)
    assert np.array_equal(a.mean, b.mean) and np.array_equal(a.bounds, b.bounds)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_units_does_not_matter_and_the_input_is_untouched(seed: int) -> None:
    history, births = county(seed=seed, schools=8, zones=2)
    kept = history.pupils.copy(), births.counts.copy()
    turned = np.random.default_rng(seed).permutation(8)
    other = replace(
        history,
        units=tuple(history.units[i] for i in turned),
        parents=tuple(history.parents[i] for i in turned),
        pupils=history.pupils[turned],
    )
    a, b = forecast(history, births, 2024, 2), forecast(other, births, 2024, 2)
    assert np.allclose(a.mean[:, turned], b.mean[:, :8], atol=0.011)
    assert np.array_equal(kept[0], history.pupils) and np.array_equal(kept[1], births.counts)


def test_a_county_that_never_changes_stays_as_it_is() -> None:
    history, births = county(noise=0)
    still = replace(history, pupils=np.full_like(history.pupils, 40.0))
    assert np.allclose(forecast(still, None, 2024, 5).mean[:, :24, :-1], 40.0)


def test_a_school_that_differs_for_good_is_believed_more_than_one_that_differed_once() -> None:
    history, _ = county(noise=0.01)
    lasting, once = history.pupils.copy(), history.pupils.copy()
    for year in range(1, 9):
        lasting[0, year, 1] = lasting[0, year - 1, 0] * 1.2
    once[0, 8, 1] = once[0, 7, 0] * 1.2
    ratio = [plan(replace(history, pupils=p), None, 1).progression.ratio[0, 0, 0] for p in (lasting, once)]
    assert ratio[0] == pytest.approx(1.2, abs=0.03)
    assert ratio[1] < 1.1


@pytest.mark.parametrize("age", [3, 6])
def test_the_age_of_entry_and_the_response_to_births_are_found(age: int) -> None:
    history, births = county(age=age, response=0.6, noise=0.01, schools=60)
    found = intake(history, births.until(2024), 3)
    assert found.age + found.share == pytest.approx(age, abs=0.15)
    assert found.response == pytest.approx(0.6, abs=0.1)


def test_births_of_districts_are_summed_for_their_parent_and_births_of_nowhere_change_nothing() -> None:
    history, births = county(schools=12)
    halves = Births(
        tuple(f"{unit}{half}" for unit in births.units for half in "东西"),
        tuple(unit for unit in births.units for _ in "东西"),
        births.years,
        np.repeat(births.counts, 2, axis=0) / 2,
    )
    assert np.allclose(intake(history, births, 2).pupils, intake(history, halves, 2).pupils)
    strange = replace(births, years=tuple(year - 90 for year in births.years))
    assert "未使用" in intake(history, strange, 2).notes[0]


def test_births_help_where_intake_follows_them() -> None:
    history, births = county(noise=0.02, schools=40, years=12)
    actual = history.pupils[:, history.years.index(2023) :, 0].T
    with_births = intake(history.until(2022), births.until(2022), 2).pupils
    without = intake(history.until(2022), None, 2).pupils
    assert np.abs(with_births - actual).mean() < 0.5 * np.abs(without - actual).mean()


def test_a_growing_school_goes_on_growing_and_one_that_ends_does_not() -> None:
    history, _ = county(schools=40, years=8)
    pupils = history.pupils.copy()
    for school in range(10):  # opened in different years, a grade a year
        for year in range(8):
            top = year - school % 5 + 1
            pupils[school, year] = np.where(np.arange(6) < top, 50.0, 0.0) if top > 0 else np.nan
    pupils[10:14, :, 4:] = 0.0
    known = replace(history, pupils=pupils)
    kind, _ = kinds(pupils)
    assert (kind[10:14, 3] == Kind.END).all()
    ahead = plan(known, None, 1).project()[0]
    assert (ahead[10:14, 4:] < 2).all()
    grown = plan(known.until(2020), None, 1).project()[0]
    assert kinds(pupils[:, :4])[0][3, 0] == Kind.OPENING
    assert grown[3, 1] > 30


def test_a_shock_year_is_flagged_told_and_left_out_of_the_mean() -> None:
    history, _ = county(noise=0.005, years=9)
    shocked = history.pupils.copy()
    shocked[:, 5, 1:] *= 0.85
    for year in range(6, 9):
        shocked[:, year, 1:] = shocked[:, year - 1, :-1]
    hit = replace(history, pupils=shocked)
    assert shock_years(hit) == {history.years[5]}
    assert shock_years(history) == frozenset()
    answer = forecast(hit, None, 2024, 2)
    assert any(str(history.years[5]) in note for note in answer.notes)
    ratio = plan(hit, None, 1).progression.ratio
    assert abs(np.log(ratio).mean()) < 0.01  # a fall of 15 % in one of eight years would pull the mean by 2 %


def test_what_if_changes_only_what_it_names_and_goes_up_with_the_cohort() -> None:
    history, births = county(schools=6)
    plain = estimate(history, births, 2024, 3).answer()
    more = (Assumption("add", "学校01", "一年级", 2025, 40.0),)
    changed = estimate(history, births, 2024, 3, assumed=more).answer()
    difference = (changed.mean - plain.mean)[:, :6]
    assert difference[0, 1, 0] == pytest.approx(40)
    assert difference[1, 1, 1] == pytest.approx(40, rel=0.15)
    assert difference[2, 1, 2] == pytest.approx(40, rel=0.25)
    others = np.delete(difference, 1, axis=1)
    assert np.abs(others).max() == 0


def test_assumptions_of_a_zone_are_shared_out_and_births_reach_the_first_grade() -> None:
    history, births = county(schools=6, zones=2)
    target = (Assumption("set", "学区0", "三年级", 2025, 500.0),)
    answer = estimate(history, births, 2024, 1, assumed=target).answer()
    zone = answer.names.index("学区0")
    assert answer.mean[0, zone, 2] == pytest.approx(500, abs=0.05)
    boom = (Assumption("births", "*", "", 2024, 1000.0),)
    near, far = (estimate(history, births, 2024, h, assumed=boom).answer().mean[-1, -1, 0] for h in (5, 6))
    assert far > 3 * near


def test_assumptions_of_years_that_are_not_forecast_are_told() -> None:
    history, births = county(schools=4)
    lines = tuple(Assumption("add", "学校01", "一年级", year, 40.0) for year in (2024, 2025, 2028))
    notes = estimate(history, births, 2024, 3, assumed=lines).answer().notes
    assert "2 行假设的年份不在预测的 2025–2027 年之内，不起作用" in notes


def test_an_answer_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    history, births = county(schools=5)
    answer = forecast(history, births, 2024, 2)
    write_answer(tmp_path / "a.csv", answer)
    again = read_answer(tmp_path / "a.csv")
    assert (again.names, again.parents, again.levels, again.grades) == (
        answer.names,
        answer.parents,
        answer.levels,
        answer.grades,
    )
    assert np.allclose(again.mean, answer.mean, atol=0.006) and np.allclose(again.last, answer.last)


def test_a_suppressed_cell_at_the_origin_does_not_stop_the_forecast() -> None:
    history, births = county(schools=6)
    pupils = history.pupils.copy()
    pupils[2, -1, 3] = np.nan
    answer = forecast(replace(history, pupils=pupils), births, 2024, 2)
    assert answer.mean[0, 2, 4] == pytest.approx(pupils[2, -2, 2], rel=0.2)


def silenced(tmp_path: Path, year: int, grades: tuple[str, ...], years: int = 9) -> History:
    """Write a county in which the first school's figures of some grades are suppressed in a year; read it."""
    path = write_history(tmp_path / "h.csv", county(schools=6, years=years)[0])
    lines = [
        f"{line.rpartition(',')[0]},*"
        if line.startswith("学校00,") and f",{year}," in line and line.split(",")[3] in grades
        else line
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_history(path)


@pytest.mark.parametrize("suppressed", [GRADES, GRADES[:1]])
@pytest.mark.parametrize("with_births", [False, True])
def test_a_school_whose_figures_are_suppressed_at_the_origin_is_open(
    suppressed: tuple[str, ...], with_births: bool, tmp_path: Path
) -> None:
    whole, births = county(schools=6)
    history = silenced(tmp_path, 2024, suppressed)
    told = forecast(history, births if with_births else None, 2024, 2)
    full = forecast(whole, births if with_births else None, 2024, 2)
    here = told.names.index("学校00")
    assert np.allclose(told.mean[:, here, :-1], full.mean[:, here, :-1], rtol=0.35)
    assert (told.mean[:, here, 0] > 50).all()
    zone = told.names.index("学区0")
    assert np.allclose(told.mean[:, zone, -1], full.mean[:, zone, -1], rtol=0.1)


def test_a_school_silent_for_two_years_is_named_and_left_out(tmp_path: Path) -> None:
    history = silenced(tmp_path, 2024, GRADES)
    pupils = history.pupils.copy()
    pupils[0, -2] = np.nan
    longer = replace(history, pupils=pupils, silent=history.silent | {("学校00", 2023)}, told=None)
    answer = forecast(longer, None, 2024, 1)
    assert "学校00" not in answer.names
    assert any("学校00" in note and "2024" in note for note in answer.notes)


def test_a_suppressed_school_is_neither_closed_nor_missing_from_what_its_zone_had(tmp_path: Path) -> None:
    history = silenced(tmp_path, 2024, GRADES)
    answer = forecast(history, None, 2023, 1)
    came = actual_of(answer, history)
    assert came.closed == came.opened == ()
    here, zone = answer.names.index("学校00"), answer.names.index("学区0")
    assert np.isnan(came.values[0, [here, zone], -1]).all()
    assert not np.isnan(came.values[0, answer.names.index("学区1"), -1])


def test_methods_are_compared_on_numbers_though_a_school_was_silent_at_the_origin(tmp_path: Path) -> None:
    history = silenced(tmp_path, 2023, GRADES)
    rows = means(backtest(history, None, 1, ["naive", "cohort"], [2023], least=10))
    assert all(np.isfinite(row.values["mape"]) and np.isfinite(row.values["wmape"]) for row in rows)


def test_a_suppressed_figure_is_nobody_to_no_method(tmp_path: Path) -> None:
    history = silenced(tmp_path, 2023, GRADES[:4])
    rows = means(backtest(history, None, 1, ["naive", "cohort"], [2023], least=10))
    assert all(row.values["mape"] < 10 for row in rows if row.level == 0)


def test_a_year_without_any_figure_is_no_origin_and_stops_no_backtest(tmp_path: Path) -> None:
    path = write_history(tmp_path / "h.csv", county(schools=6)[0])
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if ",2022," not in line]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    history = read_history(path)
    assert origins_of(history) == (2019, 2020, 2021, 2023)
    assert {one.origin for one in backtest(history, None, 2, ["cohort"], origins_of(history))} == {
        2019,
        2020,
        2021,
        2023,
    }
    with pytest.raises(BadInput, match="没有 2022 年的任何数字"):
        forecast(history, None, 2022, 1)


def test_births_of_which_every_unit_lacks_a_year_are_used_without_a_word_on_the_screen(
    recwarn: pytest.WarningsRecorder,
) -> None:
    history, births = county(schools=4)
    counts = births.counts.copy()
    for unit in range(len(counts)):
        counts[unit, 5 + unit] = np.nan
    assert np.isfinite(forecast(history, replace(births, counts=counts), 2024, 2).mean).all()
    assert not recwarn.list
