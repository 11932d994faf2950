"""Who decides when the leader in charge is away (代): who stands in for him, in his name; the record says so."""

import io
from datetime import date, timedelta

import pytest
from docx import Document

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.services import assign_role, enter_person, stand_in
from gangmu.procedures.ledger.choices import PaperKind, RequestKind, RequestState, TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.paper_documents import document_of
from gangmu.procedures.ledger.services.asking import Asked, ask, decide
from gangmu.procedures.ledger.services.issuing import take_step
from gangmu.procedures.ledger.services.papers import PaperDraft, decide_paper, propose_paper
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

TODAY = clock.today()
LATER = TODAY + timedelta(days=60)


@pytest.fixture
def task(cast) -> Task:
    own = cast.own
    with acting_as(SystemActor("测试")):
        return create_task(
            TaskDraft("k1", "新建三所幼儿园", own.bureau.pk, TODAY.year, lead_id=own.section.pk, due_on=LATER,
                      issued_on=date(TODAY.year, 1, 1), leader_id=own.persons["李副局长"].pk)
        )  # fmt: skip


def fresh(task: Task) -> Task:
    return Task._base_manager.get(pk=task.pk)


def test_who_stands_in_for_an_absent_leader_decides_in_his_name_and_the_record_says_so(cast, task):
    own = cast.own
    with acting_as(SystemActor("测试")):
        stand_in(own.persons["李副局长"], own.persons["刘科长"], TODAY, TODAY + timedelta(days=7), "出差")
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.EXTEND, "雨季停工", due_on=LATER + timedelta(days=30)))
    with acting_as(cast.actor("刘科长")):
        held = decide(asked, True, "同意")
    assert (held.decided_by, held.decided_for) == (own.persons["刘科长"], own.persons["李副局长"])
    told = history_of(fresh(task))[0]
    assert told.note == "代李副局长批示。同意"
    assert "刘科长" in told.sentence
    page = cast.client("小周").get(f"/ledger/tasks/{task.pk}/").content.decode()
    assert "刘科长（代李副局长）" in page


def test_who_decides_by_an_own_role_decides_in_nobodys_name(cast, task):
    own = cast.own
    with acting_as(SystemActor("测试")):
        stand_in(own.persons["王局长"], own.persons["李副局长"], TODAY, TODAY + timedelta(days=7), "培训")
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.STOP, "政策取消"))
    with acting_as(cast.actor("李副局长")):
        assert decide(asked, True).decided_for is None


def test_a_stand_in_decides_nothing_after_the_days_agreed(cast, task):
    own = cast.own
    with acting_as(SystemActor("测试")):
        stand_in(own.persons["李副局长"], own.persons["刘科长"], TODAY - timedelta(days=9), TODAY, "出差")
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.STOP, "政策取消"))
    with acting_as(cast.actor("刘科长")), pytest.raises(Forbidden):
        decide(asked, True)


def test_another_leader_does_not_decide_but_the_head_of_the_bureau_and_who_stands_in_for_him_do(cast, task):
    with acting_as(SystemActor("测试")):
        other = enter_person(cast.own.bureau, "赵副局长")
        assign_role(other, Role.LEADER, cast.own.bureau, date(2020, 1, 1), scope_kind=ScopeKind.SUBTREE)
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.STOP, "政策取消"))
    stranger = SignedInActor(-1, other.pk, "赵副局长")
    with acting_as(stranger), pytest.raises(Forbidden):
        decide(asked, True)
    with acting_as(SystemActor("测试")):
        stand_in(cast.own.persons["王局长"], other, TODAY, TODAY + timedelta(days=7), "培训")
    with acting_as(SignedInActor(-1, other.pk, "赵副局长")):
        assert decide(asked, False, "继续办").decided_for == cast.own.persons["王局长"]
    with acting_as(cast.actor("小周")):
        asked = ask(task, Asked(RequestKind.STOP, "政策取消"))
    with acting_as(cast.actor("王局长")):
        assert decide(asked, True).state == RequestState.GRANTED
    assert fresh(task).state == TaskState.STOPPED


def test_a_paper_decided_for_an_absent_leader_names_both(cast, task):
    own = cast.own
    with acting_as(SystemActor("测试")):
        stand_in(own.persons["李副局长"], own.persons["刘科长"], TODAY, TODAY + timedelta(days=7), "出差")
        paper = propose_paper(PaperDraft(PaperKind.SUPERVISION, own.bureau.pk, [task.pk], [own.section.pk]))
    with acting_as(cast.actor("刘科长")):
        held = decide_paper(paper, True, "抓紧办理")
    assert (held.decided_by, held.decided_for) == (own.persons["刘科长"], own.persons["李副局长"])
    table = Document(io.BytesIO(document_of(held))).tables[0]
    assert any("刘科长（代李副局长）" in cell.text for row in table.rows for cell in row.cells)


def test_a_step_of_a_paper_taken_for_an_absent_leader_names_both(cast, task):
    own = cast.own
    with acting_as(SystemActor("测试")):
        stand_in(own.persons["李副局长"], own.persons["刘科长"], TODAY, TODAY + timedelta(days=7), "出差")
    with acting_as(cast.actor("小陈")):
        paper = propose_paper(
            PaperDraft(PaperKind.NOTICE, own.bureau.pk, [task.pk], drafter_id=own.section.pk)
        )
    with acting_as(cast.actor("李副局长")):
        decide_paper(paper, True)
    for name in ("小周", "刘科长", "小陈", "刘科长"):
        with acting_as(cast.actor(name)):
            taken = take_step(paper)
    assert (taken.name, taken.done_by, taken.done_for) == (
        "分管领导",
        own.persons["刘科长"],
        own.persons["李副局长"],
    )
    before = paper.steps.get(name="科室负责人")
    assert (before.done_by, before.done_for) == (own.persons["刘科长"], None), "his own step is his own"
    assert history_of(paper)[0].note == "代李副局长办理。"
    page = cast.client("小陈").get(f"/ledger/papers/{paper.pk}/").content.decode()
    assert page.count("刘科长（代李副局长）") == 1
