"""The end of a year: what is done, partly done, undone and stopped, each with its reason as the year has recorded it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from gangmu.procedures.ledger.choices import (
    RUNNING,
    ReportState,
    RequestKind,
    RequestState,
    TaskKind,
    TaskState,
)
from gangmu.procedures.ledger.models import Milestone, Report, Request, Task
from gangmu.procedures.ledger.selectors import lead_name, tasks


class Outcome(StrEnum):
    """How a task ends its year."""

    DONE = "done"
    STANDING = "standing"
    PARTLY = "partly"
    UNDONE = "undone"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Ending:
    """A whole task at the end of its year: how it ended, how far it came, why it is not done, where it is carried to."""

    task: Task
    outcome: Outcome
    holder: str
    steps: int
    reached: int
    reason: str
    carried_to: Task | None

    @property
    def may_carry(self) -> bool:
        """Whether it can go on in the next year."""
        return self.outcome in (Outcome.PARTLY, Outcome.UNDONE, Outcome.STANDING) and self.carried_to is None


def endings(organisation_id: int, year: int) -> list[Ending]:
    """Return how the whole tasks of a bureau's year end, within the reader's scope, in a fixed number of queries."""
    rows: list[Any] = list(
        _with_reasons(tasks(year).filter(organisation_id=organisation_id, parent__isnull=True))
    )
    carried = {
        task.carried_from_id: task
        for task in Task.objects.filter(carried_from__in=rows).exclude(state=TaskState.MERGED)
    }
    return [
        Ending(
            task, outcome_of(task), lead_name(task), task.steps, task.reached,
            (task.stopped_for if task.state in (TaskState.STOPPED, TaskState.MERGED) else task.trouble) or "", carried.get(task.pk),
        )
        for task in rows
    ]  # fmt: skip


def outcome_of(task: Any) -> Outcome:
    """Return how a task of `endings` ends: partly done where a milestone was reached or a part closed."""
    if task.state == TaskState.CLOSED:
        return Outcome.DONE
    if task.state not in RUNNING:
        return Outcome.STOPPED
    if task.reached or task.parts_closed:
        return Outcome.PARTLY
    return Outcome.STANDING if task.kind == TaskKind.STANDING else Outcome.UNDONE


def _with_reasons(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Tell with each task its milestones, its closed parts, the last trouble reported and why it was stopped or merged."""
    told = Report._base_manager.filter(task=OuterRef("pk"), state=ReportState.CONFIRMED).exclude(problems="")
    stopped = Request._base_manager.filter(
        task=OuterRef("pk"), kind__in=(RequestKind.STOP, RequestKind.MERGE), state=RequestState.GRANTED
    )
    steps = (
        Milestone.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(count=Count("pk"))
    )
    reached = steps.filter(reached_on__isnull=False)
    parts = Task._base_manager.filter(parent=OuterRef("pk"), state=TaskState.CLOSED)
    return rows.annotate(
        trouble=Subquery(told.order_by("-month").values("problems")[:1]),
        stopped_for=Subquery(stopped.order_by("-decided_on").values("reason")[:1]),
        steps=Subquery(steps.values("count")[:1]), reached=Subquery(reached.values("count")[:1]),
        parts_closed=Exists(parts),
    ).filter(~Q(state=TaskState.TRIAL)).order_by("order", "id")  # fmt: skip


def grouped(rows: Iterable[Ending]) -> dict[Outcome, list[Ending]]:
    """Return endings by outcome, in the order of `Outcome`; outcomes without a task are left out."""
    told = list(rows)
    return {one: kept for one in Outcome if (kept := [row for row in told if row.outcome == one])}
