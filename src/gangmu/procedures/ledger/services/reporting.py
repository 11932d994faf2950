"""The month: a unit writes, its head confirms, the office may send back (退回补充)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from gangmu.datacentre.targets.by_hand import told_by_hand
from gangmu.datacentre.targets.models import Target
from gangmu.datacentre.targets.services import report_value
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.notices.services import tell_others
from gangmu.procedures.ledger.choices import Part, ReportState
from gangmu.procedures.ledger.models import Report, Task
from gangmu.procedures.ledger.owing import month_address
from gangmu.procedures.ledger.services.showing import forget_lights
from gangmu.procedures.ledger.services.signing import require_running

#: The cells of the grid that a unit writes.
CELLS = ("words", "problems", "next_steps", "value", "value_as_of", "no_news")
#: What the audit says of a cell that was left; what came of it stands in the report that is handed in.
TYPED = gettext_noop("填写了进展")
OPEN_TO_UNIT = (ReportState.DRAFT, ReportState.SENT_BACK)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid as somebody left it: the value seen before and the value now.

    `before` is what the person saw when writing began; a cell that somebody else changed meanwhile is a conflict, a cell that nobody
    touched is merged.
    """

    name: str
    value: str | float | date | bool | None
    before: str | float | date | bool | None = None


def lead_of(task: Task) -> int:
    """Return the unit that answers for a task: the lead, else the bureau."""
    lead = task.units.filter(part=Part.LEAD).values_list("organisation_id", flat=True).first()
    return lead or task.organisation_id


@transaction.atomic
def write_report(task: Task, month: date, cells: Iterable[Cell]) -> Report:
    """Write cells of a task's report of a month; cells that others wrote meanwhile are kept.

    Raises
    ------
    Conflict
        When another person changed the same cell to something else; the message holds both wordings.
    Refusal
        When the report is already with the head of the section, or the task is over.
    """
    require("ledger.task:advance", lead_of(task))
    require_running(task, or_on_trial=True)
    report = _of_month(task, month.replace(day=1))
    if report.state not in OPEN_TO_UNIT:
        raise Refusal("ledger.report_handed_in", "“%(name)s”本月的报告已报送，退回后才能再改", name=task.name)
    before = snapshot(report)
    for cell in cells:
        _set(report, cell)
    if report.value is not None:
        _check_value(task, report)
    report.written_by_id = current_actor().person_id
    report.version += 1
    report.save()
    record(report, TYPED, before=before, organisation_id=task.organisation_id)
    return report


@transaction.atomic
def hand_in(task: Task, month: date) -> Report:
    """Hand a report in to the head of the section; whoever may confirm confirms with the same step.

    Raises
    ------
    Refusal
        When nothing is told and it does not say that there is no news.
    """
    unit_id = lead_of(task)
    require("ledger.task:advance", unit_id)
    require_running(task, or_on_trial=True)
    report = _of_month(task, month.replace(day=1))
    if report.state not in OPEN_TO_UNIT:
        return report
    if not report.no_news and not report.words.strip() and report.value is None:
        raise Refusal(
            "ledger.report_empty", "“%(name)s”还没有写进展；确无进展的，请选“本月无新进展”", name=task.name
        )
    before = snapshot(report)
    report.state, report.handed_in_on, report.reason = ReportState.HANDED_IN, clock.today(), ""
    report.version += 1
    report.save()
    forget_lights([task.pk])
    record(report, gettext_noop("报送了进展"), before=before, organisation_id=task.organisation_id)
    return report


