"""The copy of the lights that lists show: forgotten when something changes, worked out again before a list is read."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from gangmu.datacentre.targets.lights import SEVERITY, ResultLight
from gangmu.datacentre.targets.task_lights import TimeLight
from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import RUNNING
from gangmu.procedures.ledger.models import ShownLight, Task
from gangmu.procedures.ledger.standing import Standing, standings

#: From the least to the most urgent.
URGENCY = (TimeLight.NOT_STARTED, TimeLight.NORMAL, TimeLight.NEAR, TimeLight.OVERDUE)

#: Values of targets change with every register: lights that hang on them are worked out again after so long.
VALUES_HOLD = timedelta(hours=1)


def forget_lights(task_ids: Iterable[int]) -> None:
    """Forget what lists show of tasks whose inputs changed."""
    ShownLight._base_manager.filter(task_id__in=list(task_ids)).delete()


def forget_lights_of(organisation_id: int) -> None:
    """Forget what lists show of all tasks of a bureau, whose rules changed."""
    ShownLight._base_manager.filter(task__organisation_id=organisation_id).delete()


def show_lights(rows: QuerySet[Task]) -> int:
    """Work out the lights of tasks that have none, or none that still holds. Return how many."""
    now = clock.now()
    if not _may_be_stale(now):
        return 0
    stale = Task._base_manager.filter(Q(shown__isnull=True) | Q(shown__until__lte=now))
    # By their keys: of a list asked for together with the stale ones the database would walk the whole, for other bureaus' tasks too.
    found = list(rows.filter(pk__in=list(stale.values_list("pk", flat=True))).order_by().distinct())
    if not found:
        return 0
    judged = set(Task.targets.through.objects.filter(task__in=found).values_list("task_id", flat=True))
    ShownLight._base_manager.bulk_create(
        [_shown(told, now, told.task.pk in judged) for told in standings(found, clock.local_date(now))],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["task"],
        update_fields=["on", "until", "time", "evidence", "result", "rank", "result_rank"],
    )
    return len(found)


def _may_be_stale(now: datetime) -> bool:
    """Whether any light at all is missing or ran out: three looks into indexes, where the reader's own tasks take a walk over all."""
    shown = ShownLight._base_manager
    return shown.filter(until__lte=now).exists() or shown.count() != Task._base_manager.count()


def _until(told: Standing, now: datetime, judged: bool) -> datetime | None:
    """Return when a light runs out: with the day, sooner where it hangs on a target, never once the task is over."""
    if told.task.state not in RUNNING:
        return None
    tomorrow = clock.begin_of(told.on + timedelta(days=1))
    return min(tomorrow, now + VALUES_HOLD) if judged else tomorrow


def _shown(told: Standing, now: datetime, judged: bool) -> ShownLight:
    """Rank by time first, then by result; a light by hand counts as it is shown."""
    result = told.result or ""
    worse = SEVERITY.index(ResultLight(result)) + 1 if result else 0
    rank = 10 * URGENCY.index(TimeLight(told.time)) + worse
    if told.task.state not in RUNNING:
        rank = 0
    return ShownLight(
        task=told.task,
        on=told.on,
        until=_until(told, now, judged),
        time=told.time,
        evidence=told.evidence,
        result=result,
        rank=rank,
        result_rank=worse,
    )
