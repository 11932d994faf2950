"""Sending a table out to units and taking it back: the sendings of a register, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.forms import RoundForm
from gangmu.foundation.registers.models import ImportState, Round
from gangmu.foundation.registers.selectors import own_account, rounds_of, sending_seat
from gangmu.foundation.registers.sending import packed
from gangmu.foundation.registers.services.rounds import send_out, take_back
from gangmu.foundation.registers.views import View


def rounds(declared: type[Register]) -> View:
    """Return the sendings of a register, and the form of a new one."""

    def view(request: HttpRequest) -> HttpResponse:
        sender = sending_seat(declared.edit_permission)
        form = RoundForm(declared.edit_permission, sender.pk, request.POST or None)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            sent = send_out(
                declared, sender, told["chosen"], told["title"], told["due_on"], told["with_rows"]
            )
            messages.success(request, _("已建立，请下载后发放"))
            return redirect(f"registers:{declared.name}-round", pk=sent.pk)
        context = {"register": declared, "form": form, "rounds": rounds_of(declared)}
        return render(request, "registers/rounds.html", context, status=422 if form.errors else 200)

    return view


def round_page(declared: type[Register]) -> View:
    """Return one sending: who has returned, who has not; files that came back are dropped here together."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        sent = get_object_or_404(Round, pk=pk, register=declared.name)
        files = request.FILES.getlist("files")
        partly = "partly" in request.POST
        taken = [take_back(sent, file, partly) for file in files] if request.method == "POST" else []
        units = list(sent.units.select_related("organisation", "run"))
        missing = [unit for unit in units if unit.returned_at is None]
        context: dict[str, Any] = {
            "register": declared,
            "round": sent,
            "units": units,
            "missing": missing,
            "waiting": [unit for unit in units if unit.run and unit.run.state != ImportState.DONE],
            "taken": taken,
            "mine": own_account(),
            "overdue": sent.due_on < clock.today(),
        }
        return render(request, "registers/round.html", context)

    return view


def pack(declared: type[Register]) -> View:
    """Return the workbooks of a sending as a zip."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        sent = get_object_or_404(Round, pk=pk, register=declared.name)
        if sent.with_rows:
            declared.exported(sent.title)
        answer = HttpResponse(packed(sent), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{declared.name}-{sent.pk}.zip"'
        return answer

    return view
