"""The loop of a task: signed for, reported, asked, decided, completed, checked, reopened; and what its lights say of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.procedures.ledger.choices import (
    LightKind,
    ProofKind,
    ReportState,
    RequestKind,
    SourceKind,
    TaskKind,
    TaskState,
)
from gangmu.procedures.ledger.grid import by_unit, grid
from gangmu.procedures.ledger.models import Completion, Report, Task
from gangmu.procedures.ledger.proofs import proof_of_time
from gangmu.procedures.ledger.services.asking import Asked, ask, decide, withdraw
from gangmu.procedures.ledger.services.closing import (
    Given,
    check_completion,
    override_light,
    propose_completion,
    prove_start,
    reach_milestone,
    reopen_task,
)
from gangmu.procedures.ledger.services.reporting import Cell, confirm_report, hand_in, send_back, write_report
from gangmu.procedures.ledger.services.ruling import rule_lights, rule_reports
from gangmu.procedures.ledger.services.signing import return_task, sign_for
from gangmu.procedures.ledger.services.tasks import Source, Step, TaskDraft, create_task
from gangmu.procedures.ledger.standing import standings

TODAY = clock.today()
MONTH = TODAY.replace(day=1)
LATER = TODAY + timedelta(days=60)


def task_of(county, key="k1", **changes) -> Task:
    told = {"lead_id": county.section.pk, "due_on": LATER, "issued_on": date(TODAY.year, 1, 1), **changes}
    with acting_as(SystemActor("测试")):
        return create_task(TaskDraft(key, "新建三所幼儿园", county.bureau.pk, TODAY.year, **told))


def fresh(task: Task) -> Task:
    return Task._base_manager.get(pk=task.pk)


@pytest.fixture
def task(cast) -> Task:
    return task_of(cast.own, leader_id=cast.own.persons["李副局长"].pk)


def test_the_section_head_signs_once_and_a_clerk_cannot(cast, task):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        sign_for(task, cast.own.section.pk)
    with acting_as(cast.actor("刘科长")):
        first = sign_for(task, cast.own.section.pk)
        assert sign_for(task, cast.own.section.pk).signed_on == first.signed_on == TODAY
    assert sum("签收了任务" in told.sentence for told in history_of(task)) == 1


def test_a_wrongly_assigned_task_is_returned_with_a_reason_and_the_office_gives_it_to_another(cast, task):
    with acting_as(cast.actor("刘科长")):
        with pytest.raises(Refusal):
            return_task(task, 1, "  ")
        asked = return_task(task, 1, "不属本科职责")
    assert fresh(task).state == TaskState.RETURNED
    with acting_as(cast.actor("小陈")):
        with pytest.raises(Refusal):
            decide(asked, True)
        decide(asked, True, "改由人事科", cast.own.other_section.pk)
    held = fresh(task)
    assert (held.state, held.units.get().organisation) == (TaskState.OPEN, cast.own.other_section)


def test_a_signed_task_is_not_returned_any_more(cast, task):
    with acting_as(cast.actor("刘科长")):
        sign_for(task, cast.own.section.pk)
        with pytest.raises(Refusal):
            return_task(task, task.version, "不属本科职责")


def test_an_extension_is_asked_by_the_owner_and_decided_by_the_leader_in_charge(cast, task):
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.EXTEND, "雨季停工", "县政府会议", LATER + timedelta(days=30)))
        with pytest.raises(Refusal):
            ask(task, Asked(RequestKind.EXTEND, "又一份", due_on=LATER + timedelta(days=40)))
    with acting_as(cast.actor("小陈")), pytest.raises(Forbidden):
        decide(asked, True)
    with acting_as(cast.actor("李副局长")):
        decide(asked, True, "同意")
        with pytest.raises(Refusal):
            decide(asked, False)
    held = fresh(task)
    assert (held.due_on, held.first_due_on, held.extended) == (LATER + timedelta(days=30), LATER, 1)
    (told,) = standings([held], LATER + timedelta(days=1))
    assert told.time != "overdue"
    assert f"已延期 1 次，最初时限 {LATER.isoformat()}" in proof_of_time(told)
    (before,) = standings([held], TODAY - timedelta(days=1))
    assert before.lights.time.against == LATER


def test_nothing_is_asked_after_the_due_date(cast):
    late = task_of(cast.own, due_on=TODAY - timedelta(days=1))
    with acting_as(cast.actor("小周")), pytest.raises(Refusal):
        ask(late, Asked(RequestKind.EXTEND, "雨季停工", due_on=LATER))


@pytest.mark.parametrize(
    "kind", [RequestKind.ADJUST, RequestKind.STOP, RequestKind.MERGE, RequestKind.PASS_ON]
)
def test_what_was_granted_is_carried_out(cast, task, kind):
    other = task_of(cast.own, "k2")
    asked = Asked(
        kind, "县里有新要求", words="改为两所", into_id=other.pk, to_unit_id=cast.own.other_section.pk
    )
    with acting_as(cast.actor("小周")):
        made = ask(task, asked)
    with acting_as(cast.actor("李副局长")):
        decide(made, True)
    held = fresh(task)
    seen = {
        RequestKind.ADJUST: held.requirement == "改为两所",
        RequestKind.STOP: held.state == TaskState.STOPPED,
        RequestKind.MERGE: held.state == TaskState.MERGED and held.into_id == other.pk,
        RequestKind.PASS_ON: held.units.get().organisation == cast.own.other_section,
    }
    assert seen[kind]


def test_a_refused_or_withdrawn_request_changes_nothing(cast, task):
    with acting_as(cast.actor("小周")):
        withdraw(ask(task, Asked(RequestKind.STOP, "政策取消")))
        asked = ask(task, Asked(RequestKind.STOP, "政策取消"))
    with acting_as(cast.actor("李副局长")):
        decide(asked, False, "继续办")
    assert fresh(task).state == TaskState.OPEN


def test_a_report_goes_from_clerk_to_head_to_office_and_back(cast, task):
    with acting_as(cast.actor("小周")):
        with pytest.raises(Refusal):
            hand_in(task, MONTH)
        write_report(task, MONTH, [Cell("words", "已完成选址")])
        report = hand_in(task, MONTH)
        with pytest.raises(Refusal):
            write_report(task, MONTH, [Cell("words", "改一改", "已完成选址")])
        with pytest.raises(Forbidden):
            confirm_report(report)
    with acting_as(cast.actor("刘科长")):
        report = confirm_report(report)
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        send_back(report, "请补充数字")
    with acting_as(cast.actor("小陈")):
        report = send_back(report, "请补充数字")
    assert (report.state, report.reason) == (ReportState.SENT_BACK, "请补充数字")
    with acting_as(cast.actor("小周")):
        write_report(task, MONTH, [Cell("words", "已完成选址3处", "已完成选址")])
        assert hand_in(task, MONTH).state == ReportState.HANDED_IN
    assert Report._base_manager.count() == 1


def test_who_sends_a_report_back_stays_with_the_unit_whose_report_it_was(cast, task):
    with acting_as(cast.actor("小周")):
        write_report(task, MONTH, [Cell("words", "已完成选址")])
        report = hand_in(task, MONTH)
    answer = cast.client("刘科长").post(f"/ledger/reports/{report.pk}/back/", {"reason": "请补充数字"})
    assert answer.url == f"/ledger/month/?month={MONTH:%Y-%m}&unit={cast.own.section.pk}"


def test_a_month_without_news_is_told_by_one_key_and_one_that_has_not_come_is_refused(cast, task):
    with acting_as(cast.actor("小周")):
        write_report(task, MONTH, [Cell("no_news", True, False)])
        assert hand_in(task, MONTH).state == ReportState.HANDED_IN
        with pytest.raises(Refusal):
            write_report(task, (MONTH + timedelta(days=40)).replace(day=1), [Cell("words", "提前写")])


def test_two_people_in_one_row_keep_both_their_cells_and_a_conflict_shows_both_wordings(cast, task):
    with acting_as(cast.actor("小周")):
        write_report(task, MONTH, [Cell("words", "甲写的进展")])
    with acting_as(cast.actor("刘科长")):
        write_report(task, MONTH, [Cell("problems", "乙写的问题")])
        with pytest.raises(Conflict) as told:
            write_report(task, MONTH, [Cell("words", "乙写的进展", "")])
    report = Report._base_manager.get()
    assert (report.words, report.problems) == ("甲写的进展", "乙写的问题")
    assert "甲写的进展" in str(told.value)
    assert "乙写的进展" in str(told.value)


def test_last_months_text_is_carried_forward_until_it_is_written_anew(cast, task):
    before = (MONTH - timedelta(days=1)).replace(day=1)
    if before.year != MONTH.year:
        pytest.skip("January has no month of its year before it")
    with acting_as(cast.actor("小周")):
        write_report(task, before, [Cell("words", "上月的进展")])
        hand_in(task, before)
        with scoped("ledger.task:view"):
            (row,) = grid([cast.own.section.pk], MONTH)
        assert (row.words, row.carried, row.is_missing) == ("上月的进展", True, row.due is not None)
        write_report(task, MONTH, [Cell("words", "本月的进展")])
        with scoped("ledger.task:view"):
            (row,) = grid([cast.own.section.pk], MONTH)
        assert (row.words, row.carried) == ("本月的进展", False)


def test_completion_is_proposed_with_proof_and_checked_by_somebody_else(cast, task):
    with acting_as(cast.actor("小陈")):
        proposed = propose_completion(task, 1, "已投用", [Given(ProofKind.DOCUMENT, "青教〔2026〕8号")])
        with pytest.raises(Forbidden):
            check_completion(proposed, True)
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        check_completion(proposed, True)
    with acting_as(cast.actor("张主任")):
        with pytest.raises(Refusal):
            check_completion(proposed, False)
        check_completion(proposed, True)
    assert (fresh(task).state, fresh(task).closed_on) == (TaskState.CLOSED, TODAY)
    with acting_as(cast.actor("张主任")):
        with pytest.raises(Refusal):
            reopen_task(task, fresh(task).version, "")
        reopen_task(task, fresh(task).version, "验收不合格")
    assert fresh(task).state == TaskState.OPEN
    assert Completion._base_manager.get().reopened_on == TODAY


def test_a_completion_without_proof_is_shown_as_lacking_it(cast, task):
    with acting_as(cast.actor("小周")):
        propose_completion(task, 1, "已投用")
    assert standings([fresh(task)])[0].evidence == "missing"


def test_a_task_that_starts_is_bound_by_its_start_and_then_by_its_milestones(cast):
    due = TODAY - timedelta(days=1)
    task = task_of(cast.own, kind=TaskKind.START, due_on=due)
    assert standings([task])[0].time == "overdue"
    with acting_as(cast.actor("小周")):
        with pytest.raises(Refusal):
            prove_start(task, 1, TODAY + timedelta(days=1), "开工令")
        prove_start(task, 1, TODAY, "开工令")
    assert standings([fresh(task)])[0].time == "normal"


def test_a_milestone_missed_puts_the_result_at_risk_until_it_is_reached(cast):
    task = task_of(cast.own, steps=(Step("开工", TODAY - timedelta(days=3)),))
    assert standings([task])[0].result == "at_risk"
    with acting_as(cast.actor("小周")):
        reach_milestone(task.milestones.get(), TODAY)
    assert standings([task])[0].result == "reachable"


def test_a_light_by_hand_is_dated_signed_and_shown_beside_the_rules_own(cast, task):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        override_light(task, LightKind.TIME, "near", "工期紧", TODAY)
    with acting_as(cast.actor("李副局长")):
        override_light(task, LightKind.TIME, "overdue", "工期紧", TODAY, TODAY + timedelta(days=5))
    told = standings([task])[0]
    assert told.time == "overdue"
    assert told.lights.time.light != "overdue"
    assert "李副局长" in proof_of_time(told)
    assert standings([task], TODAY + timedelta(days=5))[0].time != "overdue"
    assert standings([task], TODAY - timedelta(days=1))[0].time != "overdue"


def test_a_bureaus_own_thresholds_hold_from_their_day_and_name_their_paper(cast):
    begin = TODAY - timedelta(days=50)
    task = task_of(cast.own, issued_on=begin, due_on=TODAY + timedelta(days=50))
    assert standings([task])[0].time == "normal"
    told = {
        "near_left": 60.0,
        "propose_left": 20.0,
        "at_risk_behind": 0.0,
        "unlikely_behind": 10.0,
        "source": "青督〔2026〕1号",
    }
    with acting_as(cast.actor("张主任")):
        rule_lights(cast.own.bureau.pk, {**told, "valid_from": TODAY})
        with pytest.raises(Refusal):
            rule_lights(cast.own.bureau.pk, {**told, "near_left": 10.0, "valid_from": TODAY})
    now = standings([task])[0]
    assert now.time == "near"
    assert "青督〔2026〕1号" in proof_of_time(now)
    assert standings([task], TODAY - timedelta(days=1))[0].time == "normal"


def test_due_days_follow_the_source_that_asks_most_often(cast):
    source = Source(SourceKind.LIVELIHOOD, "十件民生实事", "新建三所幼儿园")
    task_of(cast.own, sources=(source,))
    rule = {"rhythm": "monthly", "grace": 0, "valid_from": date(2020, 1, 1)}
    with acting_as(cast.actor("张主任")):
        rule_reports(cast.own.bureau.pk, {**rule, "source": "", "rhythm": "none", "day": 25})
        with scoped("ledger.task:view"):
            assert by_unit([cast.own.section.pk], MONTH) == []
        rule_reports(cast.own.bureau.pk, {**rule, "source": "livelihood", "day": 5})
        with scoped("ledger.task:view"):
            (told,) = by_unit([cast.own.section.pk], MONTH)
    assert told.asked == 1
    assert told.due is not None
    assert 5 <= told.due.day <= 14
    assert told.missing == ("新建三所幼儿园",)


def test_the_list_filters_and_sorts_by_light_and_follows_what_happens(cast, task):
    late = task_of(cast.own, "late", due_on=TODAY - timedelta(days=1))
    client = cast.client("小陈")
    shown = client.get("/r/tasks/?shown__time=overdue").content.decode()
    assert f"/ledger/tasks/{late.pk}/" in shown
    assert f"/ledger/tasks/{task.pk}/" not in shown
    first = client.get("/r/tasks/?sort=-shown_rank").content.decode()
    assert first.index(f"/ledger/tasks/{late.pk}/") < first.index(f"/ledger/tasks/{task.pk}/")
    with acting_as(cast.actor("小周")):
        proposed = propose_completion(late, 1, "已投用", [Given(ProofKind.DOCUMENT, "青教〔2026〕8号")])
    with acting_as(cast.actor("张主任")):
        check_completion(proposed, True)
        reopened = reopen_task(late, fresh(late).version, "验收不合格")
        override_light(reopened, LightKind.TIME, "normal", "已另行批准", TODAY)
    shown = client.get("/r/tasks/?shown__time=overdue").content.decode()
    assert f"/ledger/tasks/{late.pk}/" not in shown


def test_lights_of_many_tasks_ask_no_more_of_the_database_than_of_few(cast):
    tasks = [task_of(cast.own, f"k{n}", steps=(Step("开工", TODAY),)) for n in range(12)]
    counts = []
    for rows in (tasks[:2], tasks):
        with CaptureQueriesContext(connection) as sent:
            standings(rows)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_section_sees_on_its_own_page_what_it_owes_by_when(cast, task):
    page = cast.client("小周").get("/").content.decode()
    assert "新建三所幼儿园" in page
    with acting_as(cast.actor("小周")), scoped("ledger.task:view"):
        owed = by_unit([cast.own.section.pk], MONTH)
    assert ("还有 1 项没有报" in page) == bool(owed)


def test_history_tells_the_loop_as_sentences(cast, task):
    with acting_as(cast.actor("刘科长")):
        sign_for(task, cast.own.section.pk)
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.EXTEND, "雨季停工", due_on=LATER + timedelta(days=30)))
    with acting_as(cast.actor("李副局长")):
        decide(asked, True, "同意")
    told = " ".join(entry.sentence for entry in history_of(task))
    assert "刘科长" in told
    assert "签收了任务" in told
    assert f"完成时限由 {LATER.isoformat()} 改为 {(LATER + timedelta(days=30)).isoformat()}" in told
