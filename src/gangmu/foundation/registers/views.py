"""The pages of every register."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import ColumnKind, Panel, Register
from gangmu.foundation.registers.filters import condition_words, filter_set, narrowed
from gangmu.foundation.registers.services import delete_row, save_row
from gangmu.foundation.registers.tables import table_of

View = Callable[..., HttpResponse]
PAGE = 50


class _Counted(Paginator):
    """A paginator that is told how many rows there are, so that they are counted once a page."""

    def __init__(self, rows: Any, per_page: int, counted: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = counted


def _asked(declared: type[Register], request: HttpRequest) -> tuple[Any, QuerySet[Any]]:
    """Return the filters and the rows that a page asks for, within the reader's scope."""
    on = _day(request.GET.get("as_of", ""))
    rows = narrowed(declared, declared.rows().order_by(*declared.order), request.GET.getlist("f"), on)
    asked = filter_set(declared, request.GET, rows)
    return asked, asked.qs


def listing(declared: type[Register]) -> View:
    """Return the list page of a register."""

    def view(request: HttpRequest) -> HttpResponse:
        asked, rows = _asked(declared, request)
        shown = request.GET.getlist("column") or [c.name for c in declared.columns if c.in_list]
        summed = [c.name for c in declared.columns if c.sums]
        sums = rows.order_by().aggregate(**{name: Sum(name) for name in summed}) if summed else {}
        table = table_of(declared, rows, shown, sums)
        table.order_by = request.GET.get("sort", "")
        count = rows.order_by().count()
        page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
        table.paginate(_Counted, page=page.number, per_page=PAGE, counted=count)
        chips = condition_words(declared, request.GET.getlist("f"))
        return render(
            request,
            "registers/list.html",
            {
                "register": declared,
                "table": table,
                "count": count,
                "form": asked.form,
                "chips": chips,
                "conditions": request.GET.getlist("f"),
                "shown": shown,
                "query": request.GET.urlencode(),
                "as_of": _day(request.GET.get("as_of", "")) or clock.today(),
                "buttons": [(words, route) for words, route, code in declared.buttons if holds(code)],
                "may_edit": bool(declared.form) and holds(declared.edit_permission),
            },
        )

    return view


def detail(declared: type[Register]) -> View:
    """Return the page of one row."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk)
        panels = declared.panels or (Panel(declared.title, tuple(c.name for c in declared.columns)),)
        told = [
            (panel.title, [(c.label, c.of(row)) for c in map(declared.column, panel.columns)])
            for panel in panels
        ]
        unit = getattr(row, f"{declared.organisation_field}_id", None)
        may_edit = bool(declared.form) and holds(declared.edit_permission, unit)
        context = {
            "register": declared,
            "row": row,
            "panels": told,
            "history": history_of(row),
            "may_edit": may_edit,
        }
        return render(request, "registers/detail.html", context)

    return view


def editing(declared: type[Register]) -> View:
    """Return the form page of a register: a new row, or one that is there."""

    def view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk) if pk else None
        form = declared.form(request.POST or None, instance=row)  # type: ignore[misc]
        version = getattr(row, "version", None)
        if request.method == "POST" and form.is_valid():
            saved = save_row(declared, form, int(request.POST.get("version") or 0) if row else None)
            messages.success(request, _("已保存"))
            return redirect(f"registers:{declared.name}-detail", pk=saved.pk)
        context = {"register": declared, "form": form, "row": row, "version": version}
        return render(
            request, "registers/form.html", context, status=422 if request.method == "POST" else 200
        )

    return view


def deleting(declared: type[Register]) -> View:
    """Return the deletion of a row, asked once more on its own page."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(declared.rows(), pk=pk)
        if request.method == "POST":
            delete_row(declared, row, request.POST.get("note", "")[:300])
            messages.success(request, _("已删除"))
            return redirect(f"registers:{declared.name}-list")
        return render(request, "registers/delete.html", {"register": declared, "row": row})

    return view


def exporting(declared: type[Register]) -> View:
    """Return the export of exactly what is filtered."""

    def view(request: HttpRequest) -> HttpResponse:
        _filters, rows = _asked(declared, request)
        heads = [
            Head(str(c.label), as_text=c.kind in (ColumnKind.CODE, ColumnKind.TEXT)) for c in declared.columns
        ]
        lines = ([c.of(row) for c in declared.columns] for row in rows.iterator(chunk_size=2000))
        answer = HttpResponse(
            write_sheet(heads, lines, str(declared.title)),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        answer["Content-Disposition"] = (
            f'attachment; filename="{declared.name}-{clock.today().isoformat()}.xlsx"'
        )
        return answer

    return view


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
