"""How a job is done by a worker: claimed, run as the person who asked for it, ended, put back, taken over from a dead worker.

The queue is that of `django-tasks` in the bureau's database; it only says which job is next. What a job is and how it stands is said
by its own row, and every change of that is a conditional update, so that two workers with the same job never both have it.
"""

import logging
import os
import socket
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.declaration import JobKind, UnknownJob, kind_named
from gangmu.foundation.jobs.events import JobEnded
from gangmu.foundation.jobs.models import Job, JobPulse
from gangmu.foundation.jobs.running import CANCELLED, LOST, JobStopped, Run, running
from gangmu.foundation.kernel import clock, events
from gangmu.foundation.kernel.actors import Actor, SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.kernel.full_disk import DiskFull, is_of_full_disk

logger = logging.getLogger("gangmu.jobs")

#: A worker that has not been heard of for so long is dead.
LEASE = timedelta(seconds=60)
#: The first wait after a passing fault; it doubles each time.
FIRST_WAIT = timedelta(seconds=5)


@task(takes_context=True)
def run_queued(context: TaskContext, job_id: int) -> None:
    """Do the job to which an entry of the queue points, unless somebody else has it."""
    found = context.task_result
    execute(job_id, str(found.id), found.worker_ids[-1] if found.worker_ids else worker_name())


def worker_name(mark: str = "") -> str:
    """Return the name of a worker in this process: its machine, its process, a mark of its own."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{mark or 'inline'}"


def put_into_queue(job: Job, not_before: datetime | None = None) -> None:
    """Write an entry of the queue for a job, in the transaction that stands."""
    entry = run_queued.using(run_after=not_before, priority=_priority(job.name)).enqueue(job.pk)
    job.task_id = str(entry.id)
    Job._base_manager.filter(pk=job.pk).update(task_id=job.task_id)


def _priority(name: str) -> int:
    try:
        return kind_named(name).priority
    except UnknownJob:
        return 0


#: Told which run is in hand, so that the worker's thread can beat for it.
in_hand: list[Callable[[Run | None], None]] = []


def execute(job_id: int, task_id: str, worker: str) -> None:
    """Do a job to its end, or as far as it goes."""
    claimed = _claim(job_id, task_id, worker)
    if claimed is None:
        return
    job, run = claimed
    for hear in in_hand:
        hear(run)
    try:
        _work(job, run)
    finally:
        for hear in in_hand:
            hear(None)


def _claim(job_id: int, task_id: str, worker: str) -> tuple[Job, Run] | None:
    """Take a job that waits; nothing when it is not this entry's to do."""
    with transaction.atomic():
        waiting = Job._base_manager.select_for_update().filter(
            pk=job_id, state=JobState.WAITING, task_id=task_id
        )
        job = waiting.first()
        if job is None:
            return None
        job.attempt += 1
        job.state, job.started_at = JobState.RUNNING, job.started_at or clock.now()
        job.save(update_fields=["attempt", "state", "started_at"])
        JobPulse.objects.filter(job=job).update(worker=worker, attempt=job.attempt, beat_at=clock.now())
    return job, Run(job.pk, job.attempt, inline=not in_hand)


def _work(job: Job, run: Run) -> None:
    try:
        kind = kind_named(job.name)
        spoken = translation.override(settings.LANGUAGE_CODE)
        with acting_as(_actor_of(job)), spoken, running(run), _reading(kind):
            result = kind.work(**job.arguments)
        _end(job, run, JobState.DONE, result=result)
    except UnknownJob:
        words = gettext_noop("程序里已没有这种任务，请联系系统管理员")
        _end(job, run, JobState.FAILED, refusal=["jobs.unknown", words, {}])
    except Refusal as refusal:
        _let_go(refusal)
        told = [refusal.code, refusal.message, _plain(refusal.parameters)]
        _end(job, run, JobState.FAILED, refusal=told)
    except JobStopped as stopped:
        _let_go(stopped)
        _stopped(job, run, stopped.reason)
    except (SystemExit, KeyboardInterrupt):
        _put_back(job, run)
        raise
    except Exception as fault:  # noqa: BLE001 a fault of a job must not end its worker
        _failed(job, run, fault)


def _let_go(ended: BaseException) -> None:
    """Let go of what a job had in hand where it ended, first of all rows that it was reading.

    A question that is not read to its end keeps the database as it was when it was asked; on SQLite nothing can be written from
    there once somebody else has written, not even that the job ended.
    """
    at: BaseException | None = ended
    while at is not None:
        traceback.clear_frames(at.__traceback__)
        at = at.__context__


def _reading(kind: JobKind) -> AbstractContextManager[Any]:
    return scoped(kind.permission) if kind.permission else nullcontext()


def _actor_of(job: Job) -> Actor:
    """Return who acts in a job: the person who asked for it with the roles of today, or the system."""
    account = job.account
    if account is None:
        return SystemActor()
    if not account.is_active:
        raise Forbidden("jobs.account_stopped", "提出任务的账号已停用，任务没有执行")
    return SignedInActor(account.pk, account.person_id, account.person.name)


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    plain = (str, int, float, bool, type(None))
    return {name: value if isinstance(value, plain) else str(value) for name, value in parameters.items()}


