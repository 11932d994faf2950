"""The page that documents a register for people: its columns, codes and rules, what tables bring, how programs ask."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gangmu.foundation.documents.spreadsheets_forms import FormColumn
from gangmu.foundation.registers.asking import field_of, path_of
from gangmu.foundation.registers.declaration import Column, ColumnKind, Register, Words
from gangmu.foundation.registers.importer import Rule
from gangmu.foundation.registers.importing.cells import cells_of
from gangmu.foundation.registers.interface.document import field_behind
from gangmu.foundation.registers.views import View

#: A place of a sentence that its parameters fill.
_PLACE = re.compile(r"%\(\w+\)s")
#: How a kind of column is called.
KINDS = {
    ColumnKind.TEXT: _lazy("文字"), ColumnKind.CODE: _lazy("编号"), ColumnKind.NUMBER: _lazy("数字"), ColumnKind.DATE: _lazy("日期"),
    ColumnKind.CHOICE: _lazy("代码"), ColumnKind.YES_NO: _lazy("是或否"), ColumnKind.LIGHT: _lazy("亮灯"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a column: its title, its name for programs, its kind, what it means, its codes, whether it sorts and sums."""

    title: Words
    name: str
    kind: Words
    meaning: str
    codes: tuple[tuple[Any, Words], ...]
    sorts: bool
    sums: bool


def about(declared: type[Register]) -> View:
    """Return the page that documents a register."""

    def view(request: HttpRequest) -> HttpResponse:
        context = {
            "register": declared,
            "columns": [_told(declared, column) for column in declared.columns],
            "rules": [words for rule in declared.rules for words in sentences_of(rule)],
            "import_columns": _imported(declared),
            "keys": _keys(declared),
            "address": reverse(f"registers:{declared.name}-data"),
            "writes": declared.form is not None,
        }
        return render(request, "registers/about.html", context)

    return view


def _told(declared: type[Register], column: Column) -> Told:
    field = field_behind(declared, column) or _field_named(declared, column.name)
    codes = tuple(
        (code, words) for code, words in getattr(field, "flatchoices", ()) if code not in ("", None)
    )
    meaning = str(getattr(field, "help_text", ""))
    name = field_of(column)
    return Told(
        column.label, name, KINDS[column.kind], meaning, codes, path_of(column) is not None, column.sums
    )


def _field_named(declared: type[Register], name: str) -> Any:
    """Return the model's own field that a column tells in its own words, if it has its name."""
    return next((field for field in declared.model._meta.concrete_fields if field.name == name), None)


def _imported(declared: type[Register]) -> list[tuple[FormColumn, str]]:
    """Return the columns of the template, each with the further titles, in Chinese, under which a table may bring it."""
    if declared.importer is None:
        return []
    found = []
    for cell in cells_of(declared):
        column = cell.column()
        titles = dict.fromkeys((cell.title, *declared.importer.aliases.get(cell.name, ())))
        found.append((column, "、".join(title for title in titles if title != column.title)))
    return found


def _keys(declared: type[Register]) -> str:
    """Return the titles of the columns that identify a row of a table."""
    if declared.importer is None:
        return ""
    key = declared.importer.key
    return _("、").join(str(cell.field.verbose_name) for cell in cells_of(declared) if cell.name in key)


def sentences_of(rule: Rule) -> Iterator[str]:
    """Yield what a rule refuses in words: the sentences that stand in it, their places as ellipses."""
    code: Any = getattr(rule, "__code__", None)
    for held in getattr(code, "co_consts", ()):
        if held == rule.__doc__:
            continue
        if isinstance(held, str) and any("\u4e00" <= sign <= "\u9fff" for sign in held):
            yield _PLACE.sub("…", _(held))
