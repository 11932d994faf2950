"""A new instruction on a task that was closed, or still runs: 再次交办."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import CompletionState, SourceKind, TaskState
from gangmu.procedures.ledger.models import Completion, Task, TaskSource
from gangmu.procedures.ledger.services.showing import forget_lights
from gangmu.procedures.ledger.services.tasks import locked, recount_steps


@transaction.atomic
def instruct_again(
    task: Task, version: int, person: str, said_on: date, wording: str, due_on: date | None
) -> Task:
    """Give a task once more, by a new instruction in its own words and with its own day; a closed one is open again.

    Raises
    ------
    Refusal
        When it is not said who instructs and what, or the day has passed.
    """
    require("ledger.task:check", task.organisation_id)
    fresh = locked(task, version)
    if not person.strip() or not wording.strip():
        raise Refusal("ledger.instruction_words", "请写明谁批示的、批示的原话")
    if said_on > clock.today() or (due_on is not None and due_on < said_on):
        raise Refusal("ledger.instruction_days", "批示日期不晚于今天，时限不早于批示日期")
    before = snapshot(fresh)
    TaskSource.objects.create(
        task=fresh, kind=SourceKind.INSTRUCTION, title=f"{person}批示"[:300], wording=wording.strip(), person=person.strip()[:60],
        said_on=said_on, due_on=due_on,
    )  # fmt: skip
    if fresh.state in (TaskState.CLOSED, TaskState.STOPPED, TaskState.MERGED):
        closed = Completion._base_manager.filter(task=fresh, state=CompletionState.CONFIRMED)
        closed.update(state=CompletionState.REOPENED, reopened_on=clock.today())
        fresh.state, fresh.closed_on, fresh.into_id = TaskState.OPEN, None, None
    if due_on is not None:
        fresh.due_on, fresh.due_words = due_on, ""
    fresh.version += 1
    fresh.save()
    recount_steps(fresh)
    forget_lights([fresh.pk])
    record(
        fresh, gettext_noop("再次交办了任务"), before=before, organisation_id=fresh.organisation_id, note=wording[:300]
    )  # fmt: skip
    return fresh
