"""Workbooks whose rows are known again: sent out in given columns, and read back wherever their rows, columns and sheets have gone.

Each row carries a key in a hidden column, which moves with it. A sheet that Excel does not show holds a mark (which sending, which
unit), and what stood in the cells to be filled in, so that what was edited is told apart from what was not.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import python_calamine
import xlsxwriter

from gangmu.foundation.documents.spreadsheets import Sheet, read_sheets, text_of
from gangmu.foundation.documents.spreadsheets_forms import MARK

#: Title of the hidden column.
KEY_TITLE = "行标识（请勿改动）"
#: Lines from the top among which the head of a returned table stands.
HEAD_WITHIN = 20
#: A cell of Excel holds no more than so many signs.
CELL_MOST = 32_000
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_HEAD, _FILL = "#E7F0F6", "#FFF7DB"


@dataclass(frozen=True, slots=True)
class KeyedColumn:
    """A column: its name in the program, its title, whether it is filled in by who gets it, its code list and width.

    `merged` columns are joined over rows with the same words by who prints them: a table that comes back may have them joined.
    """

    name: str
    title: str
    editable: bool = False
    choices: tuple[str, ...] = ()
    width: float = 0.0
    merged: bool = False


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row: its key, and the words of its cells by column name."""

    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BackRow:
    """A row that came back: its line in the sheet (from 1), its key (empty when it is not known), its cells by column name."""

    line: int
    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Back:
    """A workbook that came back.

    `sent` holds by key what stood in the cells to be filled in when it went out, `None` when the workbook no longer tells.
    `missing` are the titles of columns to be filled in that it no longer has. `absent` are keys that it no longer has: never a
    deletion. `twice` are keys of rows that stand there twice with different words.
    """

    mark: str
    rows: tuple[BackRow, ...]
    sent: Mapping[str, Mapping[str, str]] | None
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[BackRow, ...]:
        """The rows that are nobody's: added by hand, or their key was lost."""
        return tuple(row for row in self.rows if not row.key)


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that was edited: what stood there when it was sent (`None`: not known), and what stands there now."""

    sent: str | None
    now: str


def write_keyed(
    title: str,
    columns: Sequence[KeyedColumn],
    rows: Sequence[KeyedRow],
    mark: str = "",
    above: Sequence[str] = (),
) -> bytes:
    """Write rows into a workbook: title, lines above, head, cells to fill in coloured.

    It prints lying on its side, one page wide, the head on each page. Equal cells are not joined, as they are in print: Excel sorts
    no table with joined cells.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        styles = _styles(book)
        last = max(len(columns) - 1, 1)
        sheet.merge_range(0, 0, 0, last, title, styles["title"])
        head = 1
        if above:
            sheet.merge_range(1, 0, 1, last, "    ".join(above), styles["above"])
            head = 2
        for place, column in enumerate(columns):
            sheet.write_string(head, place, column.title, styles["head"])
            sheet.set_column(place, place, column.width or _width(column, rows))
        sheet.write_string(head, len(columns), KEY_TITLE, styles["head"])
        sheet.set_column(len(columns), len(columns), 12, None, {"hidden": True})
        for line, row in enumerate(rows, head + 1):
            for place, column in enumerate(columns):
                words = row.cells.get(column.name, "")[:CELL_MOST]
                sheet.write_string(line, place, words, styles["fill" if column.editable else "cell"])
            sheet.write_string(line, len(columns), row.key)
        _offer(sheet, columns, head + 1, head + len(rows))
        _lay_out(sheet, head, len(rows), len(columns))
        _hide(book, columns, rows, mark)
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}),
        "above": book.add_format({"valign": "vcenter"}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "bg_color": _HEAD}),
        "cell": book.add_format(cell),
        "fill": book.add_format({**cell, "bg_color": _FILL, "locked": False}),
    }


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", "_", title)[:31] or "Sheet1"


def _width(column: KeyedColumn, rows: Sequence[KeyedRow]) -> float:
    longest = max((len(row.cells.get(column.name, "")) for row in rows), default=0)
    least = 28 if column.editable and not column.choices else 8
    return float(min(40, max(least, 2 * len(column.title) + 2, longest**0.5 * 4)))


def _offer(sheet: Any, columns: Sequence[KeyedColumn], first: int, last: int) -> None:
    """Offer the code lists of cells to fill in."""
    for place, column in enumerate(columns):
        if column.choices and last >= first:
            sheet.data_validation(
                first, place, last, place, {"validate": "list", "source": list(column.choices)}
            )


def _lay_out(sheet: Any, head: int, count: int, width: int) -> None:
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, head + max(count, 1), width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer("&C— &P —")
    sheet.print_area(0, 0, head + max(count, 1), max(width - 1, 0))


def _hide(book: Any, columns: Sequence[KeyedColumn], rows: Sequence[KeyedRow], mark: str) -> None:
    """Keep what is needed to know the workbook again, in a sheet that Excel does not offer to show."""
    hidden = book.add_worksheet(MARK)
    hidden.write_string(0, 0, mark)
    filled = [column for column in columns if column.editable]
    told = [column.name for column in filled]
    for place, words in enumerate(("", *told)):
        hidden.write_string(1, place, words)
    for place, words in enumerate(("", *(column.title for column in filled))):
        hidden.write_string(2, place, words)
    for line, row in enumerate(rows, 3):
        hidden.write_string(line, 0, row.key)
        for place, name in enumerate(told, 1):
            hidden.write_string(line, place, row.cells.get(name, "")[:CELL_MOST])
    hidden.very_hidden()


