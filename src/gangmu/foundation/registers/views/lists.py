"""The list of a register, its totals, its export, and what a reader keeps of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds, reach_of, scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.kernel.time_limit import TooLong, within
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers import services
from gangmu.foundation.registers.asking import Asked, ask, counted, sums_of
from gangmu.foundation.registers.declaration import Register, is_register, register_named
from gangmu.foundation.registers.filters import condition_words
from gangmu.foundation.registers.list_sheets import list_sheet_of
from gangmu.foundation.registers.models import SavedView
from gangmu.foundation.registers.selectors import (
    Shown,
    own_account,
    seat_of_actor,
    shown_columns,
    units_to_share_with,
    views_of,
)
from gangmu.foundation.registers.services import made_files
from gangmu.foundation.registers.tables import SELECTION, table_of
from gangmu.foundation.registers.views import View, file_name, workbook

PAGE = 50
#: Seconds that count and sums may take: somebody may have left who asked for them, and a thread of the server must not stay with it.
TOTALS_SECONDS = 5.0
#: What an address may say of a list without asking for fewer rows.
LAYOUT = frozenset({"sort", "page", "column"})


class _Counted(Paginator):
    """A paginator that is told how many rows there are, so that they are counted once a page."""

    def __init__(self, rows: Any, per_page: int, counted: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = counted


def listing(declared: type[Register]) -> View:
    """Return the list page of a register."""

    def view(request: HttpRequest) -> HttpResponse:
        asked, views = ask(declared, request.GET), list(views_of(declared))
        shown = shown_columns(declared, request.GET.getlist("column"), request.GET.get("view", ""), views)
        count, whole = counted(asked.rows)
        may_edit = declared.form is not None and holds(declared.edit_permission)
        sums = sums_of(declared, asked.rows) if whole else {}
        table = table_of(declared, asked.rows, shown.columns, sums, may_edit)
        table.order_by = request.GET.get("sort", "")
        page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
        table.paginate(_Counted, page=page.number, per_page=PAGE, counted=count)
        context = {
            "register": declared,
            "table": table,
            "count": count,
            "whole": whole,
            "may_edit": may_edit,
            "may_import": declared.importer is not None and holds(declared.edit_permission),
            "selection": SELECTION if may_edit and declared.bulk_fields else "",
            "buttons": [(words, route) for words, route, code in declared.buttons if holds(code)],
        }
        return render(
            request,
            "registers/list.html",
            {**context, **_question(declared, request, asked), **_kept(declared, shown, views)},
        )

    return view


def _question(declared: type[Register], request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return what the page tells of its question."""
    return {
        "form": asked.form,
        "conditions": asked.conditions,
        "chips": condition_words(declared, asked.conditions),
        "query": request.GET.urlencode(),
        "narrowed": any(any(told) for name, told in request.GET.lists() if name not in LAYOUT),
        "as_of": asked.on or clock.today(),
        "asked_on": asked.on,
        "known_at": asked.known_at,
        "known_day": clock.local_date(asked.known_at) if asked.known_at else None,
        "two_times": declared.two_times(),
    }


def _kept(declared: type[Register], shown: Shown, views: list[SavedView]) -> dict[str, Any]:
    """Return what the reader keeps of the list: views, columns."""
    me = own_account()
    return {
        "shown": shown.columns,
        "columns": [(c.name, c.label, c.name in shown.columns) for c in declared.columns],
        "open_view": shown.view,
        "views": views,
        "own": [view for view in views if view.account_id == me],
        "units": units_to_share_with(),
    }


def totals(declared: type[Register]) -> View:
    """Return the number of all rows asked for and the sums of their columns, asked for by itself where they are many; or that it took too long."""

    def view(request: HttpRequest) -> HttpResponse:
        rows = ask(declared, request.GET).rows
        try:
            with within(TOTALS_SECONDS):
                count, sums = rows.order_by().count(), sums_of(declared, rows)
        except TooLong:
            return render(request, "registers/totals.html", {"late": True})
        told = [
            (c.label, "" if sums[c.name] is None else number_format(sums[c.name], force_grouping=True))
            for c in declared.columns
            if c.name in sums
        ]
        words = number_format(count, force_grouping=True)
        return render(request, "registers/totals.html", {"count": words, "sums": told})

    return view


def exporting(declared: type[Register]) -> View:
    """Return the export of exactly what is filtered, in the order of the list; of many rows a worker makes it."""

    def view(request: HttpRequest) -> HttpResponse:
        rows, query = ask(declared, request.GET).rows, request.GET.urlencode()
        declared.exported(query)
        seat = _seat_of_jobs(declared)
        if seat is not None and made_files.is_large(made_files.LIST, rows):
            queued = made_files.queue_list(declared, seat, query)
            messages.success(request, _("行数较多，表格由后台生成；可以离开本页，完成后在这里下载"))
            return redirect("jobs:job", pk=queued.pk)
        return workbook(list_sheet_of(declared, rows.iterator(chunk_size=2000)), file_name(declared))

    return view


def _seat_of_jobs(declared: type[Register]) -> Organisation | None:
    """Return the unit in whose name the one who acts has a list made; nothing for who sees no jobs, and so waits on the page."""
    reads, sees = reach_of(declared.view_permission), reach_of("jobs.job:view")
    both = reads if sees is None else sees if reads is None else reads & sees
    return seat_of_actor(both)


def made_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own template or list that a worker made, for who may still see its rows; `pk` is that of the file."""
    told = made_files.register_of_file(pk)
    if told is None or not is_register(told[0]):
        raise Http404
    declared = register_named(told[0])
    with scoped(declared.edit_permission if told[1] else declared.view_permission):
        data = made_files.data_of_file(pk)
        if data is None:
            raise Http404
        return workbook(data, file_name(declared))


def columns(declared: type[Register]) -> View:
    """Return the choice of columns, remembered for the reader."""

    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            services.choose_columns(declared, request.POST.getlist("column"))
            messages.success(request, _("已记住您选择的列"))
            return _back(declared, request.POST.get("query", ""))
        views = list(views_of(declared))
        shown = shown_columns(declared, [], "", views)
        return render(
            request, "registers/columns.html", {"register": declared, **_kept(declared, shown, views)}
        )

    return view


def views(declared: type[Register]) -> View:
    """Return the reader's views of a register: keep the list as it is seen, alone or for a unit."""

    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            told = request.POST
            shared = whole_number(told.get("shared_with", ""))
            query, shown = told.get("query", ""), told.getlist("column")
            kept = services.save_view(declared, told.get("name", ""), query, shown, shared)
            messages.success(request, _("视图“%(name)s”已保存") % {"name": kept.name})
            return _back(declared, f"{kept.query}&view={kept.pk}")
        held = list(views_of(declared))
        shown_now = shown_columns(declared, [], "", held)
        return render(
            request, "registers/views.html", {"register": declared, **_kept(declared, shown_now, held)}
        )

    return view


def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, account_id=own_account())
    register = view.register
    services.remove_view(view)
    messages.success(request, _("已删除"))
    return redirect(f"registers:{register}-list")


def _back(declared: type[Register], query: str) -> HttpResponse:
    answer = redirect(f"registers:{declared.name}-list")
    if query:
        answer["Location"] += "?" + query.strip("?&")
    return answer
