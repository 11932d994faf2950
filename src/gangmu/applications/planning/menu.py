"""Planning in the rail."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.applications.planning.models import Plan
from gangmu.applications.planning.selectors import drafts_to_answer, drafts_to_settle, figures_of, has_plans
from gangmu.foundation.access.scope import holds, scoped
from gangmu.foundation.ui import home
from gangmu.foundation.ui.changes import follow
from gangmu.foundation.ui.menu import MenuEntry, declare

declare(
    MenuEntry(
        "ledger", pgettext_lazy("列表", "工作要点"), "planning:plans", "planning.plan:view", 10, "plan"
    ),
    MenuEntry("ledger", _("草案答复"), "planning:answers", "planning.draft:answer", 15, "check"),
    MenuEntry("ledger", _("报送信息"), "registers:publicity-list", "planning.publicity:view", 40, "news"),
)


def drafts_panel(request: HttpRequest) -> str | None:
    """Return what waits on drafts: the rows a section has to answer, the documents the office has in hand, or the first upload."""
    waiting = drafts_to_answer() if holds("planning.draft:answer") else 0
    in_hand = drafts_to_settle() if holds("planning.plan:review") else []
    begin = holds("planning.plan:review") and not has_plans()
    if not waiting and not in_hand and not begin:
        return None
    context = {"waiting": waiting, "in_hand": in_hand, "begin": begin}
    return render_to_string("planning/drafts.html", context, request)


def figures_panel(request: HttpRequest) -> str | None:
    """Targets of the tasks that the person's units lead, or the sections a leader answers for; the worst first."""
    if not holds("targets.target:view"):
        return None
    with scoped("targets.target:view"):
        told = figures_of(request.actor)  # type: ignore[attr-defined]
    if not told:
        return None
    return render_to_string("planning/figures.html", {"figures": told}, request)


follow(Plan, "planning.plan:view", "planning:plan")
home.declare(home.HomePanel("planning.drafts", 15, drafts_panel))
home.declare(home.HomePanel("planning.figures", 30, figures_panel))
