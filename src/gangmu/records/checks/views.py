"""Pages of checks: rounds, how schools stand in one, the sheet of a school on the screen and on paper."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.documents.sheets_of_paper import one_sheet
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.selectors import name_of
from gangmu.foundation.registers.selectors import seat_of_actor
from gangmu.foundation.ui.refusals import told_in
from gangmu.records.checks.choices import Verdict
from gangmu.records.checks.forms import OpeningForm, TermsForm
from gangmu.records.checks.models import CheckCell, CheckRound, CheckSheet
from gangmu.records.checks.returning import sent_back
from gangmu.records.checks.services import rounds as rounds_services
from gangmu.records.checks.services import sheets as services
from gangmu.records.checks.services.sources import take_source
from gangmu.records.checks.sheets import progress_of, sheet_of

EDIT = "checks.round:edit"


def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds within the reader's reach, each with how many of the sheets that the reader sees are confirmed."""
    sheets = CheckSheet.objects.order_by().values("round").annotate(
        all=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__isnull=False))
    )  # fmt: skip
    counted = {told["round"]: told for told in sheets}
    held = CheckRound.objects.select_related("organisation", "section")
    lines = [(about, counted[about.pk]) for about in held if about.pk in counted]
    return render(request, "checks/rounds.html", {"lines": lines, "may_open": holds(EDIT)})


def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    seat = seat_of_actor(reach_of(EDIT), highest=True)
    if seat is None:
        raise Refusal("checks.no_seat", "您在教育局没有任职，不能发起核对；请联系办公室")
    form = OpeningForm(request.POST or None, bureau=seat.pk)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = rounds_services.open_round(seat.pk, form.cleaned_data["school_year"], form.terms())
        if form.is_valid():
            messages.success(request, _("已发起，核对单已发到各学校"))
            return redirect("checks:round", pk=made.pk)
    return render(request, "checks/terms.html", {"form": form}, status=_status(request))


def edit_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the terms of a round."""
    about = get_object_or_404(CheckRound, pk=pk)
    form = TermsForm(
        request.POST or None, instance=about, initial={"section": about.section_id}, bureau=about.organisation_id
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            rounds_services.change_round(about, form.terms())
        if form.is_valid():
            messages.success(request, _("已保存"))
            return redirect("checks:round", pk=pk)
    return render(request, "checks/terms.html", {"form": form, "about": about}, status=_status(request))


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How the schools within the reader's scope stand in a round: who has not, what differs, what is disputed and who decides."""
    return _round(request, get_object_or_404(CheckRound.objects.select_related("section"), pk=pk))


def _round(request: HttpRequest, about: CheckRound, fault: str = "") -> HttpResponse:
    lines = progress_of(about)
    disputed = CheckCell.objects.filter(sheet__round=about, verdict=Verdict.DISPUTED)
    disputes = disputed.select_related("organisation").order_by("settled_at", "organisation__sort_key", "id")
    context = {
        "about": about, "lines": lines, "waiting": [line for line in lines if line.row.confirmed_at is None], "fault": fault,
        "back": sent_back(line.row for line in lines), "disputes": disputes, "may_settle": holds(services.SETTLE, about.section_id),
        "may_edit": holds(EDIT, about.organisation_id), "source": request.POST.get("source", ""), "pasted": request.POST.get("pasted", ""), "history": history_of(about), "today": clock.today(),
    }  # fmt: skip
    return render(request, "checks/round.html", context, status=422 if fault else 200)


@require_POST
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what another source tells, pasted from a table."""
    about = get_object_or_404(CheckRound.objects.select_related("section"), pk=pk)
    try:
        count = take_source(about, request.POST.get("source", ""), request.POST.get("pasted", ""))
    except Forbidden:
        raise
    except Refusal as refusal:
        return _round(request, about, words_of(refusal))
    messages.success(request, _("已登记 %(count)s 个数，与登记册不一致的在核对单上标出") % {"count": count})
    return redirect("checks:round", pk=pk)


def _sheet_row(pk: int) -> CheckSheet:
    rows = CheckSheet.objects.select_related("round__section", "round__organisation", "organisation")
    found: CheckSheet = get_object_or_404(rows, pk=pk)
    return found


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a school."""
    return _sheet(request, _sheet_row(pk))


def _sheet(request: HttpRequest, row: CheckSheet, fault: str = "") -> HttpResponse:
    is_open = row.confirmed_at is None
    context: dict[str, Any] = {
        "sheet": sheet_of(row), "row": row, "about": row.round, "fault": fault, "history": history_of(row),
        "back": sent_back([row]).get(row.pk),
        "may_judge": is_open and holds(services.JUDGE, row.organisation_id),
        "may_confirm": is_open and holds(services.CONFIRM, row.organisation_id),
        "ticked": request.POST.getlist("code") if fault else [], "reason": request.POST.get("reason", "") if fault else "",
    }  # fmt: skip
    return render(request, "checks/sheet.html", context, status=422 if fault else 200)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of the ticked figures that they are right, or dispute them."""
    row = _sheet_row(pk)
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    try:
        made = services.judge(row, request.POST.getlist("code"), verdict, reason)
    except Forbidden:
        raise
    except Refusal as refusal:
        return _sheet(request, row, words_of(refusal))
    words = _("已提出异议 %(count)s 格") if verdict == Verdict.DISPUTED else _("已核对 %(count)s 格")
    messages.success(request, words % {"count": len(made)})
    return redirect("checks:sheet", pk=pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a sheet as a whole."""
    row = _sheet_row(pk)
    try:
        services.confirm_sheet(row)
    except Forbidden:
        raise
    except Refusal as refusal:
        return _sheet(request, row, words_of(refusal))
    messages.success(request, _("已确认，可以打印签字盖章"))
    return redirect("checks:sheet", pk=pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a dispute in words."""
    cell = get_object_or_404(CheckCell.objects.select_related("sheet__round__section"), pk=pk)
    try:
        services.settle(cell, request.POST.get("words", ""), again=request.POST.get("again") == "on")
    except Forbidden:
        raise
    except Refusal as refusal:
        return _round(request, cell.sheet.round, words_of(refusal))
    messages.success(request, _("已裁定"))
    return redirect("checks:round", pk=cell.sheet.round_id)


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on one A4, with places for signatures and the seal."""
    row = _sheet_row(pk)
    context = {
        "sheet": sheet_of(row), "row": row, "about": row.round, "today": clock.today(),
        "school": name_of(row.organisation_id, row.round.census_on),
    }  # fmt: skip
    pages = (
        render_to_string("checks/printed.html", {**context, "told": told}, request)
        for told in ("whole", "small", "short")
    )
    answer = HttpResponse(one_sheet(pages), content_type="application/pdf")
    name = f"check-sheet-{row.round.school_year}-{row.organisation_id}"
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
