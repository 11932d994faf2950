"""Entering and changing tasks: their fields, units, milestones and parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.procedures.ledger.choices import Part, SourceKind, TaskKind, TaskState
from gangmu.procedures.ledger.models import Milestone, Task, TaskSource, TaskUnit
from gangmu.procedures.ledger.services.showing import forget_lights


@dataclass(frozen=True, slots=True)
class Source:
    """A place that asks for a task, with its own words."""

    kind: SourceKind
    title: str
    wording: str
    number: str = ""
    person: str = ""
    said_on: date | None = None
    due_on: date | None = None
    form: str = ""
    channel: str = ""
    version_id: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: on its own day, or so many days before the task's end."""

    name: str
    due_on: date | None = None
    days_before_end: int | None = None


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """All that it takes to enter a task into the ledger; `parts` become its sub-tasks."""

    key: str
    name: str
    organisation_id: int
    year: int
    ledger: SourceKind = SourceKind.PLAN
    number: str = ""
    theme: str = ""
    content: str = ""
    requirement: str = ""
    kind: TaskKind = TaskKind.DEADLINE
    lead_id: int | None = None
    cooperating_ids: tuple[int, ...] = ()
    leader_id: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    due_words: str = ""
    issued_on: date | None = None
    carried_from_id: int | None = None
    state: TaskState = TaskState.OPEN
    order: int = 0
    sources: tuple[Source, ...] = ()
    steps: tuple[Step, ...] = ()
    target_ids: tuple[int, ...] = ()
    systems: tuple[str, ...] = ()
    parts: tuple["TaskDraft", ...] = field(default=())


@transaction.atomic
def create_task(draft: TaskDraft, parent: Task | None = None) -> Task:
    """Enter a task with its sources, units, milestones and sub-tasks; the same key of the same bureau is entered once.

    Raises
    ------
    Forbidden
        Without `ledger.task:edit` over the bureau.
    Refusal
        When the draft contradicts itself.
    """
    require("ledger.task:edit", draft.organisation_id)
    known = Task._base_manager.filter(organisation_id=draft.organisation_id, key=draft.key).first()
    if known is not None:
        return known
    _check_dates(draft.name, draft.starts_on, draft.due_on)
    task = Task._base_manager.create(
        organisation_id=draft.organisation_id, year=draft.year, key=draft.key, ledger=draft.ledger, parent=parent, order=draft.order,
        number=draft.number, theme=draft.theme, name=draft.name[:300], content=draft.content, requirement=draft.requirement,
        kind=draft.kind, leader_id=draft.leader_id, starts_on=draft.starts_on, due_on=draft.due_on,
        due_words=draft.due_words, state=draft.state, systems=list(draft.systems), issued_on=draft.issued_on,
        carried_from_id=draft.carried_from_id,
    )  # fmt: skip
    _write_units(task, draft.lead_id, draft.cooperating_ids)
    TaskSource.objects.bulk_create(TaskSource(task=task, **asdict(source)) for source in draft.sources)
    _write_steps(task, draft.steps)
    if draft.target_ids:
        through = Task.targets.through
        through.objects.bulk_create(through(task=task, target_id=target_id) for target_id in draft.target_ids)
    record(task, gettext_noop("建立了任务"), organisation_id=draft.organisation_id)
    for part in draft.parts:
        create_task(part, parent=task)
    return task


