"""What units owe in the ledger, said to them first: what came back, what is to be signed for, what waits for the head."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from gangmu.procedures.ledger.choices import TOLD_OF, CompletionState, Part, ReportState, TaskState
from gangmu.procedures.ledger.models import Completion, Report, Task, TaskUnit

#: Items named one by one; of more, the count is told.
NAMED = 8


@dataclass(frozen=True, slots=True)
class CameBack:
    """A report, or a completion (`month` is `None`), that was sent back for more (退回补充): why, and where it is mended."""

    task_id: int
    name: str
    month: date | None
    reason: str
    address: str


def came_back(unit_ids: Collection[int]) -> list[CameBack]:
    """Return what was sent back to units and not handed in again, the oldest month first, completions last.

    Parameters
    ----------
    unit_ids
        The units that lead; the reader's scope narrows them further.
    """
    led = {"task__units__organisation_id__in": unit_ids, "task__units__part": Part.LEAD}
    reports = Report.objects.filter(state=ReportState.SENT_BACK, task__state__in=TOLD_OF, **led)
    told = reports.order_by("month", "task__order").values_list(
        "task_id", "task__name", "month", "reason", "task__units__organisation_id"
    )
    rows = [
        CameBack(pk, name, month, reason, month_address(month, unit, pk))
        for pk, name, month, reason, unit in told.distinct()
    ]
    later = Completion.objects.filter(task=OuterRef("task"), pk__gt=OuterRef("pk"))
    completions = Completion.objects.filter(
        ~Exists(later), state=CompletionState.SENT_BACK, task__state=TaskState.OPEN, **led
    )
    for pk, name, note in completions.values_list("task_id", "task__name", "note").distinct():
        rows.append(CameBack(pk, name, None, note, reverse("ledger:task-complete", kwargs={"pk": pk})))
    return rows


def month_address(month: date, unit_id: int, task_id: int) -> str:
    """Return where a task's report of a month stands in its unit's grid."""
    return f"{reverse('ledger:month')}?month={month:%Y-%m}&unit={unit_id}#task-{task_id}"


def unsigned(unit_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return numbers and names of the open tasks that units have not signed for (签收), in the order of the ledger."""
    rows = TaskUnit.objects.filter(
        organisation_id__in=list(unit_ids), signed_on__isnull=True, task__state=TaskState.OPEN
    )
    return list(
        rows.order_by("task__due_on", "task__order", "task_id")
        .values_list(F("task_id"), F("task__name"))
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class AtOffice:
    """What waits for the office: completions to be checked (复核), tasks returned (退办) that want another unit; numbers and names."""

    checking: list[tuple[int, str]]
    returned: list[tuple[int, str]]

    def __bool__(self) -> bool:
        return bool(self.checking or self.returned)


def at_office(organisation_ids: frozenset[int] | None) -> AtOffice:
    """Return what waits for the office of bureaus, the oldest due first.

    Parameters
    ----------
    organisation_ids
        The bureaus for which the reader checks; `None` for all.
    """
    rows = Task.objects.filter(state__in=(TaskState.PROPOSED, TaskState.RETURNED))
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    held = list(rows.order_by("due_on", "order", "pk").values_list("pk", "name", "state"))
    return AtOffice(
        [(pk, name) for pk, name, state in held if state == TaskState.PROPOSED],
        [(pk, name) for pk, name, state in held if state == TaskState.RETURNED],
    )
