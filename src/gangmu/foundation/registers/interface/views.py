"""What programs ask of a register: its rows, one row, and writes through the register's own form and services."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.registers import services
from gangmu.foundation.registers.asking import Asked, ask, day_of, field_of, moment_of, path_of
from gangmu.foundation.registers.declaration import Column, FilterKind, Register
from gangmu.foundation.registers.interface.document import document
from gangmu.foundation.registers.interface.paging import page_of
from gangmu.foundation.registers.interface.problems import BadRequest, answer, problem
from gangmu.foundation.registers.interface.values import fields_as_data, form_with, row_as_data, sent
from gangmu.foundation.registers.views import View

#: Rows of a page, where nothing is asked, and at most.
SIZE, MOST = 100, 500
#: Parameters that every register knows.
COMMON = frozenset({"sort", "f", "as_of", "known", "known_at", "column", "after", "limit"})


def rows(declared: type[Register]) -> View:
    """Return the view of a register's rows: a page of them, or a new one."""

    def view(request: HttpRequest) -> HttpResponse:
        return _new(declared, request) if request.method == "POST" else _list(declared, request)

    return view


def row(declared: type[Register]) -> View:
    """Return the view of one row: read, changed, deleted."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        held = get_object_or_404(declared.rows(), pk=pk)
        if request.method == "PATCH":
            return _change(declared, request, held)
        if request.method == "DELETE":
            note = sent(request).get("note") if request.body else None
            services.delete_row(declared, held, note[:300] if isinstance(note, str) else "")
            return HttpResponse(status=204)
        declared.opened(held)
        return answer(_whole(declared, held))

    return view


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the interface, for programs."""
    return answer(document())


def _whole(declared: type[Register], held: Any) -> dict[str, Any]:
    told = row_as_data(declared, held, declared.columns)
    fields = fields_as_data(declared, held)
    return {**told, "fields": fields} if fields else told


def _written(declared: type[Register], pk: int) -> dict[str, Any]:
    """Return a row just written; by its id alone where it went out of the writer's sight."""
    held = declared.rows().filter(pk=pk).first()
    return {"id": pk} if held is None else _whole(declared, held)


def _list(declared: type[Register], request: HttpRequest) -> HttpResponse:
    columns, size = _asked_for(declared, request)
    asked = ask(declared, request.GET)
    if not asked.form.is_valid():
        errors = {name: [str(one) for one in held] for name, held in asked.form.errors.items()}
        raise BadRequest("registers.filters", "有的筛选条件不能这样填，见 errors").naming(errors)
    after = request.GET.get("after", "")
    found, following = page_of(asked.rows, after, size, _question(declared, request))
    if not after:
        declared.exported(request.GET.urlencode())
    return answer(
        {
            **_dates(declared, asked),
            "rows": [row_as_data(declared, one, columns) for one in found],
            "next": following or None,
        }
    )


def _dates(declared: type[Register], asked: Asked) -> dict[str, Any]:
    """Return the pair of dates that a list holds for; what is known of rows without two times is always what is known now."""
    known = asked.known_at if declared.two_times() else None
    return {
        "as_of": (asked.on or clock.today()).isoformat(),
        "known_at": (known or clock.now()).isoformat(),
        "two_times": declared.two_times(),
    }


def _question(declared: type[Register], request: HttpRequest) -> str:
    """Return what is asked apart from the page: the same question goes on, another begins anew."""
    told = request.GET.copy()
    for name in ("after", "limit", "column"):
        told.pop(name, None)
    return f"{declared.name}?{told.urlencode()}"


def _asked_for(declared: type[Register], request: HttpRequest) -> tuple[list[Column], int]:
    """Return the columns and the size of a page.

    Raises
    ------
    BadRequest
        When a parameter is not known or cannot be read: a program that is answered something else would not notice.
    """
    told = request.GET
    errors: dict[str, list[str]] = {}
    for name in told:
        if name not in parameters(declared):
            errors[name] = [_("没有这个参数")]
        elif any("\x00" in value for value in told.getlist(name)):
            errors[name] = [_("不能这样填")]
    sortable = {field_of(column) for column in declared.columns if path_of(column)}
    wrong = {
        "sort": told.get("sort", "").removeprefix("-") not in {"", *sortable},
        "as_of": bool(told.get("as_of")) and day_of(told["as_of"]) is None,
        "known": bool(told.get("known")) and moment_of(told) is None,
        "known_at": bool(told.get("known_at")) and not told.get("known") and moment_of(told) is None,
    }
    by_name = {field_of(column): column for column in declared.columns}
    wanted = told.getlist("column")
    wrong["column"] = any(name not in by_name for name in wanted)
    size = told.get("limit", str(SIZE))
    wrong["limit"] = not (size.isascii() and size.isdecimal() and len(size) < 5 and 0 < int(size) <= MOST)
    errors.update({name: [_("不能这样填")] for name, bad in wrong.items() if bad and name not in errors})
    if errors:
        raise BadRequest("registers.parameters", "有的参数不认识或不能这样填，见 errors 和接口说明").naming(
            errors
        )
    return [by_name[name] for name in wanted] or list(declared.columns), int(size)


def parameters(declared: type[Register]) -> frozenset[str]:
    """Return the parameters that the list of a register knows."""
    filters = {
        name
        for asked in declared.filters
        for name in (
            (f"{asked.name}_min", f"{asked.name}_max") if asked.kind is FilterKind.DATES else (asked.name,)
        )
    }
    return COMMON | filters | ({"q"} if declared.search else frozenset())


def _new(declared: type[Register], request: HttpRequest) -> HttpResponse:
    saved = services.save_row(declared, form_with(declared, sent(request)))
    made = answer(_written(declared, saved.pk), 201)
    made["Location"] = reverse(f"registers:{declared.name}-data-row", kwargs={"pk": saved.pk})
    return made


def _change(declared: type[Register], request: HttpRequest, held: Any) -> HttpResponse:
    told = sent(request)
    version, known = told.pop("version", None), getattr(held, "version", None)
    if known is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise BadRequest("registers.no_version", "请带上读到的版本：version，以免盖掉他人的修改")
    form = form_with(declared, told, held)
    try:
        services.save_row(declared, form, version if known is not None else None, told=told)
    except Conflict as conflict:
        fresh = get_object_or_404(declared.rows(), pk=held.pk)
        return problem(409, conflict.code, words_of(conflict), version=getattr(fresh, "version", None))
    return answer(_written(declared, held.pk))
