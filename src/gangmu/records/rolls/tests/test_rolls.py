"""The roll: exports one after the other, enrolments in two times, changes, classes; nothing is deleted because a table leaves it out."""

import io
from datetime import date, timedelta

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind, Stage, StageBoundary
from gangmu.foundation.organisations.services import found
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.rolls.choices import ChangeKind, Status
from gangmu.records.rolls.comparison import Change, Held, changes, finishes
from gangmu.records.rolls.models import Enrolment, Pupil, RollChange, SchoolClass

pytestmark = pytest.mark.usefixtures("november")

TITLES = (
    "就读学校",
    "全国学籍号",
    "姓名",
    "身份证号",
    "年级",
    "班级",
    "学籍状态",
    "是否寄宿",
    "就读状态起始日期",
)
SEPTEMBER, NOVEMBER = "2026-09-01", "2026-11-02"


def id_of(number: int) -> str:
    first = f"1101052015{number % 12 + 1:02}{number % 28 + 1:02}{number % 1000:03}"
    return first + check_sign(first)


def line(school, number: int, grade="五年级", klass=1, status="在读", since=SEPTEMBER, **more):
    told = {"id": id_of(number), "boarding": "否", "name": f"学生{number}", **more}
    return [
        school.name,
        f"G{id_of(number)}",
        told["name"],
        told["id"],
        grade,
        klass,
        status,
        told["boarding"],
        since,
    ]


def table(lines) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([TITLES, *lines]):
            sheet.write_row(number, 0, cells)
    return target.getvalue()


def bring(client, lines, act="commit"):
    """Import a table to its end; return the import and its plan as it was shown."""
    client.post("/r/pupils/import/", {"file": SimpleUploadedFile("学籍.xlsx", table(lines))})
    run = ImportRun._base_manager.latest("id")
    client.post(
        f"/r/my/imports/{run.pk}/", {"act": "match", **{f"column-{f}": c for f, c in run.mapping.items()}}
    )
    plan = client.get(f"/r/my/imports/{run.pk}/").context["plan"]
    answer = client.post(f"/r/my/imports/{run.pk}/", {"act": act, "digest": plan.digest})
    assert answer.status_code == 302, [fault.words for fault in plan.faults]
    return run, plan


@pytest.fixture
def second(cast):
    """A second school of the township."""
    with acting_as(SystemActor("测试")):
        return found(
            "a9",
            date(2020, 1, 1),
            cast.own.township,
            name="青山县城东小学",
            kind=Kind.SCHOOL,
            stages=[Stage.PRI],
        )


@pytest.fixture
def clerk(cast, second):
    """The clerk of the township, who brings the exports of its schools."""
    return cast.client("小钱")


@pytest.fixture
def september(cast, clerk):
    """Five pupils of one class, as in September's export."""
    bring(clerk, [line(cast.own.school, n) for n in range(5)])
    return cast.own.school


def of_kinds() -> list[tuple[str, str]]:
    rows = RollChange._base_manager.order_by("id")
    return [(row.kind, row.pupil.name) for row in rows]


def test_an_export_brings_pupils_classes_and_enrolments_and_the_same_again_changes_nothing(september, clerk):
    assert Pupil._base_manager.count() == 5
    pupil = Pupil._base_manager.get(name="学生3")
    assert (pupil.birth_date, pupil.sex) == (date(2015, 4, 4), "male")
    assert pupil.pinyin
    row = Enrolment._base_manager.get(pupil=pupil)
    assert (row.valid_from, row.valid_to, row.school_class.stage) == (date(2026, 9, 1), None, "PRI")
    assert str(SchoolClass._base_manager.get()) == "五年级（1）班"
    assert not RollChange._base_manager.exists(), "the first roll of a school shows no change"
    _run, plan = bring(clerk, [line(september, n) for n in range(5)])
    assert (len(plan.created), len(plan.changed), plan.untouched) == (0, 0, 5)
    assert Enrolment._base_manager.count() == 5


