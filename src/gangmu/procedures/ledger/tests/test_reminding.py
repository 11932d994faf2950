"""The ladder at work: bells, the webhook and proposals of a day, once; papers wait for a leader."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.calendars.choices import DayKind
from gangmu.foundation.calendars.models import DayRule
from gangmu.foundation.jobs.declaration import kind_named
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.notices.models import Notice, OutgoingMessage, Webhook
from gangmu.foundation.organisations.models import Organisation
from gangmu.procedures.ledger.choices import PaperKind, PaperState, Rhythm
from gangmu.procedures.ledger.ladder import DEFAULT_RULES, Step
from gangmu.procedures.ledger.models import LadderStep, Paper, Reminder, Task
from gangmu.procedures.ledger.reminding import reminded_on, rules_of, urging_text, waiting_steps
from gangmu.procedures.ledger.services import reminding
from gangmu.procedures.ledger.services.closing import Given, propose_completion
from gangmu.procedures.ledger.services.papers import decide_paper
from gangmu.procedures.ledger.services.reminding import decide_step, run_ladder, set_ladder_rule
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

BEGINS = date(2026, 1, 1)
DUE = date(2026, 4, 10)  # a Friday
YELLOW, FIFTEEN, LATE = date(2026, 3, 12), date(2026, 3, 27), date(2026, 4, 13)


@pytest.fixture
def on(monkeypatch: Any) -> Any:
    """Say which day it is."""

    def set_day(day: date) -> date:
        monkeypatch.setattr(clock, "today", lambda: day)
        return day

    set_day(BEGINS)
    return set_day


def make(county: Any, key: str, name: str, unit: Any = None, due: date = DUE) -> Task:
    draft = TaskDraft(key, name, county.bureau.pk, 2026, lead_id=(unit or county.section).pk, starts_on=BEGINS, due_on=due)  # fmt: skip
    with acting_as(SystemActor()):
        task = create_task(draft)
    Task._base_manager.filter(pk=task.pk).update(rhythm=Rhythm.NONE)
    return task


@pytest.fixture
def tasks(cast: Cast, on: Any) -> list[Task]:
    return [
        make(cast.own, "a", "新建三所幼儿园"),
        make(cast.own, "b", "化解大班额"),
        make(cast.own, "c", "校舍排查", cast.own.school),
        make(cast.foreign, "d", "邻县的事"),
    ]


def run(cast: Cast, day: date, on: Any) -> reminding.Round:
    on(day)
    with acting_as(SystemActor()):
        return run_ladder(cast.own.bureau.pk, day)


def told(cast: Cast, name: str) -> list[str]:
    rows = Notice._base_manager.filter(person=cast.own.persons[name]).exclude(kind="jobs.ended")
    return [str(notice) for notice in rows.order_by("id")]


def test_a_unit_is_reminded_once_by_one_notice_however_often_the_ladder_runs(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    first = run(cast, YELLOW, on)
    assert first.reminded == 3
    assert [run(cast, YELLOW, on).reminded, run(cast, YELLOW + timedelta(days=1), on).reminded] == [0, 0]
    words = "青山县基教科有 2 项任务请抓紧：新建三所幼儿园、化解大班额"
    assert told(cast, "刘科长") == told(cast, "小周") == [words]
    assert told(cast, "吴校长") == told(cast, "小郑") == ["青山县实验小学有 1 项任务请抓紧：校舍排查"]
    assert told(cast, "小苏") == told(cast, "褚老师") == []
    assert not Reminder._base_manager.filter(task__name="邻县的事").exists()


def test_an_overdue_task_is_urged_and_its_leader_hears_of_it(cast: Cast, tasks: list[Task], on: Any) -> None:
    Task._base_manager.filter(pk=tasks[0].pk).update(leader=cast.own.persons["李副局长"])
    run(cast, LATE, on)
    assert any(
        words.startswith("催办：青山县基教科有 2 项任务逾期或未报送") for words in told(cast, "刘科长")
    )
    assert any("1 项任务逾期或未报送：新建三所幼儿园" in words for words in told(cast, "李副局长"))


def test_what_is_entered_late_on_a_day_is_urged_on_that_day_though_the_unit_was_urged_before(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    run(cast, LATE, on)
    make(cast.own, "late", "校园周边环境整治")
    run(cast, LATE, on)
    urged = [words for words in told(cast, "刘科长") if words.startswith("催办")]
    assert ["校园周边" in words for words in urged] == [False, True]


def test_a_notice_that_cannot_name_all_names_what_has_been_due_longest(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    make(cast.own, "third", "课后服务")
    make(cast.own, "longest", "校园周边环境整治", due=DUE - timedelta(days=7))
    run(cast, LATE, on)
    [urged] = [words for words in told(cast, "刘科长") if words.startswith("催办")]
    assert urged.endswith("4 项任务逾期或未报送：校园周边环境整治、新建三所幼儿园、化解大班额……")


def test_nothing_goes_out_on_a_day_of_rest_and_the_next_working_day_makes_it_up(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    DayRule.objects.create(organisation=cast.own.bureau, day=YELLOW, kind=DayKind.HOLIDAY, name="假日")
    assert run(cast, YELLOW, on) == reminding.Round()
    assert run(cast, YELLOW + timedelta(days=1), on).reminded == 3


def test_a_run_that_was_killed_goes_on_and_doubles_nothing(
    cast: Cast, tasks: list[Task], on: Any, monkeypatch: Any
) -> None:
    real, done = reminding._remind_unit, []

    def killed(unit_id: int, *more: Any) -> int:
        if done:
            raise KeyboardInterrupt
        done.append(unit_id)
        return real(unit_id, *more)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(reminding, "_remind_unit", killed)
        run(cast, YELLOW, on)
    assert Reminder._base_manager.values("unit").distinct().count() == 1
    run(cast, YELLOW, on)
    assert Reminder._base_manager.count() == 3
    assert [len(told(cast, name)) for name in ("刘科长", "小周", "吴校长", "小郑")] == [1, 1, 1, 1]


def test_the_days_message_names_units_and_items_and_nobody(cast: Cast, tasks: list[Task], on: Any) -> None:
    Webhook._base_manager.create(organisation=cast.own.bureau, robot="wecom", enabled=True)
    run(cast, YELLOW, on)
    run(cast, YELLOW, on)
    message = OutgoingMessage._base_manager.get()
    assert message.text.splitlines() == [
        "【催报】2026-03-12，以下事项请抓紧办理：",
        "青山县基教科：新建三所幼儿园（2026-04-10 到期）；化解大班额（2026-04-10 到期）",
        "青山县实验小学：校舍排查（2026-04-10 到期）",
    ]
    assert not any(person.name in message.text for person in cast.own.persons.values())
    assert Job._base_manager.filter(name="notices.send").count() == 1


def test_units_with_the_same_items_share_a_line_of_the_urging_text(cast: Cast) -> None:
    own, task = cast.own, Task(name="报送秋季学籍")
    other_school = Organisation(pk=own.school.pk + 10_000, name="青山县第二小学", kind=own.school.kind)

    def owed(*units: Organisation) -> list[str]:
        rows = [Reminder(task=task, unit=unit, against=DUE, anchor="due") for unit in units]
        return urging_text(rows, YELLOW).splitlines()[1:]

    item = "报送秋季学籍（2026-04-10 到期）"
    assert owed(own.school) == [f"{own.school}：{item}"]
    assert owed(own.school, other_school, own.school) == [
        f"以下 2 所学校：{own.school}、青山县第二小学；事项：{item}"
    ]
    assert owed(own.school, own.section) == [f"以下 2 个单位：{own.school}、{own.section}；事项：{item}"]


def test_papers_are_only_proposed_and_wait_for_a_leader(cast: Cast, tasks: list[Task], on: Any) -> None:
    Task._base_manager.filter(pk=tasks[0].pk).update(leader=cast.own.persons["李副局长"])
    assert run(cast, FIFTEEN - timedelta(days=1), on).proposed == 0
    assert run(cast, FIFTEEN, on).proposed == 3
    assert run(cast, FIFTEEN, on).proposed == 0
    papers = Paper._base_manager.all()
    assert {(paper.kind, paper.state, paper.number) for paper in papers} == {("supervision", "proposed", "")}
    assert told(cast, "李副局长") == ["有 1 项督办提请您批示：新建三所幼儿园"]
    assert told(cast, "王局长") == ["有 2 项督办提请您批示：化解大班额、校舍排查"]


def agree_all(cast: Cast) -> None:
    with acting_as(cast.actor("王局长")):
        for paper in Paper._base_manager.filter(state=PaperState.PROPOSED):
            decide_paper(paper, True, "抓紧办理")
        for step in LadderStep._base_manager.filter(state="proposed", paper__isnull=True):
            decide_step(step, True)


def test_a_section_is_named_at_a_meeting_and_a_school_gets_a_notice_before_the_talk(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    climbed: dict[str, list[str]] = {"新建三所幼儿园": [], "校舍排查": []}
    day = FIFTEEN
    while day < date(2026, 6, 10):
        run(cast, day, on)
        agree_all(cast)
        day += timedelta(days=1)
    for step in LadderStep._base_manager.order_by("proposed_on", "id").select_related("task"):
        if step.task.name in climbed:
            climbed[step.task.name].append(step.step)
    assert climbed == {
        "新建三所幼儿园": [Step.SUPERVISION, Step.MEETING, Step.TALK],
        "校舍排查": [Step.SUPERVISION, Step.NOTICE, Step.TALK],
    }
    assert Paper._base_manager.filter(kind=PaperKind.NOTICE).count() == 1


def test_what_was_done_meanwhile_is_taken_back_from_the_leader(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    run(cast, FIFTEEN, on)
    tasks[0].refresh_from_db()
    with acting_as(cast.actor("小周")):
        propose_completion(tasks[0], tasks[0].version, "已建成", [Given("document", "青教〔2026〕3号")])
    run(cast, FIFTEEN + timedelta(days=3), on)
    step = LadderStep._base_manager.get(task=tasks[0])
    assert (step.state, step.paper.state) == ("withdrawn", PaperState.WITHDRAWN)
    with acting_as(cast.actor("王局长")), scoped("ledger.task:check"):
        assert [waiting.task for waiting in waiting_steps()] == [tasks[1], tasks[2]]


def test_only_leaders_decide_and_a_paper_is_decided_as_a_paper(
    cast: Cast, tasks: list[Task], on: Any
) -> None:
    run(cast, FIFTEEN, on)
    paper_step = LadderStep._base_manager.filter(paper__isnull=False).first()
    meeting = LadderStep._base_manager.create(
        task=tasks[0], unit=cast.own.section, step="meeting", due=DUE, late=True, proposed_on=LATE
    )
    with acting_as(cast.actor("张主任")), pytest.raises(Forbidden):
        decide_step(meeting, True)
    with acting_as(cast.actor("李副局长")):
        with pytest.raises(Refusal):
            decide_step(paper_step, True)
        with pytest.raises(Refusal):
            decide_step(meeting, False)
        assert decide_step(meeting, False, "已口头督促").state == "declined"
        with pytest.raises(Refusal):
            decide_step(meeting, True)


def test_a_bureaus_own_rules_hold_from_their_day(cast: Cast, tasks: list[Task], on: Any) -> None:
    own = {"reminders": [{"anchor": "due", "days": -20, "to": ["office"]}], "wait": 3, "source": "局党组会"}
    with acting_as(cast.actor("张主任")):
        set_ladder_rule(cast.own.bureau.pk, own, date(2026, 3, 1))
    assert rules_of(cast.own.bureau.pk, date(2026, 2, 28)) == DEFAULT_RULES
    assert rules_of(cast.own.bureau.pk, date(2026, 3, 1)).wait == 3
    run(cast, date(2026, 3, 13), on)
    assert any("新建三所幼儿园" in words for words in told(cast, "小陈"))
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        set_ladder_rule(cast.own.bureau.pk, own)


def test_the_daily_job_runs_the_ladder_and_tells_what_it_did(cast: Cast, tasks: list[Task], on: Any) -> None:
    on(FIFTEEN)
    with acting_as(SystemActor()):
        job = enqueue("ledger.ladder", {"organisation_id": cast.own.bureau.pk}, cast.own.bureau, "daily")
    work_off()
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"reminded": 3, "proposed": 3})
    assert kind_named("ledger.ladder").told(job.result) == "提醒和催办 3 项，提请批示 3 项"  # type: ignore[misc]


def test_a_run_over_many_tasks_asks_no_question_a_task(cast: Cast, on: Any) -> None:
    counts = []
    for size in (5, 40):
        for n in range(size):
            make(cast.own, f"{size}-{n}", f"第{n}项", cast.own.section)
        on(YELLOW)
        with CaptureQueriesContext(connection) as asked:
            run(cast, YELLOW + timedelta(days=len(counts)), on)
        counts.append(len(asked))
        on(BEGINS)
    assert counts[1] <= counts[0] + 10


def test_the_page_shows_the_text_to_copy_and_what_waits(cast: Cast, tasks: list[Task], on: Any) -> None:
    run(cast, FIFTEEN, on)
    page = cast.client("张主任").get("/ledger/reminding/").content.decode()
    with acting_as(cast.actor("张主任")), scoped("ledger.task:check"):
        text = urging_text(reminded_on(FIFTEEN), FIFTEEN)
    assert text.splitlines()[1] in page
    assert "督办单" in page
    meeting = LadderStep._base_manager.create(
        task=tasks[0], unit=cast.own.section, step="meeting", due=DUE, late=True, proposed_on=FIFTEEN
    )
    leader = cast.client("李副局长")
    assert "会上通报" in leader.get("/ledger/reminding/").content.decode()
    leader.post(f"/ledger/reminding/{meeting.pk}/decide/", {"agreed": "1", "note": ""})
    meeting.refresh_from_db()
    assert meeting.state == "agreed"


def test_the_office_changes_the_rules_on_their_page(cast: Cast, on: Any) -> None:
    client = cast.client("张主任")
    page = client.get("/ledger/reminding/rules/")
    assert page.status_code == 200
    asked = {
        "wait": "5", "source": "局务会", "valid_from": "2026-01-05", "lagging_only": "on",
        "reminder": ["due:-3:owner", "report:2:owner,office"],
    }  # fmt: skip
    assert client.post("/ledger/reminding/rules/", asked).status_code == 302
    rules = rules_of(cast.own.bureau.pk, date(2026, 1, 5))
    assert [(r.anchor, r.days, r.to) for r in rules.reminders] == [
        ("due", -3, ("owner",)), ("report", 2, ("owner", "office")),
    ]  # fmt: skip
    asked["reminder"] = ["due:x:owner"]
    assert client.post("/ledger/reminding/rules/", asked).status_code == 200
