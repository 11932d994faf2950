"""An existing 责任分解表 onto a plan: upload, look at what it proposes, confirm."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.applications.planning import selectors
from gangmu.applications.planning.services.tables import TableRow, apply_table, plan_table, read_table
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
    if "confirm" in request.POST and key in request.session:
        changed = apply_table(document, [TableRow(**row) for row in request.session.pop(key)])
        messages.success(request, _("已更新 %(count)s 项任务的牵头、配合和时限") % {"count": changed})
        return redirect("planning:review", pk=pk)
    told = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with told_in(form):
            insist_fit(upload)
            rows = read_table(upload.read(), upload.name)
            request.session[key] = [{name: getattr(row, name) for name in TableRow.__slots__} for row in rows]
            told = plan_table(document, rows)
    names = {unit.id: unit.name for unit in tree().units.values()}
    proposals = [
        (
            p,
            names.get(p.lead_id or 0, ""),
            "、".join(names[u] for u in p.cooperating if u in names),
            p.fan_out.label if p.fan_out else "",
        )
        for p in (told.proposals if told else ())
    ]
    context = {"document": document, "form": form, "told": told, "proposals": proposals}
    return render(request, "planning/table.html", context, status=422 if form.errors else 200)
