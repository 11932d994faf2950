"""Forms of one page as docx: a title and a grid of named cells, such as the 督办单 and the record of a 约谈 (official_documents 12.7)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.shared import Pt

from gangmu.foundation.documents.tables import TWIPS, lines_of
from gangmu.foundation.documents.word_layout import (
    LETTER_PAGE,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_5,
    SIZE_SMALL_4,
    SIZE_SMALL_5,
    Font,
    add_line,
    add_run,
    fix_widths,
    lay,
    new_document,
    pad_cells,
    set_borders,
)

#: Columns of the grid, in parts of the width: name, content, name, content.
PARTS = (0.16, 0.34, 0.16, 0.34)
#: What a cell leaves free at its left and at its right, in twips: four characters stand in a name's cell.
PADDING = 60
#: Sizes that are tried until the form stands on its page.
SIZES = (SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5, 8.0, 7.0)
#: Height that the title, the line above the grid and the foot take, in points.
AROUND = 130.0
#: A line of the grid is so many times as high as its letters.
LINE = 1.5


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell: its name, what stands in it, and how much of the height that is left it takes beside the others (0: none)."""

    name: str
    words: str = ""
    grows: float = 0.0


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form: its title, the line above the grid, rows of one cell or two, a foot."""

    title: str
    rows: Sequence[Sequence[FormCell]]
    above: str = ""
    foot: str = ""
    red_title: bool = False


def write_form_sheet(form: FormSheet) -> bytes:
    """Return a form as docx, on one page: the more stands in it the smaller its letters."""
    document = new_document()
    add_line(document, form.title, Font.TITLE, SIZE_2, align="center", pitch=44)
    add_line(document, form.above, size=SIZE_4, align="left", pitch=28)
    widths = _widths()
    size, heights = _fit(form, widths)
    drawn = document.add_table(rows=len(form.rows), cols=len(PARTS))
    set_borders(drawn, 6)
    pad_cells(drawn, PADDING, 40)
    fix_widths(drawn, widths)
    for row, cells, height in zip(drawn.rows, form.rows, heights, strict=True):
        row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        if len(cells) == 1:
            row.cells[1].merge(row.cells[3])
        for place, cell in enumerate(cells):
            _write(row.cells[2 * place], cell.name, size, Font.BLACK, "center")
            _write(row.cells[2 * place + 1], cell.words, size, Font.BODY, "left")
    add_line(document, form.foot, size=SIZE_SMALL_4, align="left", pitch=20 if form.foot else 1)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write(cell: Any, words: str, size: float, font: Font, align: str) -> None:
    for place, line in enumerate(words.split("\n")):
        paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
        lay(paragraph, align, size * LINE)
        add_run(paragraph, line, font, size)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _widths() -> list[int]:
    whole = int(LETTER_PAGE.text_width * TWIPS)
    found = [int(whole * part) for part in PARTS]
    found[-1] += whole - sum(found)
    return found


def _fit(form: FormSheet, widths: Sequence[int]) -> tuple[float, list[float]]:
    """Return the size at which the form stands on its page, and the heights of its rows in points."""
    left = LETTER_PAGE.text_height * 72 / 25.4 - AROUND
    for size in SIZES:
        needed = [_row_height(cells, widths, size) for cells in form.rows]
        if sum(needed) <= left:
            break
    spare = max(0.0, left - sum(needed))
    grows = [max((cell.grows for cell in cells), default=0.0) for cells in form.rows]
    whole = sum(grows) or 1.0
    return size, [height + spare * grow / whole for height, grow in zip(needed, grows, strict=True)]


def _row_height(cells: Sequence[FormCell], widths: Sequence[int], size: float) -> float:
    content = sum(widths[1:]) if len(cells) == 1 else widths[1]
    lines = max(
        max(
            lines_of(cell.words, (content - 2 * PADDING) / 20, size),
            lines_of(cell.name, (widths[0] - 2 * PADDING) / 20, size),
        )
        for cell in cells
    )
    return lines * size * LINE + 12
