"""Tables of a docx: lying on their side on A4 or A3, the head repeated on every page, equal cells merged, one page wide."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gangmu.foundation.documents.word_layout import (
    SIZE_2,
    SIZE_5,
    SIZE_SMALL_4,
    SIZE_SMALL_5,
    TABLE_PAGES,
    Font,
    add_line,
    add_run,
    fix_widths,
    lay,
    new_document,
    number_pages,
    pad_cells,
    set_borders,
    set_page,
)

#: Millimetres to the twentieth of a point.
TWIPS = 1440 / 25.4
#: Characters of a cell beyond which a column wants no more width.
FULLEST = 400.0
#: Characters that a column wants on the average for letters of a size to be used.
ROOM = 7.0
#: Characters up to which the words of a column that stands in the middle are not broken: a day (2026年12月31日), a section's name.
UNBROKEN = 8.0
#: Word processors part figures from the characters beside them by a quarter of one; a little more for faces that stand in for others.
APART, SLACK = 0.25, 0.3
#: What a column still wants whose words all fit into what it has.
FITS = 0.3
#: A line of the table is so many times as high as its letters.
LINE = 1.35
#: A row lower than this part of a page is not cut by a page's end.
WHOLE = 0.5
SIZES = (SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its title, how much of the width it wants (0: as its words want it), whether its words stand in the middle.

    `merged` columns carry one cell over rows that hold the same words, within the merged columns before them.
    """

    title: str
    weight: float = 0.0
    centred: bool = False
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, the lines above (unit, day), its rows in words, and a note below."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    above: tuple[str, ...] = ()
    note: str = ""
    paper: str = field(default="A4")


