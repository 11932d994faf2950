"""One row of a register: its page, its form, its files, its deletion; and one change of many rows."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.registers import services
from gangmu.foundation.registers.declaration import Panel, Register
from gangmu.foundation.registers.selectors import attachments_of
from gangmu.foundation.registers.services.rows import hanging_on
from gangmu.foundation.registers.views import View


def detail(declared: type[Register]) -> View:
    """Return the page of one row; asked by the list it comes without its frame, for the side of the list."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk)
        declared.opened(row)
        panels = declared.panels or (Panel(declared.title, tuple(c.name for c in declared.columns)),)
        told = [
            (panel.title, [(c.label, c.of(row)) for c in map(declared.column, panel.columns)])
            for panel in panels
        ]
        unit = getattr(row, f"{declared.organisation_field}_id", None)
        may_know = holds(declared.history_permission or declared.view_permission, unit)
        context = {
            "register": declared,
            "row": row,
            "panels": told,
            "history": history_of(row) if may_know else [],
            "attachments": attachments_of(declared, pk) if declared.attachments else [],
            "may_open": holds("files.attachment:view", unit),
            "may_edit": declared.form is not None and holds(declared.edit_permission, unit),
            "row_buttons": [
                (words, route) for words, route, code in declared.row_buttons if holds(code, unit)
            ],
        }
        beside = request.headers.get("HX-Target") == "drawer-content"
        return render(request, "registers/beside.html" if beside else "registers/detail.html", context)

    return view


def editing(declared: type[Register]) -> View:
    """Return the form page of a register: a new row, or one that is there."""

    def view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk) if pk else None
        form: ModelForm = declared.form(request.POST or None, instance=row)  # type: ignore[misc]
        version, stale, status = getattr(row, "version", None), [], 422 if request.method == "POST" else 200
        if request.method == "POST" and form.is_valid():
            sent = whole_number(request.POST.get("version", ""))
            seen = (sent or 0) if version is not None else None
            try:
                saved = services.save_row(declared, form, seen)
                messages.success(request, _("已保存"))
                return redirect(f"registers:{declared.name}-detail", pk=saved.pk)
            except Conflict:
                row = get_object_or_404(declared.rows(), pk=pk)
                version, stale, status = getattr(row, "version", None), _differing(declared, form, row), 409
        context = {"register": declared, "form": form, "row": row, "version": version, "stale": stale}
        context["conflict"] = status == 409
        return render(request, "registers/form.html", context, status=status)

    return view


def _differing(declared: type[Register], form: ModelForm, held: Any) -> list[tuple[Any, Any, Any]]:
    """Return the fields in which somebody else's row and the words of this form differ: title, theirs, mine."""
    theirs: ModelForm = declared.form(instance=held)  # type: ignore[misc]
    return [
        (form.fields[name].label, _shown(held, name), _shown(form.instance, name))
        for name in form.fields
        if form.fields[name].has_changed(theirs.get_initial_for_field(theirs.fields[name], name), form[name].data)
    ]  # fmt: skip


def _shown(row: Any, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    return display() if callable(display) else getattr(row, name, "")


def deleting(declared: type[Register]) -> View:
    """Return the deletion of a row, asked once more on its own page, with what hangs on the row."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk)
        if request.method == "POST":
            services.delete_row(declared, row, request.POST.get("note", "")[:300])
            messages.success(request, _("已删除"))
            return redirect(f"registers:{declared.name}-list")
        context = {"register": declared, "row": row, "hanging": hanging_on(row)}
        return render(request, "registers/delete.html", context)

    return view


def attaching(declared: type[Register]) -> View:
    """Return the page that attaches a file to a row."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk)
        fault = ""
        if request.method == "POST":
            upload = request.FILES.get("file")
            if upload is not None:
                services.attach(declared, row, upload)
                messages.success(request, _("附件已上传"))
                return redirect(f"registers:{declared.name}-detail", pk=pk)
            fault = _("请选择文件")
        context = {"register": declared, "row": row, "fault": fault}
        return render(request, "registers/attach.html", context, status=422 if fault else 200)

    return view


def changing_many(declared: type[Register]) -> View:
    """Return the page that gives one field of the marked rows the same value."""

    def view(request: HttpRequest) -> HttpResponse:
        marked = request.POST.getlist("row")
        versions = _versions(marked)
        form: ModelForm = declared.form()  # type: ignore[misc]
        fields = [form[name] for name in declared.bulk_fields]
        chosen, fault = request.POST.get("field", ""), ""
        if versions and chosen in declared.bulk_fields:
            widget = form.fields[chosen].widget
            value = widget.value_from_datadict(request.POST, request.FILES, chosen)
            try:
                number = services.change_rows(declared, versions, chosen, value)
            except Conflict:
                raise
            except Refusal as refusal:
                fault = words_of(refusal)
            else:
                messages.success(request, _("已修改 %(number)s 行") % {"number": number})
                return redirect(f"registers:{declared.name}-list")
        context = {
            "register": declared,
            "fields": fields,
            "marked": marked if versions else [],
            "fault": fault,
        }
        return render(request, "registers/bulk.html", context, status=422 if fault else 200)

    return view


def _versions(marked: list[str]) -> dict[int, int]:
    """Return the marked rows with the versions that the person saw; what is no mark is left out."""
    found = {}
    for mark in marked:
        row, _colon, version = mark.partition(":")
        key, seen = whole_number(row), whole_number(version)
        if key is not None and seen is not None:
            found[key] = seen
    return found