def test_an_export_with_masked_ids_matches_by_the_roll_number_and_keeps_what_is_held(september, clerk):
    masked = [line(september, n, id=id_of(n)[:6] + "********" + id_of(n)[-4:]) for n in range(5)]
    _run, plan = bring(clerk, masked)
    assert (len(plan.created), len(plan.changed), plan.untouched) == (0, 0, 5)
    assert Pupil._base_manager.get(id_number=id_of(2)).name == "学生2"


def test_a_wrong_check_sign_and_a_birthday_that_disagrees_are_told_by_cell(cast, clerk):
    bad = line(cast.own.school, 1, id=id_of(1)[:-1] + ("1" if id_of(1)[-1] != "1" else "2"))
    short = line(cast.own.school, 2)
    short[1] = "G123"
    clerk.post("/r/pupils/import/", {"file": SimpleUploadedFile("学籍.xlsx", table([bad, short]))})
    run = ImportRun._base_manager.latest("id")
    clerk.post(
        f"/r/my/imports/{run.pk}/", {"act": "match", **{f"column-{f}": c for f, c in run.mapping.items()}}
    )
    words = [fault.words for fault in clerk.get(f"/r/my/imports/{run.pk}/").context["plan"].faults]
    assert any("校验码" in told for told in words)
    assert any("19 位" in told for told in words)
    assert not any(id_of(1)[:-1] in told for told in words)


def test_the_next_export_shows_transfer_suspension_and_resumption_as_dated_changes(september, second, clerk):
    bring(clerk, [line(second, 9, grade="三年级")])
    bring(clerk, [line(second, 0, since=NOVEMBER), line(september, 1, status="休学", since=NOVEMBER),
                  line(september, 7, since=NOVEMBER), line(september, 2, klass=2, since=NOVEMBER)])  # fmt: skip
    assert sorted(of_kinds()) == [("in", "学生0"), ("in", "学生7"), ("out", "学生0"), ("suspended", "学生1")]
    moved = RollChange._base_manager.get(kind="out")
    assert (moved.organisation, moved.other, moved.on, moved.due_on) == (
        september,
        second,
        date(2026, 11, 2),
        None,
    )
    bring(clerk, [line(september, 1, since="2026-11-10")])
    assert of_kinds()[-1] == ("resumed", "学生1")
    rows = Enrolment._base_manager.filter(pupil__name="学生1", recorded_to=None).order_by("valid_from")
    assert [(row.status, row.valid_from.isoformat()) for row in rows] == [
        ("attending", "2026-09-01"), ("suspended", "2026-11-02"), ("attending", "2026-11-10"),
    ]  # fmt: skip
    page = clerk.get("/r/roll-changes/?kind=suspended")
    assert page.context["count"] == 1
    assert "学生1" in page.content.decode()


def test_the_list_of_a_past_day_and_a_past_knowledge_is_what_was_so(september, second, clerk):
    known = clock.now()
    bring(clerk, [line(second, 0, since=NOVEMBER)])

    def schools(query: str) -> list[str]:
        return sorted(
            row.organisation.name
            for row in clerk.get(f"/r/enrolments/?q=学生0&{query}").context["table"].data
        )

    assert schools("as_of=2026-11-03") == [second.name]
    assert schools("as_of=2026-10-01") == [september.name]
    assert schools(f"as_of=2026-11-03&known_at={known.isoformat().replace('+', '%2B')}") == [september.name]