def write_table(table: Table) -> bytes:
    """Return a docx that holds a table and no more, with numbered pages."""
    document = new_document(TABLE_PAGES[table.paper])
    number_pages(document)
    _write(document, table)
    # An empty last paragraph is what Word wants after a table; it takes no height.
    add_line(document, pitch=1)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def append_table(document: Any, table: Table, label: str = "") -> None:
    """Append a table to a paper, on pages of their own that lie on their side; `label` is 附件1 or nothing."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, TABLE_PAGES[table.paper])
    if label:
        add_line(document, label, Font.BLACK, align="left")
    _write(document, table)
    add_line(document, pitch=1)


def _write(document: Any, table: Table) -> None:
    page = TABLE_PAGES[table.paper]
    add_line(document, table.title, Font.TITLE, SIZE_2, align="center", pitch=34)
    if table.above:
        add_line(document, "    ".join(table.above), Font.BODY, SIZE_SMALL_4, align="left", pitch=20)
    size = _size(table, page.text_width)
    widths = widths_of(table, page.text_width, size)
    drawn = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    set_borders(drawn)
    pad_cells(drawn)
    fix_widths(drawn, widths)
    rows = list(drawn._tbl.tr_lst)
    _write_head(drawn, table, size)
    highest = page.text_height * 72 / 25.4 * WHOLE
    for number, words in enumerate(table.rows, 1):
        _write_row(drawn, number, table.columns, words, size)
        if _height(words, widths, size) < highest:
            _mark(rows[number], "w:cantSplit")
    _merge(drawn, table)
    if table.note:
        add_line(document, table.note, Font.BODY, SIZE_5, align="left", pitch=18)


def _write_head(drawn: Any, table: Table, size: float) -> None:
    for cell, column in zip(drawn.rows[0].cells, table.columns, strict=True):
        paragraph = cell.paragraphs[0]
        lay(paragraph, "center", size * LINE)
        add_run(paragraph, column.title, Font.BLACK, size)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _mark(drawn.rows[0]._tr, "w:cantSplit")
    _mark(drawn.rows[0]._tr, "w:tblHeader")


def _mark(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def _write_row(
    drawn: Any, number: int, columns: Sequence[TableColumn], words: Sequence[str], size: float
) -> None:
    cells = drawn.rows[number].cells
    for cell, column, told in zip(cells, columns, words, strict=True):
        lines = told.split("\n")
        for place, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
            lay(paragraph, "center" if column.centred else "left", size * LINE)
            add_run(paragraph, line, Font.BODY, size)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _merge(drawn: Any, table: Table) -> None:
    """Join the cells of merged columns over rows with the same words."""
    before = [-1] * len(table.rows)
    rows = drawn._tbl.tr_lst[1:]
    for place, column in enumerate(table.columns):
        if not column.merged:
            continue
        groups, last = [], None
        for number, words in enumerate(table.rows):
            told = (before[number], words[place])
            groups.append(number if told != last or not words[place] else groups[-1])
            last = told
        for number, row in enumerate(rows):
            alone = groups.count(groups[number]) == 1
            if not alone:
                _join(row.tc_lst[place], starts=groups[number] == number)
        before = groups


def _join(cell: Any, *, starts: bool) -> None:
    joined = OxmlElement("w:vMerge")
    if starts:
        joined.set(qn("w:val"), "restart")
    else:
        for run in cell.xpath(".//w:r"):
            run.getparent().remove(run)
    properties = cell.get_or_add_tcPr()
    after = properties.find(qn("w:vAlign"))
    properties.insert(len(properties) if after is None else list(properties).index(after), joined)


def _size(table: Table, width: float) -> float:
    """Return the largest size that leaves the columns room."""
    wanted = len(table.columns) * ROOM
    for size in SIZES:
        if width / 25.4 * 72 / size >= wanted:
            return size
    return SIZES[-1]


def widths_of(table: Table, width: float, size: float) -> list[int]:
    """Return the widths of the columns in twips; together they are the width of the text, whatever the columns want.

    A column without a weight wants the root of what its longest cells hold: a cell twice as full is broken into more lines, not
    made twice as wide; one whose words fit into what it must hold wants next to nothing. None is so narrow that a title of four characters is broken, nor a day or another short word that stands in the
    middle, while the paper allows it.
    """
    whole = int(width * TWIPS)
    least = [int(_least(table, place) * size * 20 + 140) for place in range(len(table.columns))]
    if sum(least) > whole:
        least = [part * whole // sum(least) for part in least]
    wants = [column.weight or _want(table, place) for place, column in enumerate(table.columns)]
    left = whole - sum(least)
    found = [own + int(left * want / sum(wants)) for own, want in zip(least, wants, strict=True)]
    found[-1] += whole - sum(found)
    return found


def _least(table: Table, place: int) -> float:
    """Return how many characters a column must hold in a line."""
    column = table.columns[place]
    title = min(4.0, max(2.0, width_of(column.title)))
    if not column.centred or column.merged:
        return title
    short = [row[place] for row in table.rows if width_of(row[place]) <= UNBROKEN]
    return max([title, *(width_of(words) + APART * _changes(words) + SLACK for words in short)])


def _changes(words: str) -> int:
    """Return how often figures or letters stand beside characters."""
    return sum((ord(one) > 0x2E7F) != (ord(next_) > 0x2E7F) for one, next_ in pairwise(words))


def _want(table: Table, place: int) -> float:
    lengths = sorted(width_of(row[place]) for row in table.rows) or [0]
    if table.columns[place].centred and 0 < lengths[-1] <= _least(table, place):
        return FITS
    typical = lengths[int(len(lengths) * 0.9) - 1] if len(lengths) > 1 else lengths[0]
    return max(0.5, math.sqrt(min(typical, FULLEST)))


def width_of(words: str) -> float:
    """Return how wide words are, in whole characters."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.5 for sign in words)


def lines_of(words: str, width_points: float, size: float) -> int:
    """Return how many lines words take in a width."""
    fits = max(1.0, width_points // size)
    return sum(max(1, math.ceil(width_of(line) / fits)) for line in words.split("\n"))


def _height(words: Sequence[str], widths: Sequence[int], size: float) -> float:
    return max(
        lines_of(told, (width - 120) / 20, size) for told, width in zip(words, widths, strict=True)
    ) * (size * LINE)
