"""Pages of a register of persons beside its list: opening a record, who looked, finding by number, likely duplicates."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.registers.declaration import ColumnKind, Register
from gangmu.foundation.registers.identity import Identity, alike, numbered, open_identity
from gangmu.foundation.registers.readings import exports_with, readers_of
from gangmu.foundation.registers.views import View

#: Persons that a page shows.
MOST = 200


def identity_of(declared: type[Register]) -> Identity:
    """Return what a register of persons declares; `ValueError` for a register of anything else."""
    if declared.identity is None:
        raise ValueError(f"{declared.name} is no register of persons")
    return declared.identity


def revealing(declared: type[Register]) -> View:
    """Return the page of one person's sealed numbers, shown once for a reason that is kept."""
    identity = identity_of(declared)

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = _row(declared, pk)
        told: list[tuple[Any, str]] = []
        fault = ""
        if request.method == "POST":
            try:
                told = open_identity(row, identity, request.POST.get("reason", ""))
            except Refusal as refusal:
                fault = words_of(refusal)
        context = {**_person(declared, identity, row), "told": told, "fault": fault}
        return render(request, "registers/reveal.html", context, status=422 if fault else 200)

    return view


def readers(declared: type[Register]) -> View:
    """Return the page of who looked at one person."""
    identity = identity_of(declared)

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = _row(declared, pk)
        looked = {"entries": readers_of(row, identity.reading), "exports": exports_with(row, declared)}
        context = {**_person(declared, identity, row), **looked}
        return render(request, "registers/readers.html", context)

    return view


def finding(declared: type[Register]) -> View:
    """Return the page of persons who have a number; it is posted, so that it stands in no address and no log."""
    identity = identity_of(declared)

    def view(request: HttpRequest) -> HttpResponse:
        asked = request.POST.get("number", "") if request.method == "POST" else ""
        found = numbered(declared.model, identity, asked)[:MOST] if asked else ()
        context = {
            **_told(declared, identity),
            "asked": bool(asked),
            "lines": _lines(declared, identity, found),
        }
        return render(request, "registers/find.html", context)

    return view


def duplicated(declared: type[Register]) -> View:
    """Return the page of persons who are likely one."""
    identity = identity_of(declared)

    def view(request: HttpRequest) -> HttpResponse:
        groups = alike(declared.model, identity)
        context = {
            **_told(declared, identity), "groups": groups, "parts": [_lines(declared, identity, some) for some in groups],
        }  # fmt: skip
        return render(request, "registers/duplicates.html", context)

    return view


def _row(declared: type[Register], pk: int) -> Any:
    return get_object_or_404(declared.model._default_manager.select_related("organisation"), pk=pk)


def _told(declared: type[Register], identity: Identity) -> dict[str, Any]:
    heads = [declared.column(name).label for name in identity.columns]
    return {"register": declared, "identity": identity, "heads": heads}


def _person(declared: type[Register], identity: Identity, row: Model) -> dict[str, Any]:
    """Return what tells who is meant: the name, and where the person stands, without a number."""
    name, *more = (declared.column(one) for one in identity.columns if one not in identity.opened)
    told = ((column, column.of(row)) for column in more)
    where = [f"{c.label} {v}" if c.kind is ColumnKind.NUMBER else v for c, v in told if v not in (None, "")]
    return {"register": declared, "identity": identity, "row": row, "name": name.of(row), "where": where}


def _lines(
    declared: type[Register], identity: Identity, rows: Iterable[Any]
) -> list[tuple[str, Any, list[Any]]]:
    """Return the lines of a table of persons: the address, the name, the other columns."""
    columns = [declared.column(name) for name in identity.columns]
    return [
        (declared.address(row), columns[0].of(row), [(c.label, c.of(row)) for c in columns[1:]])
        for row in rows
    ]
