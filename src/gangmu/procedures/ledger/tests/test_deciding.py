"""Requests on their pages: a refused one keeps what was typed, a leader decides where he reads, a refused act leads back."""

from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import RequestKind, RequestState, TaskState
from gangmu.procedures.ledger.models import Request, Task
from gangmu.procedures.ledger.services.asking import Asked, ask, decide
from gangmu.procedures.ledger.services.reporting import Cell, hand_in, send_back, write_report
from gangmu.procedures.ledger.services.signing import return_task, sign_for
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

TODAY = clock.today()
DUE, LATER = TODAY + timedelta(days=30), TODAY + timedelta(days=60)


@pytest.fixture
def task(cast) -> Task:
    draft = TaskDraft("k1", "新建三所幼儿园", cast.own.bureau.pk, TODAY.year, lead_id=cast.own.section.pk, due_on=DUE,
                      issued_on=date(TODAY.year, 1, 1), leader_id=cast.own.persons["李副局长"].pk)  # fmt: skip
    with acting_as(SystemActor("测试")):
        return create_task(draft)


@pytest.fixture
def asked(cast, task) -> Request:
    with acting_as(cast.actor("刘科长")):
        return ask(task, Asked(RequestKind.EXTEND, "征地滞后", due_on=LATER))


def test_a_refused_request_keeps_what_was_typed(cast, task):
    typed = {"kind": "extend", "reason": "征地滞后", "due_on": TODAY.isoformat()}
    answer = cast.client("刘科长").post(f"/ledger/tasks/{task.pk}/ask/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "须晚于现在的时限" in page
    assert "征地滞后" in page
    assert not Request._base_manager.exists()


def test_a_leader_decides_on_his_page_and_stays_there(cast, task, asked):
    client = cast.client("李副局长")
    assert f"/ledger/requests/{asked.pk}/decide/" in client.get("/ledger/morning/").content.decode()
    told = {"granted": "yes", "note": "同意", "from": "morning"}
    answer = client.post(f"/ledger/requests/{asked.pk}/decide/", told)
    assert (answer.status_code, answer["Location"]) == (302, "/ledger/morning/")
    asked.refresh_from_db()
    assert (asked.state, asked.note) == (RequestState.GRANTED, "同意")
    assert Task._base_manager.get(pk=task.pk).due_on == LATER


def test_over_the_whole_bureau_a_leader_reads_but_is_not_offered_what_others_decide(cast, asked):
    page = cast.client("李副局长").get("/ledger/morning/?all=1").content.decode()
    assert "征地滞后" in page
    assert f"/ledger/requests/{asked.pk}/decide/" not in page


def test_a_refused_act_leads_back_to_the_page_it_was_asked_from(cast, task, asked):
    client, address = cast.client("李副局长"), f"/ledger/requests/{asked.pk}/decide/"
    page_of = f"http://testserver/ledger/tasks/{task.pk}/"
    client.post(address, {"granted": "no", "note": "继续办"})
    again = client.post(address, {"granted": "yes"}, headers={"referer": page_of})
    assert again.status_code == 422
    assert f'href="{page_of}"' in again.content.decode()
    foreign = client.post(address, {"granted": "yes"}, headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere.example" not in foreign.content.decode()


def test_an_extension_of_a_task_without_a_day_is_refused_with_what_to_ask_for_instead(cast):
    own = cast.own
    with acting_as(cast.actor("张主任")):
        standing = create_task(TaskDraft("无期", "抓好师德建设", own.bureau.pk, 2026, lead_id=own.section.pk))
    with acting_as(cast.actor("小周")), pytest.raises(Refusal, match="没有完成时限"):
        ask(standing, Asked(RequestKind.EXTEND, "场地未定", due_on=clock.today() + timedelta(days=30)))


def test_a_request_keeps_only_what_belongs_to_its_kind_and_the_leader_reads_all_of_it(cast, task):
    with acting_as(cast.actor("小周")):
        made = ask(
            task, Asked(RequestKind.ADJUST, "上级要求有变", due_on=LATER, words="改为两所", to_unit_id=cast.own.other_section.pk)
        )  # fmt: skip
    assert (made.due_on, made.words, made.to_unit_id, made.wanted) == (None, "改为两所", None, "改为两所")
    for page in ("/ledger/morning/", f"/ledger/tasks/{task.pk}/"):
        assert "调整 → 改为两所" in strip_tags(cast.client("李副局长").get(page).content.decode())


def test_a_leader_who_is_not_in_charge_is_not_offered_the_decision_on_the_page_of_the_task(cast, asked):
    address = f"/ledger/requests/{asked.pk}/decide/"
    page_of = f"/ledger/tasks/{asked.task_id}/"
    Task._base_manager.filter(pk=asked.task_id).update(leader=cast.own.persons["王局长"])
    assert address not in cast.client("李副局长").get(page_of).content.decode()
    assert address in cast.client("王局长").get(page_of).content.decode()


def test_a_request_is_not_refused_without_a_word(cast, asked):
    with acting_as(cast.actor("王局长")), pytest.raises(Refusal, match="请写明理由"):
        decide(asked, False, " ")
    assert Request._base_manager.get(pk=asked.pk).state == RequestState.ASKED


def test_two_tasks_do_not_end_in_each_other(cast, task):
    with acting_as(SystemActor("测试")):
        other = create_task(
            TaskDraft("k2", "另一项", cast.own.bureau.pk, TODAY.year, lead_id=cast.own.section.pk)
        )
    with acting_as(cast.actor("小周")):
        there = ask(task, Asked(RequestKind.MERGE, "内容相同", into_id=other.pk))
        back = ask(other, Asked(RequestKind.MERGE, "内容相同", into_id=task.pk))
    with acting_as(cast.actor("王局长")):
        decide(there, True)
        with pytest.raises(Refusal, match="已不在办理"):
            decide(back, True)
    assert Task._base_manager.get(pk=other.pk).state == TaskState.OPEN


def test_what_was_asked_of_a_task_that_has_ended_since_is_not_granted(cast, task):
    with acting_as(cast.actor("小周")):
        stop = ask(task, Asked(RequestKind.STOP, "政策取消"))
        other = ask(task, Asked(RequestKind.PASS_ON, "职能调整", to_unit_id=cast.own.other_section.pk))
    with acting_as(cast.actor("王局长")):
        decide(stop, True)
        with pytest.raises(Refusal, match="现为“中止”"):
            decide(other, True)
        decide(other, False, "已中止")
    assert Task._base_manager.get(pk=task.pk).units.get().organisation == cast.own.section


def test_the_history_says_what_was_granted_and_who_got_the_task(cast, task):
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.PASS_ON, "职能调整", to_unit_id=cast.own.other_section.pk))
    with acting_as(cast.actor("王局长")):
        decide(asked, True, "同意")
    told = [entry.sentence for entry in history_of(task)]
    assert any("同意了转办" in sentence for sentence in told)
    assert any("责任单位" in sentence and str(cast.own.other_section) in sentence for sentence in told)


