"""Importing into a register: upload or paste, match the columns, look at faults and changes, write."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import reach_of, scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import names_of
from gangmu.foundation.registers.asking import ask
from gangmu.foundation.registers.declaration import Register, is_register, register_named
from gangmu.foundation.registers.importing.cells import CellKind, cells_of
from gangmu.foundation.registers.importing.sheets import template_of, words_of, wrong_rows_of
from gangmu.foundation.registers.models import ImportRun, ImportState
from gangmu.foundation.registers.selectors import own_account, runs_of, seat_of_actor
from gangmu.foundation.registers.services import import_plan
from gangmu.foundation.registers.services.imports import (
    Opened,
    begin_import,
    commit_import,
    drop_import,
    match_columns,
    open_import,
    planned,
    register_of_run,
)
from gangmu.foundation.registers.views import View, workbook

#: Faults, wrong rows and changes that a page shows; the workbook holds all of them.
SHOWN = 100
#: Lines of an empty grid.
GRID_LINES = 12


def importing(declared: type[Register]) -> View:
    """Return the page where a table is handed in, with templates and the earlier imports."""

    def view(request: HttpRequest) -> HttpResponse:
        fault = ""
        if request.method == "POST":
            upload = request.FILES.get("file")
            if upload is not None:
                run = begin_import(declared, upload, seat(declared))
                return redirect("registers:my-import", pk=run.pk)
            fault = _("请选择文件")
        context = {"register": declared, "runs": runs_of(declared)[:10], "fault": fault}
        return render(request, "registers/import.html", context, status=422 if fault else 200)

    return view


def seat(declared: type[Register], *, highest: bool = False) -> Organisation:
    """Return the unit in whose name the one who acts hands in tables, or, `highest`, sends them out.

    Raises
    ------
    Refusal
        When no own unit lies within the register's permission.
    """
    unit = seat_of_actor(reach_of(declared.edit_permission), highest=highest)
    if unit is None:
        raise Refusal("registers.no_seat", "您在可登记的范围内没有任职单位，不能导入")
    return unit


def template(declared: type[Register]) -> View:
    """Return the template: empty, or with the rows that the list shows."""

    def view(request: HttpRequest) -> HttpResponse:
        rows = ask(declared, request.GET).rows.iterator(chunk_size=2000) if "rows" in request.GET else ()
        if rows:
            declared.exported(request.GET.urlencode())
        return workbook(
            template_of(declared, cells_of(declared), rows),
            f"{declared.name}-{clock.today().isoformat()}",
        )

    return view


def pasting(declared: type[Register]) -> View:
    """Return the grid into which a block of cells is pasted; what is pasted becomes an import like any other."""

    def view(request: HttpRequest) -> HttpResponse:
        cells = cells_of(declared)
        fault = ""
        if request.method == "POST":
            block = request.POST.get("block", "")
            if block.strip():
                upload = SimpleUploadedFile(
                    _("粘贴的表格") + ".csv", _as_csv(block, [c.title for c in cells])
                )
                run = begin_import(declared, upload, seat(declared), matched=True)
                return redirect("registers:my-import", pk=run.pk)
            fault = _("请先粘贴或填写")
        context = {
            "register": declared,
            "columns": [cell.column() for cell in cells],
            "lines": range(GRID_LINES),
            "fault": fault,
        }
        return render(request, "registers/paste.html", context, status=422 if fault else 200)

    return view


def _as_csv(block: str, titles: list[str]) -> bytes:
    """Return a pasted block, cells apart by tabs, as a table; the register's own titles above it unless it brings its own."""
    lines = list(csv.reader(io.StringIO(block.replace("\r\n", "\n")), delimiter="\t"))
    head = {title.rstrip("*") for title in lines[0]} if lines else set()
    written = io.StringIO()
    csv.writer(written).writerows(lines if head & set(titles) else [titles, *lines])
    return written.getvalue().encode("utf-8-sig")


def _mine(pk: int) -> tuple[ImportRun, type[Register]]:
    """Return an import of the one who acts with its register; anybody else's is not there."""
    held = ImportRun._default_manager.select_related("source", "organisation")
    run = get_object_or_404(held, pk=pk, account_id=own_account())
    return run, register_named(run.register)


def _register_of(pk: int) -> type[Register]:
    """Return the register of an import of one's own, before there is a scope in which to read it."""
    name = register_of_run(pk, own_account())
    if name is None or not is_register(name):
        raise Http404
    return register_named(name)


