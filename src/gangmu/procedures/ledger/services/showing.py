"""The copy of the lights that lists show: forgotten when something changes, worked out again before a list is read."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    """Work out the lights of tasks that have none of today; a task that is over keeps its last. Return how many."""
    today, now = clock.today(), clock.now()
    judged = Exists(Task.targets.through.objects.filter(task_id=OuterRef("pk")))
    old = Q(shown__on__lt=today) | (Q(shown__at__lt=now - VALUES_HOLD) & judged)
    stale = rows.filter(Q(shown__isnull=True) | (Q(state__in=RUNNING) & old)).order_by()
    # Nearly always nothing is: asked alone that takes a few milliseconds, with the rows and their order a multiple.
    if not stale.exists():
        return 0
    found = list(stale.distinct())
    ShownLight._base_manager.bulk_create(
        [_shown(told) for told in standings(found, today)],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["task"],
        update_fields=["on", "at", "time", "evidence", "result", "rank", "result_rank"],
    )
    return len(found)


def _shown(told: Standing) -> ShownLight:
    """Rank by time first, then by result; a light by hand counts as it is shown."""
    result = told.result or ""
    worse = SEVERITY.index(ResultLight(result)) + 1 if result else 0
    rank = 10 * URGENCY.index(TimeLight(told.time)) + worse
    if told.task.state not in RUNNING:
        rank = 0
    return ShownLight(
        task=told.task,
        on=told.on,
        time=told.time,
        evidence=told.evidence,
        result=result,
        rank=rank,
        result_rank=worse,
    )
