"""Importing into a register: upload or paste, match the columns, look at faults and changes, write."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.documents.spreadsheets import cells_in
from gangmu.foundation.files.services import open_attachment
from gangmu.foundation.jobs.choices import OPEN, JobState
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.selectors import shown
from gangmu.foundation.jobs.services import cancel_job
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.registers.asking import ask, day_of
from gangmu.foundation.registers.declaration import Register, is_register, register_named
from gangmu.foundation.registers.importing.cells import Cell, cells_of
from gangmu.foundation.registers.importing.checking import unknown_codes
from gangmu.foundation.registers.importing.preview import Opened, Preview, preview_of
from gangmu.foundation.registers.importing.sheets import template_of, wrong_rows_of
from gangmu.foundation.registers.models import ImportRun, ImportState
from gangmu.foundation.registers.selectors import importing_seat, may_send_out, own_account, runs_of
from gangmu.foundation.registers.services import made_files
from gangmu.foundation.registers.services.import_jobs import is_large, queue_check, queue_write
from gangmu.foundation.registers.services.imports import (
    begin_import,
    commit_import,
    drop_import,
    match_columns,
    open_import,
    planned,
    register_of_run,
)
from gangmu.foundation.registers.services.profiles import (
    Reading,
    forget_profile,
    keep_profile,
    profiles_for,
)
from gangmu.foundation.registers.views import View, file_name, workbook
from gangmu.foundation.ui.refusals import fault_of

#: Contents of a column for which a page asks what code they mean.
MOST_CODES = 30
#: Lines of an empty grid.
GRID_LINES = 12
#: Refusals that speak of the day that a table tells of, not of its file.
DAY_FAULTS = frozenset({"registers.told_on", "registers.told_on_unread"})


def importing(declared: type[Register]) -> View:
    """Return the page where a table is handed in, with templates and the earlier imports."""

    def view(request: HttpRequest) -> HttpResponse:
        fault, of_day, unit = "", False, importing_seat(declared.edit_permission)
        if request.POST.get("act") == "forget":
            told = request.POST.get("profile", "")
            known = (profile.pk for profile in profiles_for(declared, unit))
            if (pk := next((pk for pk in known if str(pk) == told), None)) is None:
                raise Http404
            forget_profile(declared, pk)
            return redirect(f"registers:{declared.name}-import")
        if request.method == "POST":
            upload = request.FILES.get("file")
            if upload is not None:
                try:
                    run = begin_import(declared, upload, unit, told_on=_told_on(request))
                except Refusal as refusal:
                    fault, of_day = fault_of(refusal), refusal.code in DAY_FAULTS
                else:
                    return redirect("registers:my-import", pk=run.pk)
            else:
                fault = _("请选择文件")
        context = {
            "register": declared, "runs": runs_of(declared)[:10], "fault": fault, "of_day": of_day,
            "today": clock.today(), "told_on": request.POST.get("told_on") or clock.today().isoformat(),
            "query": request.GET.urlencode(), "profiles": profiles_for(declared, unit), "dated": bool(declared.importer and declared.importer.day),
            "sends": may_send_out(declared.edit_permission),
        }  # fmt: skip
        return render(request, "registers/import.html", context, status=422 if fault else 200)

    return view


def _told_on(request: HttpRequest) -> date | None:
    """Return the day that the table tells of; nothing where none was asked for.

    Raises
    ------
    Refusal
        When what was sent is no day: taken for today, every change would begin on the wrong one.
    """
    words = request.POST.get("told_on", "")
    day = day_of(words)
    if words and day is None:
        raise Refusal("registers.told_on_unread", "数据日期不是有效的日期，请从日历中选择")
    return day


def template(declared: type[Register]) -> View:
    """Return the template: empty, or with the rows that the list shows; with many of them a worker makes it."""

    def view(request: HttpRequest) -> HttpResponse:
        rows: Any = ()
        if "rows" in request.GET:
            found, query = ask(declared, request.GET).rows, request.GET.urlencode()
            declared.exported(query)
            if made_files.is_large(made_files.TEMPLATE, found):
                queued = made_files.queue_template(declared, importing_seat(declared.edit_permission), query)
                messages.success(request, _("行数较多，模板由后台生成；可以离开本页，完成后在这里下载"))
                return redirect("jobs:job", pk=queued.pk)
            rows = found.iterator(chunk_size=2000)
        return workbook(template_of(declared, cells_of(declared), rows), file_name(declared))

    return view


def pasting(declared: type[Register]) -> View:
    """Return the grid into which a block of cells is pasted; what is pasted becomes an import like any other."""

    def view(request: HttpRequest) -> HttpResponse:
        cells = cells_of(declared)
        fault, block = "", request.POST.get("block", "")
        if block.strip():
            try:
                return redirect("registers:my-import", pk=_pasted(declared, block, cells).pk)
            except Refusal as refusal:
                fault = fault_of(refusal)
        elif request.method == "POST":
            fault = _("请先粘贴或填写")
        context = {
            "pasted": block,
            "register": declared,
            "columns": [cell.column() for cell in cells],
            "lines": range(GRID_LINES),
            "fault": fault,
        }
        return render(request, "registers/paste.html", context, status=422 if fault else 200)

    return view


def _pasted(declared: type[Register], block: str, cells: Sequence[Cell]) -> ImportRun:
    """Return the import that a pasted block has become."""
    upload = SimpleUploadedFile(_("粘贴的表格") + ".csv", _as_csv(block, [cell.title for cell in cells]))
    run = begin_import(declared, upload, importing_seat(declared.edit_permission), matched=True)
    if is_large(run):
        queue_check(run)
    return run


def _as_csv(block: str, titles: list[str]) -> bytes:
    """Return a pasted block, cells apart by tabs, as a table; the register's own titles above it unless it brings its own."""
    lines = cells_in(block, _("粘贴的表格"), "\t")
    head = {title.rstrip("*") for title in lines[0]} if lines else set()
    written = io.StringIO()
    csv.writer(written).writerows(lines if head & set(titles) else [titles, *lines])
    return written.getvalue().encode("utf-8-sig")


