"""What a page shows of an import that is checked: how many rows of each kind, the first faults, changes and new rows, in words.

It is plain data, so that the check of a large table is done once, by a worker, and looked at as often as somebody likes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext as _

from gangmu.foundation.documents.spreadsheets import text_of
from gangmu.foundation.kernel.wording import words_in
from gangmu.foundation.organisations.selectors import names_of
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.importing.cells import Cell, CellKind
from gangmu.foundation.registers.importing.checking import CellFault
from gangmu.foundation.registers.importing.lines import Line
from gangmu.foundation.registers.importing.plan import Plan
from gangmu.foundation.registers.importing.sheets import written
from gangmu.foundation.registers.importing.source import Source
from gangmu.foundation.sealing.sealed import Sealed

#: Returns a value of a column in words.
Teller = Callable[[Cell, Any], str]
#: By how many of the columns by which a person is recognised a line is told.
RECOGNISED = 3
#: Faults, wrong rows, changes and new rows that a page shows; the workbook holds all faults.
SHOWN = 100


class Opened(NamedTuple):
    """An import with its file read: the register, its columns, the table."""

    declared: type[Register]
    cells: tuple[Cell, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault as it is kept: its place by numbers and by name, the sentence and what it tells."""

    row: int
    column: int
    place: str
    message: str
    parameters: dict[str, Any]

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return words_in(self.message, self.parameters)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. Rows are told by their line in the sheet, from 1.

    `wrong_lines` are the first wrong rows as they came, `changes` the first rows that would change (line, what tells the row, each
    field with was and now), `new` the first new rows in the order of the columns.
    """

    digest: str
    created: int
    changed: int
    untouched: int
    wrong: int
    fault_count: int
    totals: int
    titles: list[str]
    faults: list[ShownFault] = field(default_factory=list)
    wrong_lines: list[tuple[int, list[str]]] = field(default_factory=list)
    changes: list[tuple[int, str, list[tuple[str, str, str]]]] = field(default_factory=list)
    new: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def grid(self) -> list[tuple[int, list[tuple[str, str]]]]:
        """The first wrong rows: line number, and each cell with what is wrong in it."""
        wrong = {(fault.row, fault.column): fault.words for fault in self.faults}
        return [
            (line, [(words, wrong.get((line - 1, n), "")) for n, words in enumerate(cells)])
            for line, cells in self.wrong_lines
        ]

    def kept(self) -> str:
        """Return it as text, in ASCII signs alone."""
        return json.dumps(asdict(self))

    @classmethod
    def of_kept(cls, text: str) -> Self:
        """Return what was kept as text."""
        told = json.loads(text)
        return cls(**{**told, "faults": [ShownFault(**fault) for fault in told["faults"]]})


def preview_of(opened: Opened, plan: Plan) -> Preview:
    """Return what a page shows of a plan; numbers of persons by their masks, as on every page."""
    source, cells = opened.source, opened.cells
    tell = _teller(opened, plan)
    faults = [_shown(source, fault) for fault in plan.faults[:SHOWN]]
    rows, width = {fault.row for fault in faults}, range(len(source.titles))
    held = opened.declared.rows().in_bulk([line.pk for line in plan.changed[:SHOWN]])
    return Preview(
        plan.digest, len(plan.created), len(plan.changed), plan.untouched, len(plan.wrong_rows), len(plan.faults), source.totals,
        list(source.titles), faults,
        [
            (row + 1, [text_of(line[n]) if n < len(line) else "" for n in width])
            for row, line in source.body if row in rows
        ],
        [_change(opened, line, held.get(line.pk), tell) for line in plan.changed[:SHOWN]],
        [(line.row + 1, [tell(cell, line.values[cell.attname]) for cell in cells]) for line in plan.created[:SHOWN]],
    )  # fmt: skip


def _shown(source: Source, fault: CellFault) -> ShownFault:
    plain = (str, int, float, type(None))
    told = fault.refusal.parameters
    parameters = {name: value if isinstance(value, plain) else str(value) for name, value in told.items()}
    place = source.place(fault.row, max(0, fault.column))
    return ShownFault(fault.row, fault.column, place, fault.refusal.message, parameters)


def _change(
    opened: Opened, line: Line, held: Any, tell: Teller
) -> tuple[int, str, list[tuple[str, str, str]]]:
    by_name = {cell.attname: cell for cell in opened.cells}
    fields = [
        (str(by_name[n].field.verbose_name), tell(by_name[n], was), tell(by_name[n], now))
        for n, (was, now) in line.differences.items()
    ]
    return line.row + 1, " · ".join(_label(opened, line, held, tell)), fields


def _label(opened: Opened, line: Line, held: Any, tell: Teller) -> list[str]:
    """Return by what a reader knows a row: a person as the register's pages show one, any other row by its own words and its key."""
    declared = opened.declared
    if held is not None and declared.identity is not None:
        told = [text_of(declared.column(name).of(held)) for name in declared.identity.columns[:RECOGNISED]]
    else:
        key = declared.importer.key  # type: ignore[union-attr]
        told = [tell(cell, line.values[cell.attname]) for cell in opened.cells if cell.name in key]
        told = [str(held), *told] if held is not None else told
    return [words for words in dict.fromkeys(told) if words]


def _teller(opened: Opened, plan: Plan) -> Teller:
    """Return what tells a value of a column; what a key points at by its name."""
    shown = (*plan.changed[:SHOWN], *plan.created[:SHOWN])
    names: dict[str, Mapping[Any, Any]] = {}
    for cell in opened.cells:
        if cell.kind in (CellKind.UNIT, CellKind.KEY) and cell.field.is_relation:
            keys = {line.values[cell.attname] for line in shown}
            keys |= {was for line in shown for was in line.differences.get(cell.attname, ())[:1]}
            keys -= {None}
            is_unit = cell.kind is CellKind.UNIT
            names[cell.name] = (
                names_of(keys) if is_unit else cell.field.related_model._base_manager.in_bulk(keys)
            )

    def tell(cell: Cell, value: Any) -> str:
        if isinstance(value, Sealed):
            return str(value)
        if cell.kind is CellKind.YES_NO and value is not None:
            return _("是") if value else _("否")
        if value in names.get(cell.name, {}):
            return str(names[cell.name][value])
        return written(cell, value)

    return tell
