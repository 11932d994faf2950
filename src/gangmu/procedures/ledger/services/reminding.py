"""Running the ladder for a day: reminders go out by themselves, papers are only proposed. Twice on a day does no more than once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import OFFICE, Role
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, record_told, snapshot
from gangmu.foundation.calendars.selectors import is_working_day
from gangmu.foundation.jobs.running import once, progress
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.notices.services import tell, write_message
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import bureaus_of
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import holding, who_holds
from gangmu.procedures.ledger.choices import PaperKind, PaperState, Part, TaskState
from gangmu.procedures.ledger.ladder import Act, Due, Proposed, Step, To, is_at_rest, next_step, reminders_due
from gangmu.procedures.ledger.ladder_words import StepState
from gangmu.procedures.ledger.models import LadderRule, LadderStep, Reminder, Task, TaskUnit
from gangmu.procedures.ledger.reminding import WorkingCalendar, rules_of, taken_steps, urging_text
from gangmu.procedures.ledger.services.papers import PaperDraft, propose_paper, withdraw_paper
from gangmu.procedures.ledger.services.standing_in import in_name_of, stood_in_for
from gangmu.procedures.ledger.services.telling import OWNERS
from gangmu.procedures.ledger.standing import Standing, standings

#: Step of the ladder → the paper that it asks for; being named at a meeting is none.
PAPERS = {
    Step.SUPERVISION: PaperKind.SUPERVISION,
    Step.NOTICE: PaperKind.NOTICE,
    Step.TALK: PaperKind.TALK,
}
#: How many items a notice names.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Round:
    """What a run did."""

    reminded: int = 0
    proposed: int = 0


def run_ladder(organisation_id: int, on: date | None = None) -> Round:
    """Remind, urge and propose for a bureau's tasks as of a day (today).

    Each unit's reminders and each proposal are one transaction with its notices; what was done is not done again, so a run that was
    killed goes on where it stopped. On a day on which nobody works nothing goes out: the next working day makes it up.
    """
    require("ledger.paper:propose", organisation_id)
    day = on or clock.today()
    within = bureaus_of(organisation_id)
    if not is_working_day(day, within):
        return Round()
    rows = Task._base_manager.filter(
        organisation_id=organisation_id, state__in=(TaskState.OPEN, TaskState.PROPOSED)
    )
    stand = standings(rows.select_related("leader"), day)
    working = WorkingCalendar(within)
    leads = _leads([standing.task.pk for standing in stand])
    reminded = _remind(organisation_id, stand, leads, working, day)
    _withdraw_what_is_settled(organisation_id, stand, day)
    return Round(reminded, _propose(organisation_id, stand, leads, working, day))


def _leads(task_ids: Sequence[int]) -> dict[int, Organisation]:
    rows = TaskUnit.objects.filter(part=Part.LEAD, task__state__in=(TaskState.OPEN, TaskState.PROPOSED))
    wanted = set(task_ids)
    return {
        row.task_id: row.organisation for row in rows.select_related("organisation") if row.task_id in wanted
    }


def _remind(
    organisation_id: int,
    stand: Sequence[Standing],
    leads: Mapping[int, Organisation],
    working: WorkingCalendar,
    on: date,
) -> int:
    rules = rules_of(organisation_id, on)
    kept = Reminder._base_manager.filter(task__organisation_id=organisation_id)
    sent = set(kept.values_list("task_id", "unit_id", "anchor", "against", "days"))
    waiting: dict[int, list[tuple[Task, Due]]] = defaultdict(list)
    for standing in stand:
        unit = leads.get(standing.task.pk)
        if unit is None or standing.task.state != TaskState.OPEN:
            continue
        for due in reminders_due(standing.inputs, on, rules, standing.rule, working.after):
            if (standing.task.pk, unit.pk, *due.key) not in sent:
                waiting[unit.pk].append((standing.task, due))
    names = {unit.pk: str(unit) for unit in leads.values()}
    bells = _Bells(organisation_id, list(waiting), on)
    words = gettext_noop("发出提醒和催办")
    for place, (unit_id, items) in enumerate(sorted(waiting.items())):
        progress(place, len(waiting), words)
        once(f"{on}:unit:{unit_id}", partial(_remind_unit, unit_id, names[unit_id], items, bells, on))
    once(f"{on}:message", lambda: _send_out(organisation_id, on))
    return sum(len(items) for items in waiting.values())


def _remind_unit(
    unit_id: int, name: str, items: Sequence[tuple[Task, Due]], bells: "_Bells", on: date
) -> int:
    """Write what a unit is reminded of, and ring for those whose duty it is; runs inside the step's transaction."""
    Reminder._base_manager.bulk_create(
        [
            Reminder(
                task=task, unit_id=unit_id, act=due.act, anchor=due.anchor, against=due.against,
                days=due.days, on=on,
            )
            for task, due in items
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    for act in Act:
        mine = [(task, due) for task, due in items if due.act == act]
        tasks = {task.pk: task for task, _due in mine}
        if mine:
            verb = gettext_noop("发出了提醒") if act is Act.REMIND else gettext_noop("发出了催办")
            record_told([(task, []) for task in tasks.values()], verb, organisation_id=unit_id)
            bells.ring(unit_id, name, act, mine)
    return len(items)


class _Bells:
    """Who is told: the owners of units, the leaders of tasks, the office; asked for once."""

    def __init__(self, organisation_id: int, unit_ids: Sequence[int], on: date) -> None:
        self.on = on
        self.owners: dict[int, list[int]] = defaultdict(list)
        held = RoleAssignment._base_manager.filter(holding(on))
        owners = held.filter(organisation_id__in=unit_ids, role__in=OWNERS)
        for unit_id, person_id in owners.values_list("organisation_id", "person_id"):
            self.owners[unit_id].append(person_id)
        self.office = who_holds(OFFICE, organisation_id, on)

    def ring(self, unit_id: int, name: str, act: Act, items: Sequence[tuple[Task, Due]]) -> None:
        """Tell each person once of the items that are theirs to hear of."""
        mine: dict[int, dict[int, Task]] = defaultdict(dict)
        # A bell names few: what has been due longest comes first.
        for task, due in sorted(items, key=lambda item: item[1].against):
            for person_id in self._who(unit_id, task, due.to):
                mine[person_id].setdefault(task.pk, task)
        words = gettext_noop("%(unit)s有 %(count)s 项任务请抓紧：%(items)s")
        if act is Act.URGE:
            words = gettext_noop("催办：%(unit)s有 %(count)s 项任务逾期或未报送：%(items)s")
        for person_id, tasks in mine.items():
            told = {"unit": name, "count": len(tasks), "items": _named(tasks.values())}
            only = next(iter(tasks)) if len(tasks) == 1 else None
            address = reverse("ledger:task", kwargs={"pk": only}) if only else reverse("ui:home")
            # What falls due later on the same day rings again, the same items never do.
            key = f"ladder:{self.on}:{act}:{unit_id}:{min(tasks)}"
            tell([person_id], f"ledger.{act}", words, told, address=address, key=key)

    def _who(self, unit_id: int, task: Task, to: Iterable[str]) -> Iterable[int]:
        if To.OWNER in to:
            yield from self.owners[unit_id]
        if To.LEADER in to and task.leader_id is not None:
            yield task.leader_id
        if To.OFFICE in to:
            yield from self.office


def _named(tasks: Iterable[Task]) -> str:
    names = [task.name[:30] for task in tasks]
    return "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")


def _send_out(organisation_id: int, on: date) -> int:
    """Write the day's message to the bureau's robot: units and items, no persons."""
    rows = Reminder._base_manager.filter(task__organisation_id=organisation_id, on=on)
    listed = list(rows.select_related("task", "unit").order_by("unit", "task__order", "task"))
    if listed:
        write_message(organisation_id, f"ladder:{on}", urging_text(listed, on))
    return len(listed)


def _propose(
    organisation_id: int,
    stand: Sequence[Standing],
    leads: Mapping[int, Organisation],
    working: WorkingCalendar,
    on: date,
) -> int:
    rules, taken = rules_of(organisation_id, on), taken_steps(organisation_id, stand)
    count = 0
    for standing in stand:
        task, unit = standing.task, leads.get(standing.task.pk)
        if unit is None or task.state != TaskState.OPEN:
            continue
        following = next_step(
            standing.inputs, on, rules, standing.rule, taken.get(task.pk, ()), working.after,
            section=unit.kind == Kind.SECTION,
        )  # fmt: skip
        if following is not None:
            once(f"{on}:step:{task.pk}", partial(_propose_step, task, unit, following, on))
            count += 1
    once(f"{on}:leaders", partial(_ring_leaders, organisation_id, on))
    return count


def _ring_leaders(organisation_id: int, on: date) -> int:
    """Tell each leader once of what was proposed on the day: the one in charge, or the head of the bureau where nobody is."""
    held = RoleAssignment._base_manager.filter(
        holding(on), organisation_id=organisation_id, role=Role.DIRECTOR
    )
    heads = list(held.values_list("person_id", flat=True))
    rows = LadderStep._base_manager.filter(
        task__organisation_id=organisation_id, proposed_on=on, state=StepState.PROPOSED
    )
    mine: dict[int, list[Task]] = defaultdict(list)
    for step in rows.select_related("task").order_by("task__order", "task_id"):
        for person_id in [step.task.leader_id] if step.task.leader_id else heads:
            mine[person_id].append(step.task)
    words = gettext_noop("有 %(count)s 项督办提请您批示：%(items)s")
    for person_id, tasks in mine.items():
        told = {"count": len(tasks), "items": _named(tasks)}
        address, key = reverse("ledger:reminding"), f"ladder:steps:{on}"
        tell([person_id], "ledger.proposed", words, told, address=address, key=key)
    return len(mine)


def _propose_step(task: Task, unit: Organisation, following: Proposed, on: date) -> int:
    """Propose a step to a leader; runs inside the step's transaction."""
    reason = f"时限 {following.due.isoformat()}，" + (
        "已逾期" if following.late else "剩余时间已不多，尚未办结"
    )
    kind = PAPERS.get(Step(following.step))
    paper = None
    if kind is not None:
        paper = propose_paper(PaperDraft(kind, task.organisation_id, [task.pk], [unit.pk], reason=reason))
    told = {
        "unit": unit, "proposed_on": on, "paper": paper, "state": StepState.PROPOSED, "decided_by": None,
        "decided_for": None, "decided_on": None,
    }  # fmt: skip
    step, _made = LadderStep._base_manager.update_or_create(
        task=task, step=following.step, due=following.due, late=following.late, defaults=told
    )
    record(step, gettext_noop("提请了下一步督办"), organisation_id=task.organisation_id, note=reason)
    return int(step.pk)


def _withdraw_what_is_settled(organisation_id: int, stand: Sequence[Standing], on: date) -> None:
    """Take back what waits for a leader though its reason is gone: done, proposed as done, dropped, or given a later day."""
    held = {standing.task.pk: standing for standing in stand}
    rows = LadderStep._base_manager.filter(task__organisation_id=organisation_id, state=StepState.PROPOSED)
    for step in rows.select_related("paper", "task"):
        if step.paper is not None and step.paper.state != PaperState.PROPOSED:
            continue
        standing = held.get(step.task_id)
        if standing and not is_at_rest(standing.inputs, on) and standing.inputs.due_on(on) == step.due:
            continue
        once(f"{on}:withdrawn:{step.pk}", partial(_withdraw, step))


def _withdraw(step: LadderStep) -> None:
    before = snapshot(step)
    if step.paper is not None:
        withdraw_paper(step.paper, "事项已办结、已提出完成认定或已调整时限，系统撤回提请")
    step.state = StepState.WITHDRAWN
    step.save(update_fields=["state"])
    record(step, gettext_noop("撤回了提请"), before=before, organisation_id=step.task.organisation_id)


@transaction.atomic
def decide_step(step: LadderStep, agreed: bool, note: str = "") -> LadderStep:
    """Decide whether a unit is named at a meeting; a paper is decided as a paper.

    Raises
    ------
    Refusal
        When it is a paper's step, or has been decided.
    """
    organisation_id = step.task.organisation_id
    require("ledger.paper:decide", organisation_id)
    held = LadderStep._base_manager.select_for_update().get(pk=step.pk)
    if held.paper_id is not None or held.state != StepState.PROPOSED:
        raise Refusal("ledger.step_decided", "这一提请已有结果，或须在文书页面批示")
    if not agreed and not note.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    before = snapshot(held)
    held.state = StepState.AGREED if agreed else StepState.DECLINED
    held.decided_by_id, held.decided_on, held.note = current_actor().person_id, clock.today(), note[:300]
    absent = stood_in_for(organisation_id, step.task.leader_id)
    held.decided_for = absent
    held.save()
    verb = gettext_noop("同意会上通报") if agreed else gettext_noop("不同意会上通报")
    record(held, verb, before=before, organisation_id=organisation_id, note=in_name_of(absent, note))
    return held


@transaction.atomic
def set_ladder_rule(
    organisation_id: int, changes: Mapping[str, Any], valid_from: date | None = None
) -> LadderRule:
    """Say how a bureau reminds and urges, from a day on (today)."""
    require("ledger.rule:edit", organisation_id)
    day = valid_from or clock.today()
    rows = LadderRule._base_manager.filter(organisation_id=organisation_id)
    held = rows.filter(valid_from=day).first()
    before = snapshot(held) if held else None
    held = held or LadderRule(organisation_id=organisation_id, valid_from=day)
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()
    record(held, gettext_noop("修改了催办规定"), before=before, organisation_id=organisation_id)
    return held
