"""The ledger as a table: in a county's columns as xlsx or docx; the columns; the workbooks of those who ask, filled."""

from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.documents.foreign_workbooks import lost_when_filled
from gangmu.foundation.documents.tables import write_table
from gangmu.foundation.documents.workbooks import write_keyed
from gangmu.foundation.files.services import place_of
from gangmu.foundation.organisations.selectors import bureau_of, choices_of, name_of
from gangmu.foundation.registers.selectors import own_units
from gangmu.foundation.registers.views import workbook as book_file
from gangmu.foundation.ui.refusals import told_in
from gangmu.foundation.ui.versioned import kept_in, status_of
from gangmu.procedures.ledger.choices import Part, SourceKind
from gangmu.procedures.ledger.models import SheetLayout, SourceWorkbook, Task, WorkbookRow
from gangmu.procedures.ledger.selectors import lead_units, tasks
from gangmu.procedures.ledger.services import layouts as layout_services
from gangmu.procedures.ledger.services import workbooks as services
from gangmu.procedures.ledger.sheet_forms import LayoutForm, MatchForm, TableForm, UploadForm
from gangmu.procedures.ledger.sheet_tables import (
    BUILT_IN,
    Layout,
    heading_of,
    keyed_columns,
    keyed_rows,
    layout_of,
    layouts_of,
    table_of,
)
from gangmu.procedures.ledger.sheets import month_named, month_words
from gangmu.procedures.ledger.source_tables import is_document
from gangmu.procedures.ledger.views.papers import bureau_for, file_name, word_file


def _bureau() -> int | None:
    """Return the bureau whose ledger the reader sees: that of the reader's own unit, else one within reach."""
    reach = reach_of("ledger.task:view")
    own = own_units() or sorted(reach or ())[:1]
    return bureau_of(own[0]) if own else None


def _form(request: HttpRequest) -> tuple[TableForm, dict[str, Layout], int | None]:
    bureau = _bureau()
    layouts = layouts_of(bureau) if bureau else dict(BUILT_IN)
    month = month_named(request.GET.get("month", ""))
    units = choices_of(lead_units(Q(task__year=month.year), reach_of("ledger.task:view")))
    asked = {"month": month_words(month), "layout": next(iter(layouts)), **request.GET.dict()}
    return TableForm(asked, layouts=layouts, units=units), layouts, bureau


def _asked(year: int, unit: int | None) -> list[Task]:
    rows = tasks(year).filter(parent__isnull=True)
    if unit is not None:
        rows = rows.filter(units__organisation_id=unit, units__part=Part.LEAD)
    return list(rows.order_by("order", "id").distinct())


def table(request: HttpRequest) -> HttpResponse:
    """Show the ledger in a county's columns, to be taken out as xlsx or docx."""
    form, layouts, bureau = _form(request)
    shown = None
    if bureau is not None and form.is_valid():
        told = form.cleaned_data
        month: date = month_named(told["month"])
        listed = _asked(month.year, told["unit"])
        shown = table_of(listed, layouts[told["layout"]], bureau, month.year, month, public=told["public"])
    may_edit = bureau is not None and holds("ledger.task:edit", bureau)
    context = {
        "form": form,
        "table": shown,
        "query": request.GET.urlencode(),
        "layouts": SheetLayout.objects.filter(organisation_id=bureau or 0) if may_edit else [],
        "may_edit": may_edit,
    }
    return render(request, "ledger/table.html", context)


def table_file(request: HttpRequest) -> HttpResponse:
    """Give the table as xlsx, or as a docx that lies on its side."""
    form, layouts, bureau = _form(request)
    if bureau is None or not form.is_valid():
        return redirect("ledger:table")
    told = form.cleaned_data
    month, layout = month_named(told["month"]), layouts[told["layout"]]
    listed, public = _asked(month.year, told["unit"]), told["public"]
    name = file_name(layout.name, month_words(month), _("（公开版）") if public else "")
    if request.GET.get("as") == "docx":
        return word_file(
            write_table(table_of(listed, layout, bureau, month.year, month, public=public)), name
        )
    rows = keyed_rows(listed, layout, month, filled=True, public=public)
    above = (name_of(told["unit"] or bureau),)
    return book_file(
        write_keyed(heading_of(layout, listed, month.year, month), keyed_columns(layout), rows, above=above),
        name,
    )


