"""The leader's page, its sheet of paper and the year of the office: what they show and what they leave to others."""

import re
from datetime import timedelta

import pytest

from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target, report_value
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.procedures.ledger.choices import PaperKind, PaperState, RequestKind
from gangmu.procedures.ledger.models import Paper
from gangmu.procedures.ledger.overview import morning_of
from gangmu.procedures.ledger.services.asking import Asked, ask
from gangmu.procedures.ledger.services.closing import check_completion, propose_completion, stop_task
from gangmu.procedures.ledger.services.papers import PaperDraft, propose_paper
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.year import year_of

TODAY = clock.today()


def entered(cast, key, days, lead="section", leader="", **more):
    own = cast.own
    with acting_as(cast.actor("张主任")):
        return create_task(
            TaskDraft(
                key, f"任务{key}", own.bureau.pk, TODAY.year, lead_id=getattr(own, lead).pk,
                leader_id=own.persons[leader].pk if leader else None, due_on=TODAY + timedelta(days=days),
                issued_on=TODAY - timedelta(days=60), theme="教师" if lead == "other_section" else "资源", **more,
            )
        )  # fmt: skip


@pytest.fixture
def tasks(cast):
    return {
        "late": entered(cast, "甲", -3, leader="李副局长"),
        "of section": entered(cast, "乙", -5),
        "elsewhere": entered(cast, "丙", -9, lead="other_section", leader="王局长"),
        "in time": entered(cast, "丁", 200, leader="李副局长"),
    }


def seen_by(cast, name, **more):
    with acting_as(cast.actor(name)) as actor, scoped("ledger.task:view"):
        return morning_of(actor, **more)


def test_a_leader_sees_what_is_late_in_own_duty_and_in_the_sections_led(cast, tasks):
    told = seen_by(cast, "李副局长")
    assert [one.task.name for one in told.missed] == ["任务乙", "任务甲"]
    assert (told.late, told.running) == (2, 3)
    assert told.missed[0].holder == "青山县基教科"
    assert "超过时限" in told.missed[0].why


def test_the_head_of_the_bureau_sees_all_of_it(cast, tasks):
    told = seen_by(cast, "王局长")
    assert (told.late, told.running) == (3, 4)


def test_a_leader_may_look_over_the_whole_bureau(cast, tasks):
    assert seen_by(cast, "李副局长", everything=True).late == 3


def test_a_request_waits_for_the_leader_in_charge_and_for_nobody_else(cast, tasks):
    with acting_as(cast.actor("刘科长")):
        ask(tasks["in time"], Asked(RequestKind.EXTEND, "工期顺延", due_on=TODAY + timedelta(days=230)))
    assert [asked.task.name for asked in seen_by(cast, "李副局长").waiting.requests] == ["任务丁"]
    assert seen_by(cast, "王局长").waiting.count == 1
    assert seen_by(cast, "小陈").waiting.count == 0
    page = cast.client("李副局长").get("/ledger/morning/").content.decode()
    assert "工期顺延" in page


def test_the_neighbours_leader_sees_nothing_of_ours(cast, tasks):
    with acting_as(cast.foreign.actor("王局长")) as actor, scoped("ledger.task:view"):
        assert morning_of(actor).running == 0


def test_the_sheet_before_a_meeting_is_one_page_of_pdf(cast, tasks):
    for number in range(30):
        entered(cast, f"{'很长的任务名称' * 8}{number}", -2, leader="李副局长")
    with acting_as(cast.actor("刘科长")):
        for number in range(14):
            asked = Asked(RequestKind.EXTEND, "雨季停工" * 20, due_on=TODAY + timedelta(days=230))
            ask(entered(cast, f"{'来得及的任务' * 8}{number}", 90, leader="李副局长"), asked)
    answer = cast.client("李副局长").get("/ledger/morning/sheet/")
    assert answer["Content-Type"] == "application/pdf"
    import pypdfium2

    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 1
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    words = document[0].get_textpage().get_text_bounded()
    assert "任务甲" in words
    more = [int(count) for count in re.findall(r"另有 (\d+) 项没有列出", words)]
    listed = [words.count("延期 →"), words.count("已超过时限")]
    assert [sum(pair) for pair in zip(more, listed, strict=True)] == [14, 32], "what is not listed is counted"
    assert min(listed) >= 4


def test_the_year_counts_whole_tasks_by_theme_section_and_ledger_and_tells_what_is_left_out(cast, tasks):
    done = entered(cast, "戊", 30)
    with acting_as(cast.actor("刘科长")):
        proposed = propose_completion(done, done.version, "完成")
    with acting_as(cast.actor("张主任")):
        check_completion(proposed, True)
        stop_task(tasks["in time"], 1, "不再要求")
    with acting_as(cast.actor("小陈")), scoped("ledger.task:view"):
        told = year_of(cast.own.bureau.pk, TODAY.year)
    assert (told.whole.whole, told.whole.done, told.whole.late, told.left_out) == (4, 1, 3, 1)
    assert {one.label: (one.whole, one.done) for one in told.by_theme} == {"资源": (3, 1), "教师": (1, 0)}
    assert {one.label for one in told.by_unit} == {"青山县基教科", "青山县人事科"}
    assert told.by_theme[0].share == pytest.approx(100 / 3)


def test_the_page_of_the_year_tells_what_changed_this_week(cast, tasks):
    page = cast.client("张主任").get("/ledger/year/").content.decode()
    assert "建立了任务" in page
    assert "任务甲" in page


def test_a_target_that_will_be_missed_is_told_with_its_light_and_who_holds_it_on_page_and_sheet(cast):
    with acting_as(cast.actor("张主任")):
        goal = create_target(
            TargetDraft(
                "t", cast.own.bureau.pk, TODAY.year, "大班额比例", "大班额比例控制在2%以内", "<=", "%", TODAY - timedelta(days=1),
                (ValueDraft(TODAY.year, ValueKind.NUMBER, 2),), met_when="at_most", indicator="",
                issued_on=TODAY - timedelta(days=200),
            )
        )  # fmt: skip
        report_value(goal, 9, TODAY - timedelta(days=1), None)
    entered(cast, "己", 30, leader="李副局长", target_ids=(goal.pk,))
    told = seen_by(cast, "李副局长")
    assert [(one.told.target.pk, one.holders) for one in told.targets] == [(goal.pk, ("青山县基教科",))]
    page = cast.client("李副局长").get("/ledger/morning/").content.decode()
    assert "大班额比例控制在2%以内" in page
    import pypdfium2

    sheet = pypdfium2.PdfDocument(cast.client("李副局长").get("/ledger/morning/sheet/").content)
    words = sheet[0].get_textpage().get_text_bounded()
    assert "预计难以完成" in words
    assert "unlikely" not in words


def test_a_leader_decides_a_paper_on_the_same_screen(cast, tasks):
    own = cast.own
    with acting_as(cast.actor("小陈")):
        paper = propose_paper(
            PaperDraft(PaperKind.NOTICE, own.bureau.pk, [tasks["late"].pk], drafter_id=own.section.pk)
        )
    leader = cast.client("李副局长")
    address = f"/ledger/papers/{paper.pk}/decide/"
    assert f'action="{address}"' in leader.get("/ledger/morning/").content.decode()
    answer = leader.post(address, {"agreed": "yes", "note": "请办", "from": "morning"})
    assert answer["Location"] == "/ledger/morning/"
    held = Paper._base_manager.get(pk=paper.pk)
    assert (held.state, held.instruction) == (PaperState.DRAFTING, "请办")
