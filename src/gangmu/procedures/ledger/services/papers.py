"""Papers: proposed by the office, a leader or the ladder, decided by a leader, drafted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.procedures.ledger.choices import PaperKind, PaperState, StepPlace
from gangmu.procedures.ledger.models import Paper, PaperRule, PaperStep, PaperUnit, Task, TaskSource
from gangmu.procedures.ledger.services.reporting import lead_of
from gangmu.procedures.ledger.services.standing_in import in_name_of, stood_in_for
from gangmu.procedures.ledger.services.telling import tell_turn

#: States in which a paper is still on its way.
UNDER_WAY = (PaperState.PROPOSED, PaperState.DRAFTING)
#: Fields that who drafts may write.
DRAFTED = (
    "title", "basis", "body", "recipients", "copies", "with_table", "due_on", "instruction", "talked_with", "promise", "promised_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper as it is proposed. What is left empty follows from its tasks."""

    kind: PaperKind
    organisation_id: int
    task_ids: Sequence[int] = ()
    unit_ids: Sequence[int] = ()
    drafter_id: int | None = None
    title: str = ""
    reason: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def propose_paper(draft: PaperDraft) -> Paper:
    """Propose a paper; nothing leaves the house before a leader has decided.

    A paper of the same kind about the same task that is still under way is returned instead of a second one, so that the ladder may
    propose every night.

    Raises
    ------
    Refusal
        When it is about nothing.
    """
    require("ledger.paper:propose", draft.organisation_id)
    held = _under_way(draft)
    if held is not None:
        return held
    paper = write_draft(draft, PaperState.PROPOSED)
    record(paper, gettext_noop("提出了文书"), organisation_id=paper.organisation_id, note=draft.reason)
    return paper


def _under_way(draft: PaperDraft) -> Paper | None:
    if draft.kind == PaperKind.CIRCULAR or len(draft.task_ids) != 1:
        return None
    rows = Paper._base_manager.filter(
        organisation_id=draft.organisation_id, kind=draft.kind, state__in=UNDER_WAY, tasks=draft.task_ids[0]
    )
    return rows.first()


def write_draft(draft: PaperDraft, state: PaperState) -> Paper:
    """Write a new paper with its tasks and units; runs inside the transaction of who proposes or registers it.

    Raises
    ------
    Refusal
        When it has neither a title nor a task.
    """
    tasks = list(Task._base_manager.filter(pk__in=draft.task_ids, organisation_id=draft.organisation_id))
    if not tasks and not draft.title.strip():
        raise Refusal("ledger.paper_about", "请填写标题，或选择文书所办的事项")
    fields = {name: value for name, value in draft.fields.items() if name in DRAFTED and name != "title"}
    if not fields.get("basis"):
        fields["basis"] = basis_of(tasks)
    if fields.get("due_on") is None and len(tasks) == 1:
        fields["due_on"] = tasks[0].due_on
    paper = Paper._base_manager.create(
        organisation_id=draft.organisation_id, drafter_id=draft.drafter_id or draft.organisation_id, kind=draft.kind,
        state=state, year=clock.today().year, title=(draft.title.strip() or _title(PaperKind(draft.kind), tasks))[:200], reason=draft.reason[:300],
        proposed_on=clock.today(), proposed_by_id=current_actor().person_id, **fields,
    )  # fmt: skip
    through = Paper.tasks.through
    through.objects.bulk_create(through(paper=paper, task=task) for task in tasks)
    address(paper, draft.unit_ids or [lead_of(task) for task in tasks])
    return paper


def tasks_of(paper: Paper) -> list[Task]:
    """Return the tasks that a paper is about, whoever asks: the paper tells of them anyway."""
    return list(Task._base_manager.filter(papers=paper).order_by("order", "id"))


def address(paper: Paper, unit_ids: Iterable[int]) -> None:
    """Say to which units a paper goes, the first of them leading."""
    paper.addressed.all().delete()
    PaperUnit.objects.bulk_create(
        PaperUnit(paper=paper, organisation_id=unit, order=place)
        for place, unit in enumerate(dict.fromkeys(unit_ids))
    )


def basis_of(tasks: Sequence[Task]) -> str:
    """Return where tasks come from, a line a source, in its own words."""
    sources = TaskSource.objects.filter(task__in=tasks).order_by("task__order", "id")
    lines = [
        f"{source.title}{f' {source.number}' if source.number else ''}：{source.wording[:200]}"
        for source in sources
    ]
    return "\n".join(dict.fromkeys(lines))


def _title(kind: PaperKind, tasks: Sequence[Task]) -> str:
    """Return what a paper is called after its tasks; a 通报 is named as a paper, the forms name the matter alone."""
    about = f"{tasks[0].name}{f'等{len(tasks)}项工作' if len(tasks) > 1 else ''}"
    return f"关于{about}办理情况的通报" if kind == PaperKind.NOTICE else about


@transaction.atomic
def decide_paper(paper: Paper, agreed: bool, note: str = "") -> Paper:
    """Decide whether a paper is issued: a leader's words become its 批示, and the steps of issue begin.

    Raises
    ------
    Refusal
        When it is decided already, or refused without a word.
    """
    require("ledger.paper:decide", paper.organisation_id)
    fresh = locked_paper(paper, (PaperState.PROPOSED,))
    if not agreed and not note.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    before = snapshot(fresh)
    fresh.state = PaperState.DRAFTING if agreed else PaperState.REFUSED
    fresh.decided_by_id, fresh.decided_on = current_actor().person_id, clock.today()
    leaders = {task.leader_id for task in tasks_of(fresh) if task.leader_id}
    absent = stood_in_for(fresh.organisation_id, leaders.pop() if len(leaders) == 1 else None)
    fresh.decided_for = absent
    fresh.instruction = (note.strip() or fresh.instruction)[:500]
    fresh.version += 1
    fresh.save()
    if agreed:
        begin_steps(fresh, ())
    verb = gettext_noop("同意发文") if agreed else gettext_noop("不同意发文")
    record(fresh, verb, before=before, organisation_id=fresh.organisation_id, note=in_name_of(absent, note))
    if agreed:
        tell_turn(fresh)
    return fresh


