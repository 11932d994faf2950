"""Places: tables in, the map that is drawn of them, the demo county's births and moves."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.brought import bring

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.administration.demo_units import bureau_key
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.demonstration import SCALES, Demonstration
from gangmu.foundation.organisations.services import found
from gangmu.records.places.demo import LAST, build_places
from gangmu.records.places.lines import check_line, points_of, written
from gangmu.records.places.maps import Frame, draw
from gangmu.records.places.models import Births, Moves, Place, Road
from gangmu.records.rolls.demo_lives import THIS_YEAR, Life
from gangmu.records.rolls.models import Pupil


@pytest.fixture
def villages(cast):
    """Two townships that both have an 上庄, one with another village."""
    with acting_as(SystemActor("测试")):
        other = found("t9", date(2020, 1, 1), cast.own.bureau, name="石桥镇", kind="township")
    for unit, name in ((cast.own.township, "上庄村"), (other, "上庄村"), (other, "下畈村")):
        Place._base_manager.create(organisation=unit, name=name, kind="village")
    return other


BIRTHS = ("属地", "居住地", "年度", "口径", "出生人数", "数据来源")


def test_births_come_in_by_place_and_the_same_table_twice_changes_nothing(cast, villages):
    lines = [
        BIRTHS,
        [cast.own.township.name, f"{cast.own.township.name}上庄村", 2024, "户籍", 31, "卫健局"],
        ["石桥镇", "下畈村", 2024, "常住", 0, "卫健局"],
    ]
    first, again = (bring(cast.own, "小陈", "births", lines) for _ in range(2))
    assert (len(first.created), first.faults) == (2, [])
    assert (len(again.created), len(again.changed), again.faults) == (0, 0, [])
    assert sorted(Births._base_manager.values_list("place__name", "born")) == [("上庄村", 31), ("下畈村", 0)]


def test_where_places_lie_is_asked_once_for_a_table_however_many_rows_it_has(cast, villages):
    for number in range(30):
        Place._base_manager.create(organisation=villages, name=f"第{number}村", kind="village")
    asked = []
    for names in (range(2), range(30)):
        lines = [["石桥镇", f"第{number}村", 2024, "户籍", 3, "卫健局"] for number in names]
        with CaptureQueriesContext(connection) as queries:
            assert len(bring(cast.own, "小陈", "births", [BIRTHS, *lines]).faults) == 0
        asked.append(sum('FROM "places_place"' in query["sql"] for query in queries))
    assert asked[0] == asked[1]
    moved = bring(
        cast.own, "小陈", "births", [BIRTHS, [cast.own.township.name, "第1村", 2025, "户籍", 3, "卫健局"]]
    )
    assert [fault.refusal.code for fault in moved.faults] == ["places.elsewhere"]


def test_a_name_that_two_townships_have_is_refused_until_the_township_stands_before_it(cast, villages):
    plan = bring(cast.own, "小陈", "births", [BIRTHS, ["石桥镇", "上庄村", 2024, "户籍", 31, "卫健局"]])
    assert [(fault.row, fault.column) for fault in plan.faults] == [(1, 1)]
    assert not Births._base_manager.exists()


def test_births_of_a_place_are_not_told_under_another_township(cast, villages):
    line = [cast.own.township.name, "下畈村", 2024, "户籍", 31, "卫健局"]
    plan = bring(cast.own, "小陈", "births", [BIRTHS, line])
    assert "不在所填的属地" in str(plan.faults[0].refusal)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=9))
def test_a_line_that_is_written_is_read_back_to_a_metre(points):
    read = points_of(written(points))
    assert all(
        abs(a - b) <= 1e-5
        for one, same in zip(points, read, strict=True)
        for a, b in zip(one, same, strict=True)
    )


@pytest.mark.parametrize(
    "wrong", ["", "118.9,29.6", "118.9 29.6", "118.9,29.6 181,3", "甲,乙 1,2", "nan,1 2,3"]
)
def test_what_is_no_line_is_refused(wrong):
    with pytest.raises(ValidationError):
        check_line(wrong)


def degrees(least: int, most: int) -> st.SearchStrategy[float]:
    """Degrees to a metre, as coordinates are written: floats closer than that stand at one place of the picture."""
    return st.integers(least * 100_000, most * 100_000).map(lambda part: part / 100_000)


@given(st.lists(st.tuples(degrees(70, 140), degrees(15, 55)), min_size=1, max_size=9))
def test_every_point_stands_within_the_picture_and_north_is_above(points):
    frame = Frame(points)
    assert all(frame.holds(point) for point in points)
    assert [p[1] for p in sorted(points, key=lambda p: frame.place(p)[1])] == sorted(
        (p[1] for p in points), reverse=True
    )


def test_the_map_shows_own_places_alone_and_counts_those_without_a_point(cast, villages):
    Place._base_manager.create(
        organisation=cast.own.township, name="滨江花园", kind="estate", longitude=118.9, latitude=29.6
    )
    Place._base_manager.create(
        organisation=cast.foreign.township, name="外县村", kind="village", longitude=118.9, latitude=29.6
    )
    with acting_as(cast.own.actor("小陈")), scoped("places.place:view"):
        drawing = draw()
    assert [mark.words for mark in drawing.marks if mark.shape == "estate"] == [
        f"{cast.own.township.name}滨江花园"
    ]
    assert not any("外县" in mark.words for mark in drawing.marks)
    assert drawing.places_without == 3
    page = cast.client("小陈").get("/places/map/").content.decode()
    assert "mark-estate" in page and "滨江花园" in page


def test_half_a_coordinate_is_refused(cast):
    titles = ("属地", "名称", "类别", "经度", "纬度")
    plan = bring(
        cast.own, "小陈", "places", [titles, [cast.own.township.name, "上庄村", "行政村", 118.9, ""]]
    )
    assert "同时填写" in str(plan.faults[0].refusal)


@pytest.fixture
def yunxi():
    """The demo county's bureau with three towns."""
    with acting_as(SystemActor("演示数据")):
        bureau = found(bureau_key(0), date(2020, 1, 1), name="云溪县教育局", kind="bureau")
        for number, name in enumerate(("城关镇", "溪口镇", "白石镇")):
            found(f"yunxi-t{number}", date(2020, 1, 1), bureau, name=name, kind="township")
        yield bureau


