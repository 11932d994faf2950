"""Pages of staff beside their registers: opening a record, who looked, finding by number, likely duplicates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.registers.readings import readers_of
from gangmu.foundation.sealing.fields import sealed_fields
from gangmu.records.staff.models import StaffMember, StaffReading
from gangmu.records.staff.selectors import likely_duplicates, staff_numbered
from gangmu.records.staff.services.reading import SEALED, open_identity

#: Members that a page shows.
MOST = 200


def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed numbers of one staff member, shown once for a reason that is kept."""
    member = get_object_or_404(StaffMember.objects.select_related("organisation"), pk=pk)
    told: list[tuple[Any, str]] = []
    fault = ""
    if request.method == "POST":
        try:
            values = open_identity(member, request.POST.get("reason", ""))
            fields = [field for field in sealed_fields(StaffMember) if field.name in SEALED]
            told = [(field.verbose_name, values[field.name]) for field in fields]
        except Refusal as refusal:
            fault = words_of(refusal)
    context = {"member": member, "told": told, "fault": fault}
    return render(request, "staff/reveal.html", context, status=422 if fault else 200)


def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked at this staff member."""
    member = get_object_or_404(StaffMember.objects.select_related("organisation"), pk=pk)
    context = {"member": member, "entries": readers_of(member, StaffReading)}
    return render(request, "staff/readers.html", context)


def find(request: HttpRequest) -> HttpResponse:
    """Staff who have a number; it is posted, so that it stands in no address and no log."""
    asked = request.POST.get("number", "") if request.method == "POST" else ""
    found = list(staff_numbered(asked)[:MOST]) if asked else []
    return render(request, "staff/find.html", {"asked": bool(asked), "members": found})


def duplicates(request: HttpRequest) -> HttpResponse:
    """Staff who are likely one person."""
    return render(request, "staff/duplicates.html", {"groups": likely_duplicates()})
