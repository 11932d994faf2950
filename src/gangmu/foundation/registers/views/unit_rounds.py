"""Sending a table by units out and taking it back: the sendings of a table, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.forms import TableRoundForm
from gangmu.foundation.registers.models import Round
from gangmu.foundation.registers.selectors import rounds_of, seat_of_actor
from gangmu.foundation.registers.sending import packed
from gangmu.foundation.registers.services.unit_rounds import send_table, take_table_back
from gangmu.foundation.registers.unit_tables import UnitTable
from gangmu.foundation.registers.views import View
from gangmu.foundation.registers.views.rounds import MOST_FILES


def rounds(table: UnitTable) -> View:
    """Return the sendings of a table, and the form of a new one."""

    def view(request: HttpRequest) -> HttpResponse:
        sender = _seat(table)
        form = TableRoundForm(table, sender.pk, request.POST or None)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            sent = send_table(table, sender, told["chosen"], told["title"], told["due_on"], form.options())
            messages.success(request, _("已建立，请下载后发放"))
            return redirect(f"registers:{table.name}-round", pk=sent.pk)
        context = {"table": table, "form": form, "rounds": rounds_of(table)}
        return render(request, "registers/unit_rounds.html", context, status=422 if form.errors else 200)

    return view


def _seat(table: UnitTable) -> Organisation:
    unit = seat_of_actor(reach_of(table.permission), highest=True)
    if unit is None:
        raise Refusal("registers.no_seat", "您在可登记的范围内没有任职单位，不能导入")
    return unit


def round_page(table: UnitTable) -> View:
    """Return one sending: who has returned, who has not; files that came back are dropped here together."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        sent = get_object_or_404(Round, pk=pk, register=table.name)
        files = request.FILES.getlist("files")[:MOST_FILES] if request.method == "POST" else []
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
