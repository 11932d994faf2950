"""Board, calendar and timeline show the query of the list, no more and no less."""

from datetime import date, timedelta

import pytest
from lxml import html

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.procedures.ledger import looks
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.tasks import Step, TaskDraft, create_task

TODAY = clock.today()


@pytest.fixture
def tasks(cast):
    def made(key, name, days, **more):
        return create_task(
            TaskDraft(key, name, cast.own.bureau.pk, TODAY.year, lead_id=cast.own.section.pk,
                      due_on=None if days is None else TODAY + timedelta(days=days), issued_on=TODAY - timedelta(days=40), **more)
        )  # fmt: skip

    with acting_as(cast.actor("张主任")):
        return [
            made("a", "逾期的任务", -3),
            made("b", "来得及的任务", 300, steps=(Step("中途", TODAY + timedelta(days=100)),)),
            made("c", "没有时限的任务", None),
        ]


@pytest.mark.parametrize("look", ["board", "calendar", "timeline"])
def test_a_look_shows_what_the_list_asks_for(cast, tasks, look):
    client = cast.client("张主任")
    page = client.get(f"/ledger/{look}/", {"q": "逾期"}).content.decode()
    assert "来得及的任务" not in page
    assert ("逾期的任务" in page) is (look != "calendar" or (TODAY - timedelta(days=3)).month == TODAY.month)
    assert "/r/tasks/export/?q=" in page


@pytest.mark.parametrize("look", ["board", "calendar", "timeline"])
def test_the_neighbour_sees_nothing_of_ours_in_any_look(cast, tasks, look):
    assert "任务" not in cast.foreign.client("张主任").get(f"/ledger/{look}/").context["count"].__str__()
    assert cast.foreign.client("张主任").get(f"/ledger/{look}/").context["count"] == 0


def test_the_board_puts_each_task_into_the_lane_of_its_light(cast, tasks):
    cast.client("张主任").get("/r/tasks/")
    lanes = {
        lane.light: [task.name for task in lane.rows]
        for lane in looks.board(Task._base_manager.select_related("shown"))
    }
    assert lanes["overdue"] == ["逾期的任务"]
    assert "没有时限的任务" in lanes["normal"]


def test_the_calendar_has_whole_weeks_and_a_task_on_its_day(tasks):
    due = tasks[0].due_on
    weeks = looks.month_grid(tasks, due.replace(day=1))
    assert all(len(week) == 7 and week[0].on.isoweekday() == 1 for week in weeks)
    assert [day.on for week in weeks for day in week if day.rows] == [due]


def test_the_calendar_says_where_the_tasks_are_that_it_does_not_show(cast, tasks):
    month = tasks[1].due_on.replace(day=1)
    told = looks.placed_in(tasks, month)
    assert (told.inside, told.elsewhere, told.undated) == (1, 1, 1)
    page = cast.client("张主任").get("/ledger/calendar/", {"month": f"{month:%Y-%m}"}).content.decode()
    assert "本月到期 1 项，其他月份到期 1 项；没有时限的 1 项不在日历上" in page


def test_bars_lie_inside_the_span_and_a_task_without_a_day_is_open(tasks):
    told = looks.timeline(Task._base_manager.filter(pk__in=[task.pk for task in tasks]), TODAY)
    assert told.first == (TODAY - timedelta(days=40)).replace(day=1)
    assert all(bar.left >= 0 and bar.left + bar.width <= 1004 for bar in told.bars)
    assert [bar.open_end for bar in told.bars] == [False, False, True]
    assert told.bars[1].milestones
    assert looks.timeline([], date(2026, 1, 1)) is None


def test_a_narrow_screen_shows_of_each_row_its_name_owner_day_and_lights(cast, tasks):
    page = html.fromstring(cast.client("小周").get("/r/tasks/").content.decode())
    row = page.xpath("//table[contains(@class, 'cards')]//tr[@data-row]")[0]
    kept = [cell for cell in row.xpath("./td") if "off-phone" not in (cell.get("class") or "")]
    words = [" ".join(cell.text_content().split()) for cell in kept]
    assert [cell.get("data-label") for cell in kept[-4:]] == ["完成时限", "时间", "佐证", "结果"]
    assert tasks[0].name in words
    assert str(cast.own.section) in words
    assert len(kept) < len(row.xpath("./td"))
