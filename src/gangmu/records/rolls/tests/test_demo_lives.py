"""The ways of the demo's pupils: as many as a county has, and none that nobody could go."""

from collections import Counter
from datetime import date
from functools import cache
from random import Random

from gangmu.foundation.administration.demo_units import name_of, schools_of, towns_of
from gangmu.foundation.kernel.demonstration import SCALES
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import Unit
from gangmu.records.rolls.choices import LARGE
from gangmu.records.rolls.demo_lives import STAGES, THIS_YEAR, Life, Stay, lives, places

GRADES = [grade for grades, _age, _size in STAGES.values() for grade in grades]
#: One of the schools is merged into another in this year.
MERGED = 2024


@cache
def county() -> tuple[list[Unit], dict[int, tuple[int, int]], list[Life]]:
    """The schools of a county, the one that was merged, and the ways of its pupils."""
    scale = SCALES["county"]
    units = []
    for number, town in enumerate(towns_of(0, scale)):
        for school in schools_of(name_of(0), town, number, scale):
            stages = tuple(str(stage) for stage in school.stages)
            units.append(
                Unit(len(units) + 100, school.name, school.kind, number or None, stages=stages, urban_rural=school.place)
            )  # fmt: skip
    known = {unit.name: unit.id for unit in units}
    merged = {known["云溪县沙河乡完全小学"]: (known["云溪县沙河乡中心小学"], MERGED)}
    return units, merged, ways(units, merged, 1)


def ways(units: list[Unit], merged: dict[int, tuple[int, int]], seed: int, years: int = 5) -> list[Life]:
    chance = Random(seed)
    return lives(places(units, 1.0, {}, chance), years, merged, chance)


def stays_of(year: int) -> list[Stay]:
    return [stay for way in county()[2] for stay in way.stays if stay.year == year and stay.until is None]


def classes_of(year: int) -> Counter[tuple[int, str, int]]:
    return Counter((stay.unit, stay.grade, stay.number) for stay in stays_of(year))


def test_the_county_has_about_as_many_schools_pupils_and_classes_as_counties_have() -> None:
    schools = [unit for unit in county()[0] if unit.kind in (Kind.SCHOOL, Kind.KINDERGARTEN)]
    assert 110 <= len(schools) <= 130
    assert 47_000 <= len(stays_of(THIS_YEAR)) <= 53_000
    assert 1_100 <= len(classes_of(THIS_YEAR)) <= 1_300


def test_large_classes_run_out_over_the_years_but_some_are_left() -> None:
    large = [sum(size >= LARGE for size in classes_of(year).values()) for year in range(2022, THIS_YEAR + 1)]
    assert large[0] > 2 * large[-1] > 0


def test_kindergartens_shrink_as_births_fall() -> None:
    children = [sum(stay.grade == "K1" for stay in stays_of(year)) for year in range(2022, THIS_YEAR + 1)]
    assert children == sorted(children, reverse=True)


def test_a_pupil_goes_up_one_grade_a_year_and_changes_school_only_where_a_stage_begins_or_the_school_is_merged() -> (
    None
):
    _units, merged, all_ways = county()
    for way in all_ways:
        for was, then in zip(way.stays, way.stays[1:], strict=False):
            assert then.year == was.year + 1 and was.until is None
            assert GRADES.index(then.grade) == GRADES.index(was.grade) + 1
            followed = merged.get(was.unit) == (then.unit, then.year)
            assert then.unit == was.unit or then.stage != was.stage or followed


def test_who_is_gone_sits_nowhere_this_year_and_who_is_not_sits_in_one_class() -> None:
    for way in county()[2]:
        assert (way.left_on is None) == (way.stays[-1].year == THIS_YEAR)


def test_who_sits_in_a_grade_has_its_age_by_31_august_3_in_k1_6_in_grade_1_12_in_grade_7() -> None:
    chance = Random(2)
    ages = {g: age + step for grades, age, _size in STAGES.values() for step, g in enumerate(grades)}
    assert (ages["K1"], ages["1"], ages["7"], ages["12"]) == (3, 6, 12, 17)
    for way in county()[2]:
        born = way.birthday(chance)
        for stay in way.stays:
            assert stay.year - born.year - ((born.month, born.day) > (8, 31)) == ages[stay.grade]
            assert stay.since >= date(stay.year, 9, 1)


def test_a_merged_school_has_nobody_from_then_on() -> None:
    closed = next(iter(county()[1]))
    assert any(stay.unit == closed for stay in stays_of(MERGED - 1))
    assert not any(stay.unit == closed for year in range(MERGED, THIS_YEAR + 1) for stay in stays_of(year))


def test_the_same_seed_makes_the_same_ways_and_another_seed_others() -> None:
    units = county()[0][:30]
    merged: dict[int, tuple[int, int]] = {}
    assert ways(units, merged, 3, 1) == ways(units, merged, 3, 1) != ways(units, merged, 4, 1)
