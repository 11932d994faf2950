"""Reads of the ledger that are used twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import Part, TaskState
from gangmu.procedures.ledger.models import Task, TaskUnit


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the parts of a task have come: n of m, and the names of those missing."""

    done: int
    total: int
    missing: tuple[str, ...]


def tasks(year: int | None = None) -> QuerySet[Task]:
    """Return the tasks within the reader's scope, with what a list shows of each in a fixed number of queries."""
    rows: QuerySet[Task, Task] = Task.objects.select_related("leader").prefetch_related(
        Prefetch("units", TaskUnit.objects.select_related("organisation"))
    )
    return rows.filter(year=year) if year else rows


def whole_tasks(organisation_id: int, year: int) -> QuerySet[Task]:
    """Return the tasks of a bureau's year that are no parts of others, with the count of their parts."""
    return (
        tasks(year)
        .filter(organisation_id=organisation_id, parent__isnull=True)
        .annotate(
            part_count=Count("parts"), parts_closed=Count("parts", filter=Q(parts__state=TaskState.CLOSED))
        )
    )


def progress_of(task: Task) -> Progress:
    """Return how many of a task's parts are closed and which units are missing, as far as the reader may see."""
    parts = list(tasks().filter(parent=task))
    missing = tuple(lead_name(part) or part.name for part in parts if part.state != TaskState.CLOSED)
    return Progress(len(parts) - len(missing), len(parts), missing)


def lead_name(task: Task) -> str:
    """Return the name of the unit that leads; empty when nobody does."""
    return next((str(unit.organisation) for unit in task.units.all() if unit.part == Part.LEAD), "")


def cooperating_names(task: Task) -> list[str]:
    """Return the names of the units that cooperate, in their order."""
    return [str(unit.organisation) for unit in task.units.all() if unit.part == Part.COOPERATING]


def owed_by(organisation_ids: Iterable[int], until: date | None = None) -> QuerySet[Task]:
    """Return the open tasks that units lead, by due date: those due until a day, or all with a date."""
    rows = tasks().filter(
        state=TaskState.OPEN,
        units__organisation_id__in=list(organisation_ids),
        units__part=Part.LEAD,
        due_on__isnull=False,
    )
    return (rows.filter(due_on__lte=until) if until else rows).order_by("due_on", "order")


def is_overdue(task: Task, on: date | None = None) -> bool:
    """Whether a task that ends is past its day and not closed; a standing duty never is."""
    return task.state == TaskState.OPEN and task.due_on is not None and task.due_on < (on or clock.today())


def lead_units(led: Q, reach: frozenset[int] | None) -> frozenset[int]:
    """Return the units within reach that lead one of some tasks; `led` is the condition of a task's unit."""
    rows = TaskUnit.objects.filter(led, part=Part.LEAD)
    if reach is not None:
        rows = rows.filter(organisation_id__in=reach)
    return frozenset(rows.order_by().values_list("organisation_id", flat=True).distinct())
