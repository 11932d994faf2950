"""A September check from the rows to the signed sheet: what a school sees, says and confirms, and what the bureau sees of it."""

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from tests.plugins import people

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.services import found
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.services.dated import keep_states
from gangmu.foundation.ui.rows import address_of
from gangmu.records.checks.cells import group_of, is_marked, label_of, order_of
from gangmu.records.checks.counting import counts_of
from gangmu.records.checks.models import CheckCell, CheckRound, CheckSheet, SourceCount
from gangmu.records.checks.services.rounds import Terms, change_round, open_round
from gangmu.records.checks.services.sheets import confirm_sheet, judge, settle
from gangmu.records.checks.sheets import progress_of, sheet_of
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.services.standing import keep_standing
from gangmu.records.staff.models import StaffMember

LAST, SEPTEMBER = date(2025, 9, 1), date(2026, 9, 1)
VIEW = "checks.sheet:view"


@pytest.fixture(autouse=True)
def late_september(monkeypatch):
    """A day after the census date; the counties are built on it, and kept for nobody else."""
    monkeypatch.setattr(people, "_kept", [])
    with time_machine.travel(date(2026, 9, 21), tick=True):
        yield


def enrol(school, grade, number, size, since, letter, sex="male", born=date(2016, 3, 1)):
    pupils = Pupil._base_manager.bulk_create(
        Pupil(organisation=school, roll_number=f"{letter}11010520150101{n:04}", name="某某", grade=grade, class_number=number, since=since, sex=sex, birth_date=born)
        for n in range(size)
    )  # fmt: skip
    keep_standing([(pupil, None) for pupil in pupils])
    return pupils


def move_up(pupils, grade, since):
    told = []
    for pupil in pupils:
        before = {f.attname: getattr(pupil, f.attname) for f in Pupil._meta.concrete_fields}
        pupil.grade, pupil.since = grade, since
        pupil.save()
        told.append((pupil, before))
    keep_standing(told)


def employ(school, count, category="teacher", since=LAST):
    declared = register_named("staff")
    rows = declared.model._base_manager.bulk_create(
        StaffMember(organisation=school, name="某某", id_kind="other", id_number=f"P{category}{n:04}", category=category, since=since)
        for n in range(count)
    )  # fmt: skip
    keep_states(declared.states, [(row, None) for row in rows])
    return rows


@pytest.fixture
def county(cast):
    """Forty pupils went from grade 3 to 4, forty-five came into grade 3, six of them girls of another age; four teachers."""
    with acting_as(SystemActor("测试")):
        school = cast.own.school
        move_up(enrol(school, "3", 1, 40, LAST, "G"), "4", SEPTEMBER)
        enrol(school, "3", 1, 39, SEPTEMBER, "L")
        enrol(school, "3", 2, 6, SEPTEMBER, "J", "female", date(2017, 9, 1))
        employ(school, 4)
        enrol(cast.foreign.school, "3", 1, 7, SEPTEMBER, "F")
    return cast


TERMS = {"due_on": date(2026, 9, 25), "least_difference": 5, "least_percent": 10}


def opened(county, year=2026) -> CheckSheet:
    with acting_as(county.actor("小陈")), scoped(VIEW):
        about = open_round(county.own.bureau.pk, year, Terms(section_id=county.own.section.pk, **TERMS))
        return CheckSheet.objects.get(round=about, organisation=county.own.school)


def shown(county, sheet, name="吴校长"):
    with acting_as(county.actor(name)), scoped(VIEW):
        whole = sheet_of(CheckSheet.objects.get(pk=sheet.pk))
        return {figure.code: figure for figure in whole.figures}


def say(county, sheet, codes, verdict, reason="", name="小郑"):
    with acting_as(county.actor(name)), scoped(VIEW):
        return judge(sheet, codes, verdict, reason)


@contextmanager
def refused(code):
    """Expect a refusal for a reason."""
    with pytest.raises(Refusal) as told:
        yield
    assert told.value.code == code


def test_a_round_gives_every_school_and_kindergarten_of_the_bureau_a_sheet(county):
    sheet = opened(county)
    held = CheckSheet._base_manager.filter(round=sheet.round)
    assert {s.organisation_id for s in held} == {county.own.school.pk, county.own.kindergarten.pk}
    assert sheet.round.census_on == SEPTEMBER


def test_a_year_is_checked_once_and_not_before_its_census_date(county):
    opened(county)
    with pytest.raises(Refusal) as twice:
        opened(county)
    with pytest.raises(Refusal) as early:
        opened(county, 2027)
    assert (twice.value.code, early.value.code) == ("checks.open_already", "checks.too_early")


