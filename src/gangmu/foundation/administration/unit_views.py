"""Units from a workbook, and a boundary change from one: checked by cell, shown before it is written, then written."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy

from gangmu.foundation.administration import units as tables
from gangmu.foundation.files.services import insist_fit
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations import services
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.forms import DayInput, UnitField
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import subtree_ids
from gangmu.foundation.organisations.tables import Line, TableFaults, read_moves
from gangmu.foundation.organisations.telling import told_lines
from gangmu.foundation.organisations.visibility import editable

#: How long a checked table may wait for its confirmation, in seconds.
WAITS = 8 * 3600
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(forms.Form):
    """A table and what it is for."""

    bureau = UnitField(gettext_lazy("教育局"))
    on = forms.DateField(label=gettext_lazy("生效日期"), widget=DayInput())
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=300)
    file = forms.FileField(label=gettext_lazy("Excel 文件"), required=False, help_text=gettext_lazy("xlsx、xls 或 csv"))  # fmt: skip
    pasted = forms.CharField(
        label=gettext_lazy("或从 Excel 粘贴"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("每行两格：单位、新上级单位"),
    )  # fmt: skip

    def __init__(self, *given: Any, pastes: bool = False, **more: Any) -> None:
        super().__init__(*given, **more)
        bureaus = editable(kinds=(Kind.BUREAU,))
        self.fields["bureau"].choices = bureaus  # type: ignore[attr-defined]
        self.fields["bureau"].initial = bureaus[0][0] if bureaus else None
        self.fields["on"].initial = clock.today()
        if not pastes:
            del self.fields["pasted"]
            self.fields["file"].required = True


def unit_import(request: HttpRequest) -> HttpResponse:
    """Take a workbook of units: check it, show what it would do, and do it when confirmed."""
    if "token" in request.POST:
        return _write_units(request)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        bureau = get_object_or_404(Organisation, pk=told["bureau"])
        try:
            insist_fit(told["file"])
            lines = tables.read_unit_rows(told["file"], told["file"].name)
            plan = services.plan_units(bureau, lines, told["on"])
            context |= {"plan": plan, "token": "" if plan.faults else _token(request, told, lines)}
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
    return render(request, "administration/unit_import.html", context, status=422 if form.errors else 200)


def _write_units(request: HttpRequest) -> HttpResponse:
    told = _read_token(request)
    bureau = get_object_or_404(Organisation, pk=told["bureau"])
    plan = services.import_units(bureau, told["lines"], told["on"], told["basis"])
    return render(request, "administration/unit_import.html", {"done": plan, "bureau": bureau})


def boundary(request: HttpRequest) -> HttpResponse:
    """Take the table of a boundary change: check it, show the reconciliation, and do it when confirmed."""
    if "token" in request.POST:
        return _write_boundary(request)
    form = TableForm(request.POST or None, request.FILES or None, pastes=True)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        bureau = get_object_or_404(Organisation, pk=told["bureau"])
        try:
            if told["file"]:
                insist_fit(told["file"])
            lines = (
                tables.read_move_rows(told["file"], told["file"].name)
                if told["file"]
                else _pasted(told["pasted"])
            )
            moves = read_moves(told["on"], subtree_ids(bureau.pk, told["on"]), lines)
            reckoned = services.change_boundary(bureau, moves, told["on"], told["basis"], dry_run=True)
            context |= {
                "told": reckoned,
                "lines": told_lines(reckoned.lines),
                "token": _token(request, told, lines),
            }
        except TableFaults as faults:
            context["faults"] = faults.faults
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
    return render(request, "administration/boundary.html", context, status=422 if form.errors else 200)


def _write_boundary(request: HttpRequest) -> HttpResponse:
    told = _read_token(request)
    bureau = get_object_or_404(Organisation, pk=told["bureau"])
    moves = read_moves(told["on"], subtree_ids(bureau.pk, told["on"]), told["lines"])
    services.change_boundary(bureau, moves, told["on"], told["basis"])
    return redirect("organisations:boundary-changes")


def _pasted(text: str) -> list[Line]:
    """Return pasted lines; their cells are named as if the table began in A1."""
    lines = []
    for number, row in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in row.split("\t")]
        if any(cells) and cells[:2] != list(tables.MOVES.values()):
            words = {"unit": cells[0], "parent": cells[1] if len(cells) > 1 else ""}
            lines.append(Line({"unit": f"A{number}", "parent": f"B{number}"}, words))
    return lines


def move_template(request: HttpRequest) -> HttpResponse:
    """Give the empty workbook of a boundary change."""
    answer = HttpResponse(tables.move_template(), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="moves.xlsx"'
    return answer


def _token(request: HttpRequest, told: dict[str, Any], lines: list[Line]) -> str:
    """Return the checked table, signed for the one who checked it: nothing is kept between check and confirmation."""
    kept = {
        "bureau": told["bureau"],
        "on": told["on"].isoformat(),
        "basis": told["basis"],
        "lines": [asdict(line) for line in lines],
    }
    return signing.dumps(kept, salt=_salt(request), compress=True)


def _read_token(request: HttpRequest) -> dict[str, Any]:
    try:
        kept = signing.loads(request.POST["token"], salt=_salt(request), max_age=WAITS)
    except signing.BadSignature as error:
        raise Refusal("administration.token", "检查结果已过期，请重新上传表格") from error
    lines = [Line(**line) for line in kept["lines"]]
    return {**kept, "on": date.fromisoformat(kept["on"]), "lines": lines}


def _salt(request: HttpRequest) -> str:
    return f"{request.path}:{request.actor.account_id}"  # type: ignore[attr-defined]
