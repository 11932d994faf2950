"""The leader's page and its sheet of paper; the office's page of the year."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.documents.sheets_of_paper import one_sheet
from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.sent_numbers import whole_number, whole_numbers
from gangmu.foundation.organisations.selectors import bureau_of
from gangmu.foundation.registers.selectors import own_units
from gangmu.foundation.registers.views import workbook
from gangmu.procedures.ledger import overview, year, year_end
from gangmu.procedures.ledger.papers import issued_against_last_year
from gangmu.procedures.ledger.services.carrying import carry_over
from gangmu.procedures.ledger.year_end import Outcome

#: How the end of a year is worded.
OUTCOMES = {
    Outcome.DONE: gettext_lazy("已完成"),
    Outcome.STANDING: gettext_lazy("长期坚持"),
    Outcome.PARTLY: gettext_lazy("部分完成"),
    Outcome.UNDONE: gettext_lazy("未完成"),
    Outcome.STOPPED: gettext_lazy("中止或合并"),
}

#: Rows of each part of the sheet before a meeting, tried until it is one sheet; it says how many more there are.
ON_SHEET = (12, 9, 7, 5, 4)


def morning(request: HttpRequest) -> HttpResponse:
    """A leader's one screen: it opens at own duty; all of the bureau by one click."""
    return render(request, "ledger/morning.html", _morning(request))


def morning_sheet(request: HttpRequest) -> HttpResponse:
    """The same before a meeting, as one sheet of A4."""
    context = {**_morning(request), "name": current_actor().label}
    told = context["told"]
    lines = told.waiting.lines()

    def telling(most: int) -> str:
        parts = {
            "lines": lines[:most], "lines_more": len(lines[most:]), "missed": told.missed[:most],
            "missed_more": told.missed_more + len(told.missed[most:]), "targets": told.targets[:most],
            "targets_more": told.targets_more + len(told.targets[most:]),
        }  # fmt: skip
        return render_to_string("ledger/morning_sheet.html", {**context, **parts}, request)

    answer = HttpResponse(one_sheet(telling(most) for most in ON_SHEET), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="before-the-meeting-{clock.today().isoformat()}.pdf"'
    return answer


def _morning(request: HttpRequest) -> dict[str, Any]:
    leads = overview.leads_a_part(current_actor())
    everything = request.GET.get("all") == "1" or not leads
    told = overview.morning_of(current_actor(), everything=everything)
    tasks_at = reverse("registers:tasks-list")
    return {
        "told": told,
        "everything": everything,
        "leads": leads,
        "may_decide": holds("ledger.task:decide") and not (leads and everything),
        "late_at": f"{tasks_at}?{urlencode({'year': told.on.year, 'shown__time': 'overdue'})}",
        "near_at": f"{tasks_at}?{urlencode({'year': told.on.year, 'shown__time': 'near'})}",
    }


def _bureau() -> int | None:
    """The bureau of the one who looks."""
    return next((found for unit in own_units() if (found := bureau_of(unit)) is not None), None)


def _asked_year(request: HttpRequest) -> int:
    told = whole_number(request.GET.get("year", "") or request.POST.get("year", ""))
    return told if told is not None and 2000 <= told <= 2100 else clock.today().year


def year_end_page(request: HttpRequest) -> HttpResponse:
    """The end of a year: done, partly done, undone with the reasons, and what is carried over."""
    wanted, bureau = _asked_year(request), _bureau()
    rows = year_end.endings(bureau, wanted) if bureau is not None else []
    context = {
        "year": wanted,
        "next": wanted + 1,
        "groups": [(OUTCOMES[outcome], kept) for outcome, kept in year_end.grouped(rows).items()],
        "may_carry": bureau is not None
        and holds("ledger.task:edit", bureau)
        and any(r.may_carry for r in rows),
        "themes": list(dict.fromkeys(r.task.theme for r in rows if r.may_carry and r.task.theme)),
        "today": clock.today(),
    }
    return render(request, "ledger/year_end.html", context)


def year_end_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    wanted, bureau = _asked_year(request), _bureau()
    heads = [Head(_("任务"), as_text=True), Head(_("板块"), as_text=True), Head(_("牵头单位"), as_text=True), Head(_("完成时限")),
             Head(_("年终情况")), Head(_("节点")), Head(_("已达成节点")), Head(_("原因"), as_text=True)]  # fmt: skip
    rows = year_end.endings(bureau, wanted) if bureau is not None else []
    lines = (
        [
            r.task.name,
            r.task.theme,
            r.holder,
            r.task.due_on,
            str(OUTCOMES[r.outcome]),
            r.steps,
            r.reached,
            r.reason,
        ]
        for r in rows
    )
    return workbook(write_sheet(heads, lines, str(_("年终清账"))), f"year-end-{wanted}")


def carry(request: HttpRequest) -> HttpResponse:
    """Carry the chosen tasks over into the next year."""
    wanted, bureau = _asked_year(request), _bureau()
    carried = carry_over(bureau or 0, whole_numbers(request.POST.getlist("task")))
    messages.success(request, _("已结转 %(count)s 项，待新一年的要点采用时承接") % {"count": len(carried)})
    return redirect(f"{reverse('ledger:year-end')}?year={wanted}")


def year_page(request: HttpRequest) -> HttpResponse:
    """The whole year by theme, section, ledger and light; what changed this week; papers against last year."""
    today, wanted, bureau = clock.today(), _asked_year(request), _bureau()
    told = year.year_of(bureau, wanted) if bureau is not None else None
    context = {
        "told": told,
        "year": wanted,
        "years": range(today.year + 1, today.year - 3, -1),
        "today": today,
        "changes": year.changes_of(reach_of("ledger.task:view")),
        "issued": issued_against_last_year(bureau, min(today, date(wanted, 12, 31)))
        if bureau is not None
        else [],
        "tasks_at": reverse("registers:tasks-list"),
    }
    return render(request, "ledger/year.html", context)
