"""The workbooks of an import: the template, empty or with rows, and the rows to be repaired."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import translation

from gangmu.foundation.documents.spreadsheets_forms import write_form, write_wrong_rows
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.importing.cells import Cell, CellKind
from gangmu.foundation.registers.importing.checking import CellFault
from gangmu.foundation.registers.importing.source import Source
from gangmu.foundation.sealing.sealed import Sealed


def template_of(
    declared: type[Register], cells: Sequence[Cell], rows: Iterable[Any] = (), mark: str = ""
) -> bytes:
    """Return the template of a register with rows of it, in words that come back as they are."""
    with translation.override("zh-hans"):
        title = str(declared.title)
        blank = declared.importer.left_blank if declared.importer else ()
        return write_form([cell.column() for cell in cells], _lines(cells, rows, blank), title, mark)


def _lines(cells: Sequence[Cell], rows: Iterable[Any], blank: Sequence[str]) -> Iterator[list[str]]:
    units = _unit_words() if any(cell.kind is CellKind.UNIT for cell in cells) else {}
    tellers = [(cell.attname, _teller(cell, units)) for cell in cells]
    silent = [cell.name in blank for cell in cells]
    for row in rows:
        yield [
            "" if is_silent else tell(getattr(row, attname), row)
            for (attname, tell), is_silent in zip(tellers, silent, strict=True)
        ]


def _teller(cell: Cell, units: dict[int, str]) -> Callable[[Any, Any], str]:
    """Return what writes values of a column: those of which there are few are put into words once each."""
    if cell.kind not in (CellKind.CHOICE, CellKind.YES_NO, CellKind.UNIT, CellKind.DATE):
        return lambda value, row: written(cell, value, row, units)
    known: dict[Any, str] = {}

    def tell(value: Any, row: Any) -> str:
        if value not in known:
            known[value] = written(cell, value, row, units)
        return known[value]

    return tell


def _unit_words() -> dict[int, str]:
    """Return how each unit is written in a table: its name, or its school code where several have the name."""
    standing = tree().units
    names = Counter(unit.name for unit in standing.values())
    return {u.id: u.name if names[u.name] == 1 else u.school_code or "" for u in standing.values()}


def written(cell: Cell, value: Any, row: Any = None, units: dict[int, str] | None = None) -> str:
    """Return a value as it is written in a table."""
    if value is None or value == "":
        return ""
    if isinstance(value, Sealed):
        return value.opened() if cell.field.told_in_tables else str(value)
    match cell.kind:
        case CellKind.CHOICE:
            return str(dict(cell.field.flatchoices).get(value, value))
        case CellKind.YES_NO:
            return "是" if value else "否"
        case CellKind.DATE:
            return value.isoformat() if isinstance(value, date) else str(value)
        case CellKind.UNIT:
            return (units or {}).get(value) or _key_of(value)
        case CellKind.KEY if row is not None:
            told = getattr(row, cell.name)
            return str(getattr(told, "words_in_tables", told.__str__)())
        case _:
            return str(value)


def _key_of(unit_id: int) -> str:
    """Return the key of a unit that stands no longer, or whose name and code tell no one unit."""
    return Organisation.objects.filter(pk=unit_id).values_list("key", flat=True).first() or ""


def wrong_rows_of(source: Source, faults: Sequence[CellFault], title: str) -> bytes:
    """Return the rows with a fault as a workbook to be repaired: the wrong cells coloured, each fault in words."""
    wrong: dict[tuple[int, int], str] = {}
    for fault in faults:
        place = fault.row + 1, fault.column
        wrong[place] = f"{wrong[place]}；{fault.words}" if place in wrong else fault.words
    places = {fault.row for fault in faults}
    rows = [(row + 1, cells) for row, cells in source.body if row in places]
    return write_wrong_rows(source.titles, rows, wrong, title)
