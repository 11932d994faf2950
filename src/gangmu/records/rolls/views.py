"""Pages of the roll beside its registers: whole exports, transfers that stand open, class sizes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.choices import Stage
from gangmu.foundation.registers.asking import ask, day_of
from gangmu.foundation.registers.declaration import register_named
from gangmu.records.rolls.models import RollChange
from gangmu.records.rolls.selectors import imported_tables, whole_export
from gangmu.records.rolls.services.changes import settle_change, take_off_missing
from gangmu.records.rolls.sizes import limits_of, sizes_of

#: Found and missing pupils that a page shows.
MOST = 200


def exports(request: HttpRequest) -> HttpResponse:
    """The tables of pupils that came in within the reader's scope, each to be taken as the whole roll of its schools."""
    runs = imported_tables()[:20]
    return render(request, "rolls/exports.html", {"runs": runs})


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """A table as the whole roll of its schools: who is on their roll and not in it."""
    run = get_object_or_404(imported_tables(), pk=pk)
    fault = ""
    if request.method == "POST":
        day = day_of(request.POST.get("day", ""))
        if day is None or day > clock.today():
            fault = _("请填写导出表的日期，不晚于今天")
        else:
            try:
                count = take_off_missing(run, day)
                messages.success(request, _("已移出：离校 %(left)s 人，毕业 %(graduated)s 人") % count)
                return redirect("rolls:export", pk=pk)
            except Refusal as refusal:
                fault = words_of(refusal)
    told = whole_export(run)
    context = {
        "run": run,
        "told": told,
        "missing": told.missing[:MOST],
        "count": told.missing.count(),
        "today": clock.today(),
        "fault": fault,
    }
    return render(request, "rolls/export.html", context, status=422 if fault else 200)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Where somebody went whose transfer out stands open."""
    change = get_object_or_404(RollChange.objects.select_related("pupil", "organisation"), pk=pk)
    fault = ""
    if request.method == "POST":
        try:
            settle_change(change, request.POST.get("note", ""))
            messages.success(request, _("已保存"))
            return redirect("registers:roll-changes-detail", pk=pk)
        except Refusal as refusal:
            fault = words_of(refusal)
    return render(
        request, "rolls/settle.html", {"change": change, "fault": fault}, status=422 if fault else 200
    )


def overdue(request: HttpRequest) -> HttpResponse:
    """The transfers out that stand open longer than their ten working days, the longest first."""
    declared = register_named("roll-changes")
    late = declared.rows().filter(is_overdue=True).order_by("due_on", "id")
    column = declared.column("pupil")
    rows = [(change, column.of(change)) for change in late[:MOST]]
    return render(
        request, "rolls/overdue.html", {"rows": rows, "count": late.count(), "today": clock.today()}
    )


def class_sizes(request: HttpRequest) -> HttpResponse:
    """How many classes lie in each band of size, by stage, of what the list of classes asks; each number opens to its classes."""
    asked = ask(register_named("school-classes"), request.GET)
    pairs = list(asked.rows.values_list("stage", "pupils"))
    query = request.GET.urlencode()
    lines = []
    for stage in Stage:
        sizes = sizes_of(size for told, size in pairs if told == stage)
        if sizes.classes:
            bands = [(count, _band_address(query, stage, band)) for band, count in sizes.bands.items()]
            lines.append((stage.label, sizes, bands))
    heads = [band.label for band in sizes_of(()).bands]
    context = {"lines": lines, "heads": heads, "on": asked.on or clock.today(), "query": query}
    return render(request, "rolls/class_sizes.html", context)


def _band_address(query: str, stage: str, band: Any) -> str:
    least, most = limits_of(band)
    told = [f"stage={stage}", f"f=pupils%7C%3E%3D%7C{least}"]
    if most is not None:
        told.append(f"f=pupils%7C%3C%3D%7C{most}")
    return reverse("registers:school-classes-list") + "?" + "&".join([*([query] if query else []), *told])