@transaction.atomic
def confirm_report(report: Report) -> Report:
    """Confirm what a unit reports; a value becomes a reported value of its target （填报）."""
    task = report.task
    require("ledger.task:sign", lead_of(task))
    fresh = Report._base_manager.select_for_update().get(pk=report.pk)
    if fresh.state == ReportState.CONFIRMED:
        return fresh
    if fresh.state != ReportState.HANDED_IN:
        raise Refusal("ledger.report_not_in", "“%(name)s”本月的报告尚未报送", name=task.name)
    before = snapshot(fresh)
    fresh.state, fresh.confirmed_on = ReportState.CONFIRMED, clock.today()
    fresh.confirmed_by_id, fresh.version = current_actor().person_id, fresh.version + 1
    fresh.save()
    if fresh.value is not None and fresh.target is not None:
        report_value(
            fresh.target,
            fresh.value,
            fresh.value_as_of or clock.today(),
            fresh.written_by_id,
            note=fresh.words[:300],
        )
    record(fresh, gettext_noop("确认了进展"), before=before, organisation_id=task.organisation_id)
    return fresh


@transaction.atomic
def send_back(report: Report, reason: str) -> Report:
    """Send a report back for more (退回补充), with a reason: by the head before, by the office after it is confirmed."""
    task = report.task
    fresh = Report._base_manager.select_for_update().get(pk=report.pk)
    confirmed = fresh.state == ReportState.CONFIRMED
    require("ledger.task:check" if confirmed else "ledger.task:sign", lead_of(task))
    if not reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    if fresh.state not in (ReportState.HANDED_IN, ReportState.CONFIRMED):
        raise Refusal("ledger.report_not_in", "“%(name)s”本月的报告尚未报送", name=task.name)
    before = snapshot(fresh)
    fresh.state, fresh.reason, fresh.version = ReportState.SENT_BACK, reason.strip()[:300], fresh.version + 1
    fresh.save()
    forget_lights([task.pk])
    # The reason is among what changed, and so stands in the history's sentence.
    record(fresh, gettext_noop("退回了进展"), before=before, organisation_id=task.organisation_id)
    tell_others(
        (fresh.written_by_id, fresh.confirmed_by_id if confirmed else None), "ledger.report_back",
        gettext_noop("“%(name)s”%(month)s 的进展被退回补充：%(reason)s"),
        {"name": task.name, "month": f"{fresh.month:%Y-%m}", "reason": fresh.reason},
        address=month_address(fresh.month, lead_of(task), task.pk),
    )  # fmt: skip
    return fresh


def _of_month(task: Task, month: date) -> Report:
    """Lock the report of a month, made when it is first written; two at once meet in one row."""
    if month > clock.today():
        raise Refusal("ledger.month_ahead", "%(month)s 还没有到，不能填写", month=f"{month:%Y-%m}")
    found = Report._base_manager.select_for_update().filter(task=task, month=month).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Report._base_manager.create(task=task, month=month)
    except IntegrityError:
        return Report._base_manager.select_for_update().get(task=task, month=month)


def _set(report: Report, cell: Cell) -> None:
    if cell.name not in CELLS:
        raise ValueError(f"a report has no cell {cell.name}")
    held = getattr(report, cell.name)
    if held == cell.value or cell.value == cell.before:
        return
    if (held or None) != (cell.before or None):
        raise Conflict(
            "ledger.cell_conflict",
            "“%(name)s”的这一格已被他人改为“%(held)s”，您写的是“%(told)s”；请核对后再保存",
            name=report.task.name, held=held if held is not None else "", told=cell.value if cell.value is not None else "",
        )  # fmt: skip
    setattr(report, cell.name, cell.value)


def _check_value(task: Task, report: Report) -> None:
    """A value is told only of a target whose rows no register holds, and belongs to a day that has come."""
    targets = told_by_hand(Target._base_manager.filter(tasks=task))
    if len(targets) != 1:
        raise Refusal(
            "ledger.value_computed",
            "“%(name)s”的数值由登记册计算，或任务有几个目标，请到目标页填报",
            name=task.name,
        )
    report.target = targets[0]
    if report.value_as_of is None or report.value_as_of > clock.today():
        raise Refusal("ledger.value_day", "请填写“%(name)s”数值的截至日期，不晚于今天", name=task.name)