def test_a_light_set_by_hand_is_chosen_with_its_kind_and_its_history_names_both_in_words(cast, task):
    client, address = cast.client("李副局长"), f"/ledger/tasks/{task.pk}/light/"
    typed = {
        "light": "time:near",
        "reason": "已到现场核实",
        "set_on": TODAY.isoformat(),
        "until": LATER.isoformat(),
    }
    assert client.post(address, {**typed, "light": "time:unlikely"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    (told, *_earlier) = history_of(task)
    assert "时间灯为 临近" in told.sentence
    page = strip_tags(client.get(f"/ledger/tasks/{task.pk}/").content.decode())
    assert (
        f"人工改为“临近”：已到现场核实（李副局长，自 {TODAY.isoformat()} 起，至 {LATER.isoformat()} 前）"
        in page
    )
    assert "规则给出的是：" in page


def test_a_request_about_a_task_that_is_over_is_refused_before_anything_is_typed(cast, task):
    Task._base_manager.filter(pk=task.pk).update(due_on=TODAY - timedelta(days=1))
    assert (
        "申请须在到期之前提出" in cast.client("刘科长").get(f"/ledger/tasks/{task.pk}/ask/").content.decode()
    )
    Task._base_manager.filter(pk=task.pk).update(due_on=DUE, state=TaskState.MERGED)
    for act in ("ask", "complete"):
        answer = cast.client("刘科长").get(f"/ledger/tasks/{task.pk}/{act}/")
        assert answer.status_code == 422
        assert "不在进行中" in answer.content.decode()


def test_who_has_returned_a_task_does_not_sign_for_it_before_the_office_has_decided(cast, task):
    with acting_as(cast.actor("刘科长")):
        asked = return_task(task, task.version, "不属本科职责")
        with pytest.raises(Refusal, match="等待办公室决定"):
            sign_for(Task._base_manager.get(pk=task.pk), cast.own.section.pk)
    page = cast.client("刘科长").get(f"/ledger/tasks/{task.pk}/").content.decode()
    assert f"/ledger/tasks/{task.pk}/sign/" not in page
    assert f"/ledger/tasks/{task.pk}/ask/" not in page
    assert "主管单位" not in history_of(task)[0].sentence
    with acting_as(cast.actor("张主任")):
        decide(asked, False, "仍由原单位办理")
    with acting_as(cast.actor("刘科长")):
        assert sign_for(Task._base_manager.get(pk=task.pk), cast.own.section.pk).signed_on == TODAY


def test_a_tasks_page_tells_what_was_asked_reported_and_sent_back_in_its_history(cast, task, asked):
    with acting_as(cast.actor("小周")):
        month = TODAY.replace(day=1)
        write_report(task, month, [Cell("words", "已完成选址")])
        report = hand_in(task, month)
    with acting_as(cast.actor("刘科长")):
        send_back(report, "写明三所的进度")
    page = cast.client("张主任").get(f"/ledger/tasks/{task.pk}/").content.decode()
    told = " ".join(strip_tags(page.partition("历史</h2>")[2]).split())
    steps = ("退回了进展", "报送了进展", "提出了申请", "建立了任务")
    assert [told.find(step) for step in steps] == sorted(told.find(step) for step in steps)
    assert all(step in told for step in steps)
    assert told.count("写明三所的进度") == 1, "the reason is told once"
    assert "填写了进展" not in told
