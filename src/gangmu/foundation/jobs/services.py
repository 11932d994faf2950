"""The doors for writes of background work: queue, cancel, do again, change the schedule."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.jobs.choices import OPEN, TAKEN, JobState
from gangmu.foundation.jobs.declaration import UnknownJob, kind_named
from gangmu.foundation.jobs.execution import put_into_queue
from gangmu.foundation.jobs.models import Job, JobPulse, Schedule
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.organisations.models import Organisation

EDIT, SCHEDULE = "jobs.job:edit", "jobs.schedule:edit"


@transaction.atomic
def enqueue(
    name: str,
    arguments: Mapping[str, Any],
    organisation: Organisation | int,
    key: str = "",
    *,
    about: str = "",
    not_before: datetime | None = None,
) -> Job:
    """Queue a piece of work in the transaction of the change that asks for it: both are there, or neither.

    Parameters
    ----------
    name
        A kind that a room declares.
    arguments
        Plain JSON, handed to the work by name.
    organisation
        The unit to which the work belongs: who sees the unit's jobs sees it.
    key
        Of the same kind, unit and key only one job is queued; one that waits, runs or was done is given back instead.
    about
        What it is about, for people: a file's name.
    not_before
        The moment before which it is not done.

    Raises
    ------
    UnknownJob
        When no room declares the kind.
    """
    kind = kind_named(name)
    unit = organisation if isinstance(organisation, int) else organisation.pk
    if key and (held := _held(name, unit, key)):
        return held
    now = clock.now()
    job = Job(
        organisation_id=unit, name=name, title=kind.title, about=about[:200], key=key[:160],
        arguments=dict(arguments), account_id=current_actor().account_id, asked_at=now, due_at=not_before or now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        # Somebody else queued the same work since: theirs stands.
        if held := _held(name, unit, key):
            return held
        raise
    JobPulse.objects.create(job=job)
    put_into_queue(job, not_before)
    record(job, gettext_noop("安排了后台任务"), organisation_id=unit)
    return job


def _held(name: str, unit: int, key: str) -> Job | None:
    rows = Job._base_manager.filter(name=name, organisation_id=unit, key=key[:160], state__in=TAKEN)
    return rows.first()


@transaction.atomic
def cancel_job(job: Job) -> Job:
    """Cancel a job: one that waits ends at once, one that runs at its next word of progress; nothing half-done stays.

    Raises
    ------
    Refusal
        When it has ended.
    """
    require(EDIT, job.organisation_id)
    if not Job._base_manager.filter(pk=job.pk, state__in=OPEN).exists():
        raise Refusal("jobs.over", "任务已经结束，不能取消")
    JobPulse.objects.filter(job=job, cancel_asked_at__isnull=True).update(cancel_asked_at=clock.now())
    waiting = Job._base_manager.filter(pk=job.pk, state=JobState.WAITING)
    waiting.update(state=JobState.CANCELLED, ended_at=clock.now(), task_id="")
    job.refresh_from_db()
    record(job, gettext_noop("取消了后台任务"), changes=[], organisation_id=job.organisation_id)
    return job


@transaction.atomic
def repeat_job(job: Job) -> Job:
    """Queue a job again that failed or was cancelled; what it had committed stays done.

    Raises
    ------
    Conflict
        When it is queued, runs or is done, or the same work was queued anew.
    Refusal
        When the program no longer has this kind of work.
    """
    require(EDIT, job.organisation_id)
    try:
        kind_named(job.name)
    except UnknownJob:
        raise Refusal("jobs.unknown", "程序里已没有这种任务，请联系系统管理员") from None
    held = Job._base_manager.select_for_update().get(pk=job.pk)
    taken = held.key and _held(held.name, held.organisation_id, held.key)
    if held.state in TAKEN or taken:
        raise Conflict("jobs.not_again", "任务已在队列中或已经完成，没有重复安排")
    before = snapshot(held)
    held.state, held.failures, held.due_at = JobState.WAITING, 0, clock.now()
    held.refusal, held.fault, held.ended_at = None, "", None
    held.save()
    JobPulse.objects.filter(job=held).update(cancel_asked_at=None)
    put_into_queue(held)
    record(held, gettext_noop("重新安排了后台任务"), before=before, organisation_id=held.organisation_id)
    return held


@transaction.atomic
def change_schedule(name: str, at: time, enabled: bool) -> Schedule:
    """Change when a declared job is queued by itself, or switch it off."""
    for bureau in Organisation._base_manager.filter(parent_id__isnull=True, is_open=True):
        require(SCHEDULE, bureau.pk)
    held = Schedule.objects.select_for_update().get(name=name)
    before = snapshot(held)
    held.at, held.enabled = at, enabled
    held.save(update_fields=["at", "enabled"])
    record(held, gettext_noop("修改了定时任务"), before=before)
    return held
