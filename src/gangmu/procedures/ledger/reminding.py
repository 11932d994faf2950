"""Questions of the reminding ladder: the bureau's rules and working days, what was proposed before, what may be copied out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gangmu.foundation.calendars.selectors import add_working_days
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.procedures.ledger.choices import PaperKind, PaperState
from gangmu.procedures.ledger.ladder import DEFAULT_RULES, Anchor, LadderRules, Reminding, Step, Taken
from gangmu.procedures.ledger.ladder_words import StepState
from gangmu.procedures.ledger.models import LadderRule, LadderStep, Paper, Reminder
from gangmu.procedures.ledger.standing import Standing

#: Kind of paper → the step of the ladder that it is, whoever proposed it.
STEPS = {
    PaperKind.SUPERVISION: Step.SUPERVISION,
    PaperKind.NOTICE: Step.NOTICE,
    PaperKind.TALK: Step.TALK,
}


class WorkingCalendar:
    """The working days of a bureau; each pair of day and number is asked once."""

    def __init__(self, within: Sequence[int]) -> None:
        self.within = within
        self._known: dict[tuple[date, int], date] = {}

    def after(self, day: date, count: int) -> date:
        """Return the day so many working days after another; before it, when negative."""
        key = (day, count)
        if key not in self._known:
            self._known[key] = add_working_days(day, count, self.within) if count else day
        return self._known[key]


def rules_of(organisation_id: int, on: date) -> LadderRules:
    """Return how a bureau reminds on a day: its own rules, or the default."""
    rows = LadderRule._base_manager.filter(organisation_id=organisation_id, valid_from__lte=on)
    held = rows.order_by("-valid_from").first()
    return DEFAULT_RULES if held is None else rules_in(held)


def rules_in(held: LadderRule) -> LadderRules:
    """Return the rules that a row holds."""
    reminders = tuple(
        Reminding(told["anchor"], int(told["days"]), tuple(told["to"])) for told in held.reminders
    )
    return LadderRules(reminders, wait=held.wait, lagging_only=held.lagging_only)


def taken_steps(organisation_id: int, stand: Iterable[Standing]) -> dict[int, list[Taken]]:
    """Return by task what was proposed before: the ladder's own steps, and papers that people proposed themselves."""
    dues = {told.task.pk: told.inputs.due_on(told.on) for told in stand}
    found: dict[int, list[Taken]] = defaultdict(list)
    steps = LadderStep._base_manager.filter(task__organisation_id=organisation_id)
    known: set[int] = set()
    for row in steps.select_related("paper").order_by("proposed_on", "id"):
        if row.paper_id is not None:
            known.add(row.paper_id)
        told = _of_step(row)
        if told is not None:
            found[row.task_id].append(told)
    through = Paper.tasks.through.objects.filter(
        paper__organisation_id=organisation_id, paper__kind__in=STEPS
    ).exclude(paper__state=PaperState.WITHDRAWN)
    for pair in through.select_related("paper").order_by("paper__proposed_on", "paper_id"):
        due = dues.get(pair.task_id)
        if due is not None and pair.paper_id not in known:
            found[pair.task_id].append(_of_paper(pair.paper, due))
    return {
        task_id: sorted(told, key=lambda step: step.agreed or step.proposed)
        for task_id, told in found.items()
    }


def _of_step(row: LadderStep) -> Taken | None:
    """Return what a step is; nothing for one that was taken back."""
    if row.paper is not None:
        if row.paper.state == PaperState.WITHDRAWN:
            return None
        told = _of_paper(row.paper, row.due)
        return Taken(row.step, row.due, row.late, row.proposed_on, told.agreed, told.open)
    if row.state == StepState.WITHDRAWN or (row.step != Step.MEETING and row.state == StepState.PROPOSED):
        return None
    agreed = row.decided_on if row.state == StepState.AGREED else None
    return Taken(row.step, row.due, row.late, row.proposed_on, agreed, row.state == StepState.PROPOSED)


def _of_paper(paper: Paper, due: date) -> Taken:
    agreed = None
    if paper.state in (PaperState.DRAFTING, PaperState.ISSUED):
        agreed = paper.decided_on or paper.issued_on or paper.proposed_on
    waits = paper.state == PaperState.PROPOSED
    return Taken(STEPS[PaperKind(paper.kind)], due, paper.proposed_on > due, paper.proposed_on, agreed, waits)


def waiting_steps() -> QuerySet[LadderStep]:
    """Return the steps within the reader's scope that wait for a leader."""
    rows: QuerySet[LadderStep] = LadderStep.objects.filter(state=StepState.PROPOSED)
    rows = rows.exclude(paper__isnull=False, paper__state__in=set(PaperState) - {PaperState.PROPOSED})
    return rows.select_related("task__leader", "unit", "paper").order_by("task__leader", "due", "id")


def reminded_on(on: date) -> QuerySet[Reminder]:
    """Return what went out on a day, within the reader's scope, by unit."""
    rows: QuerySet[Reminder] = Reminder.objects.filter(on=on)
    return rows.select_related("task", "unit").order_by("unit", "task__order", "task", "id")


def urging_text(rows: Iterable[Reminder], on: date) -> str:
    """Return the text that may be pasted into a group (催报文字): units and items with their day, no persons, no contents.

    Units with the same items share a line: what all schools owe is said once.
    """
    by_unit: dict[Organisation, dict[str, None]] = defaultdict(dict)
    for row in rows:
        by_unit[row.unit][_item(row, on)] = None
    alike: dict[tuple[str, ...], list[Organisation]] = defaultdict(list)
    for unit, items in by_unit.items():
        alike[tuple(items)].append(unit)
    head = _("【催报】%(day)s，以下事项请抓紧办理：") % {"day": on.isoformat()}
    return "\n".join([head, *(_line(units, "；".join(items)) for items, units in alike.items())])


def _line(units: Sequence[Organisation], items: str) -> str:
    if len(units) == 1:
        return f"{units[0]}：{items}"
    told = {"count": len(units), "units": "、".join(map(str, units)), "items": items}
    if all(unit.kind == Kind.SCHOOL for unit in units):
        return _("以下 %(count)s 所学校：%(units)s；事项：%(items)s") % told
    return _("以下 %(count)s 个单位：%(units)s；事项：%(items)s") % told


def _item(row: Reminder, on: date) -> str:
    told = {"task": row.task.name[:60], "day": row.against.isoformat()}
    if row.anchor == Anchor.REPORT:
        words = (
            _("%(task)s（进展 %(day)s 前报送）")
            if row.against >= on
            else _("%(task)s（应于 %(day)s 报送进展）")
        )
    else:
        words = _("%(task)s（%(day)s 到期）") if row.against >= on else _("%(task)s（%(day)s 已到期）")
    return words % told
