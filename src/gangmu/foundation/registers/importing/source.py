"""A file as a table: the sheet that is meant, where its head stands, the rows below it, and which column is which field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gangmu.foundation.documents.spreadsheets import Sheet, text_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.registers.importing.cells import Cell, plain, plain_title

#: How many lines from the top the head may stand: titles and notes come before it.
HEAD_WITHIN = 20
#: How a line begins that sums the lines above it.
TOTALS = frozenset({"合计", "总计", "小计", "共计", "合 计", "总 计"})


@dataclass(frozen=True, slots=True)
class Source:
    """A table of a file. `body` holds for each row its place in the sheet (from 0) and its cells."""

    sheet: Sheet
    head: int
    titles: tuple[str, ...]
    body: tuple[tuple[int, list[Any]], ...]
    totals: int

    def place(self, row: int, column: int) -> str:
        """Return a cell's name as Excel shows it."""
        return self.sheet.place(row, column)


def source_of(sheets: Sequence[Sheet], cells: Iterable[Cell], name: str, at: int | None = None) -> Source:
    """Return the table that is meant: the head is the line that names the most columns.

    Parameters
    ----------
    at
        The line of the head, from 1, where somebody told it.

    Raises
    ------
    Refusal
        When the file holds no line at all.
    """
    known = frozenset().union(*(cell.titles for cell in cells))
    best: tuple[int, Sheet, int] | None = None
    for sheet in sheets:
        for number, line in enumerate(sheet.rows[:HEAD_WITHIN]):
            named = len({plain_title(text_of(cell)) for cell in line} & known)
            filled = any(text_of(cell) for cell in line)
            if at is not None and number != at - 1:
                continue
            if filled and (best is None or named > best[0]):
                best = (named, sheet, number)
    if best is None:
        raise Refusal("registers.empty_file", "“%(name)s”中没有内容，请检查后重新上传", name=name)
    _named, sheet, head = best
    titles, below = _titles(sheet.rows, head, known)
    body, totals = _below(sheet.rows, below, [plain_title(title) for title in titles])
    return Source(sheet, head, titles, tuple(body), totals)


def _below(
    rows: Sequence[list[Any]], start: int, head: Sequence[str]
) -> tuple[list[tuple[int, list[Any]]], int]:
    """Return the rows below the head with their places, and how many lines of totals are among them.

    Blank lines and lines that repeat the head, as at the top of each printed page, are no rows. How a line begins tells what it may
    be, and each beginning is looked at once.
    """
    begins: dict[str, tuple[bool, bool]] = {"": (False, True)}
    body, totals = [], 0
    for number, line in enumerate(rows[start:], start):
        first = _first_words(line)
        if first not in begins:
            begins[first] = plain(first) in TOTALS, plain_title(first) in head
        sums, may_be_head = begins[first]
        if sums:
            totals += 1
        elif not may_be_head or (first and [plain_title(text_of(cell)) for cell in line] != head):
            body.append((number, line))
    return body, totals


def _first_words(line: Sequence[Any]) -> str:
    for cell in line:
        if words := text_of(cell):
            return words
    return ""


def _titles(rows: Sequence[Sequence[Any]], head: int, known: frozenset[str]) -> tuple[tuple[str, ...], int]:
    """Return the titles of the columns, and the line where the rows begin: a head may be merged over two lines.

    Where a title is merged downwards its words stand in the line above; where one is merged sideways the line below names its
    parts, and each of its cells is a title.
    """
    titles = [text_of(cell) for cell in rows[head]]
    if head:
        for place, cell in enumerate(rows[head - 1][: len(titles)]):
            if not titles[place] and plain_title(text_of(cell)) in known:
                titles[place] = text_of(cell)
    if head + 1 < len(rows):
        parts = {place: words for place, cell in enumerate(rows[head + 1]) if (words := text_of(cell))}
        if parts and all(plain_title(words) in known for words in parts.values()):
            width = max(len(titles), max(parts) + 1)
            titles = [*titles, *[""] * (width - len(titles))]
            return tuple(parts.get(place, title) for place, title in enumerate(titles)), head + 2
    return tuple(titles), head + 1


def proposed_mapping(source: Source, cells: Iterable[Cell]) -> dict[str, int]:
    """Return the columns that go by a known title: field → column of the table, each column once."""
    taken: set[int] = set()
    found: dict[str, int] = {}
    plain_titles = [plain_title(title) for title in source.titles]
    for cell in cells:
        for number, title in enumerate(plain_titles):
            if title in cell.titles and number not in taken:
                found[cell.name] = number
                taken.add(number)
                break
    return found


def checked_mapping(source: Source, cells: Sequence[Cell], asked: Mapping[str, int]) -> dict[str, int]:
    """Return a mapping that a person chose, of known fields and columns of the table alone.

    Raises
    ------
    Refusal
        When a column stands for two fields.
    """
    known = {cell.name: cell.title for cell in cells}
    chosen = {
        name: column for name, column in asked.items() if name in known and 0 <= column < len(source.titles)
    }
    for name, column in chosen.items():
        other = next((n for n, c in chosen.items() if c == column and n != name), None)
        if other is not None:
            raise Refusal(
                "registers.column_twice", "第 %(column)s 列不能同时对应“%(one)s”和“%(other)s”", column=column + 1, one=known[name], other=known[other]
            )  # fmt: skip
    return chosen
