"""The rooms of the foundation in the rail: they stand below the room that draws it, so this one declares them."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.accounts.middleware import owner_of
from gangmu.foundation.accounts.services import look
from gangmu.foundation.administration.steps import steps_panel
from gangmu.foundation.ui import home
from gangmu.foundation.ui.changes import changes_since
from gangmu.foundation.ui.menu import MenuEntry, declare

#: Changes that the own page tells of.
MOST_CHANGES = 6

declare(
    MenuEntry(
        "system", pgettext_lazy("列表", "单位"), "organisations:units", "organisations.unit:view", 10, "unit"
    ),
    MenuEntry("system", _("单位登记册"), "registers:units-list", "organisations.unit:view", 11, "list"),
    MenuEntry(
        "system", pgettext_lazy("列表", "人员"), "registers:persons-list", "people.person:view", 12, "people"
    ),
    MenuEntry("system", _("领导分管"), "administration:leadership", "people.person:edit", 13, "people"),
    MenuEntry(
        "system",
        pgettext_lazy("列表", "账号"),
        "registers:accounts-list",
        "accounts.account:edit",
        14,
        "check",
    ),
    MenuEntry("system", _("校历"), "calendars:calendar", "calendars.day:view", 20, "plan"),
    MenuEntry("system", _("操作记录"), "administration:audit", "administration.audit:view", 29, "audit"),
    MenuEntry("system", _("后台任务"), "jobs:history", "jobs.job:view", 30, "audit"),
    MenuEntry("system", _("外发通道"), "notices:webhook", "notices.webhook:edit", 31, "bell"),
)


def changes_panel(request: HttpRequest) -> str | None:
    """What others changed since the person last looked at this page; nothing the first time."""
    account = owner_of(request)
    since = look(account)
    changes = changes_since(since, account.pk, MOST_CHANGES) if since is not None else []
    if not changes:
        return None
    return render_to_string("administration/changes.html", {"changes": changes, "since": since}, request)


home.declare(home.HomePanel("administration.steps", 5, steps_panel))
home.declare(home.HomePanel("administration.changes", 20, changes_panel))
