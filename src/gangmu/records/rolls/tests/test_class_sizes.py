"""From class rows to the target: rows imported → fact → 大班额比例 with its two dates → light → sentence, also after a correction."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict

from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.figures import figure
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.proofs import sentence_of
from gangmu.datacentre.targets.selectors import evaluate
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.learned_sizes import learn_sizes
from gangmu.foundation.registers.asking import ask
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.ui.rows import address_of
from gangmu.records.rolls.choices import Band
from gangmu.records.rolls.models import Pupil, SchoolClass
from gangmu.records.rolls.services.standing import keep_standing
from gangmu.records.rolls.sizes import band_of, limits_of, sizes_of

pytestmark = pytest.mark.usefixtures("november")

SEPTEMBER = date(2026, 9, 1)
#: (unit of the county, grade, class, pupils)
CLASSES = (
    ("school", "5", 1, 56),
    ("school", "5", 2, 55),
    ("school", "4", 1, 66),
    ("kindergarten", "K2", 1, 60),
    ("school", "3", 1, 40),
)


def fill(county, classes=CLASSES, letter="G") -> list[Pupil]:
    serial = iter(range(100000))
    pupils = [
        Pupil(organisation=getattr(county, unit), roll_number=f"{letter}11010520150101{next(serial):04}", name="某某", grade=grade, class_number=number, since=SEPTEMBER)
        for unit, grade, number, size in classes
        for _ in range(size)
    ]  # fmt: skip
    made = Pupil._base_manager.bulk_create(pupils)
    keep_standing([(pupil, None) for pupil in made])
    return made


@pytest.fixture
def county(cast):
    with acting_as(SystemActor("测试")):
        fill(cast.own)
        fill(cast.foreign, (("school", "5", 1, 70),), "L")
    return cast


def share(county, day=SEPTEMBER, known_at=None):
    return figure("large_class_share", county.own.bureau.pk, day, day, known_at=known_at)


def test_the_share_counts_classes_of_56_and_more_of_schools_with_both_dates(county):
    told = share(county)
    assert (told.value, told.numerator, told.denominator) == (50.0, 2, 4)
    assert (told.effective, told.period_from) == (SEPTEMBER, None)
    assert told.known_at is not None
    assert figure("over_large_classes", county.own.bureau.pk, SEPTEMBER, SEPTEMBER).value == 1
    assert figure("average_class_size", county.own.bureau.pk, SEPTEMBER, SEPTEMBER).value == 217 / 4
    assert figure("large_class_share", county.city.pk, SEPTEMBER, SEPTEMBER).denominator == 5


def test_a_year_without_classes_has_no_share_and_says_so(county):
    told = share(county, date(2025, 9, 1))
    assert (told.value, told.reason.code) == (None, "targets.no_denominator")


def test_who_is_suspended_does_not_count_in_a_class(county):
    pupil = Pupil._base_manager.filter(grade="5", class_number=1, organisation=county.own.school).first()
    client = county.client("小郑")
    told = {"row": f"{pupil.pk}:{pupil.version}", "field": "status", "status": "suspended"}
    assert client.post("/r/pupils/change/", told).status_code == 302
    assert share(county, date(2026, 11, 16)).value == 25.0
    assert share(county).value == 50.0, "in September the pupil attended"


def test_the_figure_opens_to_its_classes_within_the_readers_scope(county):
    told = share(county)
    with acting_as(county.actor("小陈")):
        address, below = address_of(told.rows), address_of(told.denominator_rows)
    assert county.client("小陈").get(address).context["count"] == 2
    assert county.client("小陈").get(below).context["count"] == 4
    assert county.foreign.client("小陈").get(address).context["count"] == 0


def test_a_correction_changes_the_figure_and_what_was_known_stays(county):
    before = clock.now()
    pupils = Pupil._base_manager.filter(organisation=county.own.school, grade="5", class_number=1)
    client = county.client("小郑")
    marks = [f"{pupil.pk}:{pupil.version}" for pupil in pupils[:2]]
    assert (
        client.post(
            "/r/pupils/change/", {"row": marks, "field": "class_number", "class_number": "3"}
        ).status_code
        == 302
    )
    assert share(county).value == 50.0, "a change from today on leaves September as it was"
    with acting_as(county.actor("小郑")):
        for pupil in pupils.model._base_manager.filter(class_number=3):
            was = {f.attname: getattr(pupil, f.attname) for f in Pupil._meta.concrete_fields}
            pupil.since = SEPTEMBER
            pupil.save()
            keep_standing([(pupil, was)])
    corrected = share(county)
    assert (corrected.value, corrected.numerator, corrected.denominator) == (20.0, 1, 5)
    assert share(county, known_at=before).numerator == 2


def test_a_target_bound_to_it_gets_its_value_its_light_and_a_sentence_that_opens(county):
    with acting_as(county.actor("小陈")):
        target = create_target(
            TargetDraft(
                key="t1", organisation_id=county.own.bureau.pk, year=2026, name="大班额比例", wording="大班额比例控制在5%以内", comparator="<=",
                unit="%", measured_from=date(2026, 1, 1), measured_at=date(2026, 12, 31), values=(ValueDraft(2026, ValueKind.NUMBER, 5),),
            )
        )  # fmt: skip
    assert target.indicator == "large_class_share"
    told = evaluate(target, date(2026, 12, 31))
    assert (told.result.value, told.met, told.light.light) == (50.0, False, ResultLight.UNLIKELY)
    figures = sentence_of(told).figures
    assert [f.value for f in figures] == [50.0]
    with acting_as(county.actor("小陈")):
        assert county.client("小陈").get(address_of(figures[0].rows)).context["count"] == 2


def test_the_list_of_classes_tells_size_and_band_and_sums_them(county):
    page = county.client("小陈").get("/r/school-classes/?as_of=2026-09-01")
    assert page.context["count"] == 5
    words = page.content.decode()
    assert "66 人及以上" in words
    assert "277" in words
    assert county.client("小陈").get("/r/school-classes/?as_of=2025-09-01").context["count"] == 0


def test_bands_by_stage_open_to_their_classes(county):
    page = county.client("小陈").get("/rolls/class-sizes/?as_of=2026-09-01")
    (_kg, garden, _bands), (_pri, primary, bands) = page.context["lines"]
    assert (garden.classes, primary.classes, primary.large, primary.over_large) == (1, 4, 2, 1)
    opened = [(count, county.client("小陈").get(address).context["count"]) for count, address in bands]
    assert all(count == there for count, there in opened)
    assert sum(count for count, _there in opened) == 4


def test_a_class_into_which_nobody_goes_yet_is_listed_and_does_not_count(county):
    client = county.client("小郑")
    form = {
        "organisation": county.own.school.pk,
        "school_year": "2026",
        "stage": "PRI",
        "grade": "1",
        "number": "1",
        "kind": "small",
    }
    assert client.post("/r/school-classes/new/", form).status_code == 302
    assert share(county).denominator == 4
    assert county.client("小陈").get("/r/school-classes/").context["count"] == 6
    assert client.post("/r/school-classes/new/", {**form, "number": "2", "stage": "KG"}).status_code == 422
    assert client.post("/r/school-classes/new/", {**form, "number": "1000"}).status_code == 422
    assert SchoolClass._base_manager.filter(kind="small").count() == 1


def test_a_class_without_pupils_has_no_band_in_the_list_nor_among_the_sizes(county):
    SchoolClass._base_manager.create(
        organisation=county.own.school, school_year=2026, stage="PRI", grade="1", number=1
    )
    client = county.client("小陈")
    lines = [
        line for line in client.get("/r/school-classes/").content.decode().split("<tr") if "一年级" in line
    ]
    assert "25 人及以下" not in lines[-1] and "–" in lines[-1]
    primary = client.get("/rolls/class-sizes/").context["lines"][1][1]
    assert (primary.classes, primary.bands[Band.TO_25]) == (4, 0)


def test_classes_as_known_before_anybody_was_known_to_be_in_them_are_not_listed(county):
    client, address = county.client("小陈"), "/r/school-classes/?as_of=2026-09-01&known="
    assert client.get(f"{address}2026-08-01").context["count"] == 0
    SchoolClass._base_manager.create(
        organisation=county.own.school, school_year=2026, stage="PRI", grade="1", number=1
    )
    today = clock.today().isoformat()
    assert client.get(f"{address}{today}").context["count"] == len(CLASSES)
    assert client.get("/r/school-classes/?as_of=2026-09-01").context["count"] == len(CLASSES) + 1


def test_every_size_lies_in_one_band():
    for size in range(1, 80):
        least, most = limits_of(band_of(size))
        assert least <= size
        assert most is None or size <= most
    assert [band_of(n) for n in (25, 26, 45, 46, 55, 56, 65, 66)] == [
        Band.TO_25, Band.TO_30, Band.TO_45, Band.TO_50, Band.TO_55, Band.TO_60, Band.TO_65, Band.ABOVE_65,
    ]  # fmt: skip
    told = sizes_of([30, 56, 66])
    assert (told.large, told.over_large, sum(told.bands.values())) == (2, 1, 3)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server plans for itself")
def test_the_list_of_a_county_is_answered_from_an_index_and_sorts_nothing(county):
    with acting_as(SystemActor("测试")):
        fill(county.own, tuple(("school", str(grade), 9, 500) for grade in range(1, 7)), "J")
    learn_sizes()
    declared = register_named("pupils")
    with acting_as(county.actor("小陈")), scoped(declared.view_permission):
        for query in ("", "grade=5", f"organisation={county.own.school.pk}"):
            plan = ask(declared, QueryDict(query)).rows[:50].explain()
            assert "USING INDEX" in plan, query
            assert "TEMP B-TREE" not in plan, query


def test_who_is_on_the_roll_is_a_fact_by_stage_and_opens_in_the_list_of_that_day(county):
    primary = county.client("小陈").get(
        "/r/enrolments/?as_of=2026-09-01&stage=PRI&f=counted_on%7C%3D%7C2026-09-01"
    )
    assert primary.context["count"] == 56 + 55 + 66 + 40
    garden = county.client("小陈").get("/r/enrolments/?as_of=2026-09-01&stage=KG")
    assert garden.context["count"] == 60
    assert county.client("小陈").get("/r/enrolments/?as_of=2025-09-01").context["count"] == 0