def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own import at the step where it stands."""
    with scoped(_register_of(pk).edit_permission):
        found, declared = _mine(pk)
        act = request.POST.get("act", "") if request.method == "POST" else ""
        if act == "match":
            match_columns(found, _asked(request), "blank_clears" in request.POST)
            return redirect("registers:my-import", pk=pk)
        if act in ("commit", "partly"):
            commit_import(found, request.POST.get("digest", ""), partly=act == "partly")
            messages.success(request, _("已入库"))
            return redirect("registers:my-import", pk=pk)
        if act == "drop":
            drop_import(found)
            messages.success(request, _("已放弃，没有写入任何内容"))
            return redirect(f"registers:{declared.name}-import")
        matching = found.state == ImportState.UPLOADED or "match" in request.GET
        if found.state in (ImportState.DONE, ImportState.DROPPED):
            return render(request, "registers/import_done.html", {"register": declared, "run": found})
        return _matching(request, found) if matching else _preview(request, found)


def _asked(request: HttpRequest) -> dict[str, int]:
    """Return the columns that a person chose: `column-<field>` holds the number of the column."""
    told = {
        name.removeprefix("column-"): words
        for name, words in request.POST.items()
        if name.startswith("column-")
    }
    return {name: int(words) for name, words in told.items() if isinstance(words, str) and words.isdecimal()}


def _matching(request: HttpRequest, found: ImportRun) -> HttpResponse:
    opened = open_import(found)
    source = opened.source
    samples = [
        "、".join(str(line[number]) for _row, line in source.body[:3] if number < len(line))[:60]
        for number in range(len(source.titles))
    ]
    context = {
        "register": opened.declared,
        "run": found,
        "source": source,
        "head_line": source.head + 1,
        "rows": len(source.body),
        "options": list(zip(range(len(source.titles)), source.titles, samples, strict=True)),
        "cells": [(cell, found.mapping.get(cell.name)) for cell in opened.cells],
    }
    return render(request, "registers/import_match.html", context)


def _preview(request: HttpRequest, found: ImportRun) -> HttpResponse:
    opened, plan = planned(found)
    return render(
        request,
        "registers/import_preview.html",
        {
            "register": opened.declared,
            "run": found,
            "plan": plan,
            "wrong": plan.wrong_rows,
            "faults": [(opened.source.place(f.row, max(0, f.column)), f) for f in plan.faults[:SHOWN]],
            "grid": _grid(opened, plan),
            "titles": opened.source.titles,
            "changes": _changes(opened, plan),
            "new": _new(opened, plan),
            "cells": opened.cells,
            "totals": opened.source.totals,
        },
    )


def _grid(opened: Opened, plan: import_plan.Plan) -> list[tuple[int, list[tuple[Any, str]]]]:
    """Return the first wrong rows as they came: line number, and each cell with what is wrong in it."""
    wrong = {(fault.row, fault.column): fault.words for fault in plan.faults}
    rows = set(plan.wrong_rows[:SHOWN])
    width = range(len(opened.source.titles))
    return [
        (row + 1, [(line[n] if n < len(line) else "", wrong.get((row, n), "")) for n in width])
        for row, line in opened.source.body
        if row in rows
    ]


def _changes(opened: Opened, plan: import_plan.Plan) -> list[tuple[int, str, list[tuple[str, str, str]]]]:
    """Return the first rows that would change: line number, what tells the row, and each field with was and now."""
    by_name = {cell.attname: cell for cell in opened.cells}
    units = _names_in(opened, plan)
    return [
        (
            line.row + 1,
            _telling(opened, line, units),
            [
                (
                    by_name[n].title,
                    words_of(by_name[n], was, None, units),
                    words_of(by_name[n], now, None, units),
                )
                for n, (was, now) in line.differences.items()
            ],
        )
        for line in plan.changed[:SHOWN]
    ]


def _new(opened: Opened, plan: import_plan.Plan) -> list[tuple[int, list[str]]]:
    """Return the first new rows: line number and the words of each column."""
    units = _names_in(opened, plan)
    return [
        (line.row + 1, [words_of(cell, line.values[cell.attname], None, units) for cell in opened.cells])
        for line in plan.created[:SHOWN]
    ]


def _telling(opened: Opened, line: import_plan.Line, units: dict[int, str]) -> str:
    key = opened.declared.importer.key  # type: ignore[union-attr]
    told = [
        words_of(cell, line.values[cell.attname], None, units) for cell in opened.cells if cell.name in key
    ]
    return " · ".join(told)


def _names_in(opened: Opened, plan: import_plan.Plan) -> dict[int, str]:
    """Return the names of the units in the rows that are shown."""
    names = [cell.attname for cell in opened.cells if cell.kind is CellKind.UNIT]
    shown = (*plan.changed[:SHOWN], *plan.created[:SHOWN])
    now = {line.values[name] for line in shown for name in names}
    was = {line.differences[name][0] for line in shown for name in names if name in line.differences}
    return names_of((now | was) - {None})


def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong rows of one's own import as a workbook, to be repaired and handed in again."""
    with scoped(_register_of(pk).edit_permission):
        found, declared = _mine(pk)
        opened, plan = planned(found)
        data = wrong_rows_of(opened.source, plan.faults, _("错误行"))
        return workbook(data, f"{declared.name}-faults-{clock.today().isoformat()}")
