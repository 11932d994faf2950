"""Whole-class promotion: a proposal beside the roll, which the next export confirms or contradicts pupil by pupil."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from tests.plugins import people

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.organisations.choices import StageBoundary
from gangmu.records.rolls.choices import Grade, Status
from gangmu.records.rolls.models import Enrolment, HeldBack, Promotion, Pupil, SchoolClass
from gangmu.records.rolls.promoting import Sits, Verdict, counts_of, grade_above, proposed, verdict
from gangmu.records.rolls.services.changes import take_off
from gangmu.records.rolls.services.promotions import hold_back, propose, withdraw
from gangmu.records.rolls.services.standing import keep_standing

FIRST, TURN = date(2025, 9, 1), date(2026, 9, 1)


@pytest.fixture(autouse=True)
def summer(monkeypatch):
    """A day of the summer between two school years."""
    monkeypatch.setattr(people, "_kept", [])
    with time_machine.travel(date(2026, 7, 6), tick=True) as clock:
        yield clock


def enter(school, name, grade, number=1, since=FIRST):
    """Enter a pupil who has sat in a class since last September, or another day."""
    count = Pupil._base_manager.count()
    pupil = Pupil._base_manager.create(
        organisation=school, roll_number=f"L{count:018}", name=name, pinyin=name, grade=grade, class_number=number, since=since,
    )  # fmt: skip
    keep_standing([(pupil, None)])
    return pupil


def tell(pupil, **now):
    """Tell of a pupil what an export of the new school year shows."""
    from gangmu.foundation.audit.services import snapshot

    held = Pupil._base_manager.get(pk=pupil.pk)
    before = snapshot(held)
    for name, value in {"since": TURN, **now}.items():
        setattr(held, name, value)
    held.save()
    keep_standing([(held, before)])


@pytest.fixture
def school(cast):
    """A school with a class of five in grade five and one of two in grade six."""
    with acting_as(SystemActor("测试")):
        for number in range(5):
            enter(cast.own.school, f"五{number}", "5")
        for number in range(2):
            enter(cast.own.school, f"六{number}", "6")
    return cast.own.school


class Clerk:
    """The school's clerk, who signs in anew for each page: between two of them lies a summer."""

    def __init__(self, cast):
        self.cast = cast

    def get(self, address):
        return self.cast.client("小郑").get(address)

    def post(self, address, told=None):
        return self.cast.client("小郑").post(address, told or {})


@pytest.fixture
def clerk(cast):
    return Clerk(cast)


def address(school):
    return f"/rolls/promotions/?school={school.pk}&year=2026"


def counts(client, school, grade):
    [held] = [
        one
        for one in client.get(address(school)).context["held"]
        if one.promotion.school_class.grade == grade
    ]
    return held.counts, held.joined


def act(client, school):
    return client.post("/rolls/promotions/propose/", {"school": school.pk, "year": 2026})


def test_every_class_goes_up_and_the_last_one_out_and_the_roll_stays_as_it_is(school, clerk):
    before = (
        list(Enrolment._base_manager.values_list()),
        list(Pupil._base_manager.values_list("grade", "version")),
    )
    assert act(clerk, school).status_code == 302
    fifth, sixth = counts(clerk, school, "5")[0], counts(clerk, school, "6")[0]
    assert (fifth.before, fifth.up, fifth.out, fifth.stay, fifth.waiting) == (5, 5, 0, 0, 5)
    assert (sixth.before, sixth.up, sixth.out, sixth.stay, sixth.waiting) == (2, 0, 2, 0, 2)
    after = (
        list(Enrolment._base_manager.values_list()),
        list(Pupil._base_manager.values_list("grade", "version")),
    )
    assert before == after
    assert AuditEntry.objects.filter(verb="建议整班升级").count() == 2