def layout_new(request: HttpRequest) -> HttpResponse:
    """Name the columns of one's county; begins with those of the month."""
    return _layout(request, None)


def layout_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the columns of one's county, or remove the layout."""
    row = get_object_or_404(SheetLayout, pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        layout_services.remove_layout(row)
        messages.success(request, _("已删除"))
        return redirect("ledger:table")
    return _layout(request, row)


def _layout(request: HttpRequest, row: SheetLayout | None) -> HttpResponse:
    bureau = row.organisation_id if row else bureau_for("ledger.task:edit")
    columns = (layout_of(row) if row else BUILT_IN["monthly"]).columns
    form = LayoutForm(request.POST or None, row, columns)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        layout_services.save_layout(
            bureau, told["name"], told["title"], form.columns(), told["paper"], row.pk if row else None
        )
        messages.success(request, _("已保存"))
        return redirect("ledger:table")
    return render(
        request, "ledger/layout.html", {"form": form, "layout": row}, status=422 if form.errors else 200
    )


def workbooks(request: HttpRequest) -> HttpResponse:
    """The workbooks of those who ask, and the form of a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            told = form.cleaned_data
            made = services.upload_workbook(
                told["file"],
                bureau_for("ledger.task:edit"),
                SourceKind(told["kind"]),
                told["title"],
                told["year"],
            )
            return redirect("ledger:workbook", pk=made.pk)
    rows = SourceWorkbook.objects.select_related("file")
    return render(
        request, "ledger/workbooks.html", {"form": form, "rows": rows}, status=422 if form.errors else 200
    )


def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """One workbook: which column holds what, which row stands for which task; filled and given back."""
    shown = get_object_or_404(SourceWorkbook.objects.select_related("file"), pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        services.remove_workbook(shown)
        messages.success(request, _("已删除"))
        return redirect("ledger:workbooks")
    rows = list(WorkbookRow.objects.filter(workbook=shown))
    data = place_of(shown.file.sha256).read_bytes()
    choices: dict[str, Any] = {
        "rows": rows,
        "titles": services.titles_of(shown, data),
        "tasks": _tasks_of(shown),
    }

    def opened(data: QueryDict | None = None) -> MatchForm:
        return MatchForm(data, workbook=SourceWorkbook.objects.get(pk=pk), **choices)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            told = services.match_workbook(shown, form.cleaned_data["version"], form.columns(), form.pairs())
            messages.success(
                request, _("已保存") if told.matched else _("任务列已改，各行已重新读取，请再核对一次")
            )
            return redirect("ledger:workbook", pk=pk)
    context: dict[str, Any] = {
        "workbook": shown,
        "form": form,
        "rows": [(row, form[f"row-{row.row}"]) for row in rows],
        "unmatched": sum(row.task_id is None for row in rows),
        "loses": lost_when_filled(data),
        "months": TableForm(None, layouts=BUILT_IN, units=[])["month"],
    }
    return render(request, "ledger/workbook.html", context, status=status_of(form))


def _tasks_of(shown: SourceWorkbook) -> list[tuple[int, str]]:
    rows = Task.objects.filter(organisation_id=shown.organisation_id, year=shown.year)
    told = rows.order_by("order", "id").values_list("pk", "number", "name")
    return [(pk, f"{number} {name}".strip()) for pk, number, name in told]


def workbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a source's workbook back, filled up to a month."""
    shown = get_object_or_404(SourceWorkbook.objects.select_related("file"), pk=pk)
    month = month_named(request.GET.get("month", ""))
    answer = word_file if is_document(shown.file.name) else book_file
    return answer(services.filled(shown, month), file_name(Path(shown.file.name).stem, month_words(month)))