def test_the_figures_are_counted_by_grade_class_sex_age_and_post(county):
    figures = shown(county, opened(county))
    assert {code: f.value for code, f in figures.items()} == {
        "pupils": 85, "grade.3": 45, "grade.4": 40, "classes": 3, "classes.3": 2, "classes.4": 1, "class.3.1": 39, "class.3.2": 6,
        "class.4.1": 40, "sex.3.male": 39, "sex.3.female": 6, "sex.4.male": 40, "age.8": 6, "age.9": 0, "age.10": 79, "staff": 4, "staff.teacher": 4,
    }  # fmt: skip


def test_who_is_born_on_31_august_is_a_year_older_than_who_is_born_on_1_september(county):
    with acting_as(SystemActor("测试")):
        enrol(county.own.kindergarten, "K3", 1, 1, SEPTEMBER, "K", born=date(2020, 8, 31))
        enrol(county.own.kindergarten, "K3", 1, 2, SEPTEMBER, "M", born=date(2020, 9, 1))
    told = counts_of([county.own.kindergarten.pk], SEPTEMBER)[county.own.kindergarten.pk]
    assert (told["age.6"], told["age.5"]) == (1, 2)


def test_each_figure_opens_to_as_many_rows_as_it_says(county):
    figures = shown(county, opened(county))
    client = county.client("吴校长")
    with acting_as(county.actor("吴校长")):
        there = {code: client.get(address_of(f.result.rows)).context["count"] for code, f in figures.items()}
    assert there == {code: f.value for code, f in figures.items()}


def test_last_years_figures_stand_beside_and_large_differences_are_marked(county):
    figures = shown(county, opened(county))
    three = figures["grade.3"]
    assert (three.value, three.before, three.difference, three.is_marked) == (45, 40, 5, True)
    assert (figures["class.3.1"].difference, figures["class.3.1"].is_marked) == (-1, False)
    assert figures["staff.teacher"].before == 4
    assert (figures["grade.4"].before, figures["grade.4"].is_marked) == (0, True)


def test_where_nothing_was_registered_a_year_ago_there_is_no_difference_and_not_zero(county):
    sheet = opened(county, 2025)
    figures = shown(county, sheet)
    assert (figures["pupils"].value, figures["pupils"].before, figures["pupils"].difference) == (
        40,
        None,
        None,
    )
    with acting_as(county.actor("小陈")), scoped(VIEW):
        garden = CheckSheet.objects.get(round=sheet.round, organisation=county.own.kindergarten)
        assert sheet_of(garden).figures == ()


def test_from_where_a_difference_is_marked_is_a_setting_of_the_round(county):
    sheet = opened(county)
    with acting_as(county.actor("小陈")), scoped(VIEW):
        change_round(sheet.round, Terms(county.own.section.pk, date(2026, 9, 28), 1, 0))
    assert shown(county, sheet)["class.3.1"].is_marked
    assert is_marked(45, 40, 5, 12) is True
    assert is_marked(45, 40, 5, 13) is False
    assert is_marked(45, 40, 6, 0) is False


def test_a_source_that_tells_otherwise_is_shown_beside_the_figure(county):
    sheet = opened(county)
    client = county.client("小陈")
    address, school = f"/checks/{sheet.round_id}/source/", county.own.school.name
    for line in ("没有的学校\t学生总数\t6", f"{school}\t没有的项目\t6", f"{school}\t学生总数\t六"):
        assert client.post(address, {"source": "事业统计", "pasted": line}).status_code == 422
    assert not SourceCount._base_manager.exists()
    pasted = f"{school}\t在岗教职工总数\t6\n{school}\t学生总数\t85\n"
    for _again in range(2):
        assert client.post(address, {"source": "事业统计", "pasted": pasted}).status_code == 302
    assert SourceCount._base_manager.count() == 2
    staff = shown(county, sheet)["staff"]
    assert [(told.source, told.value, told.difference) for told in staff.told] == [("事业统计", 6, 2)]
    page = county.client("小郑").get(f"/checks/sheets/{sheet.pk}/").content.decode()
    assert "事业统计 6 ≠ +2" in page


def test_a_school_confirms_and_disputes_by_figure_and_a_dispute_needs_a_reason(county):
    sheet = opened(county)
    say(county, sheet, ["grade.4"], "confirmed")
    with refused("checks.no_reason"):
        say(county, sheet, ["grade.3"], "disputed", " ")
    say(county, sheet, ["grade.3", "no.such"], "disputed", "其中一人已转出")
    figures = shown(county, sheet)
    assert figures["grade.4"].judged.verdict == "confirmed"
    assert (figures["grade.3"].is_disputed, figures["grade.3"].judged.reason) == (True, "其中一人已转出")
    assert CheckCell._base_manager.count() == 2
    say(county, sheet, ["grade.3"], "confirmed")
    assert not shown(county, sheet)["grade.3"].is_disputed


