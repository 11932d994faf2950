"""Sending a table by units out and taking it back: the sendings of a table, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.forms import TableRoundForm
from gangmu.foundation.registers.models import Round
from gangmu.foundation.registers.selectors import rounds_of, sending_seat
from gangmu.foundation.registers.sending import packed
from gangmu.foundation.registers.services.unit_rounds import send_table, take_table_back
from gangmu.foundation.registers.unit_tables import UnitTable
from gangmu.foundation.registers.views import View


def rounds(table: UnitTable) -> View:
    """Return the sendings of a table, and the form of a new one."""

    def view(request: HttpRequest) -> HttpResponse:
        sender = sending_seat(table.permission)
        form = TableRoundForm(table, sender.pk, request.POST or None)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            sent = send_table(table, sender, told["chosen"], told["title"], told["due_on"], form.options())
            messages.success(request, _("已建立，请下载后发放"))
            return redirect(f"registers:{table.name}-round", pk=sent.pk)
        context = {"table": table, "form": form, "rounds": rounds_of(table)}
        return render(request, "registers/unit_rounds.html", context, status=422 if form.errors else 200)

    return view


def round_page(table: UnitTable) -> View:
    """Return one sending: who has returned, who has not; files that came back are dropped here together."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        sent = get_object_or_404(Round, pk=pk, register=table.name)
        files = request.FILES.getlist("files") if request.method == "POST" else []
        taken = [take_table_back(sent, file, "partly" in request.POST) for file in files]
        units = list(sent.units.select_related("organisation"))
        context: dict[str, Any] = {
            "table": table,
            "round": sent,
            "units": units,
            "missing": [unit for unit in units if unit.returned_at is None],
            "waiting": [unit for unit in units if unit.outcome.get("wrong")],
            "taken": taken,
            "overdue": sent.due_on < clock.today(),
        }
        return render(request, "registers/unit_round.html", context)

    return view


def pack(table: UnitTable) -> View:
    """Return the workbooks of a sending as a zip."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        sent = get_object_or_404(Round, pk=pk, register=table.name)
        answer = HttpResponse(packed(sent), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{table.name}-{sent.pk}.zip"'
        return answer

    return view