def _mine(pk: int) -> tuple[ImportRun, type[Register]]:
    """Return an import of the one who acts with its register; anybody else's is not there."""
    held = ImportRun._default_manager.select_related(
        "source", "organisation", "job__pulse", "repair", "profile"
    )
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
        if request.method == "POST":
            return _act(request, found, declared)
        waits = is_large(found) and (not found.preview or bool(found.job and found.job.state in OPEN))
        if request.htmx and not (waits and found.state == ImportState.MAPPED):  # type: ignore[attr-defined]
            return HttpResponseClientRefresh()
        if found.state in (ImportState.DONE, ImportState.DROPPED):
            return render(request, "registers/import_done.html", {"register": declared, "run": found})
        if found.state == ImportState.UPLOADED or "match" in request.GET:
            return _matching(request, found)
        if waits:
            return _waiting(request, found, declared)
        return _preview(request, found)


def _act(request: HttpRequest, found: ImportRun, declared: type[Register]) -> HttpResponse:
    """Do what the one who acts asks of an import; a large one is left to a worker."""
    act, digest = request.POST.get("act", ""), request.POST.get("digest", "")
    if act == "match":
        reading = _reading(request) if "head" in request.POST else None
        try:
            found = match_columns(found, _asked(request), "blank_clears" in request.POST, reading)
            _kept_profile(request, found)
        except Refusal as refusal:
            if found.state not in (ImportState.UPLOADED, ImportState.MAPPED):
                raise
            return _matching(request, found, fault_of(refusal))
    if act in ("match", "check") and found.state == ImportState.MAPPED and is_large(found):
        queue_check(found)
    elif act in ("commit", "partly") and is_large(found):
        queue_write(found, digest, partly=act == "partly")
    elif act in ("commit", "partly"):
        commit_import(found, digest, partly=act == "partly")
        messages.success(request, _("已入库"))
    elif act == "stop" and found.job:
        _stop(request, found.job)
    elif act == "drop":
        drop_import(found)
        messages.success(request, _("已放弃，没有写入任何内容"))
        return redirect(f"registers:{declared.name}-import")
    return redirect("registers:my-import", pk=found.pk)


def _stop(request: HttpRequest, job: Job) -> None:
    try:
        cancel_job(job)
        messages.success(request, _("已要求取消"))
    except OperationalError:
        messages.error(request, _("正在写入数据库，现在不能取消，请稍后再试"))


def _waiting(request: HttpRequest, found: ImportRun, declared: type[Register]) -> HttpResponse:
    """How far the worker is, or why it did not come to an end; asked again every two seconds while it works."""
    told = shown(found.job) if found.job else None
    context = {"register": declared, "run": found, "told": told}
    template = "registers/import_state.html" if request.htmx else "registers/import_waiting.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _asked(request: HttpRequest) -> dict[str, int]:
    """Return the columns that a person chose: `column-<field>` holds the number of the column."""
    told = ((name, whole_number(words)) for name, words in _named(request, "column-"))
    return {name: column for name, column in told if column is not None}


