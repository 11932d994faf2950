"""Rows of the ledger's models → facts; ordinary rows, the same whatever date is asked."""

from collections.abc import Iterable
from typing import Any

from gangmu.datacentre.facts import BATCH, Asked, declare_extract
from gangmu.procedures.ledger import facts
from gangmu.procedures.ledger.models import Milestone, Paper, Task


def ledger_tasks(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give the tasks and sub-tasks."""
    names = [column.name for column in facts.LEDGER_TASKS.columns]
    yield from Task.objects.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)


def milestones(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give the milestones of the tasks in the scope of the moment."""
    names = [column.name for column in facts.MILESTONES.columns]
    rows = Milestone.objects.filter(task__in=Task.objects.all()).order_by("pk")
    yield from rows.values_list(*names).iterator(chunk_size=BATCH)


def papers(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give the papers."""
    names = [column.name for column in facts.PAPERS.columns]
    yield from Paper.objects.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)


declare_extract("ledger_tasks", ledger_tasks)
declare_extract("milestones", milestones)
declare_extract("papers", papers)
