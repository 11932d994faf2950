"""What a worker does beside its jobs: queue what is due by itself, take over from dead workers, clear old entries of the queue."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from gangmu.foundation.calendars.selectors import is_working_day
from gangmu.foundation.jobs.choices import OPEN
from gangmu.foundation.jobs.declaration import DailyRule, daily_rules
from gangmu.foundation.jobs.events import JobCleared
from gangmu.foundation.jobs.execution import take_over_lost_jobs
from gangmu.foundation.jobs.models import Job, Schedule
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.kernel import clock, events
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.selectors import tree

logger = logging.getLogger("gangmu.jobs")

#: Ended entries of the queue are kept so long; the history of jobs has its own time (`JOB_HISTORY_DAYS`).
KEPT = timedelta(days=7)


def tick(worker: str = "") -> None:
    """Do all of it once; twice does no more."""
    take_over_lost_jobs(worker)
    queue_what_is_due(clock.now())
    clear()


def queue_what_is_due(now: datetime) -> int:
    """Queue the daily jobs whose time has come since the last look; return how many.

    A time that was missed while nobody worked is made up once on the same day; one of an earlier day is gone.
    """
    return sum(_fire(rule, now) for rule in daily_rules())


def _fire(rule: DailyRule, now: datetime) -> int:
    schedule, _made = Schedule.objects.get_or_create(name=rule.name, defaults={"at": rule.at})
    slot = _slot(schedule, now)
    if not schedule.enabled or slot > now or (schedule.last_slot is not None and schedule.last_slot >= slot):
        return 0
    with transaction.atomic(), acting_as(SystemActor()):
        held = Schedule.objects.select_for_update().get(pk=schedule.pk)
        if not held.enabled or (held.last_slot is not None and held.last_slot >= slot):
            return 0
        held.last_slot = slot
        held.save(update_fields=["last_slot"])
        day = clock.local_date(slot)
        units = [unit for unit in rule.organisations() if not rule.working_days or _works(day, unit)]
        for unit in units:
            enqueue(rule.name, {"organisation_id": unit}, unit, key=f"daily:{day.isoformat()}")
    return len(units)


def _slot(schedule: Schedule, now: datetime) -> datetime:
    """Return today's time of a schedule."""
    today = now.astimezone(clock.BUREAU_ZONE).date()
    return datetime.combine(today, schedule.at, clock.BUREAU_ZONE)


def _works(day: date, unit: int) -> bool:
    return is_working_day(day, within_of(unit))


def within_of(unit: int) -> Sequence[int]:
    """Return a unit and those above it, nearest first: whose calendar holds for it."""
    return (unit, *tree(clock.today()).ancestors(unit))


def clear() -> int:
    """Take out ended entries of the queue, and jobs that ended before the time for which history is kept."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEPT)
    gone, _each = old.delete()
    before = clock.now() - timedelta(days=settings.JOB_HISTORY_DAYS)
    with transaction.atomic(), acting_as(SystemActor()):
        ended = Job._base_manager.filter(ended_at__lt=before).exclude(state__in=OPEN)
        left = list(ended.values_list("name", "result"))
        more, _each = ended.delete()
        for name, result in left:
            events.publish(JobCleared(name, result))
    return int(gone) + more
