"""Completion: proposed with proof, checked by somebody else, reopened with a reason; and lights set by hand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from gangmu.datacentre.targets.choices import LightWord
from gangmu.datacentre.targets.task_lights import TimeLight
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.notices.services import tell_others
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS
from gangmu.procedures.ledger.choices import (
    CompletionState,
    LightKind,
    ProofKind,
    SourceKind,
    TaskKind,
    TaskState,
)
from gangmu.procedures.ledger.models import Completion, Milestone, Proof, Task, TaskLightOverride
from gangmu.procedures.ledger.services.reporting import lead_of
from gangmu.procedures.ledger.services.showing import forget_lights
from gangmu.procedures.ledger.services.signing import require_running
from gangmu.procedures.ledger.services.tasks import locked

#: How the history says that an item was closed, in the word of its ledger.
CLOSING_VERBS = defaultdict(
    lambda: gettext_noop("认定完成了任务"),
    {
        SourceKind.INSTRUCTION: gettext_noop("办结了批示件"),
        SourceKind.MEETING: gettext_noop("办结了议定事项"),
        SourceKind.PROBLEM: gettext_noop("销号了问题"),
        SourceKind.SUPERVISION: gettext_noop("销号了督导事项"),
    },
)


@dataclass(frozen=True, slots=True)
class Given:
    """A proof: what the system already holds (a figure, a row, a document number) is proof enough."""

    kind: ProofKind
    words: str
    target_id: int | None = None
    register: str = ""
    row: int | None = None
    attachment_id: int | None = None


@transaction.atomic
def keep_proof(task: Task, upload: UploadedFile) -> Attachment:
    """Keep a file that is to prove a completion; it is bound when the completion is proposed."""
    require("ledger.task:advance", lead_of(task))
    return keep_attachment(upload, task.organisation_id, "完成佐证")


@transaction.atomic
def propose_completion(task: Task, version: int, words: str, proofs: Sequence[Given] = ()) -> Completion:
    """Say that a task is done, with what proves it; proof is asked once, here.

    Raises
    ------
    Refusal
        When nothing is said, the task is over, or a completion already waits.
    """
    require("ledger.task:advance", lead_of(task))
    fresh = locked(task, version)
    require_running(fresh)
    if not words.strip():
        raise Refusal("ledger.completion_words", "请写明“%(name)s”的完成情况", name=fresh.name)
    try:
        with transaction.atomic():
            made = Completion._base_manager.create(
                task=fresh,
                words=words.strip(),
                proposed_on=clock.today(),
                proposed_by_id=current_actor().person_id,
            )
    except IntegrityError:
        raise Refusal(
            "ledger.completion_waits", "“%(name)s”的完成认定已提出，等待复核", name=fresh.name
        ) from None
    Proof.objects.bulk_create(Proof(completion=made, **asdict(given)) for given in proofs)
    _move(fresh, TaskState.PROPOSED, gettext_noop("提出了完成认定"), words)
    return made


@transaction.atomic
def check_completion(completion: Completion, passed: bool, note: str = "") -> Completion:
    """Check a completion (复核): somebody other than who proposed it closes the task or sends it back.

    Raises
    ------
    Forbidden
        When the one who checks is the one who proposed.
    Refusal
        When it is checked already, or sent back without a word.
    """
    task = Task._base_manager.select_for_update().get(pk=completion.task_id)
    require("ledger.task:check", task.organisation_id)
    fresh = Completion._base_manager.select_for_update().get(pk=completion.pk)
    if fresh.state != CompletionState.PROPOSED:
        raise Refusal("ledger.checked", "“%(name)s”的完成认定已经复核过", name=task.name)
    if fresh.proposed_by_id is not None and fresh.proposed_by_id == current_actor().person_id:
        raise Forbidden(
            "ledger.own_completion", "“%(name)s”的完成认定是您本人提出的，请由他人复核", name=task.name
        )
    if not passed and not note.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    fresh.state = CompletionState.CONFIRMED if passed else CompletionState.SENT_BACK
    fresh.checked_by_id, fresh.checked_on, fresh.note = current_actor().person_id, clock.today(), note[:300]
    fresh.save()
    if passed:
        _move(task, TaskState.CLOSED, CLOSING_VERBS[SourceKind(task.ledger)], note, closed_on=clock.today())
    else:
        _move(task, TaskState.OPEN, gettext_noop("退回了完成认定"), note)
        tell_others(
            (fresh.proposed_by_id,), "ledger.completion_back",
            gettext_noop("“%(name)s”的完成认定被退回补充：%(reason)s"), {"name": task.name, "reason": fresh.note},
            address=reverse("ledger:task-complete", kwargs={"pk": task.pk}),
        )  # fmt: skip
    return fresh


@transaction.atomic
def reopen_task(task: Task, version: int, reason: str) -> Task:
    """Reopen a closed or stopped task, with a reason; its completion stays in the history."""
    require("ledger.task:check", task.organisation_id)
    fresh = locked(task, version)
    if not reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    if fresh.state not in (TaskState.CLOSED, TaskState.STOPPED, TaskState.MERGED):
        raise Refusal("ledger.not_closed", "“%(name)s”没有办结，不需要重新打开", name=fresh.name)
    closed = Completion._base_manager.filter(task=fresh, state=CompletionState.CONFIRMED)
    closed.update(state=CompletionState.REOPENED, reopened_on=clock.today())
    fresh.into_id = None
    return _move(fresh, TaskState.OPEN, gettext_noop("重新打开了任务"), reason, closed_on=None)


@transaction.atomic
def stop_task(task: Task, version: int, note: str) -> Task:
    """Stop a task that its document no longer asks for; the office does so with an issued revision."""
    require("ledger.task:edit", task.organisation_id)
    return _move(
        locked(task, version), TaskState.STOPPED, gettext_noop("中止了任务"), note, closed_on=clock.today()
    )


@transaction.atomic
def prove_start(task: Task, version: int, on: date, words: str) -> Task:
    """Tell the proven start of a task of kind start (启动类): from then on it follows its milestones.

    Raises
    ------
    Refusal
        For another kind of task, a day ahead, or without what proves it.
    """
    require("ledger.task:advance", lead_of(task))
    fresh = locked(task, version)
    require_running(fresh)
    if fresh.kind != TaskKind.START:
        raise Refusal("ledger.no_start_kind", "“%(name)s”不是启动类任务", name=fresh.name)
    if on > clock.today() or not words.strip():
        raise Refusal("ledger.start_proof", "请填写已经到来的启动日期，并写明依据（文件、开工令等）")
    before = snapshot(fresh)
    fresh.started_on, fresh.version = on, fresh.version + 1
    fresh.save()
    forget_lights([fresh.pk])
    record(
        fresh, gettext_noop("认定了启动"), before=before, organisation_id=fresh.organisation_id, note=words
    )
    return fresh


@transaction.atomic
def reach_milestone(step: Milestone, on: date | None) -> Milestone:
    """Tell that a milestone was reached on a day, or that it was not after all."""
    task = step.task
    require("ledger.task:advance", lead_of(task))
    require_running(task)
    if on is not None and on > clock.today():
        raise Refusal("ledger.milestone_ahead", "节点“%(step)s”的达成日期还没有到", step=step.name)
    fresh = Milestone.objects.select_for_update().get(pk=step.pk)
    held, fresh.reached_on = fresh.reached_on, on
    fresh.save(update_fields=["reached_on"])
    forget_lights([task.pk])
    changes = [[step.name, step.name, held.isoformat() if held else None, on.isoformat() if on else None]]
    record(task, gettext_noop("更新了节点"), organisation_id=task.organisation_id, changes=changes)
    return fresh


@transaction.atomic
def override_light(
    task: Task, which: LightKind, light: str, reason: str, set_on: date, until: date | None = None
) -> TaskLightOverride:
    """Set a light of a task by hand: dated, signed and shown beside the rule's own.

    Raises
    ------
    Refusal
        Without a reason, for a word that the light does not have, or when it would end before it begins.
    """
    require("ledger.light:override", task.organisation_id)
    words = {each.value for each in (TimeLight if which == LightKind.TIME else LightWord)}
    if light not in words:
        raise Refusal("ledger.no_such_light", "请选择一个灯")
    if not reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    if until is not None and until <= set_on:
        raise Refusal("ledger.override_ends_early", "止日应晚于起日，请重新填写")
    row = TaskLightOverride._base_manager.create(
        task=task, which=which, light=light, reason=reason.strip()[:300], set_on=set_on, until=until,
        signed=current_actor().label[:100],
    )  # fmt: skip
    forget_lights([task.pk])
    with translation.override(settings.LANGUAGE_CODE):
        changes = [["which", str(LightKind(which).label), None, str(LIGHTS[light][2])]]
    changes += [
        [name, title, None, day.isoformat()]
        for name, title, day in (("set_on", "自何日起", set_on), ("until", "至何日止", until))
        if day
    ]
    record(task, gettext_noop("人工改灯"), organisation_id=task.organisation_id, changes=changes, note=reason)
    return row


def _move(task: Task, state: TaskState, verb: str, note: str, **changes: date | None) -> Task:
    """Put a locked task into a state and tell the audit."""
    before = snapshot(task)
    task.state, task.version = state, task.version + 1
    for name, value in changes.items():
        setattr(task, name, value)
    task.save()
    forget_lights([task.pk])
    record(task, verb, before=before, organisation_id=task.organisation_id, note=note[:300])
    return task
