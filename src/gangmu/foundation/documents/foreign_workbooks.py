"""A workbook of somebody else, filled in place: only the cells told are written, all else stays as its owner laid it out."""

import io
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from gangmu.foundation.documents.word_layout import clean
from gangmu.foundation.kernel.errors import Refusal

#: Parts of a workbook that writing in place loses: what they draw is told before, never dropped in silence.
_DRAWN = ("xl/drawings/", "xl/charts/", "xl/media/", "xl/ctrlProps/")


def fill_workbook(data: bytes, name: str, sheet: str, cells: Mapping[tuple[int, int], str]) -> bytes:
    """Return a workbook with words in some of its cells.

    Parameters
    ----------
    sheet
        The sheet's name.
    cells
        The words by row and column, both from 0; what is told of several cells inside one merged cell stands there line below line.

    Raises
    ------
    Refusal
        When the file is no xlsx, or the sheet is not there.
    """
    book = _opened(data, name)
    if sheet not in book.sheetnames:
        raise Refusal("documents.no_sheet", "“%(name)s”中没有“%(sheet)s”这张表", name=name, sheet=sheet)
    page: Worksheet = book[sheet]
    merged = _merged(page)
    told: dict[tuple[int, int], list[str]] = {}
    for (row, column), words in sorted(cells.items()):
        told.setdefault(merged.get((row + 1, column + 1), (row + 1, column + 1)), []).append(words)
    for place, lines in told.items():
        cell: Any = page.cell(*place)
        # Words that begin like a formula stay words.
        cell.value, cell.data_type = clean("\n".join(dict.fromkeys(lines)))[:32_000], "s"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def lost_when_filled(data: bytes) -> bool:
    """Whether a workbook holds drawings or charts, which do not survive being filled in place."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            return any(name.startswith(_DRAWN) for name in pack.namelist())
    except zipfile.BadZipFile:
        return False


def _opened(data: bytes, name: str) -> Any:
    try:
        with warnings.catch_warnings():
            # It warns of every extension that it does not carry on; what is lost is told by `lost_when_filled`.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise Refusal(
            "documents.fill", "“%(name)s”不能按原样填回，请另存为 xlsx 后再上传", name=name
        ) from error


def _merged(page: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each cell inside a merged one the cell that holds its words."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in page.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