def test_proposing_twice_proposes_nothing_new_and_keeps_who_is_held_back(school, clerk, cast):
    act(clerk, school)
    promotion = Promotion._base_manager.get(school_class__grade="5")
    pupil = Pupil._base_manager.get(name="五0")
    clerk.post(f"/rolls/promotions/{promotion.pk}/hold/", {"version": 1, "pupil": [pupil.pk]})
    act(clerk, school)
    assert Promotion._base_manager.count() == 2
    assert HeldBack._base_manager.get().pupil == pupil
    told = counts(clerk, school, "5")[0]
    assert (told.up, told.stay) == (4, 1)


def test_the_next_export_confirms_and_contradicts_pupil_by_pupil(school, clerk, summer):
    act(clerk, school)
    promotion = Promotion._base_manager.get(school_class__grade="5")
    pupils = list(Pupil._base_manager.filter(grade="5").order_by("name"))
    clerk.post(f"/rolls/promotions/{promotion.pk}/hold/", {"version": 1, "pupil": [pupils[4].pk]})
    summer.move_to(date(2026, 9, 8))
    with acting_as(SystemActor("测试")):
        tell(pupils[0], grade="6")
        tell(pupils[1], grade="6")
        tell(pupils[2], grade="5")
        tell(pupils[3], grade="6", class_number=2)
        tell(pupils[4], grade="5", class_number=2)
        enter(school, "新来", "6", since=TURN)
    told, joined = counts(clerk, school, "5")
    assert (told.confirmed, told.contradicted, told.waiting) == (3, 2, 0)
    assert joined == 1
    page = clerk.get(f"/rolls/promotions/{promotion.pk}/")
    differing = [(line.name, will, seen) for line, will, seen in page.context["differing"]]
    assert differing == [("五2", "六年级（1）班", "五年级（1）班"), ("五3", "六年级（1）班", "六年级（2）班")]
    assert "五3" in page.content.decode()


def test_who_an_export_says_nothing_new_of_still_waits_until_it_tells_of_most_of_the_class(
    school, clerk, summer
):
    act(clerk, school)
    pupils = list(Pupil._base_manager.filter(grade="5").order_by("name"))
    summer.move_to(date(2026, 9, 8))
    with acting_as(SystemActor("测试")):
        tell(pupils[0], grade="6")
        told = counts(clerk, school, "5")[0]
        assert (told.confirmed, told.contradicted, told.waiting) == (1, 0, 4)
        tell(pupils[1], grade="6")
        tell(pupils[2], grade="6")
    told = counts(clerk, school, "5")[0]
    assert (told.confirmed, told.contradicted, told.waiting) == (3, 2, 0)


def test_a_graduate_is_confirmed_by_leaving_or_by_beginning_the_next_stage_elsewhere(
    school, clerk, cast, summer
):
    act(clerk, school)
    first, second = Pupil._base_manager.filter(grade="6").order_by("name")
    summer.move_to(date(2026, 9, 8))
    with acting_as(SystemActor("测试")):
        take_off([first], date(2026, 9, 8), "九月学籍表")
        tell(second, grade="7", organisation=cast.foreign.school)
    told = counts(clerk, school, "6")[0]
    assert (told.confirmed, told.contradicted) == (2, 0)


def test_a_graduate_who_sits_in_the_same_grade_again_is_a_difference(school, clerk, summer):
    act(clerk, school)
    summer.move_to(date(2026, 9, 8))
    with acting_as(SystemActor("测试")):
        for pupil in Pupil._base_manager.filter(grade="6"):
            tell(pupil, grade="6")
    assert counts(clerk, school, "6")[0].contradicted == 2


def test_a_school_to_which_somebody_went_is_not_named(school, clerk, cast, summer):
    act(clerk, school)
    summer.move_to(date(2026, 9, 8))
    with acting_as(SystemActor("测试")):
        for pupil in Pupil._base_manager.filter(grade="5"):
            tell(pupil, grade="6", organisation=cast.foreign.school)
    promotion = Promotion._base_manager.get(school_class__grade="5")
    page = clerk.get(f"/rolls/promotions/{promotion.pk}/").content.decode()
    assert "在其他学校，六年级" in page
    assert cast.foreign.school.name not in page