def build():
    build_places(Demonstration(7, replace(SCALES["small"], towns=3)))


@pytest.mark.django_db
def test_the_demo_county_has_places_roads_births_and_moves(yunxi):
    build()
    assert set(Place._base_manager.values_list("kind", flat=True)) == {"village", "community", "estate"}
    assert all(len(points_of(road.line)) >= 2 for road in Road._base_manager.all())
    assert Births._base_manager.aggregate(Sum("born"))["born__sum"] is None
    assert not Moves._base_manager.exists(), "without pupils nobody was born, and nobody moved"


@pytest.mark.django_db
def test_births_of_the_demo_county_enter_grade_1_in_the_seventh_autumn_and_are_fewer_after_the_last_who_entered(
    yunxi,
):
    sizes, chance = {"1": 300, "2": 420, "3": 540}, Random(4)
    school = found("yunxi-s1", date(2020, 1, 1), yunxi, name="云溪县城关小学", kind="school", stages=["PRI"])
    entered = {grade: THIS_YEAR - order for order, grade in enumerate(sizes)}
    Pupil._base_manager.bulk_create(
        Pupil(organisation=school, roll_number=f"G1101052015010{grade}{n:04}", name="某某", grade=grade, birth_date=Life(entered[grade] - 6, 0, True).birthday(chance))
        for grade, size in sizes.items() for n in range(size)
    )  # fmt: skip
    build()
    born = dict(Births._base_manager.filter(basis="registered").values_list("year").annotate(Sum("born")))
    for grade, size in sizes.items():
        assert born[entered[grade] - 7] == pytest.approx(size, rel=0.2)
    assert born[LAST - 6] > born[LAST - 4] > born[LAST]
    assert LAST == THIS_YEAR - 1
