"""Requests on their pages: a refused one keeps what was typed, a leader decides where he reads, a refused act leads back."""

from datetime import date, timedelta

import pytest

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import RequestKind, RequestState
from gangmu.procedures.ledger.models import Request, Task
from gangmu.procedures.ledger.services.asking import Asked, ask
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
    client.post(address, {"granted": "no"})
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
