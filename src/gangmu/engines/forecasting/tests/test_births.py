"""Births as registers hold them: years suppressed, begun late, ended early, places merged, and births that are only assumed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.forecasting.assumptions import Assumption, with_births
from gangmu.engines.forecasting.births import Births, read_births
from gangmu.engines.forecasting.forecast import estimate
from gangmu.engines.forecasting.intake import intake, match_births
from gangmu.engines.forecasting.tests.counties import county


def without(births: Births, unit: int, years: range) -> Births:
    """Return births of which a unit's figures of some years are not known."""
    counts = births.counts.copy()
    for year in years:
        counts[unit, births.years.index(year)] = np.nan
    return replace(births, counts=counts)


@pytest.mark.parametrize("years", [range(2018, 2019), range(2004, 2012), range(2016, 2025)])
def test_births_of_a_school_that_are_not_known_in_some_years_do_not_change_its_size(years: range) -> None:
    history, births = county(schools=40, response=0.7)
    whole = intake(history, births, 3).pupils
    partly = intake(history, without(births, 3, years), 3).pupils
    assert np.allclose(partly[:, 3], whole[:, 3], rtol=0.25)
    assert np.allclose(np.delete(partly, 3, axis=1), np.delete(whole, 3, axis=1), rtol=0.05)


@pytest.mark.parametrize("first", [2009, 2011])
def test_a_register_that_begins_late_is_not_taken_for_an_earlier_age_of_entry(first: int) -> None:
    history, births = county(schools=60, years=10, response=0.6, noise=0.01)
    kept = [place for place, year in enumerate(births.years) if year >= first]
    late = replace(births, years=tuple(births.years[i] for i in kept), counts=births.counts[:, kept])
    found = intake(history, late, 3)
    assert found.age + found.share == pytest.approx(6, abs=0.15)
    assert np.allclose(found.pupils, intake(history, births, 3).pupils, rtol=0.05)


def test_where_every_unit_lacks_a_year_what_is_common_is_linked_over_those_that_have_both() -> None:
    history, births = county(schools=12, response=0.7, noise=0.01)
    gaps = births
    for unit in range(12):
        gaps = without(gaps, unit, range(2005 + unit, 2006 + unit))
    assert np.allclose(intake(history, gaps, 3).pupils, intake(history, births, 3).pupils, rtol=0.06)


def test_districts_that_merge_are_summed_on_both_sides_of_the_year_and_a_missing_one_is_no_fall() -> None:
    history, births = county(schools=3)
    years = births.years
    half = births.counts[0] / 2
    old = np.where(np.array(years) < 2012, half, np.nan)
    new = np.where(np.array(years) >= 2012, births.counts[0], np.nan)
    parts = Births(("东村", "西村", "新镇"), ("学校00",) * 3, years, np.stack([old, old, new]))
    matched = match_births(history, parts)
    assert matched is not None
    assert np.allclose(matched.counts[0], births.counts[0])
    late = half.copy()
    late[-1] = np.nan
    matched = match_births(history, Births(("东村", "西村"), ("学校00",) * 2, years, np.stack([half, late])))
    assert matched is not None
    assert np.isnan(matched.counts[0, -1]) and np.allclose(matched.counts[0, :-1], births.counts[0, :-1])


def test_a_district_of_which_nothing_is_known_yet_does_not_take_the_others_births_away() -> None:
    history, births = county(schools=6)
    later = np.full((1, len(births.years)), np.nan)
    more = Births(
        tuple(f"{unit}村" for unit in births.units) + ("新村",),
        (*births.units, "学校00"),
        births.years,
        np.concatenate([births.counts, later]),
    )
    assert np.allclose(intake(history, more, 2).pupils, intake(history, births, 2).pupils)


def test_births_that_are_assumed_teach_nothing_about_the_age_of_entry() -> None:
    history, births = county(schools=30, response=0.7, noise=0.01)
    known = births.until(2014)
    boom = (Assumption("births", "*", "", 2020, 300.0),)
    plain, more = (intake(history, b, 3) for b in (known, with_births(known, boom, 2024)))
    assert (more.age, more.share, more.response) == (plain.age, plain.share, plain.response)


def test_assuming_births_of_one_year_leaves_what_is_unknown_of_earlier_years_unknown() -> None:
    history, births = county(schools=8)
    gap = without(births, 2, range(2016, 2017))
    far = (Assumption("births", "学校05", "", 2030, 100.0),)
    plain = estimate(history, gap, 2024, 2).answer()
    changed = estimate(history, gap, 2024, 2, assumed=far).answer()
    assert np.array_equal(plain.mean, changed.mean)


def test_a_district_that_goes_to_another_parent_later_counts_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("unit,year,births,parent\n村,2012,9,乙\n村,2010,7,甲\n村,2011,8,\n", encoding="utf-8")
    births = read_births(path)
    assert births.parents == ("乙",) and births.until(2012).parents == ("乙",)
    assert births.until(2011).parents == births.until(2009).parents == ("甲",)