def test_two_school_years_are_open_at_once(school, clerk, summer):
    act(clerk, school)
    summer.move_to(date(2026, 9, 8))
    with acting_as(SystemActor("测试")):
        for pupil in Pupil._base_manager.filter(grade="5"):
            tell(pupil, grade="6")
    assert set(SchoolClass._base_manager.values_list("school_year", "grade")) == {
        (2025, "5"),
        (2025, "6"),
        (2026, "6"),
    }
    old = clerk.get("/r/school-classes/?as_of=2026-08-31").content.decode()
    assert "五年级" in old
    years = [year.start_year for year in clerk.get(address(school)).context["years"]]
    assert years == [2026, 2027]


def test_a_proposal_taken_back_leaves_the_roll_and_can_be_made_again(school, clerk):
    act(clerk, school)
    promotion = Promotion._base_manager.get(school_class__grade="6")
    assert clerk.post(f"/rolls/promotions/{promotion.pk}/withdraw/").status_code == 302
    assert Promotion._base_manager.count() == 1
    act(clerk, school)
    assert Promotion._base_manager.count() == 2
    assert Pupil._base_manager.count() == 7


def test_what_cannot_be_proposed_is_refused_in_words(school, cast):
    with acting_as(SystemActor("测试")):
        with pytest.raises(Refusal, match="没有班级"):
            propose(cast.own.kindergarten.pk, 2026)
        propose(school.pk, 2026)
        fifth = Promotion._base_manager.get(school_class__grade="5")
        sixth = Promotion._base_manager.get(school_class__grade="6")
        pupil = Pupil._base_manager.filter(grade="5").first()
        with pytest.raises(Conflict):
            hold_back(fifth, [pupil.pk], 7)
        with pytest.raises(Refusal, match="毕业班"):
            hold_back(sixth, [], 1)
        with pytest.raises(Refusal, match="已不在该校"):
            hold_back(fifth, [10**9], 1)
    with acting_as(cast.foreign.actor("小郑")):
        for forbidden in (
            lambda: propose(school.pk, 2026),
            lambda: withdraw(fifth),
            lambda: hold_back(fifth, [], 1),
        ):
            with pytest.raises(Forbidden):
                forbidden()


@given(st.sampled_from(list(Grade)), st.sampled_from(list(StageBoundary)))
def test_a_grade_goes_up_by_one_or_out(grade, boundary):
    above = grade_above(grade, boundary)
    places = list(Grade)
    assert above == "" or places.index(Grade(above)) == places.index(grade) + 1


sits = st.builds(
    Sits, st.integers(1, 2), st.sampled_from(["5", "6", "7"]), st.one_of(st.none(), st.integers(1, 2)), st.sampled_from(list(Status))
)  # fmt: skip


@given(
    st.lists(
        st.tuples(sits, st.sampled_from(["6", ""]), st.booleans(), st.one_of(st.none(), sits), st.booleans())
    )
)
def test_every_pupil_is_counted_once_before_by_the_proposal_and_by_the_verdict(cases):
    lines = []
    for before, grade, held_back, seen, exported in cases:
        will = proposed(before, grade, held_back=held_back)
        lines.append((before, will, verdict(before, will, seen, exported=exported)))
    told = counts_of(lines)
    assert told.before == len(cases) == told.up + told.out + told.stay
    assert told.before == told.confirmed + told.contradicted + told.waiting


@given(sits, st.sampled_from(["6", ""]), st.booleans())
def test_what_is_seen_as_it_was_proposed_is_confirmed(before, grade, held_back):
    will = proposed(before, grade, held_back=held_back)
    if will.on_roll or will.status == Status.GRADUATED:
        assert verdict(before, will, will, exported=True) == Verdict.CONFIRMED
