"""From rows of staff and pupils to figures: at both dates, with denominators, opening to their rows within the reader's scope."""

from datetime import date

import pytest

from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.figures import figure
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.proofs import sentence_of
from gangmu.datacentre.targets.selectors import evaluate
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.ui.rows import address_of
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.services.standing import keep_standing
from gangmu.records.staff.models import StaffMember

pytestmark = pytest.mark.usefixtures("november")

SEPTEMBER = date(2026, 9, 1)
#: What the teachers of the school are beside their number: six of primary, one of whom is off the post.
TEACHERS = (
    {"education": "college", "title": "first", "certificate": "PRI"},
    {"education": "bachelor", "title": "senior", "certificate": "PRI", "backbone": "county"},
    {
        "education": "bachelor",
        "title": "second",
        "subject": "music",
        "certificate": "JUN",
        "backbone": "school",
    },
    {"education": "upper"},
    {"education": "bachelor", "title": "second", "certificate": "PRI", "establishment": "outside"},
    {"education": "master", "title": "professor", "certificate": "PRI", "backbone": "city", "status": "off"},
    {"category": "office", "stage": "", "education": "master"},
)


@pytest.fixture
def county(cast):
    """Eighty pupils and the teachers of the school; one teacher and ten pupils of another county."""
    with acting_as(SystemActor("测试")):
        for county, staff, size, letter in (
            (cast.own, TEACHERS, 80, "G"),
            (cast.foreign, TEACHERS[:1], 10, "L"),
        ):
            made = StaffMember._base_manager.bulk_create(
                StaffMember(organisation=county.school, name="某某", id_kind="other", id_number=f"{letter}{n:06}", since=SEPTEMBER, **{"stage": "PRI", **told})
                for n, told in enumerate(staff)
            )  # fmt: skip
            register_named("staff").wrote([(member, None) for member in made])
            pupils = Pupil._base_manager.bulk_create(
                Pupil(organisation=county.school, roll_number=f"{letter}11010520150101{n:04}", name="某某", grade="5", since=SEPTEMBER)
                for n in range(size)
            )  # fmt: skip
            keep_standing([(pupil, None) for pupil in pupils])
    return cast


def told(county, code, day=SEPTEMBER, known_at=None):
    return figure(code, county.own.bureau.pk, day, day, known_at=known_at)


@pytest.mark.parametrize(
    ("code", "value", "numerator", "denominator"),
    [
        ("pupil_teacher_ratio_primary", 16, 80, 5),
        ("above_standard_degree_share_primary", 80, 4, 5),
        ("qualified_degree_share_primary", 100, 5, 5),
        ("above_standard_degree_per_100_primary", 5, 4, 80),
        ("backbone_teachers_per_100_primary", 1.25, 1, 80),
        ("pe_arts_teachers_per_100_primary", 1.25, 1, 80),
        ("backbone_teacher_share", 20, 1, 5),
        ("middle_and_senior_title_share", 40, 2, 5),
        ("senior_title_share", 20, 1, 5),
        ("certificate_holder_share", 80, 4, 5),
    ],
)
def test_a_figure_comes_out_as_worked_by_hand_and_opens_to_its_rows(
    county, code, value, numerator, denominator
):
    result = told(county, code)
    assert (result.value, result.numerator, result.denominator) == (value, numerator, denominator)
    assert (result.effective, result.period_from) == (SEPTEMBER, None)
    assert result.known_at is not None
    with acting_as(county.actor("小陈")):
        above, below = address_of(result.rows), address_of(result.denominator_rows)
    assert county.client("小陈").get(above).context["count"] == numerator
    assert county.client("小陈").get(below).context["count"] == denominator
    assert county.foreign.client("小陈").get(above).context["count"] == 0


@pytest.mark.parametrize(
    ("code", "value"),
    [("full_time_teachers", 5), ("staff_within_establishment", 6), ("within_establishment_off_post", 1)],
)
def test_a_count_says_that_it_is_one(county, code, value):
    result = told(county, code)
    assert (result.value, result.is_count, result.denominator) == (value, True, None)


def test_a_stage_without_teachers_has_no_ratio_and_says_so(county):
    for code in ("pupil_teacher_ratio_junior", "above_standard_degree_share_senior"):
        result = told(county, code)
        assert (result.value, result.reason.code) == (None, "targets.no_denominator")


def test_a_day_before_anything_is_known_has_no_ratio(county):
    assert told(county, "pupil_teacher_ratio_primary", date(2025, 9, 1)).value is None


def test_a_correction_changes_the_figure_and_what_was_known_stays(county):
    before = clock.now()
    member = StaffMember._base_manager.get(organisation=county.own.school, education="upper")
    was = {field.attname: getattr(member, field.attname) for field in StaffMember._meta.concrete_fields}
    with acting_as(county.actor("小郑")):
        member.education = "college"
        member.save()
        register_named("staff").wrote([(member, was)])
    assert told(county, "above_standard_degree_share_primary").value == 100
    assert told(county, "above_standard_degree_share_primary", known_at=before).value == 80


def test_a_target_bound_to_a_figure_gets_its_value_its_light_and_a_sentence_that_opens(county):
    with acting_as(county.actor("小陈")):
        target = create_target(
            TargetDraft(
                key="t1", organisation_id=county.own.bureau.pk, year=2026, name="小学高于规定学历教师比例",
                wording="小学高于规定学历教师比例达到75%以上", comparator=">=", unit="%", measured_from=date(2026, 1, 1),
                measured_at=date(2026, 12, 31), values=(ValueDraft(2026, ValueKind.NUMBER, 75),),
            )
        )  # fmt: skip
    assert target.indicator == "above_standard_degree_share_primary"
    result = evaluate(target, date(2026, 12, 31))
    assert (result.result.value, result.met) == (80.0, True)
    assert result.light.light != ResultLight.UNLIKELY
    figures = sentence_of(result).figures
    assert [f.value for f in figures] == [80.0]
    with acting_as(county.actor("小陈")):
        assert county.client("小陈").get(address_of(figures[0].rows)).context["count"] == 4
