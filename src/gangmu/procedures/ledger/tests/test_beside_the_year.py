"""The grid of a month holds what a unit may report on now, though it belongs to the year before or after."""

from datetime import date, timedelta

import pytest

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.procedures.ledger.choices import TaskState
from gangmu.procedures.ledger.grid import by_unit, grid, units_of
from gangmu.procedures.ledger.owing import came_back
from gangmu.procedures.ledger.services.carrying import carry_over
from gangmu.procedures.ledger.services.reporting import Cell, hand_in, send_back, write_report
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.tests.test_loop import MONTH, TODAY


def task_of(cast, year: int, state: TaskState = TaskState.OPEN, lead: int | None = None):
    with acting_as(SystemActor("测试")):
        return create_task(
            TaskDraft(
                f"k{year}", "新建三所幼儿园", cast.own.bureau.pk, year, lead_id=lead or cast.own.section.pk, state=state
            )
        )  # fmt: skip


def names_in(cast, month: date) -> list[int]:
    with scoped("ledger.task:view"):
        return [row.task.year for row in grid([cast.own.section.pk], month)]


def test_a_task_on_trial_for_the_next_year_stands_in_the_present_months_grid(cast):
    task = task_of(cast, TODAY.year + 1, TaskState.TRIAL)
    client = cast.client("小周")
    assert (
        f"/ledger/month/?unit={cast.own.section.pk}#task-{task.pk}"
        in client.get(f"/ledger/tasks/{task.pk}/").content.decode()
    )
    page = client.get(f"/ledger/month/?unit={cast.own.section.pk}").content.decode()
    assert f'id="task-{task.pk}"' in page
    assert f"{TODAY.year + 1} 年度" in page


def test_it_stands_in_a_past_month_only_with_a_report_of_it(cast):
    task = task_of(cast, TODAY.year + 1, TaskState.TRIAL)
    before = (MONTH - timedelta(days=1)).replace(day=1)
    with acting_as(cast.actor("小周")):
        assert (names_in(cast, MONTH), names_in(cast, before)) == ([task.year], [])
        write_report(task, before, [Cell("words", "方案已起草")])
        assert names_in(cast, before) == [task.year]


def test_nobody_is_asked_for_it(cast):
    task_of(cast, TODAY.year + 1, TaskState.TRIAL)
    with acting_as(cast.actor("小周")), scoped("ledger.task:view"):
        (row,) = grid([cast.own.section.pk], MONTH)
        assert row.due is None
        assert by_unit([cast.own.section.pk], MONTH) == []


def test_what_last_year_left_undone_is_told_of_until_it_is_carried_over(cast):
    task = task_of(cast, TODAY.year - 1)
    with acting_as(cast.actor("张主任")):
        assert names_in(cast, MONTH) == [TODAY.year - 1]
        carry_over(cast.own.bureau.pk, [task.pk])
        assert names_in(cast, MONTH) == [TODAY.year]


def test_a_unit_that_leads_only_in_the_next_year_may_open_its_grid(cast):
    other = cast.own.other_section.pk
    with acting_as(cast.actor("张主任")), scoped("ledger.task:view"):
        assert other not in units_of(MONTH, None)
        task_of(cast, TODAY.year + 1, TaskState.TRIAL, lead=other)
        assert other in units_of(MONTH, None)


@pytest.mark.parametrize("state", [TaskState.OPEN, TaskState.TRIAL])
def test_a_report_that_came_back_is_told_of_on_trial_too(cast, state):
    task = task_of(cast, TODAY.year + 1, state)
    with acting_as(cast.actor("小周")):
        write_report(task, MONTH, [Cell("words", "方案已起草")])
        report = hand_in(task, MONTH)
    with acting_as(cast.actor("刘科长")):
        send_back(report, "写明时间")
    with acting_as(cast.actor("小周")), scoped("ledger.task:view"):
        assert [row.reason for row in came_back([cast.own.section.pk])] == ["写明时间"]
