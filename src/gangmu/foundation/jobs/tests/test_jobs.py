"""What background work promises: queued with its change, done once, as the person who asked, cancelled, done again."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from tests.cast import Cast

from gangmu.foundation.accounts.models import Account
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.jobs import clockwork, declaration, execution
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.declaration import DailyRule, UnknownJob, daily, job
from gangmu.foundation.jobs.execution import execute, take_over_lost_jobs
from gangmu.foundation.jobs.models import Job, JobPulse, JobStep, Schedule
from gangmu.foundation.jobs.running import JobStopped, cancelled, once, progress
from gangmu.foundation.jobs.services import cancel_job, change_schedule, enqueue, repeat_job
from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as, current_actor
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal

DONE: list[Any] = []


@job("jobs.test", "测试", told=lambda result: f"{result} 行")
def count(rows: int = 0) -> int:
    """Count rows."""
    for row in range(rows):
        progress(row, rows, "清点")
    DONE.append((current_actor().label, rows))
    return rows


@job("jobs.refused", "测试")
def refused() -> None:
    """Refuse."""
    raise Refusal("jobs.test", "“%(name)s”不对", name="甲")


@job("jobs.busy", "测试", attempts=2)
def busy() -> None:
    """Find the database busy."""
    DONE.append("tried")
    raise OperationalError("database is locked")


@job("jobs.broken", "测试")
def broken() -> None:
    """Break."""
    raise ZeroDivisionError


def _rows() -> Iterator[int]:
    """Yield rows as a database does, which waits with the rest of them until it hears that nobody wants it."""
    try:
        yield from range(3)
    finally:
        DONE.append("let go")


@job("jobs.reading", "测试")
def ends_while_it_reads(how: str) -> None:
    """End in the middle of reading."""
    rows = _rows()
    for _row in rows:
        raise {
            "stopped": JobStopped("cancelled"),
            "refused": Refusal("jobs.test", "不对"),
            "broken": ZeroDivisionError(),
        }[how]


@job("jobs.twice", "测试")
def twice() -> str:
    """Do a step, then stop the first time."""
    value = once("write", lambda: DONE.append("written") or "kept")
    if DONE.count("written") == 1 and "went on" not in DONE:
        DONE.append("went on")
        raise JobStopped("stopping")
    return value


@job("jobs.itself", "测试")
def cancels_itself(pk: int = 0) -> None:
    """Hear of its own cancelling in the middle of a step."""
    JobPulse.objects.update(cancel_asked_at=clock.now())

    def work() -> None:
        Account.objects.update(language="xx")
        raise AssertionError("a cancelled job began a step")

    assert cancelled()
    once("write", work)


@job("jobs.daily", "每日测试")
def every_day(organisation_id: int) -> None:
    """Note for which unit it was done."""
    DONE.append(organisation_id)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


@pytest.fixture
def clerk(cast: Cast) -> Any:
    with acting_as(cast.actor("小郑")) as actor:
        yield actor


def state(held: Job) -> str:
    held.refresh_from_db()
    return held.state


def test_work_is_done_as_the_person_who_asked_for_it(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {"rows": 3}, cast.own.school, about="名单.xlsx")
    assert DONE == []
    work_off()
    assert DONE == [("小郑", 3)]
    assert (state(held), held.result, held.account_id) == (JobState.DONE, 3, clerk.account_id)
    assert (held.pulse.done, held.pulse.total, held.pulse.words) == (2, 3, "清点")
    assert AuditEntry.objects.filter(verb="安排了后台任务", account_id=clerk.account_id).count() == 1


def test_work_is_queued_with_its_change_or_not_at_all(cast: Cast, clerk: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("jobs.test", {}, cast.own.school)
        raise RuntimeError
    work_off()
    assert DONE == []
    assert not Job._base_manager.exists()


def test_the_same_key_is_queued_once_until_it_failed(cast: Cast, clerk: Any) -> None:
    first = enqueue("jobs.test", {"rows": 1}, cast.own.school, "k")
    assert enqueue("jobs.test", {"rows": 1}, cast.own.school, "k") == first
    assert enqueue("jobs.test", {"rows": 1}, cast.own.kindergarten, "k") != first
    work_off()
    assert enqueue("jobs.test", {"rows": 1}, cast.own.school, "k") == first
    work_off()
    assert len(DONE) == 2
    failed = enqueue("jobs.refused", {}, cast.own.school, "k")
    work_off()
    assert enqueue("jobs.refused", {}, cast.own.school, "k") != failed


def test_a_kind_that_nobody_declares_cannot_be_queued(cast: Cast, clerk: Any) -> None:
    with pytest.raises(UnknownJob):
        enqueue("jobs.nothing", {}, cast.own.school)


def test_a_refusal_is_told_in_its_words(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.refused", {}, cast.own.school)
    work_off()
    assert (state(held), held.why) == (JobState.FAILED, "“甲”不对")


def test_a_fault_ends_the_job_and_not_its_worker(cast: Cast, clerk: Any, caplog: Any) -> None:
    held = enqueue("jobs.broken", {}, cast.own.school)
    after = enqueue("jobs.test", {}, cast.own.school)
    work_off()
    assert (state(held), state(after)) == (JobState.FAILED, JobState.DONE)
    assert "ZeroDivisionError" in held.fault
    assert "程序出错" in held.why


def test_a_passing_fault_is_tried_again_after_a_while_and_not_for_ever(
    cast: Cast, clerk: Any, monkeypatch: Any
) -> None:
    held = enqueue("jobs.busy", {}, cast.own.school)
    work_off()
    assert (state(held), held.failures) == (JobState.WAITING, 1)
    assert timedelta(seconds=3) < held.due_at - clock.now() <= timedelta(seconds=5)
    work_off()
    assert DONE == ["tried"]
    monkeypatch.setattr(execution, "FIRST_WAIT", timedelta(0))
    execute(held.pk, held.task_id, "w")
    assert (state(held), DONE) == (JobState.FAILED, ["tried", "tried"])


def test_a_step_is_done_once_however_often_its_job_is_taken_up(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.twice", {}, cast.own.school)
    work_off()
    assert (state(held), held.result, held.attempt) == (JobState.DONE, "kept", 2)
    assert DONE.count("written") == 1
    assert JobStep.objects.get().value == "kept"


def test_a_waiting_job_is_cancelled_at_once_and_can_be_done_again(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {"rows": 2}, cast.own.school, "k")
    assert cancel_job(held).state == JobState.CANCELLED
    work_off()
    assert DONE == []
    with pytest.raises(Refusal):
        cancel_job(held)
    repeat_job(held)
    work_off()
    assert (state(held), DONE) == (JobState.DONE, [("小郑", 2)])
    with pytest.raises(Conflict):
        repeat_job(held)


def test_neither_a_fault_nor_what_a_job_was_told_stands_in_the_audit(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {"rows": 97531}, cast.own.school)
    fault = "Traceback: a value of somebody"
    Job._base_manager.filter(pk=held.pk).update(state=JobState.FAILED, fault=fault)
    repeat_job(held)
    told = AuditEntry.objects.filter(subject_type="jobs.job", subject_id=str(held.pk))
    assert {"安排了后台任务", "重新安排了后台任务"} <= {entry.verb for entry in told}
    written = str([entry.changes for entry in told])
    assert "程序错误" in written
    assert fault not in written
    assert "97531" not in written


def test_a_running_job_that_is_cancelled_commits_no_step(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.itself", {}, cast.own.school)
    work_off()
    assert state(held) == JobState.CANCELLED
    assert not Account.objects.filter(language="xx").exists()


@pytest.mark.parametrize("how", ["stopped", "refused", "broken"])
def test_a_job_that_ends_while_it_reads_lets_its_rows_go_before_its_end_is_written(
    cast: Cast, clerk: Any, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    end = execution._end

    def told(*given: Any, **more: Any) -> None:
        DONE.append("ended")
        end(*given, **more)

    monkeypatch.setattr(execution, "_end", told)
    enqueue("jobs.reading", {"how": how}, cast.own.school)
    work_off()
    assert DONE == ["let go", "ended"]


def test_a_job_of_another_unit_is_not_cancelled(cast: Cast, clerk: Any) -> None:
    with acting_as(SystemActor()):
        held = enqueue("jobs.test", {}, cast.own.kindergarten)
    with pytest.raises(Forbidden):
        cancel_job(held)


def test_a_job_of_a_stopped_account_is_not_done(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {}, cast.own.school)
    Account.objects.filter(pk=clerk.account_id).update(is_active=False)
    work_off()
    assert (state(held), DONE) == (JobState.FAILED, [])
    assert "停用" in held.why


def test_an_entry_that_comes_twice_does_the_job_once(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {"rows": 1}, cast.own.school)
    execute(held.pk, held.task_id, "one")
    execute(held.pk, held.task_id, "two")
    assert len(DONE) == 1


def lost(cast: Cast, seconds: float, worker: str = "elsewhere:1:x") -> Job:
    """Return a job whose worker was last heard of so long ago."""
    held = enqueue("jobs.test", {"rows": 1}, cast.own.school)
    execution._claim(held.pk, held.task_id, worker)
    JobPulse.objects.update(beat_at=clock.now() - timedelta(seconds=seconds))
    return held


def test_a_job_whose_worker_is_silent_is_taken_over(cast: Cast, clerk: Any) -> None:
    held = lost(cast, 61)
    assert take_over_lost_jobs() == 1
    assert (state(held), held.failures) == (JobState.WAITING, 1)
    execute(held.pk, held.task_id, "w")
    assert (state(held), held.attempt, len(DONE)) == (JobState.DONE, 2, 1)


def test_a_job_whose_worker_lives_is_left_to_it(cast: Cast, clerk: Any) -> None:
    held = lost(cast, 30)
    assert take_over_lost_jobs() == 0
    assert state(held) == JobState.RUNNING


def test_a_worker_of_this_machine_whose_process_is_gone_is_not_waited_for(cast: Cast, clerk: Any) -> None:
    name = execution.worker_name("x").split(":")
    lost(cast, 1, f"{name[0]}:99999999:x")
    assert take_over_lost_jobs() == 1


def test_a_worker_that_was_replaced_writes_no_end_and_no_step(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {"rows": 1}, cast.own.school)
    claimed = execution._claim(held.pk, held.task_id, "slow")
    assert claimed is not None
    JobPulse.objects.update(beat_at=None)
    assert take_over_lost_jobs() == 1
    old, run = claimed
    execution._end(old, run, JobState.DONE, result=7)
    assert (state(held), held.result) == (JobState.WAITING, None)
    from gangmu.foundation.jobs.running import running

    with running(run), pytest.raises(JobStopped):
        once("write", lambda: DONE.append("twice"))
    assert DONE == []


def test_a_job_whose_workers_keep_dying_is_given_up(cast: Cast, clerk: Any) -> None:
    held = lost(cast, 61)
    for _time in range(3):
        take_over_lost_jobs()
        held.refresh_from_db()
        execution._claim(held.pk, held.task_id, "elsewhere:1:x")
        JobPulse.objects.update(beat_at=None)
    take_over_lost_jobs()
    assert state(held) == JobState.FAILED
    assert "几次中断" in held.why


def test_a_waiting_job_that_the_queue_lost_is_queued_anew(cast: Cast, clerk: Any) -> None:
    held = enqueue("jobs.test", {"rows": 1}, cast.own.school)
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    assert take_over_lost_jobs() == 0
    Job._base_manager.update(due_at=clock.now() - timedelta(seconds=61))
    assert take_over_lost_jobs() == 1
    assert take_over_lost_jobs() == 0
    work_off()
    assert state(held) == JobState.DONE


MORNING = datetime(2026, 3, 2, 23, 40, tzinfo=UTC)  # 07:40 on Tuesday 3 March in the bureau's zone


@pytest.fixture
def every_morning(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(declaration, "_daily", {})
    daily(DailyRule("jobs.daily", time(7, 30), lambda: [cast.own.bureau.pk]))


def test_a_daily_job_is_queued_once_a_day_however_often_the_clock_looks(
    cast: Cast, every_morning: None
) -> None:
    assert clockwork.queue_what_is_due(MORNING - timedelta(minutes=20)) == 0
    assert [clockwork.queue_what_is_due(MORNING) for _look in range(3)] == [1, 0, 0]
    Schedule.objects.update(last_slot=None)  # another worker that looked at the same moment
    clockwork.queue_what_is_due(MORNING)
    work_off()
    assert [cast.own.bureau.pk] == DONE
    assert clockwork.queue_what_is_due(MORNING + timedelta(days=1)) == 1


def test_a_daily_job_of_working_days_rests_on_a_weekend(cast: Cast, every_morning: None) -> None:
    assert clockwork.queue_what_is_due(MORNING + timedelta(days=4)) == 0
    assert clockwork.queue_what_is_due(MORNING + timedelta(days=6)) == 1


def test_the_schedule_is_the_administrators_of_the_whole(cast: Cast, every_morning: None) -> None:
    clockwork.queue_what_is_due(MORNING - timedelta(days=1))
    with acting_as(cast.actor("蒋管理")), pytest.raises(Forbidden):
        change_schedule("jobs.daily", time(8, 0), False)
    with acting_as(SystemActor()):
        change_schedule("jobs.daily", time(8, 0), False)
    assert clockwork.queue_what_is_due(MORNING + timedelta(hours=2)) == 0


def test_old_history_is_cleared_and_what_waits_is_not(cast: Cast, clerk: Any) -> None:
    old, waiting = (enqueue("jobs.test", {"rows": n}, cast.own.school) for n in range(2))
    Job._base_manager.filter(pk=old.pk).update(
        state=JobState.DONE, ended_at=clock.now() - timedelta(days=500)
    )
    clockwork.clear()
    assert list(Job._base_manager.all()) == [waiting]


def test_the_page_shows_the_bar_the_result_and_the_button(cast: Cast, clerk: Any) -> None:
    done = enqueue("jobs.test", {"rows": 5}, cast.own.school, about="名单.xlsx")
    work_off()
    running = enqueue("jobs.test", {"rows": 5}, cast.own.school, about="另一张")
    JobPulse.objects.filter(job=running).update(done=2, total=5)
    client = cast.client("小郑")
    page = client.get("/jobs/").content.decode()
    assert 'max="5" value="2"' in page
    assert "取消任务" in page
    assert "5 行" in page
    assert "名单.xlsx" in client.get(f"/jobs/{done.pk}/").content.decode()
    client.post(f"/jobs/{running.pk}/cancel/")
    assert state(running) == JobState.CANCELLED
    client.post(f"/jobs/{running.pk}/repeat/")
    assert state(running) == JobState.WAITING
    fragment = client.get("/jobs/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "另一张" in fragment
