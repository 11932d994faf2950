"""One row of a register: its page, its form, its files, its deletion; and one change of many rows."""

from typing import Any, cast

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.registers import services
from gangmu.foundation.registers.bulk_forms import DAY, bulk_form, told_in_bulk
from gangmu.foundation.registers.corrections import Asking, asking
from gangmu.foundation.registers.declaration import Panel, Register, registers
from gangmu.foundation.registers.identity import resembling
from gangmu.foundation.registers.selectors import attachments_of
from gangmu.foundation.registers.services.deleting import Hanging, hanging_on
from gangmu.foundation.registers.services.rows import moves
from gangmu.foundation.registers.views import View
from gangmu.foundation.ui.refusals import fault_of, told_in
from gangmu.foundation.ui.versioned import VersionedForm, kept_in, status_of, versioned

#: Rows of a kind that stand on another, which a page names one by one.
MOST_LINKS = 5


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
        form = _opened(declared, row, request.POST or None)
        if form.is_bound and (saved := _save(declared, form, row)) is not None:
            messages.success(request, _saved(declared, form, saved))
            if row is None:
                _warn_of_twins(declared, request, saved)
            return redirect(f"registers:{declared.name}-detail", pk=saved.pk)
        context = {"register": declared, "form": form, "row": row}
        return render(request, "registers/form.html", context, status=status_of(form))

    return view


def _opened(declared: type[Register], row: Any, sent: Any = None) -> ModelForm:
    """Return the form of a page; over a row that is there it carries the version and the values with which it was opened."""
    made = _form_of(declared, row)
    if row is None or not hasattr(row, "version"):
        return made(sent, instance=row)
    return cast(ModelForm, versioned(made)(sent, instance=row, initial={"version": row.version}))


def _save(declared: type[Register], form: ModelForm, row: Any) -> Any:
    """Save what a page sent and return the row; nothing where the form is to be looked at once more, which then tells why."""
    if not isinstance(form, VersionedForm):
        if form.is_valid():
            with told_in(form):
                return services.save_row(declared, form)
        return None
    unit = getattr(row, f"{declared.organisation_field}_id", None)
    may_know, version = holds(declared.history_permission or declared.view_permission, unit), row.version

    def newest() -> VersionedForm:
        return cast(VersionedForm, _opened(declared, get_object_or_404(declared.rows(), pk=row.pk)))

    if form.is_valid():
        with kept_in(form, row, newest, may_know=may_know):
            seen = form.cleaned_data["version"]
            return services.save_row(declared, form, seen, corrects=_corrects(form))
    elif form.cleaned_data.get("version") != version:
        # What does not agree with the newer row may be what the other person wrote.
        form.overtake(row, newest(), may_know=may_know)
    return None


def _form_of(declared: type[Register], row: Any) -> type[ModelForm]:
    """Return the form of a page: of a row that holds from a day on one that asks what its changes tell."""
    made: type[ModelForm] = declared.form  # type: ignore[assignment]
    day = declared.holds_from() if row is not None else ""
    return asking(made, day, frozenset(declared.moved_by() or ())) if day else made


def _corrects(form: Any) -> bool:
    return isinstance(form, Asking) and form.corrects()


def _saved(declared: type[Register], form: ModelForm, row: Any) -> str:
    """Return the words that a row was saved, with the day from which it holds where something changed that does from a day on."""
    if not (isinstance(form, Asking) and form.moved()):
        return _("已保存")
    day = getattr(row, declared.holds_from())
    words = _("已保存，自 %(day)s 起更正") if form.corrects() else _("已保存，自 %(day)s 起变化")
    return words % {"day": day}


def _warn_of_twins(declared: type[Register], request: HttpRequest, row: Any) -> None:
    """Say of a person just entered that somebody who is there may be the same."""
    identity = declared.identity
    if identity is None or not holds(identity.see, row.organisation_id) or not resembling(row, identity):
        return
    words = _("登记册里已有姓名和出生日期相同、或号码相同的人，请到“疑似重复”核对")
    link = format_html('<a href="{}">{}</a>', reverse(f"registers:{declared.name}-duplicates"), _("疑似重复"))
    messages.warning(request, format_html("{}：{}", words, link))


def deleting(declared: type[Register]) -> View:
    """Return the deletion of a row, asked once more on its own page, with what hangs on the row and what forbids that it goes."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk)
        fault, note = "", request.POST.get("note", "")[:300]
        if request.method == "POST":
            try:
                services.delete_row(declared, row, note)
            except Refusal as refusal:
                fault = fault_of(refusal)
            else:
                messages.success(request, _("已删除"))
                return redirect(f"registers:{declared.name}-list")
        hanging = hanging_on(declared, row)
        context = {
            "register": declared, "row": row, "address": declared.address(row), "falling": hanging.falling, "blocking": _blocking(hanging), "fault": fault, "note": note,
        }  # fmt: skip
        return render(request, "registers/delete.html", context, status=422 if fault else 200)

    return view


def _blocking(hanging: Hanging) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Return what forbids a deletion: kind, number, and the rows of it that the reader may open, each with its address."""
    told = []
    for (kind, number), (model, keys) in zip(hanging.blocked_by(), hanging.blocking.items(), strict=True):
        kept = next((one for one in registers() if one.model is model), None)
        links = []
        if kept is not None and holds(kept.view_permission):
            links = [
                (_word_of(kept, one), kept.address(one))
                for one in kept.rows().filter(pk__in=keys)[:MOST_LINKS]
            ]
        told.append((kind, number, links))
    return told


def _word_of(kept: type[Register], row: Any) -> str:
    """Return a row as its list tells it in the first columns, masked where the list masks it."""
    told = [column.of(row) for column in kept.columns if column.in_list][:3]
    return " ".join(str(one) for one in told if one not in (None, ""))


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
        form = bulk_form(declared)
        chosen, fault = request.POST.get("field", ""), ""
        if versions and chosen in declared.bulk_fields:
            try:
                value, day = told_in_bulk(form, chosen, request.POST)
                number = services.change_rows(declared, versions, chosen, value, day)
            except Refusal as refusal:
                fault = fault_of(refusal)
            else:
                messages.success(request, _("已修改 %(number)s 行") % {"number": number})
                return redirect(f"registers:{declared.name}-list")
        context = {
            "register": declared,
            "fields": [(form[name], moves(declared, name)) for name in declared.bulk_fields],
            "day": form[DAY],
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