def read_keyed(data: bytes, name: str, columns: Sequence[KeyedColumn]) -> Back:
    """Read a workbook that came back.

    Columns are found by their titles wherever they stand; rows by their keys, whatever order they are in, hidden or not, and
    whatever became of their names; a row without a key by the cells that nobody was to fill in.

    Raises
    ------
    Refusal
        When the file cannot be read.
    """
    mark, sent = _hidden(data)
    found = _table(read_sheets(io.BytesIO(data), name), columns)
    if found is None:
        return Back(mark, (), sent, missing=tuple(column.title for column in columns if column.editable))
    sheet, head, places, key_place = found
    rows = _rows(sheet, head, places, key_place, columns)
    missing = tuple(column.title for column in columns if column.editable and column.name not in places)
    kept, twice = _once(rows)
    known = {row.key for row in kept if row.key}
    absent = tuple(key for key in sent or {} if key not in known)
    return Back(mark, tuple(kept), sent, missing, absent, tuple(twice))


def edits_of(back: Back, row: BackRow, columns: Iterable[KeyedColumn]) -> dict[str, Edit]:
    """Return the cells of a row that somebody edited; every cell to be filled in when the workbook no longer tells what was sent."""
    was = None if back.sent is None else back.sent.get(row.key)
    found: dict[str, Edit] = {}
    for column in columns:
        if not column.editable or column.name not in row.cells:
            continue
        now = row.cells[column.name]
        if was is None:
            found[column.name] = Edit(None, now)
        elif same_words(was.get(column.name, ""), now):
            continue
        else:
            found[column.name] = Edit(was.get(column.name, ""), now)
    return found


def same_words(one: str, other: str) -> bool:
    """Whether words are the same but for blanks, line ends and the width of their signs."""
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))


def _hidden(data: bytes) -> tuple[str, dict[str, dict[str, str]] | None]:
    """Return the mark and what was sent; nothing of a file that has no hidden sheet."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if MARK not in book.sheet_names:
            return "", None
        lines = [[text_of(cell) for cell in line] for line in book.get_sheet_by_name(MARK).to_python()]
    except (python_calamine.CalamineError, OSError, ValueError):
        return "", None
    if len(lines) < 3:
        return (lines[0][0] if lines and lines[0] else ""), None
    names = lines[1][1:]
    sent = {line[0]: dict(zip(names, line[1:], strict=False)) for line in lines[3:] if line and line[0]}
    return lines[0][0], sent


Found = tuple[Sheet, int, dict[str, int], int | None]


def _table(sheets: Sequence[Sheet], columns: Sequence[KeyedColumn]) -> Found | None:
    """Return the sheet, the line of its head, where each column stands and where the keys stand."""
    titles = {_plain(column.title): column.name for column in columns}
    best: Found | None = None
    for sheet in sheets:
        for number, line in enumerate(sheet.rows[:HEAD_WITHIN]):
            words = [_plain(text_of(cell)) for cell in line]
            places: dict[str, int] = {}
            for place, word in enumerate(words):
                if word in titles:
                    places.setdefault(titles[word], place)
            key = next((p for p, word in enumerate(words) if word == _plain(KEY_TITLE)), None)
            if places and (best is None or len(places) > len(best[2])):
                best = (sheet, number, places, key)
    return best


def _rows(
    sheet: Sheet, head: int, places: Mapping[str, int], key: int | None, columns: Sequence[KeyedColumn]
) -> list[BackRow]:
    merged = {column.name for column in columns if column.merged}
    found, last = [], dict.fromkeys(merged, "")
    for number, line in enumerate(sheet.rows[head + 1 :], head + 2):
        cells = {name: text_of(line[place]) if place < len(line) else "" for name, place in places.items()}
        if not any(cells.values()):
            continue
        for name in merged & set(cells):
            last[name] = cells[name] = cells[name] or last[name]
        told = text_of(line[key]) if key is not None and key < len(line) else ""
        found.append(BackRow(number, told, cells))
    return found


def _once(rows: Sequence[BackRow]) -> tuple[list[BackRow], list[str]]:
    """Return each row once, and the keys that stand there twice with different words."""
    kept: dict[str, BackRow] = {}
    others, twice = [], []
    for row in rows:
        held = kept.get(row.key)
        if not row.key:
            others.append(row)
        elif held is None:
            kept[row.key] = row
        elif held.cells != row.cells and row.key not in twice:
            twice.append(row.key)
    return [*kept.values(), *others], twice


@dataclass(slots=True)
class KeyFinder:
    """Finds the row of a table whose key was lost, by the cells that nobody was to fill in; each row once."""

    columns: Sequence[KeyedColumn]
    rows: Sequence[KeyedRow]
    taken: set[str] = field(default_factory=set)

    def key_of(self, row: BackRow) -> str:
        """Return the key of a row; empty when no row, or more than one, has the same words."""
        if row.key:
            return row.key
        names = [c.name for c in self.columns if not c.editable and row.cells.get(c.name)]
        fitting = [
            held.key
            for held in self.rows
            if held.key not in self.taken
            and names
            and all(same_words(held.cells.get(name, ""), row.cells[name]) for name in names)
        ]
        if len(fitting) != 1:
            return ""
        self.taken.add(fitting[0])
        return fitting[0]