def test_a_pupil_missing_in_an_import_stays_and_is_taken_off_only_when_the_export_is_said_to_be_whole(
    september, second, clerk, cast
):
    run, _plan = bring(clerk, [line(september, n) for n in range(1, 5)])
    assert Pupil._base_manager.get(name="学生0").status == Status.ATTENDING
    page = clerk.get(f"/rolls/exports/{run.pk}/")
    assert [pupil.name for pupil in page.context["missing"]] == ["学生0"]
    assert clerk.post(f"/rolls/exports/{run.pk}/", {"day": "2027-01-01"}).status_code == 422
    assert clerk.post(f"/rolls/exports/{run.pk}/", {"day": NOVEMBER}).status_code == 302
    gone = RollChange._base_manager.get()
    assert (gone.kind, gone.due_on, gone.settled_on) == (ChangeKind.OUT, date(2026, 11, 16), None)
    assert Enrolment._base_manager.get(pupil=gone.pupil, recorded_to=None).valid_to == date(2026, 11, 2)
    assert AuditEntry.objects.filter(verb="按学籍表移出了", note="学籍.xlsx").count() == 1
    assert clerk.get("/r/roll-changes/?is_open=True").context["count"] == 1
    assert clerk.get("/rolls/changes/overdue/").context["count"] == 0
    with time_machine.travel(date(2026, 11, 17)):
        assert cast.client("小钱").get("/rolls/changes/overdue/").context["count"] == 1
    bring(clerk, [line(second, 9, grade="三年级"), line(second, 0, since="2026-11-12")])
    gone.refresh_from_db()
    assert (gone.other, gone.settled_on) == (second, date(2026, 11, 12))


def test_somebody_says_where_a_pupil_went(september, clerk):
    run, _plan = bring(clerk, [line(september, n) for n in range(1, 5)])
    clerk.post(f"/rolls/exports/{run.pk}/", {"day": NOVEMBER})
    change = RollChange._base_manager.get()
    assert clerk.post(f"/rolls/changes/{change.pk}/settle/", {"note": " "}).status_code == 422
    assert clerk.post(f"/rolls/changes/{change.pk}/settle/", {"note": "转往邻县一小"}).status_code == 302
    assert clerk.get("/r/roll-changes/?is_open=True").context["count"] == 0
    assert clerk.post(f"/rolls/changes/{change.pk}/settle/", {"note": "又"}).status_code == 422


def test_a_clerk_of_one_school_cannot_take_a_pupil_of_another(september, second, cast, clerk):
    client = cast.client("小郑")
    client.post("/r/pupils/import/", {"file": SimpleUploadedFile("学籍.xlsx", table([line(second, 3)]))})
    run = ImportRun._base_manager.latest("id")
    client.post(
        f"/r/my/imports/{run.pk}/", {"act": "match", **{f"column-{f}": c for f, c in run.mapping.items()}}
    )
    assert client.get(f"/r/my/imports/{run.pk}/").context["plan"].faults


def test_a_template_with_todays_rows_comes_back_unchanged(september, cast, clerk):
    data = clerk.get("/r/pupils/template/?rows=1").content
    clerk.post("/r/pupils/import/", {"file": SimpleUploadedFile("回.xlsx", data)})
    run = ImportRun._base_manager.latest("id")
    clerk.post(
        f"/r/my/imports/{run.pk}/", {"act": "match", **{f"column-{f}": c for f, c in run.mapping.items()}}
    )
    plan = clerk.get(f"/r/my/imports/{run.pk}/").context["plan"]
    assert (len(plan.created), len(plan.changed), plan.untouched, plan.faults) == (0, 0, 5, [])
    assert AuditEntry.objects.filter(verb="导出了学生名册").count() == 1


def test_a_class_told_with_the_day_of_before_is_a_correction_and_twice_is_once(september, clerk):
    changed = [line(september, 0, klass=4)]
    bring(clerk, changed)
    row = Enrolment._base_manager.get(pupil__name="学生0", recorded_to=None)
    assert (row.school_class.number, row.valid_from) == (4, date(2026, 9, 1))
    _run, plan = bring(clerk, changed)
    assert (len(plan.changed), plan.untouched) == (0, 1)
    later = [cells[:-1] + [""] for cells in [line(september, 1, klass=4)]]
    bring(clerk, later)
    row = Enrolment._base_manager.get(pupil__name="学生1", recorded_to=None, valid_to=None)
    assert row.valid_from == date(2026, 11, 16), "without a day it is so from today"
    _run, plan = bring(clerk, later)
    assert (len(plan.changed), plan.untouched) == (0, 1)


