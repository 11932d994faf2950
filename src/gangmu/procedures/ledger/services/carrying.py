"""Carrying over: what a year leaves undone stands on trial in the next year until a plan takes it up, the link kept."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import RUNNING, Part, SourceKind, TaskKind, TaskState
from gangmu.procedures.ledger.likeness import matched
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task


@transaction.atomic
def carry_over(organisation_id: int, task_ids: Iterable[int]) -> list[Task]:
    """Carry tasks that still run into the next year's draft; asked again, the same task is carried once.

    Raises
    ------
    Refusal
        When a task is not the bureau's, or is over.
    """
    require("ledger.task:edit", organisation_id)
    wanted = set(task_ids)
    rows = list(
        Task._base_manager.filter(
            pk__in=wanted, organisation_id=organisation_id, parent__isnull=True, state__in=RUNNING
        ).prefetch_related("units")
    )
    if len(rows) != len(wanted) or not rows:
        raise Refusal("ledger.carry_what", "请选择没有办结的任务；有的任务已经办结、中止或不在本单位台账中")
    drafts = [_draft(task) for task in rows]
    there = set(Task._base_manager.filter(key__in=[draft.key for draft in drafts], organisation_id=organisation_id).values_list("key", flat=True))  # fmt: skip
    made = [create_task(draft) for draft in drafts]
    for task, draft, carried in zip(rows, drafts, made, strict=True):
        if draft.key not in there:
            changes = [["carried", "结转至", None, f"{carried.year} {carried.name}"]]
            record(task, gettext_noop("结转了任务"), changes=changes, organisation_id=organisation_id)
    return made


def _draft(task: Task) -> TaskDraft:
    """Return a task as it goes on: the same words and units; days are for the next plan to set."""
    units = [(unit.part, unit.organisation_id) for unit in task.units.all()]
    return TaskDraft(
        key=f"carried{task.pk}", name=task.name, organisation_id=task.organisation_id, year=task.year + 1, ledger=SourceKind(task.ledger),
        theme=task.theme, content=task.content, requirement=task.requirement, kind=TaskKind(task.kind), leader_id=task.leader_id,
        lead_id=next((pk for part, pk in units if part == Part.LEAD), None),
        cooperating_ids=tuple(pk for part, pk in units if part != Part.LEAD), order=task.order, state=TaskState.TRIAL,
        carried_from_id=task.pk, systems=tuple(task.systems),
    )  # fmt: skip


@transaction.atomic
def take_up(organisation_id: int, year: int, tasks: Iterable[Task]) -> int:
    """Let tasks of an adopted plan take up what was carried into their year: the like ones get the link, the carried one is merged.

    Returns
    -------
    int
        How many were taken up; the others stay on trial, for the office to enter or let go.
    """
    waiting = {
        task.pk: task
        for task in Task._base_manager.filter(
            organisation_id=organisation_id, year=year, state=TaskState.TRIAL, carried_from__isnull=False
        )
    }
    taking = {task.pk: task for task in tasks if task.pk not in waiting and task.carried_from_id is None}
    if not waiting or not taking:
        return 0
    pairs = matched(
        {pk: task.name for pk, task in waiting.items()},
        {pk: (task.name, task.content) for pk, task in taking.items()},
    )
    for carried_id, (task_id, _likeness) in pairs.items():
        _hand_on(waiting[carried_id], taking[task_id])
    return len(pairs)


def _hand_on(carried: Task, task: Task) -> None:
    before = snapshot(task)
    task.carried_from_id, task.version = carried.carried_from_id, task.version + 1
    task.save(update_fields=["carried_from", "version"])
    record(task, gettext_noop("承接了上年结转的任务"), before=before, organisation_id=task.organisation_id)
    was = snapshot(carried)
    carried.state, carried.into_id, carried.version = TaskState.MERGED, task.pk, carried.version + 1
    carried.save(update_fields=["state", "into", "version"])
    record(carried, gettext_noop("并入了新一年的任务"), before=was, organisation_id=carried.organisation_id)
