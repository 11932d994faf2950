"""Requests before the due date (延期, 调整, 中止, 合并, 转办) and what the leader in charge decides."""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.notices.services import tell_others
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.selectors import holders_of
from gangmu.procedures.ledger.choices import RUNNING, Part, RequestKind, RequestState, TaskState
from gangmu.procedures.ledger.models import Request, Task, TaskUnit
from gangmu.procedures.ledger.services.reporting import lead_of
from gangmu.procedures.ledger.services.showing import forget_lights
from gangmu.procedures.ledger.services.signing import require_running
from gangmu.procedures.ledger.services.standing_in import in_name_of, stood_in_for
from gangmu.procedures.ledger.services.tasks import recount_steps, units_in_words

#: How the history of a task says what was granted and what was not.
GRANTED = {
    RequestKind.EXTEND: gettext_noop("同意了延期"),
    RequestKind.ADJUST: gettext_noop("同意了调整要求"),
    RequestKind.STOP: gettext_noop("同意了中止"),
    RequestKind.MERGE: gettext_noop("同意了合并"),
    RequestKind.PASS_ON: gettext_noop("同意了转办"),
    RequestKind.RETURN: gettext_noop("同意了退办"),
}
REFUSED = {
    RequestKind.EXTEND: gettext_noop("没有同意延期"),
    RequestKind.ADJUST: gettext_noop("没有同意调整要求"),
    RequestKind.STOP: gettext_noop("没有同意中止"),
    RequestKind.MERGE: gettext_noop("没有同意合并"),
    RequestKind.PASS_ON: gettext_noop("没有同意转办"),
    RequestKind.RETURN: gettext_noop("没有同意退办"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an owner asks for: kind, reason and basis, and what belongs to the kind."""

    kind: RequestKind
    reason: str
    basis: str = ""
    due_on: date | None = None
    words: str = ""
    into_id: int | None = None
    to_unit_id: int | None = None


@transaction.atomic
def ask(task: Task, asked: Asked) -> Request:
    """Ask for an extension, a change, a stop, a merger or another owner, before the due date; what belongs to other kinds is left out.

    Raises
    ------
    Refusal
        When the day has passed, a reason is missing, or what the kind needs is missing or makes no sense.
    """
    require("ledger.task:advance", lead_of(task))
    require_in_time(task)
    asked = _of_its_kind(asked)
    _check(task, asked)
    try:
        with transaction.atomic():
            made = Request._base_manager.create(
                task=task, kind=asked.kind, reason=asked.reason.strip()[:500], basis=asked.basis.strip()[:300],
                due_on=asked.due_on, words=asked.words, into_id=asked.into_id, to_unit_id=asked.to_unit_id,
                asked_by_id=current_actor().person_id, asked_on=clock.today(),
            )  # fmt: skip
    except IntegrityError:
        raise Refusal("ledger.asked_twice", "“%(name)s”已有一份同类申请待批", name=task.name) from None
    record(made, gettext_noop("提出了申请"), organisation_id=task.organisation_id, note=asked.reason)
    return made


def require_in_time(task: Task) -> None:
    """Refuse a request about a task that is over or past its day.

    Raises
    ------
    Refusal
        Naming what stands in the way.
    """
    require_running(task)
    if task.due_on is not None and clock.today() > task.due_on:
        raise Refusal(
            "ledger.too_late",
            "“%(name)s”的时限 %(day)s 已过，申请须在到期之前提出",
            name=task.name,
            day=task.due_on.isoformat(),
        )


@transaction.atomic
def withdraw(request: Request) -> Request:
    """Take back a request that nobody has decided."""
    require("ledger.task:advance", lead_of(request.task))
    fresh = _undecided(request)
    before = snapshot(fresh)
    fresh.state = RequestState.WITHDRAWN
    fresh.save(update_fields=["state"])
    if fresh.kind == RequestKind.RETURN:
        _reopen_returned(fresh.task)
    record(fresh, gettext_noop("撤回了申请"), before=before, organisation_id=request.task.organisation_id)
    return fresh


@transaction.atomic
def decide(request: Request, granted: bool, note: str = "", to_unit_id: int | None = None) -> Request:
    """Decide a request: the leader in charge of the task decides, the office decides where a returned task goes.

    Parameters
    ----------
    to_unit_id
        The unit that gets a returned task.

    Raises
    ------
    Forbidden
        When another leader is in charge.
    Refusal
        When it is decided already, refused without a word, a returned task gets no unit, or what was asked for no longer fits the task.
    """
    task = Task._base_manager.select_for_update().get(pk=request.task_id)
    _require_in_charge(request, task)
    fresh = _undecided(request)
    if fresh.kind == RequestKind.RETURN and granted and to_unit_id is None:
        raise Refusal("ledger.return_to_whom", "请选择“%(name)s”改由哪个单位牵头", name=task.name)
    if granted:
        _require_fitting(task, fresh)
    elif not note.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    before = snapshot(task)
    fresh.state = RequestState.GRANTED if granted else RequestState.REFUSED
    fresh.decided_by_id, fresh.decided_on, fresh.note = current_actor().person_id, clock.today(), note[:300]
    fresh.decided_for = absent = _stood_in_for(fresh, task)
    fresh.to_unit_id = to_unit_id or fresh.to_unit_id
    fresh.save()
    if granted:
        _carry_out(task, fresh)
    if fresh.kind == RequestKind.RETURN:
        task.state = TaskState.OPEN
    task.version += 1
    task.save()
    forget_lights([task.pk])
    verb = (GRANTED if granted else REFUSED)[RequestKind(fresh.kind)]
    record(
        task,
        verb,
        before=before,
        organisation_id=task.organisation_id,
        note=in_name_of(absent, note),
    )
    _tell(task, fresh)
    return fresh


def _tell(task: Task, request: Request) -> None:
    """Ring for who asked; the kind goes as its Chinese word, which a reader of another language has translated."""
    words = gettext_noop("“%(name)s”的申请（%(kind)s）已获同意。%(note)s")
    if request.state == RequestState.REFUSED:
        words = gettext_noop("“%(name)s”的申请（%(kind)s）未获同意。%(note)s")
    with translation.override(settings.LANGUAGE_CODE):
        told = {"name": task.name, "kind": str(request.get_kind_display()), "note": request.note}
    address = reverse("ledger:task", kwargs={"pk": task.pk})
    tell_others((request.asked_by_id,), "ledger.request_decided", words, told, address=address)


def _of_its_kind(asked: Asked) -> Asked:
    """Leave out what was filled in for another kind before its owner thought again."""
    kind = asked.kind
    return replace(
        asked,
        due_on=asked.due_on if kind == RequestKind.EXTEND else None,
        words=asked.words.strip() if kind == RequestKind.ADJUST else "",
        into_id=asked.into_id if kind == RequestKind.MERGE else None,
        to_unit_id=asked.to_unit_id if kind == RequestKind.PASS_ON else None,
    )


def _check(task: Task, asked: Asked) -> None:
    if not asked.reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    if asked.kind == RequestKind.EXTEND and task.due_on is None:
        raise Refusal(
            "ledger.no_day", "“%(name)s”没有完成时限，不用申请延期；要求有变的，请申请调整", name=task.name
        )
    if asked.kind == RequestKind.EXTEND and (
        asked.due_on is None or (task.due_on is not None and asked.due_on <= task.due_on)
    ):
        raise Refusal("ledger.extend_to", "请填写新的时限，须晚于现在的时限")
    if asked.kind == RequestKind.ADJUST and not asked.words.strip():
        raise Refusal("ledger.adjust_how", "请写明调整后的要求")
    if asked.kind == RequestKind.MERGE:
        _check_merger(task, asked.into_id)
    if asked.kind == RequestKind.PASS_ON and asked.to_unit_id in (None, lead_of(task)):
        raise Refusal("ledger.pass_to_whom", "请选择转给哪个单位，不能是现在的牵头单位")


def _check_merger(task: Task, into_id: int | None) -> None:
    if not _takes_another(task, into_id):
        raise Refusal("ledger.merge_into", "请选择要并入的任务，须是另一项仍在办理的任务")


def _takes_another(task: Task, into_id: int | None) -> bool:
    others = Task._base_manager.filter(organisation_id=task.organisation_id, state__in=RUNNING)
    return into_id is not None and others.exclude(pk=task.pk).filter(pk=into_id).exists()


def _require_fitting(task: Task, request: Request) -> None:
    """Refuse to grant what the task has outrun since it was asked for: it may have ended, moved, or lost the one it was to join."""
    if task.state not in RUNNING:
        raise Refusal(
            "ledger.request_outrun",
            "“%(name)s”现为“%(state)s”，不能再同意这份申请，请选择“不同意”或由申请人撤回",
            name=task.name,
            state=str(task.state_word),
        )
    if request.kind == RequestKind.MERGE and not _takes_another(task, request.into_id):
        raise Refusal(
            "ledger.merger_outrun", "要并入的“%(name)s”已不在办理，不能再同意合并", name=str(request.into)
        )
    if (
        request.kind == RequestKind.EXTEND
        and task.due_on
        and request.due_on
        and request.due_on <= task.due_on
    ):
        raise Refusal(
            "ledger.extended_already",
            "“%(name)s”的时限已是 %(day)s，不早于申请的时限",
            name=task.name,
            day=task.due_on.isoformat(),
        )


def _require_in_charge(request: Request, task: Task) -> None:
    """The office decides on returns; else the task's leader, who stands in for him, or the head of the bureau."""
    if request.kind == RequestKind.RETURN:
        require("ledger.task:check", task.organisation_id)
        return
    require("ledger.task:decide", task.organisation_id)
    if not is_in_charge(task):
        raise Forbidden(
            "ledger.not_in_charge",
            "“%(name)s”由 %(leader)s 分管，请由其批示",
            name=task.name,
            leader=str(task.leader),
        )


def is_in_charge(task: Task) -> bool:
    """Whether a task answers to the one who acts: its leader, who stands in for him, or the head of the bureau; all of them where it has none."""
    actor = current_actor()
    if task.leader_id is None or task.leader_id in actor.person_ids or actor.account_id is None:
        return True
    return _is_head_of_bureau(actor.person_ids, task.organisation_id)


def _stood_in_for(request: Request, task: Task) -> Person | None:
    """The absent leader in whose name a request is decided; the office decides on returns in its own."""
    if request.kind == RequestKind.RETURN:
        return None
    roles = (Role.LEADER, Role.DIRECTOR) if task.leader_id is None else (Role.DIRECTOR,)
    return stood_in_for(task.organisation_id, task.leader_id, roles)


def _is_head_of_bureau(person_ids: frozenset[int], organisation_id: int) -> bool:
    return holders_of(Role.DIRECTOR, organisation_id).filter(pk__in=person_ids).exists()


def _undecided(request: Request) -> Request:
    fresh = Request._base_manager.select_for_update().get(pk=request.pk)
    if fresh.state != RequestState.ASKED:
        raise Refusal(
            "ledger.decided", "这份申请已经有了结果：%(state)s", state=str(fresh.get_state_display())
        )
    return fresh


def _carry_out(task: Task, request: Request) -> None:
    """Do what was granted; the caller saves the task."""
    match request.kind:
        case RequestKind.EXTEND:
            task.first_due_on = task.first_due_on or task.due_on
            task.due_on, task.extended = request.due_on, task.extended + 1
            recount_steps(task)
        case RequestKind.ADJUST:
            task.requirement = request.words
        case RequestKind.STOP:
            task.state, task.closed_on = TaskState.STOPPED, clock.today()
        case RequestKind.MERGE:
            task.state, task.into_id, task.closed_on = TaskState.MERGED, request.into_id, clock.today()
        case RequestKind.PASS_ON | RequestKind.RETURN:
            if request.to_unit_id is not None:
                _give_to(task, request.to_unit_id)


def _give_to(task: Task, unit_id: int) -> None:
    told = units_in_words(task)
    task.units.filter(part=Part.LEAD).delete()
    task.units.filter(organisation_id=unit_id).delete()
    TaskUnit.objects.create(task=task, organisation_id=unit_id, part=Part.LEAD)
    changes = [["units", "责任单位", told, units_in_words(task)]]
    record(task, gettext_noop("调整了责任单位"), changes=changes, organisation_id=task.organisation_id)


def _reopen_returned(task: Task) -> None:
    Task._base_manager.filter(pk=task.pk, state=TaskState.RETURNED).update(state=TaskState.OPEN)