def test_a_pupil_entered_by_hand_has_an_enrolment_and_a_class_changed_for_many_moves_them(
    september, cast, clerk
):
    form = {"organisation": september.pk, "roll_number": "L11010520150101000X", "name": "手工", "id_kind": "other", "grade": "5",
            "class_number": "1", "status": "attending", "since": "2026-10-09"}  # fmt: skip
    assert clerk.post("/r/pupils/new/", form).status_code == 302
    pupil = Pupil._base_manager.get(name="手工")
    assert Enrolment._base_manager.get(pupil=pupil).valid_from == date(2026, 10, 9)
    assert of_kinds() == [("in", "手工")]
    marks = [f"{row.pk}:{row.version}" for row in Pupil._base_manager.all()]
    assert (
        clerk.post(
            "/r/pupils/change/", {"row": marks, "field": "class_number", "class_number": "3"}
        ).status_code
        == 302
    )
    sitting = Enrolment._base_manager.filter(recorded_to=None, valid_to=None)
    assert {row.school_class.number for row in sitting} == {3}
    assert {row.valid_from for row in sitting} == {date(2026, 11, 16)}


def test_a_pupil_is_found_by_a_whole_number_alone(september, cast, clerk):
    assert "学生4" in clerk.post("/r/pupils/find/", {"number": f"g{id_of(4)}"}).content.decode()
    assert "学生4" in clerk.post("/r/pupils/find/", {"number": id_of(4)}).content.decode()
    assert "学生4" not in clerk.post("/r/pupils/find/", {"number": id_of(4)[:12]}).content.decode()
    assert (
        "学生4"
        not in cast.foreign.client("小钱").post("/r/pupils/find/", {"number": id_of(4)}).content.decode()
    )


def test_likely_duplicates_are_listed_and_nothing_is_merged(september, clerk):
    twin = line(september, 4, since=SEPTEMBER)
    twin[1] = "L11010520150101000X"
    bring(clerk, [twin])
    page = clerk.get("/r/pupils/duplicates/")
    assert [[pupil.name for pupil in group] for group in page.context["groups"]] == [["学生4", "学生4"]]


# The comparison itself, without rows.

DAY = date(2026, 11, 2)


def test_an_entry_grade_in_september_is_an_entry_and_later_a_transfer():
    one = Held(1, "1", Status.ATTENDING)
    assert list(changes(None, one, date(2026, 9, 1))) == []
    assert list(changes(None, one, DAY)) == [Change(ChangeKind.IN, 1, "1")]
    assert list(changes(None, Held(1, "K2", Status.ATTENDING), DAY)) == []


def test_going_up_into_the_next_stage_is_no_transfer():
    before, now = Held(1, "6", Status.ATTENDING), Held(2, "7", Status.ATTENDING)
    assert list(changes(before, now, date(2026, 9, 1))) == []
    assert [told.kind for told in changes(before, Held(2, "6", Status.ATTENDING), DAY)] == ["out", "in"]


def test_five_four_counties_finish_primary_with_grade_five():
    seen, now = date(2025, 9, 1), date(2026, 9, 10)
    assert finishes("5", seen, now, StageBoundary.FIVE_FOUR)
    assert not finishes("5", seen, now, StageBoundary.SIX_THREE)
    assert not finishes("6", date(2026, 9, 1), now, StageBoundary.SIX_THREE), (
        "of this year's last grade nobody has finished"
    )


STANDING = st.builds(Held, st.integers(1, 3), st.sampled_from(["5", "6", "7"]), st.sampled_from(list(Status)))


