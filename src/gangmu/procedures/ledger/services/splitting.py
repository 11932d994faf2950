"""A year's duty split by month (任务细化到月, A1.09): one milestone at the end of each month that has something to do."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.models import Milestone, Task
from gangmu.procedures.ledger.services.reporting import lead_of
from gangmu.procedures.ledger.services.showing import forget_lights
from gangmu.procedures.ledger.services.signing import require_running
from gangmu.procedures.ledger.services.tasks import locked


@transaction.atomic
def split_by_month(task: Task, version: int, words: Mapping[int, str]) -> Task:
    """Say what a task asks for in each month of its year; a month whose words stay keeps the day on which it was reached.

    Parameters
    ----------
    words
        Month (1 to 12) → what is to be done in it; empty for nothing.

    Raises
    ------
    Refusal
        When a month lies after the task's end.
    """
    require("ledger.task:advance", lead_of(task))
    fresh = locked(task, version)
    require_running(fresh)
    held = {step.due_on.month: step for step in fresh.milestones.filter(of_month=True)}
    told = _in_words(held.values())
    for month in range(1, 13):
        said, step = words.get(month, "").strip()[:200], held.get(month)
        if step is not None and step.name != said:
            step.delete()
        if said and (step is None or step.name != said):
            Milestone.objects.create(task=fresh, name=said, due_on=_day(fresh, month), of_month=True)
    fresh.version = version + 1
    fresh.save(update_fields=["version"])
    forget_lights([fresh.pk])
    now = _in_words(fresh.milestones.filter(of_month=True))
    changes = [["milestones", "按月细化", told or None, now or None]]
    record(fresh, gettext_noop("细化到月"), organisation_id=fresh.organisation_id, changes=changes)
    return fresh


def _day(task: Task, month: int) -> date:
    """The month's last day, or the task's own when it ends within the month."""
    last = date(task.year, month, monthrange(task.year, month)[1])
    if task.due_on is None or last <= task.due_on:
        return last
    if task.due_on >= last.replace(day=1):
        return task.due_on
    raise Refusal(
        "ledger.month_late",
        "“%(name)s”的完成时限是 %(day)s，%(month)s 月已在其后",
        name=task.name,
        day=task.due_on.isoformat(),
        month=month,
    )


def _in_words(steps: Iterable[Milestone]) -> str:
    rows = sorted(steps, key=lambda step: step.due_on)
    return "；".join(f"{step.due_on.month}月 {step.name}" for step in rows)