def _end(job: Job, run: Run, state: JobState, **told: Any) -> None:
    """Write the end of a run and tell of it; nothing when the job is another worker's by now."""
    with transaction.atomic():
        mine = Job._base_manager.select_for_update().filter(
            pk=job.pk, attempt=run.attempt, state=JobState.RUNNING
        )
        if not mine.update(state=state, ended_at=clock.now(), **told):
            return
        JobPulse.objects.filter(job=job, attempt=run.attempt).update(
            done=run.done, total=run.total, words=run.words[:200]
        )
        person = job.account.person_id if job.account else None
        events.publish(JobEnded(job.pk, job.name, job.title, job.organisation_id, person, state))


def _stopped(job: Job, run: Run, reason: str) -> None:
    if reason == CANCELLED:
        _end(job, run, JobState.CANCELLED)
    elif reason != LOST:
        _put_back(job, run)


def _failed(job: Job, run: Run, fault: Exception) -> None:
    kind = kind_named(job.name)
    told = "".join(traceback.format_exception(fault))[-8000:]
    _let_go(fault)
    if isinstance(fault, kind.retry_on) and job.failures + 1 < kind.attempts:
        _put_back(job, run, failed=True, fault=told)
        return
    logger.exception("job %s (%s) failed", job.pk, job.name, exc_info=fault)
    words = gettext_noop("程序出错，没有完成；已记录，请联系系统管理员")
    refusal = DiskFull() if is_of_full_disk(fault) else Refusal("jobs.fault", words)
    _end(job, run, JobState.FAILED, refusal=[refusal.code, refusal.message, {}], fault=told)


def _put_back(job: Job, run: Run, *, failed: bool = False, fault: str = "") -> None:
    """Let a job wait again: at once when its worker stops, after a while when something failed."""
    with transaction.atomic():
        mine = Job._base_manager.select_for_update().filter(
            pk=job.pk, attempt=run.attempt, state=JobState.RUNNING
        )
        held = mine.first()
        if held is None:
            return
        _wait_again(held, failed=failed, fault=fault)


def _wait_again(held: Job, *, failed: bool, fault: str = "") -> None:
    held.failures += failed
    due = clock.now() + FIRST_WAIT * 2 ** (held.failures - 1) if failed else None
    held.state, held.due_at, held.fault = JobState.WAITING, due or clock.now(), fault
    held.save(update_fields=["state", "failures", "due_at", "fault"])
    put_into_queue(held, due)


def take_over_lost_jobs(worker: str = "") -> int:
    """Let jobs of dead workers wait again, and put waiting ones back that the queue has lost; return how many.

    A worker is dead when its process is gone from this machine, or when it has not been heard of for the lease.
    """
    taken = 0
    for pulse in JobPulse.objects.filter(job__state=JobState.RUNNING):
        if _is_dead(pulse, worker):
            taken += _take_over(pulse)
    late = Job._base_manager.filter(state=JobState.WAITING, due_at__lt=clock.now() - LEASE)
    for job in late:
        taken += _requeue(job)
    return taken


def _is_dead(pulse: JobPulse, worker: str) -> bool:
    if pulse.beat_at is None or clock.now() - pulse.beat_at > LEASE:
        return True
    host, _, rest = pulse.worker.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname()[:60] or not process.isdecimal():
        return False
    if int(process) == os.getpid():
        return bool(worker) and pulse.worker != worker
    return not _alive(int(process))


def _alive(process: int) -> bool:
    if os.name != "posix":
        return True  # signal 0 asks only there; elsewhere the lease decides
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _take_over(pulse: JobPulse) -> int:
    with transaction.atomic():
        mine = Job._base_manager.select_for_update().filter(
            pk=pulse.job_id, attempt=pulse.attempt, state=JobState.RUNNING
        )
        held = mine.first()
        if held is None:
            return 0
        if held.failures + 1 >= _attempts(held.name):
            words = gettext_noop("执行任务的程序几次中断，没有完成；请联系系统管理员")
            _end(held, Run(held.pk, held.attempt), JobState.FAILED, refusal=["jobs.died", words, {}])
        else:
            _wait_again(held, failed=True)
        return 1


def _attempts(name: str) -> int:
    try:
        return kind_named(name).attempts
    except UnknownJob:
        return 1


def _requeue(job: Job) -> int:
    """Write a new entry for a job that waits without one: its worker died between taking the entry and taking the job."""
    with transaction.atomic():
        waiting = Job._base_manager.select_for_update().filter(
            pk=job.pk, state=JobState.WAITING, task_id=job.task_id
        )
        held = waiting.first()
        if held is None:
            return 0
        if held.task_id and DBTaskResult.objects.ready().filter(pk=held.task_id).exists():
            return 0
        put_into_queue(held)
        return 1
