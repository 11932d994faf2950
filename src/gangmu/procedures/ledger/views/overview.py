"""The leader's page and its sheet of paper; the office's page of the year."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.documents.sheets_of_paper import pdf_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.organisations.selectors import bureau_of
from gangmu.foundation.registers.selectors import own_units
from gangmu.procedures.ledger import overview, year
from gangmu.procedures.ledger.papers import issued_against_last_year


def morning(request: HttpRequest) -> HttpResponse:
    """A leader's one screen: it opens at own duty; all of the bureau by one click."""
    return render(request, "ledger/morning.html", _morning(request))


def morning_sheet(request: HttpRequest) -> HttpResponse:
    """The same before a meeting, as one sheet of A4."""
    told = _morning(request)
    html = render_to_string("ledger/morning_sheet.html", {**told, "name": current_actor().label}, request)
    answer = HttpResponse(pdf_of(html), content_type="application/pdf")
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
        "holders": overview.holders_of_targets(told.targets),
        "late_at": f"{tasks_at}?{urlencode({'year': told.on.year, 'shown__time': 'overdue'})}",
        "near_at": f"{tasks_at}?{urlencode({'year': told.on.year, 'shown__time': 'near'})}",
    }


def year_page(request: HttpRequest) -> HttpResponse:
    """The whole year by theme, section, ledger and light; what changed this week; papers against last year."""
    today = clock.today()
    asked = request.GET.get("year", "")
    wanted = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    bureau = next((found for unit in own_units() if (found := bureau_of(unit)) is not None), None)
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
