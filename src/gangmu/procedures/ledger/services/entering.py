"""Entering tasks by hand and from pasted text, with where they come from; a further source of a task that is there."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.selectors import leader_of
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.models import Task, TaskSource
from gangmu.procedures.ledger.services.showing import forget_lights
from gangmu.procedures.ledger.services.tasks import Source, TaskDraft, create_task, locked

#: Places that are left to the tasks of a plan, more than any plan has.
BEHIND_PLAN = 1000


@transaction.atomic
def enter(draft: TaskDraft, source: Source, parent: Task | None = None) -> Task:
    """Enter a task of a ledger with its source; the same key is entered once, however often the button was pressed.

    What an instruction says is its wording; it runs from the day it was given. Who leads the owning unit answers for it. A problem
    that a supervision round found stands under the round.

    Raises
    ------
    Refusal
        When an instruction does not say who gave it and when, or the days contradict each other.
    """
    _check_source(source)
    _check_due(source.said_on, draft.due_on)
    leader = leader_of(draft.lead_id) if draft.lead_id and draft.leader_id is None else None
    whole = replace(
        draft,
        leader_id=leader.pk if leader else draft.leader_id,
        issued_on=draft.issued_on or source.said_on or clock.today(),
        order=_behind(draft.organisation_id, draft.year),
        sources=(replace(source, wording=source.wording or draft.content or draft.name),),
    )
    return create_task(whole, parent)


def _behind(organisation_id: int, year: int) -> int:
    """Return the place behind all tasks of a bureau's year: what is entered does not part the plan's own, nor those yet to come."""
    rows = Task._base_manager.filter(organisation_id=organisation_id, year=year)
    last: int | None = rows.aggregate(last=Max("order"))["last"]
    return max(last or 0, BEHIND_PLAN) + 1


@transaction.atomic
def enter_many(drafts: Sequence[TaskDraft], source: Source) -> list[Task]:
    """Enter the tasks that a person accepted of a pasted text, as one act; each keeps its own words as the source's wording."""
    with one_act():
        return [enter(draft, replace(source, wording=draft.content)) for draft in drafts]


@transaction.atomic
def add_source(task: Task, version: int, source: Source) -> TaskSource:
    """Say that a further paper asks for a task, in its own words, with its own number, day, form and channel.

    Raises
    ------
    Conflict
        When somebody else changed the task meanwhile.
    Refusal
        When the same paper with the same number is its source already.
    """
    require("ledger.task:edit", task.organisation_id)
    fresh = locked(task, version)
    _check_source(source)
    if TaskSource.objects.filter(
        task=fresh, kind=source.kind, title=source.title, number=source.number
    ).exists():
        raise Refusal("ledger.source_twice", "“%(title)s”已经是这项任务的来源", title=source.title)
    made = TaskSource.objects.create(task=fresh, **asdict(source))
    fresh.version = version + 1
    fresh.save(update_fields=["version"])
    forget_lights([fresh.pk])
    changes = [["sources", "任务来源", None, f"{made.get_kind_display()} {made}"]]
    record(fresh, gettext_noop("增加了来源"), organisation_id=fresh.organisation_id, changes=changes)
    return made


@transaction.atomic
def present_result(source: TaskSource, on: date) -> TaskSource:
    """Tell on which day the result of an instruction was presented to who gave it (呈阅).

    Raises
    ------
    Refusal
        When it is no instruction, the task is not closed, or the day has not come.
    """
    task = source.task
    require("ledger.task:check", task.organisation_id)
    _check_instruction(source)
    if task.closed_on is None:
        raise Refusal("ledger.not_closed_yet", "“%(name)s”还没有办结，办结之后再呈阅", name=task.name)
    if on > clock.today() or on < task.closed_on:
        raise Refusal("ledger.presented_when", "呈阅日期应在办结之后、不晚于今天")
    fresh = TaskSource.objects.select_for_update().get(pk=source.pk)
    held, fresh.presented_on = fresh.presented_on, on
    fresh.save(update_fields=["presented_on"])
    changes = [
        ["presented_on", "呈阅日期", held.isoformat() if held else None, on.isoformat()],
    ]
    record(task, gettext_noop("呈阅了办理结果"), organisation_id=task.organisation_id, changes=changes)
    return fresh


@transaction.atomic
def answer_result(source: TaskSource, answer: str) -> TaskSource:
    """Keep what who gave an instruction said to its result (已阅, 同意 …)."""
    task = source.task
    require("ledger.task:check", task.organisation_id)
    _check_instruction(source)
    if source.presented_on is None:
        raise Refusal("ledger.not_presented", "“%(name)s”的办理结果还没有呈阅", name=task.name)
    fresh = TaskSource.objects.select_for_update().get(pk=source.pk)
    fresh.answer, fresh.answered_on = answer.strip()[:300] or "已阅", clock.today()
    fresh.save(update_fields=["answer", "answered_on"])
    changes = [["answer", "阅示意见", None, fresh.answer]]
    record(task, gettext_noop("记录了阅示意见"), organisation_id=task.organisation_id, changes=changes)
    return fresh


def _check_instruction(source: TaskSource) -> None:
    if source.kind != SourceKind.INSTRUCTION:
        raise Refusal("ledger.no_instruction", "只有批示件的办理结果需要呈阅")


def _check_source(source: Source) -> None:
    if not source.title.strip():
        raise Refusal("ledger.source_title", "请写明来源的名称")
    if source.kind == SourceKind.INSTRUCTION and (not source.person.strip() or source.said_on is None):
        raise Refusal("ledger.instruction_by", "批示件请写明谁批示的、哪一天批示的")
    if source.said_on is not None and source.said_on > clock.today():
        raise Refusal("ledger.said_ahead", "交办日期 %(day)s 还没有到", day=source.said_on.isoformat())
    if source.said_on is not None and source.due_on is not None and source.due_on < source.said_on:
        raise Refusal("ledger.due_before_said", "时限 %(day)s 早于交办日期", day=source.due_on.isoformat())


def _check_due(said_on: date | None, due_on: date | None) -> None:
    """Refuse a slip of the keyboard: a day before the matter was given, or of an earlier year where nobody says since when it runs."""
    if due_on is None:
        return
    if said_on is not None and due_on < said_on:
        raise Refusal("ledger.due_before_said", "时限 %(day)s 早于交办日期", day=due_on.isoformat())
    if said_on is None and due_on.year < clock.today().year:
        raise Refusal(
            "ledger.due_of_another_year",
            "时限 %(day)s 不在本年度；确是往年交办的，请填写交办日期",
            day=due_on.isoformat(),
        )