@transaction.atomic
def edit_paper(
    paper: Paper,
    version: int,
    changes: Mapping[str, Any],
    unit_ids: Iterable[int] | None = None,
    cosigning_ids: Iterable[int] | None = None,
) -> Paper:
    """Write a paper's text; not after a leader has signed it.

    Parameters
    ----------
    cosigning_ids
        Units that sign beside the drafting one (会签); `None` leaves them as they are.

    Raises
    ------
    Conflict
        When somebody changed it since `version`.
    Refusal
        When a leader has signed it, or it is over.
    """
    require("ledger.paper:edit", paper.drafter_id)
    fresh = locked_paper(paper, UNDER_WAY)
    require_version(fresh, version)
    leaders = {Role.LEADER.value, Role.DIRECTOR.value}
    if any(leaders & set(step.roles) for step in fresh.steps.filter(done_on__isnull=False)):
        raise Refusal("ledger.paper_signed", "“%(name)s”已经领导签批，退回后才能修改", name=fresh.title)
    before = snapshot(fresh)
    for name, value in changes.items():
        if name not in DRAFTED:
            raise ValueError(f"{name} of a paper is not drafted")
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    if unit_ids is not None:
        address(fresh, unit_ids)
    if cosigning_ids is not None and fresh.state == PaperState.DRAFTING:
        begin_steps(fresh, tuple(cosigning_ids))
    record(fresh, gettext_noop("修改了文书"), before=before, organisation_id=fresh.organisation_id)
    return fresh


@transaction.atomic
def withdraw_paper(paper: Paper, reason: str) -> Paper:
    """Give a paper up before it is issued, with a reason."""
    require("ledger.paper:propose", paper.organisation_id)
    fresh = locked_paper(paper, UNDER_WAY)
    if not reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    before = snapshot(fresh)
    fresh.state, fresh.version = PaperState.WITHDRAWN, fresh.version + 1
    fresh.save()
    record(
        fresh, gettext_noop("撤销了文书"), before=before, organisation_id=fresh.organisation_id, note=reason
    )
    return fresh


def rule_of(organisation_id: int, kind: str) -> PaperRule:
    """Return how a bureau issues a kind of paper; the default, unsaved, where it has not said."""
    held = PaperRule._base_manager.filter(organisation_id=organisation_id, kind=kind).first()
    return held or PaperRule(organisation_id=organisation_id, kind=kind)


@transaction.atomic
def set_paper_rule(organisation_id: int, kind: PaperKind, changes: Mapping[str, Any]) -> PaperRule:
    """Say how a bureau issues a kind of paper.

    Raises
    ------
    Refusal
        When a step has no name, place or role, or none leads to a leader's signature.
    """
    require("ledger.rule:edit", organisation_id)
    rule, _made = PaperRule._base_manager.get_or_create(organisation_id=organisation_id, kind=kind)
    before = snapshot(rule)
    for name, value in changes.items():
        setattr(rule, name, value)
    _check_steps(rule.steps)
    rule.save()
    record(rule, gettext_noop("修改了发文规定"), before=before, organisation_id=organisation_id)
    return rule


def _check_steps(steps: Sequence[Mapping[str, Any]]) -> None:
    known = {role.value for role in Role}
    for step in steps:
        roles = set(step.get("roles") or ())
        if not step.get("name") or step.get("place") not in StepPlace.values or not roles or roles - known:
            raise Refusal(
                "ledger.paper_step", "签发步骤“%(name)s”不完整，请写明由谁办理", name=step.get("name") or ""
            )
    if not any({Role.LEADER.value, Role.DIRECTOR.value} & set(step["roles"]) for step in steps):
        raise Refusal("ledger.paper_unsigned", "签发步骤中没有局领导，文书须经局领导签批")


def begin_steps(paper: Paper, cosigning: tuple[int, ...]) -> None:
    """Write the steps of a paper anew by the bureau's rule; who has signed signs again."""
    places = {StepPlace.DRAFTER: (paper.drafter_id,), StepPlace.BUREAU: (paper.organisation_id,), StepPlace.COSIGNING: cosigning}  # fmt: skip
    paper.steps.all().delete()
    PaperStep.objects.bulk_create(
        PaperStep(paper=paper, order=order, name=step["name"], organisation_id=unit, roles=step["roles"])
        for order, step in enumerate(rule_of(paper.organisation_id, paper.kind).steps)
        for unit in places[StepPlace(step["place"])]
    )


def locked_paper(paper: Paper, states: Sequence[PaperState]) -> Paper:
    """Lock a paper that stands in one of some states.

    Raises
    ------
    Refusal
        When it stands elsewhere.
    """
    fresh = Paper._base_manager.select_for_update().get(pk=paper.pk)
    if fresh.state not in states:
        raise Refusal(
            "ledger.paper_state", "“%(name)s”%(state)s，不能办理这一步", name=fresh.title, state=str(fresh.get_state_display())
        )  # fmt: skip
    return fresh


def require_version(paper: Paper, version: int) -> None:
    """Refuse to write over a paper that somebody changed since `version`.

    Raises
    ------
    Conflict
        When somebody did.
    """
    if paper.version != version:
        raise Conflict("ledger.stale", "“%(name)s”已被他人修改，请刷新后在最新内容上再改", name=paper.title)
