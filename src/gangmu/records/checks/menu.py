"""Checks in the rail, and on a person's own page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import holds, scoped
from gangmu.foundation.ui import home
from gangmu.foundation.ui.menu import MenuEntry, declare
from gangmu.records.checks.returning import waiting_sheets
from gangmu.records.checks.services.sheets import JUDGE

#: Sheets that the own page names.
NAMED = 6

declare(MenuEntry("data", _("九月核对"), "checks:rounds", "checks.sheet:view", 60, "list"))


def waiting_panel(request: HttpRequest) -> str | None:
    """Return the sheets that wait for the person's schools, first those that were sent back."""
    if not holds(JUDGE):
        return None
    with scoped(JUDGE):
        waiting = waiting_sheets()
    if not waiting:
        return None
    context = {"waiting": waiting[:NAMED], "more": len(waiting[NAMED:])}
    return render_to_string("checks/waiting.html", context, request)


home.declare(home.HomePanel("checks.waiting", 12, waiting_panel))
