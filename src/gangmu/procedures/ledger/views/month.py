"""The month: a unit's grid, the head's confirmation, the office's view of who has not reported."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number, whole_numbers
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.selectors import choices_of
from gangmu.foundation.registers.selectors import own_units
from gangmu.foundation.ui.templatetags.gangmu import light_sign
from gangmu.procedures.ledger.choices import ReportState
from gangmu.procedures.ledger.grid import GridRow, UnitMonth, by_unit, grid, units_of
from gangmu.procedures.ledger.models import Report
from gangmu.procedures.ledger.owing import came_back
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services import reporting


def month(request: HttpRequest) -> HttpResponse:
    """Show the grid of a month for a unit, or for all whom the reader may see."""
    shown, unit = month_of(request), _unit(request)
    reach = reach_of("ledger.task:view")
    units = units_of(shown, reach)
    one = unit if unit in units else next(iter(units)) if len(units) == 1 else None
    rows = grid([one], shown) if one else []
    summary = [] if one else by_unit(units, shown)
    lines = lines_of(rows)
    return render(
        request,
        "ledger/month.html",
        {
            "month": shown,
            "previous": step(shown, -1),
            "following": step(shown, 1) if step(shown, 1) <= clock.today() else None,
            "lines": lines,
            "back": came_back([one] if one else units.intersection(own_units())),
            "units": choices_of(units),
            "unit": one,
            "summary": summary,
            "reminder": reminder(summary, shown),
            "waiting": [line for line in lines if line.confirm],
            "late": light_sign("overdue"),
            "today": clock.today(),
        },
    )


def cell(request: HttpRequest) -> HttpResponse:
    """Write a cell; answers with what is now held, or with what somebody else wrote meanwhile."""
    try:
        told = json.loads(request.body)
        shown = get_object_or_404(tasks(), pk=int(told["task"]))
        day = parse_date(str(told["month"])) or clock.today()
        cells = [
            reporting.Cell(str(c["name"]), _plain(c, "value"), _plain(c, "before")) for c in told["cells"]
        ]
    except (KeyError, TypeError, ValueError, RawPostDataException):
        return JsonResponse({"message": _("这一格没有读懂，请刷新页面后再填")}, status=422)
    try:
        # Two who hand the same row in at once mean the same: only who still has something to write may be refused.
        if cells or not told.get("hand_in"):
            report = reporting.write_report(shown, day, cells)
        if told.get("hand_in"):
            report = reporting.hand_in(shown, day)
    except Refusal as refused:
        words = words_of(refused)
        return JsonResponse({"message": words}, status=409 if isinstance(refused, Conflict) else 422)
    return JsonResponse(
        {"state": report.state, "label": str(report.get_state_display()), "values": _held(report)}
    )


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a unit's report."""
    report = get_object_or_404(Report.objects.select_related("task"), pk=pk)
    reporting.confirm_report(report)
    messages.success(request, _("已确认"))
    return _back(report)


def confirm_all(request: HttpRequest) -> HttpResponse:
    """Confirm the reports that were ticked."""
    ticked = whole_numbers(request.POST.getlist("report"))
    done = [reporting.confirm_report(r) for r in Report.objects.filter(pk__in=ticked).select_related("task")]
    messages.success(request, _("已确认 %(count)s 份报告") % {"count": len(done)})
    return _back(done[0]) if done else redirect("ledger:month")


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a report back for more."""
    report = get_object_or_404(Report.objects.select_related("task"), pk=pk)
    reporting.send_back(report, request.POST.get("reason", ""))
    messages.success(request, _("已退回"))
    return _back(report)


def month_of(request: HttpRequest) -> date:
    """Return the first day of the month that is asked for; the present one when none or none that has come."""
    today = clock.today().replace(day=1)
    asked = (
        parse_date(f"{request.GET.get('month', '')}-01") if len(request.GET.get("month", "")) == 7 else None
    )
    return asked if asked is not None and date(2000, 1, 1) <= asked <= today else today


def step(shown: date, count: int) -> date:
    """Return the first day of a month before or after."""
    index = shown.year * 12 + shown.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def reminder(summary: list[UnitMonth], shown: date) -> str:
    """Return the text to remind by (复制催报文字): units and items only, no names of persons."""
    told = [unit for unit in summary if unit.missing]
    lines = [f"{unit.unit}：{'、'.join(unit.missing)}" for unit in told]
    head = _("%(month)s 工作进展尚未报送的单位和事项：") % {"month": f"{shown:%Y-%m}"}
    return "\n".join([head, *lines]) if lines else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the grid as the reader sees it: where it opens, its words, and what the reader may do with it.

    Made once a row: what a template looks up or translates row by row is most of the time of a long page.
    """

    row: GridRow
    address: str
    words: str
    held: str
    is_carried: bool
    problems: str
    next_steps: str
    state: str | Promise
    due: str
    is_late: bool
    write: bool
    confirm: bool
    send_back: str


def lines_of(rows: list[GridRow]) -> list[Line]:
    """Return rows as lines; rights are asked once a unit, the sentence of a due day once a day."""
    rights = {unit: _rights(unit) for unit in {row.unit_id for row in rows}}
    states: dict[str, str | Promise] = {"": "", **dict(ReportState.choices)}
    due = {
        day: _("%(day)s 前报") % {"day": day.isoformat()} if day else "" for day in {row.due for row in rows}
    }
    return [_line(row, rights[row.unit_id], states[row.state], due[row.due]) for row in rows]


def _rights(unit: int) -> tuple[bool, bool, bool]:
    """Whether the reader may write for a unit, confirm for it, and send back what is confirmed."""
    return (
        holds("ledger.task:advance", unit),
        holds("ledger.task:sign", unit),
        holds("ledger.task:check", unit),
    )


def _line(row: GridRow, rights: tuple[bool, bool, bool], state: str | Promise, due: str) -> Line:
    advance, sign, check = rights
    report, words, is_carried = row.report, row.words, row.carried
    told = row.state == ReportState.HANDED_IN
    again = row.state == ReportState.CONFIRMED and check
    back = ""
    if report is not None and ((told and sign) or again):
        back = reverse("ledger:report-back" if told else "ledger:report-return", kwargs={"pk": report.pk})
    return Line(
        row, reverse("ledger:task", kwargs={"pk": row.task.pk}), words, "" if is_carried else words, is_carried,
        report.problems if report else "", report.next_steps if report else "", state, due, row.is_late,
        write=row.is_open and advance, confirm=told and sign, send_back=back,
    )  # fmt: skip


def _unit(request: HttpRequest) -> int | None:
    return whole_number(request.GET.get("unit", ""))


def _plain(told: Mapping[str, Any], key: str) -> str | float | date | bool | None:
    """Read a value as the cell's kind holds it."""
    name, value = told["name"], told.get(key)
    if name == "no_news":
        return bool(value)
    if name in ("words", "problems", "next_steps"):
        return str(value or "").replace("\x00", "")[:20_000]
    if value in (None, ""):
        return None
    return float(str(value).replace(",", "").replace("，", "")) if name == "value" else parse_date(str(value))


def _held(report: Report) -> dict[str, Any]:
    values = {name: getattr(report, name) for name in reporting.CELLS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _back(report: Report) -> HttpResponse:
    """Return to the grid of the unit whose report it was: who checks one unit after the other keeps the place."""
    lead = reporting.lead_of(report.task)
    return redirect(f"{reverse('ledger:month')}?month={report.month:%Y-%m}&unit={lead}")