@given(before=STANDING, now=STANDING, day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_whoever_leaves_a_roll_arrives_on_one_or_is_open_and_nobody_changes_for_staying(before, now, day):
    found_changes = list(changes(before, now, day))
    if before == now:
        assert found_changes == []
    outs = [told for told in found_changes if told.kind == ChangeKind.OUT]
    ins = [told for told in found_changes if told.kind == ChangeKind.IN]
    assert all(told.school == before.school for told in outs)
    assert all(told.school == now.school and now.on_roll for told in ins)
    assert len([told for told in outs if told.other]) == len([told for told in ins if before.on_roll])


def test_many_states_at_once_are_what_they_are_one_by_one(september):
    pupils = list(Pupil._base_manager.order_by("pk"))
    base = {"organisation": september, "grade": "5", "status": "attending"}
    for number, pupil in enumerate(pupils):
        Enrolment.set_state({"pupil": pupil}, {**base, "grade": "6"}, DAY + timedelta(days=number))
    singly = told_states(pupils)
    Enrolment._base_manager.filter(recorded_from__gt=clock.now() - timedelta(hours=1), grade="6").delete()
    Enrolment._base_manager.filter(valid_to__isnull=False).delete()
    Enrolment._base_manager.update(recorded_to=None)
    Enrolment.set_states(
        Enrolment(pupil=p, **{**base, "grade": "6"}, valid_from=DAY + timedelta(days=n))
        for n, p in enumerate(pupils)
    )
    assert told_states(pupils) == singly


def told_states(pupils) -> list[tuple]:
    rows = Enrolment._base_manager.order_by("pupil", "valid_from", "grade", "recorded_to")
    return [(r.pupil_id, r.grade, r.valid_from, r.valid_to, r.recorded_to is None) for r in rows]


def test_a_pupil_entered_by_mistake_goes_with_the_enrolments_that_the_table_made(september, cast):
    clerk, pupil = cast.client("小郑"), Pupil._base_manager.get(name="学生3")
    Enrolment.set_state({"pupil": pupil}, Enrolment._base_manager.get(pupil=pupil).state(), date(2026, 10, 1))
    page = clerk.get(f"/r/pupils/{pupil.pk}/delete/").content.decode()
    assert "在籍记录 3" in page
    assert "确实在校读过的学生不删除" in page
    answer = clerk.post(f"/r/pupils/{pupil.pk}/delete/", {"note": "名册中没有此人"})
    assert answer.status_code == 302
    assert not Pupil._base_manager.filter(pk=pupil.pk).exists()
    assert Enrolment._base_manager.count() == 4
    told = AuditEntry.objects.filter(note="名册中没有此人")
    assert sorted(told.values_list("subject_type", flat=True)) == ["rolls.enrolment"] * 3 + ["rolls.pupil"]
    assert "2026-09-01" in str([entry.changes for entry in told])


def test_what_another_school_holds_of_a_pupil_is_told_before_a_reason_is_asked(
    september, second, clerk, cast
):
    bring(clerk, [line(second, 3, since=NOVEMBER)])
    pupil = Pupil._base_manager.get(name="学生3")
    with acting_as(SystemActor("测试")):
        Pupil._base_manager.filter(pk=pupil.pk).update(organisation=september)
    school = cast.client("小郑")
    page = school.get(f"/r/pupils/{pupil.pk}/delete/").content.decode()
    assert "data-blocking" in page
    assert "在籍记录 1" in page
    assert "学籍异动 2" in page
    assert f'<a href="/r/roll-changes/{RollChange._base_manager.first().pk}/">' in page
    assert 'name="note"' not in page
    answer = school.post(f"/r/pupils/{pupil.pk}/delete/", {"note": "名册中没有此人"})
    assert (answer.status_code, 'value="名册中没有此人"' in answer.content.decode()) == (422, True)
    assert Pupil._base_manager.filter(pk=pupil.pk).exists()
