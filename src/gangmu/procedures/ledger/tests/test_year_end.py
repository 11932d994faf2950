"""A year is closed: how its tasks end, what goes on in the next, and who takes it up."""

from datetime import date

import pytest

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.procedures.ledger.choices import RequestKind, TaskKind, TaskState
from gangmu.procedures.ledger.models import Completion, Task
from gangmu.procedures.ledger.services.asking import Asked, ask, decide
from gangmu.procedures.ledger.services.carrying import carry_over
from gangmu.procedures.ledger.services.closing import (
    check_completion,
    propose_completion,
    reach_milestone,
    stop_task,
)
from gangmu.procedures.ledger.services.tasks import Step, TaskDraft, create_task
from gangmu.procedures.ledger.year_end import Outcome, endings


@pytest.fixture
def year(cast):
    own = cast.own

    def made(key, name, **more):
        draft = TaskDraft(key, name, own.bureau.pk, 2025, lead_id=own.section.pk, due_on=date(2025, 12, 1),
                          cooperating_ids=(own.other_section.pk,), **more)  # fmt: skip
        with acting_as(cast.actor("张主任")):
            return create_task(draft)

    told = {
        "done": made("a", "规范办学行为"),
        "partly": made(
            "b", "新建城东幼儿园", steps=(Step("开工", date(2025, 3, 1)), Step("竣工", date(2025, 11, 1)))
        ),
        "undone": made("c", "完善教师交流轮岗制度"),
        "standing": made("d", "抓好师德建设", kind=TaskKind.STANDING),
        "stopped": made("e", "调整考试安排"),
    }
    with acting_as(cast.actor("刘科长")):
        proposed = propose_completion(told["done"], 1, "完成")
        reach_milestone(told["partly"].milestones.order_by("due_on").first(), date(2025, 3, 1))
    with acting_as(cast.actor("张主任")):
        check_completion(proposed, True)
        stop_task(told["stopped"], 1, "上级不再要求")
    return told


def ended(cast, name="张主任"):
    with acting_as(cast.actor(name)), scoped("ledger.task:view"):
        return {row.task.name: row for row in endings(cast.own.bureau.pk, 2025)}


def test_a_year_ends_as_done_partly_done_standing_undone_and_stopped(cast, year):
    assert {name: row.outcome for name, row in ended(cast).items()} == {
        "规范办学行为": Outcome.DONE, "新建城东幼儿园": Outcome.PARTLY, "完善教师交流轮岗制度": Outcome.UNDONE,
        "抓好师德建设": Outcome.STANDING, "调整考试安排": Outcome.STOPPED,
    }  # fmt: skip
    assert (ended(cast)["新建城东幼儿园"].reached, ended(cast)["新建城东幼儿园"].steps) == (1, 2)


def test_what_is_carried_over_keeps_its_units_and_the_link_and_is_carried_once(cast, year):
    ids = [year["partly"].pk, year["undone"].pk]
    with acting_as(cast.actor("张主任")):
        first = carry_over(cast.own.bureau.pk, ids)
        again = carry_over(cast.own.bureau.pk, ids)
    assert [task.pk for task in first] == [task.pk for task in again]
    carried = Task._base_manager.get(carried_from=year["partly"])
    assert (carried.year, carried.state, carried.due_on) == (2026, TaskState.TRIAL, None)
    assert {(unit.part, unit.organisation_id) for unit in carried.units.all()} == {
        ("lead", cast.own.section.pk), ("cooperating", cast.own.other_section.pk),
    }  # fmt: skip
    row = ended(cast)["新建城东幼儿园"]
    assert row.carried_to == carried
    assert not row.may_carry


def test_what_is_done_or_stopped_is_not_carried_and_nothing_is_half_carried(cast, year):
    with acting_as(cast.actor("张主任")), pytest.raises(Refusal, match="没有办结的任务"):
        carry_over(cast.own.bureau.pk, [year["undone"].pk, year["done"].pk])
    assert not Task._base_manager.filter(carried_from__isnull=False).exists()


def test_a_section_cannot_carry_over(cast, year):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        carry_over(cast.own.bureau.pk, [year["undone"].pk])


def test_the_page_closes_the_year_and_gives_it_as_a_workbook(cast, year):
    client = cast.client("张主任")
    page = client.get("/ledger/year/end/?year=2025").content.decode()
    assert "部分完成" in page
    assert "把选中的结转到 2026 年" in page
    answer = client.post(
        "/ledger/year/carry/", {"year": "2025", "task": [str(year["undone"].pk)]}, follow=True
    )
    assert "已结转 1 项" in answer.content.decode()
    assert "已结转到 2026 年" in answer.content.decode()
    assert client.get("/ledger/year/end/file/?year=2025").content[:2] == b"PK"
    assert "把选中的结转到" not in cast.client("小周").get("/ledger/year/end/?year=2025").content.decode()


def test_the_old_task_names_where_it_went_and_the_new_one_where_it_came_from(cast, year):
    old = year["undone"]
    with acting_as(cast.actor("张主任")):
        (new,) = carry_over(cast.own.bureau.pk, [old.pk])
        carry_over(cast.own.bureau.pk, [old.pk])
    client = cast.client("小周")
    before = client.get(f"/ledger/tasks/{old.pk}/").content.decode()
    after = client.get(f"/ledger/tasks/{new.pk}/").content.decode()
    assert f'<dt>结转至</dt><dd><a href="/ledger/tasks/{new.pk}/">' in before
    assert f'<dt>结转自</dt><dd><a href="/ledger/tasks/{old.pk}/">' in after
    assert [told.sentence for told in history_of(old) if "结转了任务" in told.sentence], (
        "its history tells it, once"
    )
    assert sum("结转了任务" in told.sentence for told in history_of(old)) == 1


def test_every_task_that_may_go_on_can_be_ticked_at_once_and_by_its_theme(cast, year):
    page = cast.client("张主任").get("/ledger/year/end/?year=2025").content.decode()
    assert 'data-tick="all"' in page
    assert page.count('name="task"') == 3
    assert page.count('data-theme=""') == 3
    assert 'data-tick="theme"' not in page, "without themes there are no buttons of themes"


def test_a_standing_duty_ends_its_year_with_a_summary(cast, year):
    task, head = year["standing"], cast.client("刘科长")
    assert "写年终小结" in head.get(f"/ledger/tasks/{task.pk}/").content.decode()
    address = f"/ledger/tasks/{task.pk}/complete/"
    assert "年终小结" in str(head.get(address).context["form"]["words"].label)
    assert head.post(address, {"version": task.version, "words": "全年没有师德失范事件"}).status_code == 302
    with acting_as(cast.actor("张主任")):
        check_completion(Completion._base_manager.get(task=task), True)
    assert ended(cast)["抓好师德建设"].outcome == Outcome.DONE


def test_a_merged_task_ends_with_the_reason_for_which_the_merger_was_granted(cast, year):
    merging, into = year["standing"], year["partly"]
    Task._base_manager.filter(pk=merging.pk).update(due_on=None)
    merging.refresh_from_db()
    with acting_as(cast.actor("刘科长")):
        asked = ask(merging, Asked(RequestKind.MERGE, "内容相同", into_id=into.pk))
    with acting_as(cast.actor("王局长")):
        decide(asked, True)
    told = ended(cast)[merging.name]
    assert (told.outcome, told.reason) == (Outcome.STOPPED, "内容相同")