def test_a_figure_that_changed_after_it_was_judged_says_so(county):
    sheet = opened(county)
    say(county, sheet, ["grade.3"], "confirmed")
    with acting_as(SystemActor("测试")):
        enrol(county.own.school, "3", 2, 1, SEPTEMBER, "N")
    three = shown(county, sheet)["grade.3"]
    assert (three.is_stale, three.judged.seen, three.value) == (True, 45, 46)


def test_only_the_head_confirms_the_whole_and_what_was_not_disputed_is_right(county):
    sheet = opened(county)
    say(county, sheet, ["grade.3"], "disputed", "应为 44 人")
    with pytest.raises(Forbidden), acting_as(county.actor("小郑")), scoped(VIEW):
        confirm_sheet(sheet)
    with acting_as(county.actor("吴校长")), scoped(VIEW):
        confirm_sheet(sheet)
    held = CheckSheet._base_manager.get(pk=sheet.pk)
    assert (held.confirmed_by, held.confirmed_at is not None) == ("吴校长", True)
    verdicts = dict(CheckCell._base_manager.filter(sheet=sheet).values_list("code", "verdict"))
    assert verdicts.pop("grade.3") == "disputed"
    assert set(verdicts.values()) == {"confirmed"}
    assert len(verdicts) == 16
    with refused("checks.confirmed"):
        say(county, sheet, ["grade.3"], "confirmed")


def test_a_confirmed_sheet_keeps_its_figures_and_tells_what_changed_since(county):
    sheet = opened(county)
    with acting_as(county.actor("吴校长")), scoped(VIEW):
        confirm_sheet(sheet)
    with acting_as(SystemActor("测试")):
        enrol(county.own.school, "3", 2, 1, SEPTEMBER, "N")
    assert shown(county, sheet)["grade.3"].value == 45
    with acting_as(county.actor("吴校长")), scoped(VIEW):
        whole = sheet_of(CheckSheet.objects.get(pk=sheet.pk))
    assert whole.changed_since == 5, "sum, grade, class, sex, age"


def test_a_school_without_rows_has_nothing_to_confirm(county):
    sheet = opened(county)
    garden = CheckSheet._base_manager.get(round=sheet.round, organisation=county.own.kindergarten)
    with refused("checks.nothing_to_confirm"), acting_as(SystemActor("测试")), scoped(VIEW):
        confirm_sheet(garden)


def test_the_section_named_in_the_round_settles_a_dispute_and_another_does_not(county):
    sheet = opened(county)
    (cell,) = say(county, sheet, ["grade.3"], "disputed", "应为 44 人")
    with pytest.raises(Forbidden), acting_as(county.actor("小苏")), scoped(VIEW):
        settle(cell, "以学籍系统为准")
    with acting_as(county.actor("刘科长")), scoped("checks.dispute:settle"):
        settle(cell, "以学籍系统为准")
    held = CheckCell._base_manager.get(pk=cell.pk)
    assert (held.settled_words, held.settled_by) == ("以学籍系统为准", "刘科长")
    assert not shown(county, sheet)["grade.3"].is_disputed


def test_a_sheet_sent_back_with_a_settlement_is_open_again(county):
    sheet = opened(county)
    (cell,) = say(county, sheet, ["grade.3"], "disputed", "应为 44 人")
    with acting_as(county.actor("吴校长")), scoped(VIEW):
        confirm_sheet(sheet)
    client = county.client("小周")
    assert (
        client.post(f"/checks/cells/{cell.pk}/settle/", {"words": "请更正班级", "again": "on"}).status_code
        == 302
    )
    assert CheckSheet._base_manager.get(pk=sheet.pk).confirmed_at is None
    assert client.post(f"/checks/cells/{cell.pk}/settle/", {"words": "再来"}).status_code == 422


def test_next_years_sheet_remembers_what_was_disputed(county):
    last = opened(county, 2025)
    (cell,) = say(county, last, ["grade.3"], "disputed", "有两人双重学籍")
    with acting_as(county.actor("刘科长")), scoped("checks.dispute:settle"):
        settle(cell, "已注销一条")
    sheet = opened(county)
    figures = shown(county, sheet)
    assert figures["grade.3"].remembered.reason == "有两人双重学籍"
    assert figures["grade.4"].remembered is None
    page = county.client("吴校长").get(f"/checks/sheets/{sheet.pk}/").content.decode()
    assert "2025 年异议：有两人双重学籍（裁定：已注销一条）" in page


