"""What a page shows of an import that is checked: how many rows of each kind, the first faults, changes and new rows, in words.

It is plain data, so that the check of a large table is done once, by a worker, and looked at as often as somebody likes.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext

from gangmu.foundation.documents.spreadsheets import text_of
from gangmu.foundation.organisations.selectors import names_of
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.importing.cells import Cell, CellKind
from gangmu.foundation.registers.importing.checking import CellFault
from gangmu.foundation.registers.importing.lines import Line
from gangmu.foundation.registers.importing.sheets import words_of
from gangmu.foundation.registers.importing.source import Source
from gangmu.foundation.registers.services.import_plan import Plan

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
        sentence = gettext(self.message)
        return sentence % self.parameters if self.parameters else sentence


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
    """Return what a page shows of a plan."""
    source = opened.source
    units = _names_in(opened, plan)
    faults = [_shown(source, fault) for fault in plan.faults[:SHOWN]]
    rows, width = {fault.row for fault in faults}, range(len(source.titles))
    return Preview(
        plan.digest, len(plan.created), len(plan.changed), plan.untouched, len(plan.wrong_rows), len(plan.faults), source.totals,
        list(source.titles), faults,
        [
            (row + 1, [text_of(line[n]) if n < len(line) else "" for n in width])
            for row, line in source.body if row in rows
        ],
        [_change(opened, line, units) for line in plan.changed[:SHOWN]],
        [
            (line.row + 1, [words_of(cell, line.values[cell.attname], None, units) for cell in opened.cells])
            for line in plan.created[:SHOWN]
        ],
    )  # fmt: skip


def _shown(source: Source, fault: CellFault) -> ShownFault:
    plain = (str, int, float, type(None))
    told = fault.refusal.parameters
    parameters = {name: value if isinstance(value, plain) else str(value) for name, value in told.items()}
    place = source.place(fault.row, max(0, fault.column))
    return ShownFault(fault.row, fault.column, place, fault.refusal.message, parameters)


def _change(opened: Opened, line: Line, units: dict[int, str]) -> tuple[int, str, list[tuple[str, str, str]]]:
    by_name = {cell.attname: cell for cell in opened.cells}
    fields = [
        (by_name[n].title, words_of(by_name[n], was, None, units), words_of(by_name[n], now, None, units))
        for n, (was, now) in line.differences.items()
    ]
    key = opened.declared.importer.key  # type: ignore[union-attr]
    told = [
        words_of(cell, line.values[cell.attname], None, units) for cell in opened.cells if cell.name in key
    ]
    return line.row + 1, " · ".join(told), fields


def _names_in(opened: Opened, plan: Plan) -> dict[int, str]:
    """Return the names of the units in the rows that are shown."""
    names = [cell.attname for cell in opened.cells if cell.kind is CellKind.UNIT]
    shown = (*plan.changed[:SHOWN], *plan.created[:SHOWN])
    now = {line.values[name] for line in shown for name in names}
    was = {line.differences[name][0] for line in shown for name in names if name in line.differences}
    return names_of((now | was) - {None})
