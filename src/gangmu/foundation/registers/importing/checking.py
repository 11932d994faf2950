"""Cells to values, column by column: each distinct content is read once, however many rows hold it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from gangmu.foundation.documents.spreadsheets import text_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.tables import Known
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.importing.cells import Cell, CellKind, clear_reader, plain, read_cell
from gangmu.foundation.registers.importing.source import Source


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in a cell: row and column of the sheet from 0; column -1 where the table has no column for it."""

    row: int
    column: int
    refusal: Refusal

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return words_of(self.refusal)


@dataclass(slots=True)
class Checked:
    """The values of a table by attribute name, one list a column in the order of `source.body`, and what is wrong."""

    source: Source
    mapping: Mapping[str, int]
    values: dict[str, list[Any]]
    faults: list[CellFault] = field(default_factory=list)


def check(
    source: Source,
    cells: Sequence[Cell],
    mapping: Mapping[str, int],
    importer: Importer,
    reach: frozenset[int] | None,
    codes: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> Checked:
    """Read every mapped column of a table.

    Parameters
    ----------
    reach
        The units into which the importer may write; `None` for all.
    codes
        For some fields what else their codes are called in this table.
    """
    checked = Checked(source, mapping, {})
    units = frozenset(tree().units) if reach is None else reach
    for cell in cells:
        if cell.name in mapping:
            if cell.name in codes:
                cell = replace(cell, labels={**cell.labels, **codes[cell.name]})
            read = _reader(cell, source, mapping[cell.name], importer, units)
            checked.values[cell.attname] = _column(checked, cell, mapping[cell.name], read)
    return checked


def unknown_codes(source: Source, cell: Cell, column: int) -> list[str]:
    """Return the contents of a column that are no code of the field, in order; for a field without codes none."""
    if cell.kind is not CellKind.CHOICE:
        return []
    words = {plain(text_of(line[column])) for _row, line in source.body if column < len(line)}
    return sorted(words - cell.labels.keys() - {""})


Reader = Callable[[Any], Any]


def _reader(cell: Cell, source: Source, column: int, importer: Importer, units: frozenset[int]) -> Reader:
    """Return how a content of the column is read; units and keys are looked up for all contents at once."""
    if cell.kind is CellKind.UNIT:
        known = Known(clock.today(), units)
        return lambda content: _unit(known, plain(text_of(content)))
    if cell.kind is CellKind.KEY:
        words = sorted(
            {plain(text_of(line[column])) for _row, line in source.body if column < len(line)} - {""}
        )
        named = importer.look_ups[cell.name](words)
        return lambda content: _key(named, plain(text_of(content)))
    return lambda content: read_cell(cell, content)


def _column(checked: Checked, cell: Cell, column: int, read: Reader) -> list[Any]:
    contents = [line[column] if column < len(line) else "" for _row, line in checked.source.body]
    clear = clear_reader(cell)
    values = [None] * len(contents) if clear is None else list(map(clear, contents))
    unread = [number for number, value in enumerate(values) if value is None]
    # 1, 1.0 and True are one key to a dict: the type tells them apart.
    told = [contents[number] for number in unread]
    marks = [content if content.__class__ is str else (content.__class__, content) for content in told]
    verdicts = {
        mark: _verdict(cell, content, read) for mark, content in dict(zip(marks, told, strict=True)).items()
    }
    refused = {mark: refusal for mark, (_value, refusal) in verdicts.items() if refusal is not None}
    for number, mark in zip(unread, marks, strict=True):
        values[number] = verdicts[mark][0]
        if refused and mark in refused:
            checked.faults.append(CellFault(checked.source.body[number][0], column, refused[mark]))
    return values


def _verdict(cell: Cell, content: Any, read: Reader) -> tuple[Any, Refusal | None]:
    try:
        value = read(content)
    except Refusal as refusal:
        return None, refusal
    if value is None and cell.required:
        return None, Refusal("registers.required", "必填，不能为空")
    return value, None


def _unit(known: Known, words: str) -> int | None:
    if not words:
        return None
    found = known.named(words)
    if found is None:
        raise Refusal("registers.unit", "没有“%(name)s”这个单位，或不在您的范围内", name=words)
    return found.organisation_id


def _key(named: Mapping[str, Any], words: str) -> Any:
    if not words:
        return None
    if words not in named:
        raise Refusal("registers.key", "没有找到“%(words)s”", words=words)
    return named[words]