def test_the_bureau_sees_who_has_not_what_differs_and_what_is_disputed(county):
    sheet = opened(county)
    say(county, sheet, ["grade.3"], "disputed", "应为 44 人")
    with acting_as(county.actor("小陈")), scoped(VIEW):
        lines = {
            line.row.organisation_id: line for line in progress_of(CheckRound.objects.get(pk=sheet.round_id))
        }
    mine = lines[county.own.school.pk]
    marked = sum(figure.is_marked for figure in shown(county, sheet).values())
    assert (mine.judged, mine.disputed, mine.unsettled, mine.marked) == (1, 1, 1, marked)
    page = county.client("小陈").get(f"/checks/{sheet.round_id}/").content.decode()
    assert "还有 2 所没有确认" in page
    assert "应为 44 人" in page
    assert "由 青山县基教科 裁定" in page


def test_the_named_section_sees_all_sheets_a_school_its_own_and_the_neighbour_none(county):
    sheet = opened(county)

    def lines(name):
        return len(county.client(name).get(f"/checks/{sheet.round_id}/").context["lines"])

    assert (lines("刘科长"), lines("吴校长"), lines("小钱")) == (2, 1, 2)
    assert county.foreign.client("小陈").get(f"/checks/{sheet.round_id}/").status_code == 404
    assert county.foreign.client("小陈").get(f"/checks/sheets/{sheet.pk}/").status_code == 404


def test_a_section_that_may_not_see_the_rows_sees_the_figures(county):
    assert shown(county, opened(county), "刘科长")["pupils"].value == 85


def test_a_campus_stands_on_the_sheet_of_its_school(county):
    with acting_as(SystemActor("测试")):
        campus = found("a9", LAST, county.own.school, name="青山县实验小学东校区", kind=Kind.CAMPUS)
        enrol(campus, "3", 9, 3, SEPTEMBER, "C")
    sheet = opened(county)
    figures = shown(county, sheet)
    assert (figures["pupils"].value, figures["class.3.9"].value) == (88, 3)
    assert CheckSheet._base_manager.filter(round=sheet.round).count() == 2


def test_the_page_judges_what_was_ticked_and_keeps_the_ticks_when_a_reason_is_missing(county):
    sheet = opened(county)
    client = county.client("小郑")
    address = f"/checks/sheets/{sheet.pk}/judge/"
    shown_again = client.post(address, {"code": ["grade.3", "grade.4"], "verdict": "disputed"})
    assert shown_again.status_code == 422
    assert shown_again.content.decode().count(" checked") == 2
    assert client.post(address, {"verdict": "confirmed"}).status_code == 422
    done = client.post(
        address, {"code": ["grade.3"], "verdict": "disputed", "reason": "应为 44 人"}, follow=True
    )
    assert "✗ 有异议：应为 44 人" in done.content.decode()
    assert "核对了" in done.content.decode()


def test_the_office_opens_a_round_and_changes_it_on_a_page(county):
    client = county.client("张主任")
    form = {
        "school_year": "2026",
        "section": county.own.section.pk,
        "due_on": "2026-09-25",
        "least_difference": "5",
        "least_percent": "101",
    }
    assert client.post("/checks/new/", form).status_code == 422
    assert client.post("/checks/new/", {**form, "least_percent": "10"}).status_code == 302
    about = CheckRound._base_manager.get(organisation=county.own.bureau)
    assert client.post(f"/checks/{about.pk}/edit/", {**form, "least_percent": "20"}).status_code == 302
    assert CheckRound._base_manager.get(pk=about.pk).least_percent == 20
    again = client.post("/checks/new/", {**form, "least_percent": "10"})
    assert (again.status_code, "已经发起" in again.content.decode()) == (422, True)


def test_a_sheet_is_printed_on_one_page_with_places_for_signatures_and_seal(county):
    import pypdfium2

    sheet = opened(county)
    say(county, sheet, ["grade.3"], "disputed", "应为 44 人")
    answer = county.client("吴校长").get(f"/checks/sheets/{sheet.pk}/print/")
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    words = document[0].get_textpage().get_text_bounded()
    for told in ("公章", "签字", "应为 44 人", "三年级"):
        assert told in words


def test_every_figure_has_a_name_and_a_place():
    codes = ["staff.teacher", "staff", "age.none", "age.10", "age.9", "sex.3.none", "sex.3.male", "class.3.none", "class.3.10", "class.3.2", "classes.3", "classes", "grade.10", "grade.K1", "pupils"]  # fmt: skip
    assert sorted(codes, key=order_of) == [
        "pupils", "grade.K1", "grade.10", "classes", "classes.3", "class.3.2", "class.3.10", "class.3.none", "sex.3.male", "sex.3.none",
        "age.9", "age.10", "age.none", "staff", "staff.teacher",
    ]  # fmt: skip
    assert all(label_of(code) not in ("", code) and group_of(code) for code in codes)
    assert SchoolYear(2026).first_day == SEPTEMBER
