"""The ledger in the rail, and on a person's own page."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import holds, reach_of, scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.ui import home
from gangmu.foundation.ui.changes import follow
from gangmu.foundation.ui.menu import MenuEntry, declare
from gangmu.procedures.ledger.grid import by_unit
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.overview import morning_of
from gangmu.procedures.ledger.owing import NAMED, at_office, came_back, unsigned
from gangmu.procedures.ledger.selectors import is_overdue, owed_by

declare(MenuEntry("ledger", _("台账"), "registers:tasks-list", "ledger.task:view", 20, "list"))
declare(MenuEntry("ledger", _("今日要览"), "ledger:morning", "ledger.task:decide", 5, "home"))
declare(MenuEntry("ledger", _("全年一览"), "ledger:year", "ledger.task:view", 22, "list"))
declare(MenuEntry("ledger", _("工作制度"), "ledger:systems", "ledger.task:view", 35, "list"))
declare(MenuEntry("ledger", _("本月进展"), "ledger:month", "ledger.task:advance", 21, "list"))
declare(MenuEntry("ledger", _("督办文书"), "registers:papers-list", "ledger.paper:view", 30, "list"))
declare(MenuEntry("ledger", _("收发表格"), "ledger:table", "ledger.task:view", 32, "list"))
declare(MenuEntry("ledger", _("提醒和催办"), "ledger:reminding", "ledger.task:check", 31, "bell"))


def owed_panel(request: HttpRequest) -> str | None:
    """What the person's units owe, by when; the nearest first."""
    if not holds("ledger.task:advance"):
        return None
    own = {a.organisation_id for a in request.actor.assignments}  # type: ignore[attr-defined]
    with scoped("ledger.task:view"):
        units = own if own else reach_of("ledger.task:view") or ()
        owed = list(owed_by(units)[:12])
        month = by_unit(units, clock.today().replace(day=1))
        back = came_back(units) if own else []
        signing = unsigned(unit for unit in own if holds("ledger.task:sign", unit))
    told: dict[str, Any] = {
        "back": back,
        "confirming": [told for told in month if told.waiting and holds("ledger.task:sign", told.unit_id)],
        "reports": [told for told in month if told.missing],
        "signing": signing[:NAMED],
        "unsigned": len(signing),
    }
    if not owed and not any(told.values()):
        return None
    today = clock.today()
    rows = [(task, is_overdue(task), (task.due_on - today).days) for task in owed if task.due_on]
    return render_to_string("ledger/owed.html", {**told, "rows": rows, "today": today}, request)


def office_panel(request: HttpRequest) -> str | None:
    """What waits for the office: completions to check, returned tasks."""
    if not holds("ledger.task:check"):
        return None
    with scoped("ledger.task:view"):
        told = at_office(reach_of("ledger.task:check"))
    return (
        render_to_string("ledger/at_office.html", {"told": told, "named": NAMED}, request) if told else None
    )


def morning_panel(request: HttpRequest) -> str | None:
    """What a leader looks at first: counts of what is late, will be missed and waits for a decision."""
    if not holds("ledger.task:decide"):
        return None
    with scoped("ledger.task:view"):
        told = morning_of(current_actor())
    return render_to_string("ledger/morning_panel.html", {"told": told}, request)


follow(Task, "ledger.task:view", "ledger:task")
home.declare(home.HomePanel("ledger.morning", 5, morning_panel))
home.declare(home.HomePanel("ledger.owed", 10, owed_panel))
home.declare(home.HomePanel("ledger.office", 8, office_panel))