@transaction.atomic
def update_task(task: Task, version: int, changes: Mapping[str, Any], note: str = "") -> Task:
    """Change fields of a task that nobody else changed since `version`.

    Raises
    ------
    Conflict
        When somebody did; nothing is written.
    """
    require("ledger.task:edit", task.organisation_id)
    before = snapshot(locked(task, version))
    fresh = Task._base_manager.get(pk=task.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    _check_dates(fresh.name, fresh.starts_on, fresh.due_on)
    fresh.version = version + 1
    fresh.save()
    recount_steps(fresh)
    forget_lights([fresh.pk])
    record(fresh, gettext_noop("修改了任务"), before=before, organisation_id=fresh.organisation_id, note=note)
    return fresh


@transaction.atomic
def assign_units(
    task: Task, version: int, lead_id: int | None, cooperating_ids: Iterable[int], note: str = ""
) -> Task:
    """Say who leads and who cooperates (牵头, 配合)."""
    require("ledger.task:edit", task.organisation_id)
    fresh = locked(task, version)
    told = units_in_words(fresh)
    fresh.units.all().delete()
    _write_units(fresh, lead_id, tuple(cooperating_ids))
    fresh.version = version + 1
    fresh.save(update_fields=["version"])
    record(
        fresh,
        gettext_noop("调整了责任单位"),
        changes=[["units", "责任单位", told, units_in_words(fresh)]],
        organisation_id=fresh.organisation_id,
        note=note,
    )
    return fresh


@transaction.atomic
def set_steps(task: Task, version: int, steps: Sequence[Step]) -> Task:
    """Replace the milestones of a task; those given as days before the end are counted back from it (倒排工期).

    Raises
    ------
    Refusal
        When a step is counted back and the task has no end, or a step lies after it.
    """
    require("ledger.task:edit", task.organisation_id)
    fresh = locked(task, version)
    was = _steps_in_words(fresh)
    fresh.milestones.filter(of_month=False).delete()
    _write_steps(fresh, steps)
    fresh.version = version + 1
    fresh.save(update_fields=["version"])
    forget_lights([fresh.pk])
    changes = [["milestones", "节点", was or None, _steps_in_words(fresh) or None]]
    record(fresh, gettext_noop("排定了节点"), changes=changes, organisation_id=fresh.organisation_id)
    return fresh


@transaction.atomic
def fan_out(task: Task, units: Sequence[tuple[int, str]]) -> list[Task]:
    """Give each unit its own part of a task that is addressed to all (各学校); a unit that already has one keeps it."""
    require("ledger.task:edit", task.organisation_id)
    return [
        create_task(
            TaskDraft(
                key=f"{task.key}/{unit_id}", name=f"{task.name}（{unit_name}）"[:300], organisation_id=task.organisation_id,
                year=task.year, number=task.number, theme=task.theme, kind=TaskKind(task.kind), lead_id=unit_id,
                starts_on=task.starts_on, due_on=task.due_on, due_words=task.due_words, order=task.order, ledger=SourceKind(task.ledger), issued_on=task.issued_on,
                state=TaskState(task.state),
            ),
            parent=task,
        )
        for unit_id, unit_name in units
    ]  # fmt: skip


def locked(task: Task, version: int) -> Task:
    """Lock a task that nobody changed since `version`, for one who will write.

    Raises
    ------
    Conflict
        When somebody did.
    """
    fresh = Task._base_manager.select_for_update().get(pk=task.pk)
    if fresh.version != version:
        raise Conflict("ledger.stale", "“%(name)s”已被他人修改，请刷新后在最新内容上再改", name=fresh.name)
    return fresh


def _check_dates(name: str, starts_on: date | None, due_on: date | None) -> None:
    if starts_on and due_on and due_on < starts_on:
        raise Refusal(
            "ledger.dates",
            "“%(name)s”的完成时限 %(due)s 早于启动时间 %(start)s，请改其中之一",
            name=name, due=due_on.isoformat(), start=starts_on.isoformat(),
        )  # fmt: skip


def _write_units(task: Task, lead_id: int | None, cooperating_ids: tuple[int, ...]) -> None:
    rows = [TaskUnit(task=task, organisation_id=lead_id, part=Part.LEAD)] if lead_id else []
    others = dict.fromkeys(unit for unit in cooperating_ids if unit != lead_id)
    rows += [
        TaskUnit(task=task, organisation_id=u, part=Part.COOPERATING, order=n)
        for n, u in enumerate(others, 1)
    ]
    TaskUnit.objects.bulk_create(rows)


def _write_steps(task: Task, steps: Sequence[Step]) -> None:
    rows = []
    for step in steps:
        day = _step_day(task, step)
        rows.append(Milestone(task=task, name=step.name, due_on=day, days_before_end=step.days_before_end))
    Milestone.objects.bulk_create(rows)


def _step_day(task: Task, step: Step) -> date:
    day = step.due_on
    if day is None and task.due_on is not None and step.days_before_end is not None:
        day = task.due_on - timedelta(days=step.days_before_end)
    if day is None:
        raise Refusal(
            "ledger.step_day", "节点“%(step)s”没有日期；倒排节点需要先定任务的完成时限", step=step.name
        )
    if task.due_on and day > task.due_on:
        raise Refusal(
            "ledger.step_late",
            "节点“%(step)s”在 %(day)s，晚于任务的完成时限",
            step=step.name,
            day=day.isoformat(),
        )
    return day


def recount_steps(task: Task) -> None:
    """Count the milestones that hang on the end back from it again, unless they are reached."""
    if task.due_on is None:
        return
    for step in task.milestones.filter(days_before_end__isnull=False, reached_on__isnull=True):
        step.due_on = task.due_on - timedelta(days=step.days_before_end or 0)
        step.save(update_fields=["due_on"])


def _steps_in_words(task: Task) -> str:
    rows = task.milestones.filter(of_month=False).order_by("due_on", "id")
    return "；".join(f"{step.due_on.isoformat()} {step.name}" for step in rows)


def units_in_words(task: Task) -> str:
    """Return the units that have a part in a task, the leading one first, as the history names them."""
    return "、".join(str(unit) for unit in task.units.select_related("organisation").all())
