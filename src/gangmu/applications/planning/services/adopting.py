"""From a checked reading to the year that runs: all of it in one transaction, once however often it is asked."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.applications.planning import coverage
from gangmu.applications.planning.choices import FanOut, ItemKind, PlanState
from gangmu.applications.planning.models import Plan, PlanVersion, ReadItem
from gangmu.applications.planning.periods import printed_period
from gangmu.applications.planning.services.stretches import stretches_of, strives
from gangmu.datacentre.targets.choices import Certainty, ChangeUnit, ValueKind
from gangmu.datacentre.targets.models import ReportedValue, Target
from gangmu.datacentre.targets.selectors import matches
from gangmu.datacentre.targets.services import Span, TargetDraft, ValueDraft, place_target, report_value
from gangmu.engines.reading.deadlines import period_of
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.selectors import by_line, choices_of
from gangmu.foundation.people.selectors import leader_of
from gangmu.procedures.ledger.choices import Part, SourceKind, TaskKind, TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.registry import all_systems
from gangmu.procedures.ledger.services.carrying import take_up
from gangmu.procedures.ledger.services.closing import stop_task
from gangmu.procedures.ledger.services.tasks import (
    Source,
    TaskDraft,
    assign_units,
    create_task,
    fan_out,
    update_task,
)

#: Unit of a change → what it is told in; any other unit is an absolute change.
CHANGE_UNITS = {"个百分点": ChangeUnit.POINTS, "%": ChangeUnit.PERCENT}
#: Words of a duty that begins and then goes on, and of one that never ends.
STARTING = ("启动", "开工", "谋划")


@transaction.atomic
def adopt_plan(document: PlanVersion, meeting: str, adopted_on: date) -> Plan:
    """Adopt a version: its tasks run, its targets are measured.

    Asked again for a version that is adopted, it changes nothing. What an earlier version had and this one lacks is stopped.

    Raises
    ------
    Refusal
        While a clause is open or a task has no unit that leads; for a reading without task, target and result.
    """
    plan = Plan._base_manager.select_for_update().get(pk=document.plan_id)
    require("planning.plan:adopt", plan.organisation_id)
    fresh = PlanVersion._base_manager.select_for_update().get(pk=document.pk)
    if fresh.adopted:
        return plan
    items = list(ReadItem._base_manager.filter(document=fresh))
    if coverage.is_empty(items):
        raise Refusal(
            "planning.nothing_to_adopt",
            "还不能采用：这一稿没有识读出任务、目标或结果，请在核对页选取文字新增",
        )
    clauses, leads = coverage.clause_bar(list(fresh.clauses.all())), coverage.owner_bar(items)
    if not (clauses.full and leads.full):
        raise Refusal(
            "planning.not_covered",
            "还不能采用：还有 %(clauses)s 个条款未处理、%(tasks)s 项任务没有牵头单位",
            clauses=clauses.total - clauses.done, tasks=leads.total - leads.done,
        )  # fmt: skip
    with one_act():
        _run(fresh, items, TaskState.OPEN, adopted_on)
        own = Task._base_manager.filter(
            organisation_id=plan.organisation_id, key__startswith=key_of_plan(plan.pk)
        )
        take_up(plan.organisation_id, plan.year, own.filter(parent__isnull=True))
        fresh.adopted = True
        fresh.save(update_fields=["adopted"])
        before = snapshot(plan)
        plan.state, plan.meeting, plan.adopted_on = PlanState.ADOPTED, meeting, adopted_on
        plan.version += 1
        plan.save()
        record(plan, gettext_noop("采用了工作要点"), before=before, organisation_id=plan.organisation_id)
    return plan


@transaction.atomic
def run_trial(document: PlanVersion) -> int:
    """Let a draft run on trial; its rows carry over to the issued text. Return how many tasks run."""
    plan = document.plan
    require("planning.plan:review", plan.organisation_id)
    if plan.state == PlanState.ADOPTED:
        raise Refusal("planning.runs_already", "“%(title)s”已经采用，无需试运行", title=plan.title)
    items = list(ReadItem._base_manager.filter(document=document))
    with one_act():
        count = _run(document, items, TaskState.TRIAL)
        before = snapshot(plan)
        plan.state = PlanState.TRIAL
        plan.version += 1
        plan.save(update_fields=["state", "version"])
        record(plan, gettext_noop("开始试运行"), before=before, organisation_id=plan.organisation_id)
    return count


def _run(
    document: PlanVersion, items: list[ReadItem], state: TaskState, issued_on: date | None = None
) -> int:
    wider = stretches_of(items, document.text)
    held = {stretch.pk: pk for pk, stretch in wider.items()}
    targets = {
        item.pk: _target(document, item, wider.get(item.pk), issued_on)
        for item in items
        if item.kind == ItemKind.TARGET and item.pk not in held
    }
    themes = [item for item in items if item.kind == ItemKind.HEADING and item.level == 1]
    actions = [item for item in items if item.kind == ItemKind.ACTION]
    tasks = [item for item in items if item.kind == ItemKind.TASK]
    kept = set()
    for order, item in enumerate(sorted(tasks, key=lambda one: one.start)):
        inside = [
            targets[t.pk] for t in items if t.pk in targets and item.start <= t.start and t.end <= item.end
        ]
        theme = next((head.name for head in reversed(themes) if head.start <= item.start), "")
        own_actions = [action for action in actions if action.parent_id == item.pk]
        kept.add(_task(document, item, order, theme, inside, own_actions, state, issued_on))
    for item in (one for one in items if one.kind == ItemKind.RESULT):
        _result(document, item)
    _stop_what_is_gone(document, kept)
    return len(tasks)


def _key(document: PlanVersion, item: ReadItem) -> str:
    return key_of_plan(document.plan_id) + item.key


def key_of_plan(plan_id: int) -> str:
    """Return how the keys of all tasks and targets of a plan begin."""
    return f"plan{plan_id}."


def _task(
    document: PlanVersion,
    item: ReadItem,
    order: int,
    theme: str,
    targets: list[Target],
    actions: list[ReadItem],
    state: TaskState,
    issued_on: date | None,
) -> str:
    plan, words = document.plan, document.text[item.start : item.end].strip()
    leader = leader_of(item.lead_id) if item.lead_id else None
    text = item.name + words[:60]
    kind = (
        TaskKind.START
        if text.startswith(STARTING)
        else TaskKind.DEADLINE
        if item.due_on
        else TaskKind.STANDING
    )
    fields: dict[str, Any] = {
        "name": item.name, "content": "\n".join(a.name for a in actions) or words, "number": item.place[:40], "theme": theme,
        "kind": kind, "leader_id": leader.pk if leader else None, "due_on": item.due_on, "due_words": item.due_words,
        "requirement": "；".join(target.wording for target in targets), "order": order, "state": state,
        "issued_on": issued_on,
    }  # fmt: skip
    source = Source(
        SourceKind.PLAN, str(plan), words, item.place, version_id=document.pk, start=item.start, end=item.end
    )
    key = _key(document, item)
    known = Task._base_manager.filter(organisation_id=plan.organisation_id, key=key).first()
    draft = TaskDraft(
        key=key, organisation_id=plan.organisation_id, year=plan.year, lead_id=item.lead_id,
        cooperating_ids=tuple(item.cooperating), sources=(source,), target_ids=tuple(target.pk for target in targets),
        systems=_systems_of(words), **fields,
    )  # fmt: skip
    task = create_task(draft)
    if known is not None:
        task = _reassigned(document, item, task)
        held = _held(task)
        changed = {n: value for n, value in fields.items() if n not in held and getattr(task, n) != value}
        if changed:
            task = update_task(task, task.version, changed, note=str(document))
    if item.fan_out and not Task._base_manager.filter(parent=task).exists():
        units = by_line(plan.organisation_id, [FanOut(item.fan_out).value])
        fan_out(task, choices_of(units))
    return key


def _reassigned(document: PlanVersion, item: ReadItem, task: Task) -> Task:
    """Give a known task the units of the text: on trial or without a lead always, later where the text itself has changed them."""
    units = [(unit.part, unit.organisation_id) for unit in task.units.all()]
    lead = next((pk for part, pk in units if part == Part.LEAD), None)
    wanted = (item.lead_id, set(item.cooperating) - {item.lead_id})
    if (lead, {pk for part, pk in units if part != Part.LEAD}) == wanted:
        return task
    earlier = ReadItem._base_manager.filter(
        document__plan=document.plan, document__adopted=True, key=item.key, kind=ItemKind.TASK
    ).exclude(document=document).order_by("-document__uploaded_at").first()  # fmt: skip
    said = earlier and (earlier.lead_id, set(earlier.cooperating) - {earlier.lead_id})
    if task.state != TaskState.TRIAL and lead is not None and said == wanted:
        return task
    return assign_units(task, task.version, item.lead_id, item.cooperating, note=str(document))


def _held(task: Task) -> set[str]:
    """What the year has decided since: a document that is read anew does not reopen a task, begin its time anew or take back an extension."""
    held = set() if task.state == TaskState.TRIAL else {"state"}
    return held | ({"due_on"} if task.extended else set()) | ({"issued_on"} if task.issued_on else set())


def _systems_of(words: str) -> tuple[str, ...]:
    """Bind the systems whose names a task says."""
    return tuple(system.code for system in all_systems() if any(word in words for word in system.words))


def _target(
    document: PlanVersion, item: ReadItem, stretch: ReadItem | None, issued_on: date | None
) -> Target:
    plan, data = document.plan, item.data
    first, last = period_of(data.get("period"), plan.year)
    if data.get("measured_at"):
        first = date.fromisoformat(data["measured_from"]) if data.get("measured_from") else None
        last = date.fromisoformat(data["measured_at"])
    flags = data.get("flags") or []
    values = [_value(data, last.year, Certainty.STRETCH if strives(item) else Certainty.CERTAIN)]
    if stretch is not None:
        # 新增800个、力争1000个: what the value is, a number or a change, the first one says for both.
        told = {**stretch.data, "comparator": data.get("comparator")}
        values.append(_value(told, last.year, Certainty.STRETCH))
    return place_target(
        TargetDraft(
            key=_key(document, item), organisation_id=plan.organisation_id, year=plan.year, name=item.name,
            wording=document.text[item.start : item.end], comparator=data.get("comparator") or "=", unit=data.get("unit") or "",
            measured_from=first, measured_at=last, window_confirmed=bool(data.get("measured_at")), met_when=data.get("met_when") or "", scope_words=data.get("scope") or "", each="each" in flags,
            period_words=printed_period(data.get("period")), issued_on=issued_on, version_id=document.pk, start=item.start, end=item.end,
            values=tuple(values),
        )
    )  # fmt: skip


def _value(data: dict[str, Any], year: int, certainty: Certainty) -> ValueDraft:
    flags = data.get("flags") or []
    return ValueDraft(
        year, _value_kind(data, flags), data.get("value"), data.get("value_high"), certainty,
        change_unit=CHANGE_UNITS.get(data.get("unit") or "", ""),
        reference_indicator=data.get("unit") or "" if "benchmark" in flags else "",
    )  # fmt: skip


def _value_kind(data: dict[str, Any], flags: list[str]) -> ValueKind:
    if "benchmark" in flags:
        return ValueKind.REFERENCE
    if "rank" in flags:
        return ValueKind.RANK
    if data.get("value") is None:
        return ValueKind.BLANK
    if data.get("value_high") is not None:
        return ValueKind.RANGE
    if "implicit" in flags and data.get("value") == 100:
        return ValueKind.ALL
    return ValueKind.CHANGE if data.get("comparator") in ("increase", "decrease") else ValueKind.NUMBER


def _result(document: PlanVersion, item: ReadItem) -> None:
    """Give a result in a summary to the target of the same name and unit, with its span; never a task."""
    if item.data.get("value") is None:
        return
    plan = document.plan
    _first, last = period_of(item.data.get("period"), plan.year)
    found = matches(
        plan.organisation_id, last.year, item.name, item.data.get("unit") or "", item.data.get("scope") or ""
    )
    if not found or not found[0][1].certain:
        return
    target = found[0][0]
    held = ReportedValue._base_manager.filter(target=target, version_id=document.pk, start=item.start)
    if not held.exists():
        sentence = document.text[item.start : item.end]
        span = Span(document.pk, item.start, item.end, sentence)
        report_value(target, item.data["value"], last, None, str(plan), span)


def _stop_what_is_gone(document: PlanVersion, kept: set[str]) -> None:
    plan = document.plan
    running = Task._base_manager.filter(
        organisation_id=plan.organisation_id, key__startswith=f"plan{plan.pk}.", parent__isnull=True
    ).exclude(state__in=(TaskState.STOPPED, TaskState.CLOSED))
    for task in running:
        if task.key not in kept:
            stop_task(task, task.version, str(document))
