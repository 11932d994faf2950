"""Handing tasks on when persons change; runs inside the transaction of who tells of it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from gangmu.foundation.audit.services import record_many, snapshot
from gangmu.procedures.ledger.choices import RUNNING, Part, TaskState
from gangmu.procedures.ledger.models import Task


def pass_items(from_person_id: int, to_person_id: int, reason: str) -> int:
    """Put a successor in the place of a leader on every open task; return how many. Runs inside the sender's transaction."""
    return _lead_by(Task._base_manager.filter(leader_id=from_person_id), to_person_id, reason)


def pass_section(section_id: int, from_person_id: int | None, to_person_id: int | None) -> int:
    """Put a section's new leader on every open task that the section leads; return how many.

    Where nobody follows, the former leader's tasks have no leader; a task under another leader stays there.
    """
    led = Task._base_manager.filter(units__organisation_id=section_id, units__part=Part.LEAD)
    if to_person_id is None:
        led = led.filter(leader_id=from_person_id)
    return _lead_by(led, to_person_id, "")


def _lead_by(tasks: QuerySet[Task], person_id: int | None, reason: str) -> int:
    open_tasks = list(tasks.filter(state__in=(*RUNNING, TaskState.TRIAL)).exclude(leader_id=person_id))
    changed = [(task, snapshot(task)) for task in open_tasks]
    for task in open_tasks:
        task.leader_id = person_id
        task.version += 1
    Task._base_manager.bulk_update(open_tasks, ["leader_id", "version"])
    record_many(list(changed), gettext_noop("移交了任务"), note=reason)
    return len(open_tasks)
