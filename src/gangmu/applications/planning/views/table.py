"""An existing 责任分解表 onto a plan: upload, look at what it proposes, confirm."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.applications.planning import selectors
from gangmu.applications.planning.services.tables import (
    Proposal,
    TableRow,
    apply_table,
    plan_table,
    read_table,
)
from gangmu.foundation.files.services import insist_fit
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.ui.refusals import told_in

#: Where a session keeps the rows between the dry run and the confirmation.
KEPT = "planning.table.%s"


class TableForm(forms.Form):
    """The table as a file."""

    file = forms.FileField(
        label=gettext_lazy("责任分解表"), help_text=gettext_lazy("xlsx、xls、csv，或含表格的 docx")
    )


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a table, see what it proposes, confirm it."""
    document = selectors.version_in_scope(pk)
    if document is None:
        raise Http404
    key = KEPT % pk
    form = TableForm(request.POST or None, request.FILES or None)
    if "confirm" in request.POST:
        kept = request.session.get(key) or {}
        if kept.get("mark") != request.POST["confirm"]:
            messages.error(
                request, _("这次对照已经写入，或已被后来上传的表代替，没有再写入；需要时请重新上传责任分解表")
            )
            return redirect("planning:table", pk=pk)
        changed = apply_table(document, [TableRow(**row) for row in kept["rows"]])
        del request.session[key]
        messages.success(request, _("已更新 %(count)s 项任务的牵头、配合和时限") % {"count": changed})
        return redirect("planning:review", pk=pk)
    told, mark = None, secrets.token_hex(8)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with told_in(form):
            insist_fit(upload)
            rows = read_table(upload.read(), upload.name)
            request.session[key] = {
                "mark": mark,
                "rows": [{name: getattr(row, name) for name in TableRow.__slots__} for row in rows],
            }
            told = plan_table(document, rows)
    context = {
        "document": document,
        "form": form,
        "told": told,
        "mark": mark,
        "proposals": _shown(told.proposals) if told else [],
    }
    return render(request, "planning/table.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row proposes, in words, and what it takes the place of."""

    proposal: Proposal
    lead: str
    helping: str
    addressed: str
    lead_was: str
    helping_was: str
    due_was: date | None


def _shown(proposals: Iterable[Proposal]) -> list[Shown]:
    names = {unit.id: unit.name for unit in tree().units.values()}

    def named(units: Iterable[int]) -> str:
        return "、".join(names[unit] for unit in units if unit in names)

    rows = []
    for proposal in proposals:
        changes, item = proposal.changes, proposal.item
        rows.append(
            Shown(
                proposal,
                lead=names.get(proposal.lead_id or 0, ""),
                helping=named(proposal.cooperating),
                addressed=str(proposal.fan_out.label) if proposal.fan_out else "",
                lead_was=names.get(item.lead_id or 0, "") if "lead_id" in changes else "",
                helping_was=named(item.cooperating) if "cooperating" in changes else "",
                due_was=item.due_on if "due_on" in changes else None,
            )
        )
    return rows