def _reading(request: HttpRequest) -> Reading:
    """Return how else the table is read: `head` the line of the head, `key-<field>` ticked, `code-<field>-<words>` the code that is meant."""
    codes: dict[str, dict[str, str]] = {}
    for name, code in _named(request, "code-"):
        field, _dash, words = name.partition("-")
        if code and words:
            codes.setdefault(field, {})[words] = code
    key = tuple(name for name, _ticked in _named(request, "key-"))
    return Reading(whole_number(request.POST.get("head", "")) or None, codes, key)


def _named(request: HttpRequest, prefix: str) -> list[tuple[str, str]]:
    """Return the fields whose names begin so, without that."""
    told = [name for name in request.POST if name.startswith(prefix)]
    return [(name.removeprefix(prefix), request.POST[name]) for name in told]


def _kept_profile(request: HttpRequest, found: ImportRun) -> None:
    """Keep how the table is read, where the one who acts gives it a name."""
    name = request.POST.get("profile", "").strip()
    if name and found.state == ImportState.MAPPED:
        keep_profile(found, open_import(found), name)
        messages.success(request, _("已保存导入方案，下次自动采用"))


def _matching(request: HttpRequest, found: ImportRun, fault: str = "") -> HttpResponse:
    """How the table is matched to the register; after a `fault` as it was asked for, which was not kept."""
    opened = open_import(found)
    source = opened.source
    if fault:
        _as_asked(request, found, len(source.titles))
    key = found.key or opened.declared.importer.key  # type: ignore[union-attr]
    samples = [
        "、".join(str(line[number]) for _row, line in source.body[:3] if number < len(line))[:60]
        for number in range(len(source.titles))
    ]
    context = {
        "register": opened.declared,
        "run": found,
        "source": source,
        "fault": fault,
        "head_line": (whole_number(request.POST.get("head", "")) if fault else None) or source.head + 1,
        "profile": request.POST.get("profile", "") if fault else found.profile or "",
        "rows": len(source.body),
        "options": list(zip(range(len(source.titles)), source.titles, samples, strict=True)),
        "cells": [
            (cell, found.mapping.get(cell.name), cell.name in key, _codes(opened, found, cell))
            for cell in opened.cells
        ],
    }
    return render(request, "registers/import_match.html", context, status=422 if fault else 200)


def _as_asked(request: HttpRequest, found: ImportRun, width: int) -> None:
    """Put what was asked of an import into it, to be shown once more; nothing is saved."""
    told = _reading(request)
    found.mapping = {name: column for name, column in _asked(request).items() if 0 <= column < width}
    found.key, found.codes = list(told.key), told.codes
    found.blank_clears = "blank_clears" in request.POST


def _codes(opened: Opened, found: ImportRun, cell: Cell) -> list[tuple[str, str]]:
    """Return the contents of a matched column that are no code, each with the code that was said to be meant."""
    if cell.name not in found.mapping:
        return []
    meant = found.codes.get(cell.name, {})
    return [
        (words, meant.get(words, ""))
        for words in unknown_codes(opened.source, cell, found.mapping[cell.name])[:MOST_CODES]
    ]


def _preview(request: HttpRequest, found: ImportRun) -> HttpResponse:
    plan = None
    kept: Any = found.preview
    if kept:
        preview, cells = Preview.of_kept(kept.opened()), cells_of(register_named(found.register))
    else:
        opened, plan = planned(found)
        preview, cells = preview_of(opened, plan), opened.cells
    declared = register_named(found.register)
    failed = (
        shown(found.job) if found.job and found.job.state in (JobState.FAILED, JobState.CANCELLED) else None
    )
    context = {
        "register": declared,
        "run": found,
        "preview": preview,
        "plan": plan,
        "cells": cells,
        "failed": failed,
        "faults": [
            (preview.titles[fault.column].rstrip("* ") if fault.column >= 0 else "", fault)
            for fault in preview.faults
        ],
    }
    return render(request, "registers/import_preview.html", context)


def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong rows of one's own import as a workbook, to be repaired and handed in again."""
    with scoped(_register_of(pk).edit_permission):
        found, declared = _mine(pk)
        if found.repair is not None:
            with open_attachment(found.repair) as file:
                data = file.read()
        else:
            opened, plan = planned(found)
            data = wrong_rows_of(opened.source, plan.faults, _("错误行"))
        return workbook(data, f"{declared.name}-faults-{clock.today().isoformat()}")
