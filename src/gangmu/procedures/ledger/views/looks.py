"""The query of the list of tasks in other looks: board, calendar, timeline."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.asking import ask
from gangmu.foundation.registers.declaration import register_named
from gangmu.procedures.ledger import looks


def board(request: HttpRequest) -> HttpResponse:
    """The tasks of the list as lanes by light."""
    rows, context = _asked(request, "board")
    return render(request, "ledger/board.html", {**context, "lanes": looks.board(rows)})


def calendar(request: HttpRequest) -> HttpResponse:
    """The tasks of the list on the days on which they are due."""
    month = _month(request.GET.get("month", ""))
    rows, context = _asked(request, "calendar")
    own = {
        "weeks": looks.month_grid(rows, month),
        "month": month,
        "placed": looks.placed_in(rows, month),
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": (month + timedelta(days=32)).replace(day=1),
    }
    return render(request, "ledger/calendar.html", {**context, **own})


def timeline(request: HttpRequest) -> HttpResponse:
    """The tasks of the list as bars from beginning to end, with their milestones."""
    rows, context = _asked(request, "timeline")
    return render(
        request, "ledger/timeline.html", {**context, "told": looks.timeline(rows, context["today"])}
    )


def _asked(request: HttpRequest, look: str) -> tuple[list[Any], dict[str, Any]]:
    """Return the rows of the query, as many as a look can show, and what every look tells of it."""
    query = request.GET.copy()
    query.pop("month", None)
    asked = ask(register_named("tasks"), query)
    rows = list(asked.rows.prefetch_related("milestones")[: looks.MOST + 1])
    return rows[: looks.MOST], {
        "look": look, "query": query.urlencode(), "count": min(len(rows), looks.MOST), "more": len(rows) > looks.MOST,
        "most": looks.MOST, "today": clock.today(),
    }  # fmt: skip


def _month(words: str) -> date:
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError:
        return clock.today().replace(day=1)
