"""The rows of a checked table by column: which of them stand, by what each is known, and how each would stand in the register."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple

from gangmu.foundation.registers.importing.cells import Cell
from gangmu.foundation.registers.importing.checking import Checked
from gangmu.foundation.sealing.sealed import Sealed

#: What tells rows apart: the values of their key, sealed ones opened.
Mark = tuple[Any, ...]
_NOTHING: Mapping[str, tuple[Any, Any]] = MappingProxyType({})


class Line(NamedTuple):
    """A row of the table that would be written: its place in the sheet, the whole row by attribute, what differs from before.

    Of a new row, which has no `pk`, nothing differs. `told` names the fields that the table fills.
    """

    row: int
    values: Mapping[str, Any]
    pk: int | None = None
    differences: Mapping[str, tuple[Any, Any]] = _NOTHING
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table: their places in the sheet, and by attribute the values of a column in the same order."""

    places: Sequence[int]
    columns: Mapping[str, Sequence[Any]]

    def only(self, chosen: Sequence[int]) -> "Rows":
        """Return some of the rows, by their numbers here."""
        if len(chosen) == len(self.places):
            return self
        columns = {name: [values[n] for n in chosen] for name, values in self.columns.items()}
        return Rows([self.places[n] for n in chosen], columns)

    def marks(self, keys: Iterable[Cell]) -> list[Mark]:
        """Return by what each row is known."""
        return list(zip(*(opened(self.columns[cell.attname]) for cell in keys), strict=True))

    def row(self, number: int) -> tuple[Any, ...]:
        """Return what one row tells."""
        return tuple([values[number] for values in self.columns.values()])


def right_rows(checked: Checked, cells: Iterable[Cell], own: str, default_unit: int | None) -> Rows:
    """Return the rows without a fault; rows of a table without a column for their unit are the importer's own."""
    places = [row for row, _line in checked.source.body]
    columns: dict[str, Sequence[Any]] = dict(checked.values)
    if own not in columns and own in {cell.attname for cell in cells}:
        columns[own] = [default_unit] * len(places)
    wrong = {fault.row for fault in checked.faults}
    return Rows(places, columns).only([n for n, place in enumerate(places) if place not in wrong])


def opened(values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a column with the sealed ones opened."""
    if Sealed not in set(map(type, values)):
        return values
    return [value.opened() if value.__class__ is Sealed else value for value in values]


@dataclass(frozen=True, slots=True)
class Blanks:
    """How blank cells are read: whether those of a column of the table clear what is held, and what day stands in those of the day."""

    mapped: Collection[str]
    blank_clears: bool
    day_name: str
    day: date | None

    def new(self, rows: Rows, cells: Sequence[Cell]) -> list[Line]:
        """Return rows that are not there yet: a blank cell holds what the field holds by itself, or the day of the whole table."""
        by_itself = {cell.attname: cell.empty for cell in cells}
        if self.day is not None:
            by_itself[self.day_name] = self.day
        filled = {name: _filled(rows, name, repeat(by_itself[name])) for name in rows.columns}
        told = _told(rows, cells, {self.day_name} if self.day is not None else set())
        return [
            Line(place, {**by_itself, **values}, None, _NOTHING, names)
            for place, values, names in zip(rows.places, _by_row(filled), told, strict=True)
        ]

    def known(
        self,
        rows: Rows,
        cells: Sequence[Cell],
        held: Sequence[Mapping[str, Any]],
        moved_by: Collection[str] | None,
    ) -> list[Line]:
        """Return rows that are there: blank cells keep what is held unless they are to clear it.

        The day of the whole table stands in blank cells of rows of which something differs that holds from a day on: one of
        `moved_by`, anything if that is `None`.
        """
        whole: dict[str, Sequence[Any]] = {}
        differing: dict[int, dict[str, tuple[Any, Any]]] = defaultdict(dict)
        for cell in cells:
            name = cell.attname
            before = [was[name] for was in held]
            clears = self.blank_clears and cell.name in self.mapped
            now = whole[name] = _filled(rows, name, repeat(cell.empty) if clears else before)
            if now != before:
                for number, pair in enumerate(zip(before, now, strict=True)):
                    if pair[0] != pair[1]:
                        differing[number][name] = pair
        told = _told(rows, cells, set())
        lines = [
            Line(place, values, was["pk"], differing.get(number, _NOTHING), names)
            for number, (place, values, was, names) in enumerate(
                zip(rows.places, _by_row(whole), held, told, strict=True)
            )
        ]
        if self.day is None:
            return lines
        return [
            self._on_day(line, was) if _moves(line, moved_by) else line
            for line, was in zip(lines, held, strict=True)
        ]

    def _on_day(self, line: Line, was: Mapping[str, Any]) -> Line:
        """Return a row with the day of the whole table, unless it tells one itself."""
        name = self.day_name
        if name in line.told:
            return line
        differences = {key: pair for key, pair in line.differences.items() if key != name}
        if was[name] != self.day:
            differences[name] = was[name], self.day
        return Line(line.row, {**line.values, name: self.day}, line.pk, differences, line.told | {name})


def _filled(rows: Rows, name: str, fallback: Iterable[Any]) -> Sequence[Any]:
    """Return a column with something in its blank cells; all are blank in a column that the table has not."""
    values = rows.columns.get(name, [None] * len(rows.places))
    if type(None) not in set(map(type, values)):
        return values
    return [held if value is None else value for value, held in zip(values, fallback, strict=False)]


def _by_row(columns: Mapping[str, Sequence[Any]]) -> Iterable[dict[str, Any]]:
    return map(dict, map(zip, repeat(tuple(columns)), zip(*columns.values(), strict=True)))


def _told(rows: Rows, cells: Sequence[Cell], always: set[str]) -> Iterable[frozenset[str]]:
    """Return of each row the names of the fields that it fills; rows that fill the same cells share what says which."""
    given = [(cell.name, rows.columns[cell.attname]) for cell in cells if cell.attname in rows.columns]
    ragged = [(name, values) for name, values in given if type(None) in set(map(type, values))]
    names = frozenset(name for name, _values in given) | always
    if not ragged:
        return repeat(names, len(rows.places))
    blank_in = {name: [value is None for value in values] for name, values in ragged}
    known: dict[tuple[bool, ...], frozenset[str]] = {}
    patterns = list(zip(*blank_in.values(), strict=True))
    for pattern in set(patterns):
        blank = {name for name, is_blank in zip(blank_in, pattern, strict=True) if is_blank}
        known[pattern] = names - (blank - always)
    return [known[pattern] for pattern in patterns]


def _moves(line: Line, by: Collection[str] | None) -> bool:
    """Whether what differs of a row holds from a day on."""
    return bool(line.differences) if by is None else not line.differences.keys().isdisjoint(by)
