"""What a unit is told first: what came back, what waits for its head, what is not signed for."""

from datetime import date, timedelta

import pytest

from gangmu.foundation.audit.services import record_told
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.notices.models import Notice
from gangmu.procedures.ledger.choices import PaperKind, RequestKind
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.papers import current_steps
from gangmu.procedures.ledger.services.asking import Asked, ask, decide
from gangmu.procedures.ledger.services.closing import check_completion, propose_completion
from gangmu.procedures.ledger.services.issuing import issue_paper, take_step
from gangmu.procedures.ledger.services.papers import PaperDraft, decide_paper, propose_paper, set_paper_rule
from gangmu.procedures.ledger.services.reporting import Cell, confirm_report, hand_in, send_back, write_report
from gangmu.procedures.ledger.services.signing import return_task, sign_for
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

TODAY = clock.today()
MONTH = TODAY.replace(day=1)
LAST = (MONTH - timedelta(days=1)).replace(day=1)


@pytest.fixture
def task(cast) -> Task:
    own = cast.own
    with acting_as(SystemActor("测试")):
        return create_task(
            TaskDraft("k1", "新建三所幼儿园", own.bureau.pk, TODAY.year, lead_id=own.section.pk,
                      due_on=TODAY + timedelta(days=60), issued_on=date(TODAY.year, 1, 1),
                      leader_id=own.persons["李副局长"].pk)
        )  # fmt: skip


def told(cast, task, month):
    with acting_as(cast.actor("小周")):
        write_report(task, month, [Cell("words", "选址已定")])
        return hand_in(task, month)


def test_a_report_of_last_month_that_the_office_sent_back_stands_first_on_the_sections_pages(cast, task):
    report = told(cast, task, LAST)
    with acting_as(cast.actor("刘科长")):
        confirm_report(report)
    with acting_as(cast.actor("小陈")):
        send_back(report, "请补充面积和资金")
    clerk = cast.client("小周")
    for address in ("/", "/ledger/month/"):
        words = clerk.get(address).content.decode()
        assert "请补充面积和资金" in words, address
        assert f"?month={LAST:%Y-%m}&amp;unit={cast.own.section.pk}#task-{task.pk}" in words
    heard = {notice.person.name: str(notice) for notice in Notice._base_manager.select_related("person")}
    assert set(heard) == {"小周", "刘科长"}, "who wrote and who confirmed hear of it, not who sent it back"
    assert "请补充面积和资金" in heard["小周"]
    with acting_as(cast.actor("小周")):
        write_report(task, LAST, [Cell("words", "选址已定，面积 3000 平方米", "选址已定")])
        hand_in(task, LAST)
    assert "请补充面积和资金" not in clerk.get("/").content.decode()


def test_what_came_back_to_one_section_is_not_shown_to_another(cast, task):
    report = told(cast, task, MONTH)
    with acting_as(cast.actor("刘科长")):
        send_back(report, "请补充面积和资金")
    assert "请补充面积和资金" in cast.client("小周").get("/ledger/month/").content.decode()
    assert "请补充面积和资金" not in cast.client("李副局长").get("/").content.decode()


def test_a_completion_that_came_back_is_told_with_the_page_on_which_it_is_mended(cast, task):
    with acting_as(cast.actor("小周")):
        proposed = propose_completion(task, task.version, "三所都已开园")
    with acting_as(cast.actor("小陈")):
        check_completion(proposed, False, "缺验收意见")
    words = cast.client("小周").get("/").content.decode()
    assert "缺验收意见" in words
    assert f"/ledger/tasks/{task.pk}/complete/" in words
    assert "缺验收意见" in str(Notice._base_manager.get())
    with acting_as(cast.actor("小周")):
        propose_completion(task, Task._base_manager.get(pk=task.pk).version, "验收意见见附件")
    assert "缺验收意见" not in cast.client("小周").get("/").content.decode()


def test_the_head_is_told_what_to_sign_for_and_what_to_confirm(cast, task):
    told(cast, task, MONTH)
    head = cast.client("刘科长").get("/").content.decode()
    assert "尚未签收" in head
    assert "等待您确认" in head
    clerk = cast.client("小周").get("/").content.decode()
    assert "尚未签收" not in clerk
    assert "等待您确认" not in clerk
    with acting_as(cast.actor("刘科长")):
        sign_for(task, cast.own.section.pk)
    assert "尚未签收" not in cast.client("刘科长").get("/").content.decode()


@pytest.mark.parametrize(("granted", "words"), [(True, "已获同意"), (False, "未获同意")])
def test_who_asked_hears_what_was_decided(cast, task, granted, words):
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.EXTEND, "雨季停工", due_on=TODAY + timedelta(days=90)))
    with acting_as(cast.actor("李副局长")):
        decide(asked, granted, "请抓紧")
    notice = Notice._base_manager.get()
    assert (notice.person.name, notice.kind) == ("小周", "ledger.request_decided")
    assert words in str(notice)
    assert "请抓紧" in str(notice)


def test_the_office_is_told_what_to_check_and_what_came_back_from_a_wrong_unit(cast, task):
    office = cast.client("小陈")
    assert "等待办公室办理" not in office.get("/").content.decode()
    with acting_as(cast.actor("小周")):
        propose_completion(task, task.version, "三所都已开园")
    words = office.get("/").content.decode()
    assert "待复核" in words
    assert f"/ledger/tasks/{task.pk}/" in words
    assert "等待办公室办理" not in cast.client("刘科长").get("/").content.decode()


def test_a_returned_task_waits_for_the_office(cast, task):
    with acting_as(cast.actor("刘科长")):
        return_task(task, task.version, "不属本科职责")
    assert "待重新交办" in cast.client("小陈").get("/").content.decode()


def test_who_takes_the_next_step_of_a_paper_hears_of_it_and_at_last_the_unit_addressed(cast, task):
    own = cast.own
    with acting_as(cast.actor("小陈")):
        paper = propose_paper(
            PaperDraft(PaperKind.SUPERVISION, own.bureau.pk, [task.pk], drafter_id=own.section.pk)
        )
    with acting_as(cast.actor("李副局长")):
        decide_paper(paper, True, "请办")
    turn = Notice._base_manager.filter(kind="ledger.paper_turn")
    assert "小周" in set(turn.values_list("person__name", flat=True))
    assert "请您办理：拟稿" in str(turn.first())
    with acting_as(SystemActor("测试")):
        while current_steps(paper):
            take_step(paper)
        set_paper_rule(own.bureau.pk, PaperKind.SUPERVISION, {"code": "青教督"})
        issue_paper(paper)
    heard = Notice._base_manager.filter(kind="ledger.paper_issued").values_list("person__name", flat=True)
    assert {"刘科长", "小周"} <= set(heard)


def test_what_goes_out_by_itself_does_not_hide_what_people_did_this_week(cast, task):
    with acting_as(cast.actor("刘科长")):
        sign_for(task, cast.own.section.pk)
    with acting_as(SystemActor("测试")):
        record_told([(task, [])] * 40, "发出了催办", organisation_id=cast.own.bureau.pk)
    words = cast.client("小陈").get("/ledger/year/").content.decode()
    assert "签收了任务" in words
    assert "发出了催办" not in words
