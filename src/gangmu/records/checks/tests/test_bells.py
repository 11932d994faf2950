"""Who is told of a September check: the school that its sheet waits, the section that a figure is disputed, the school what was settled."""

from datetime import date

import pytest
import time_machine
from tests.plugins import people

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.notices.models import Notice
from gangmu.records.checks.models import CheckSheet
from gangmu.records.checks.services.rounds import Terms, open_round
from gangmu.records.checks.services.sheets import confirm_sheet, judge, settle
from gangmu.records.checks.sheets import sheet_of
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.services.standing import keep_standing

VIEW = "checks.sheet:view"


@pytest.fixture(autouse=True)
def late_september(monkeypatch):
    """A day after the census date; the counties are built on it, and kept for nobody else."""
    monkeypatch.setattr(people, "_kept", [])
    with time_machine.travel(date(2026, 9, 21), tick=True):
        yield


@pytest.fixture
def sheet(cast):
    """The school's sheet of a round just opened."""
    with acting_as(SystemActor("测试")):
        pupil = Pupil._base_manager.create(
            organisation=cast.own.school, roll_number="G110101201609010028", name="某某", grade="3", class_number=1,
            since=date(2026, 9, 1),
        )  # fmt: skip
        keep_standing([(pupil, None)])
    with acting_as(cast.actor("小陈")), scoped(VIEW):
        terms = Terms(cast.own.section.pk, date(2026, 9, 25), 5, 10)
        about = open_round(cast.own.bureau.pk, 2026, terms)
        return CheckSheet.objects.get(round=about, organisation=cast.own.school)


def bells(kind):
    rows = Notice._base_manager.filter(kind=kind).select_related("person")
    return {row.person.name: row for row in rows}


def disputed(cast, sheet, reason="少一人"):
    with acting_as(cast.actor("小郑")), scoped(VIEW):
        held = CheckSheet.objects.get(pk=sheet.pk)
        code = next(figure.code for figure in sheet_of(held).figures if figure.value is not None)
        return judge(held, [code], "disputed", reason)[0]


def test_a_school_is_told_that_its_sheet_waits_and_the_township_of_all_of_its_schools(cast, sheet):
    told = bells("checks.opened")
    assert set(told) == {"吴校长", "小郑", "小钱"}
    assert told["小郑"].address == f"/checks/sheets/{sheet.pk}/"
    assert told["小郑"].parameters == {"year": "2026", "day": "2026-09-25", "number": 1}
    assert (told["小钱"].address, told["小钱"].parameters["number"]) == (f"/checks/{sheet.round_id}/", 2)
    assert "1 张九月核对单（2026 学年）" in cast.client("小郑").get("/notices/").content.decode()


def test_the_section_is_told_of_a_dispute_once_a_day(cast, sheet):
    disputed(cast, sheet)
    disputed(cast, sheet, "少两人")
    told = bells("checks.disputed")
    assert set(told) == {"刘科长", "小周"}
    assert Notice._base_manager.filter(kind="checks.disputed").count() == 2
    assert told["小周"].address == f"/checks/sheets/{sheet.pk}/"
    assert told["小周"].parameters["school"] == cast.own.school.name


def test_a_figure_found_right_rings_for_nobody(cast, sheet):
    with acting_as(cast.actor("小郑")), scoped(VIEW):
        held = CheckSheet.objects.get(pk=sheet.pk)
        code = next(figure.code for figure in sheet_of(held).figures if figure.value is not None)
        judge(held, [code], "confirmed")
    assert bells("checks.disputed") == {}


def test_the_office_is_told_where_the_section_has_nobody(cast):
    with acting_as(cast.actor("小陈")), scoped(VIEW):
        terms = Terms(cast.own.other_section.pk, date(2026, 9, 25), 5, 10)
        about = open_round(cast.own.bureau.pk, 2026, terms)
        sheet = CheckSheet.objects.get(round=about, organisation=cast.own.school)
    with acting_as(SystemActor("测试")):
        pupil = Pupil._base_manager.create(
            organisation=cast.own.school, roll_number="G110101201609010028", name="某某", grade="3", since=date(2026, 9, 1)
        )  # fmt: skip
        keep_standing([(pupil, None)])
    disputed(cast, sheet)
    assert set(bells("checks.disputed")) == {"张主任", "小陈"}


def test_a_school_is_told_what_was_settled(cast, sheet):
    cell = disputed(cast, sheet)
    with acting_as(cast.actor("小周")), scoped(VIEW):
        settle(cell, "以学籍表为准")
    told = bells("checks.settled")
    assert set(told) == {"吴校长", "小郑", "小钱"}
    assert told["吴校长"].parameters["words"] == "以学籍表为准"


@pytest.fixture
def returned(cast, sheet):
    """The sheet, disputed, confirmed and sent back with the settlement."""
    cell = disputed(cast, sheet)
    with acting_as(cast.actor("吴校长")), scoped(VIEW):
        confirm_sheet(CheckSheet.objects.get(pk=sheet.pk))
    with acting_as(cast.actor("小周")), scoped(VIEW):
        settle(cell, "同意，不列", again=True)
    return sheet


def test_a_school_is_told_that_its_sheet_was_sent_back_and_why(cast, returned):
    told = bells("checks.sent_back")
    assert set(told) == {"吴校长", "小郑", "小钱"}
    assert bells("checks.settled") == {}
    words = cast.client("吴校长").get("/notices/").content.decode()
    assert "核对单已退回，请重新核对并确认。裁定意见：同意，不列" in words
    assert told["小郑"].address == f"/checks/sheets/{returned.pk}/"


def test_a_sheet_that_was_sent_back_says_so_until_it_is_confirmed_again(cast, returned):
    head, address = cast.client("吴校长"), f"/checks/sheets/{returned.pk}/"
    assert "已退回，请重新核对并确认：同意，不列（小周，" in head.get(address).content.decode()
    assert "▲ 已退回" in head.get(f"/checks/{returned.round_id}/").content.decode()
    head.post(f"{address}confirm/")
    assert "已退回，请重新核对" not in head.get(address).content.decode()
    assert "▲ 已退回" not in head.get(f"/checks/{returned.round_id}/").content.decode()


def test_an_open_sheet_is_sent_back_too(cast, sheet):
    cell = disputed(cast, sheet)
    with acting_as(cast.actor("小周")), scoped(VIEW):
        settle(cell, "请再数一次", again=True)
    page = cast.client("小郑").get(f"/checks/sheets/{sheet.pk}/").content.decode()
    assert "已退回，请重新核对并确认：请再数一次" in page
    assert set(bells("checks.sent_back")) == {"吴校长", "小郑", "小钱"}


def test_the_own_page_lists_what_waits_for_the_school_first_what_was_sent_back(cast, returned):
    home = cast.client("小钱").get("/").content.decode()
    listed = home[home.index("等您核对的核对单") :]
    assert listed.index(cast.own.school.name) < listed.index(cast.own.kindergarten.name)
    assert listed.index("已退回，请重新核对并确认") < listed.index("之前确认")
    assert "等您核对的核对单" not in cast.client("小陈").get("/").content.decode()
    cast.client("吴校长").post(f"/checks/sheets/{returned.pk}/confirm/")
    assert "等您核对的核对单" not in cast.client("小郑").get("/").content.decode()


def test_the_own_page_forgets_what_nobody_confirmed_in_an_earlier_year_but_not_what_was_sent_back(
    cast, returned
):
    with time_machine.travel(date(2027, 9, 2), tick=True):
        home = cast.client("小钱").get("/").content.decode()
    assert f"/checks/sheets/{returned.pk}/" in home
    assert "之前确认" not in home
