"""Workbooks to rows of cells and back. Numbers are what Excel holds; identity columns must be text to survive it."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

import python_calamine
import xlsxwriter

from gangmu.foundation.files.trial import PLACES
from gangmu.foundation.kernel.errors import Refusal

MAX_ROWS, MAX_COLUMNS = 300_000, 300
#: Signs that part cells in the lines of one row, inside of words too: a row of more is not even parted.
_MAX_PARTED = 100 * MAX_COLUMNS
#: A cell that begins so would run as a formula when the file is opened.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as rows of cells; `rows[0]` is the first line of the sheet, blank or not."""

    name: str
    rows: list[list[Any]]

    def place(self, row: int, column: int) -> str:
        """Return a cell's name as Excel shows it: (0, 2) is C1."""
        letters, number = "", column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{row + 1}"


def read_sheets(file: BinaryIO, name: str) -> list[Sheet]:
    """Read every visible sheet of an xlsx, xls or csv.

    Raises
    ------
    Refusal
        When the file cannot be read or is larger than a register is.
    """
    data = file.read()
    if name.lower().endswith(".csv"):
        text = _decoded(data, name)
        return [Sheet("csv", cells_in(text, name, _delimiter(text)))]
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            meta.name
            for meta in book.sheets_metadata
            if meta.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        return list(_laid_out(book, visible))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refusal(
            "documents.workbook",
            "“%(name)s”不是可读的表格文件，请用 Excel 或 WPS 另存为 xlsx 后再传",
            name=name,
        ) from error


def _laid_out(book: python_calamine.CalamineWorkbook, titles: Sequence[str]) -> Iterator[Sheet]:
    """Yield sheets, none of which is laid out before its size is known: they are held together."""
    places = 0
    for title in titles:
        sheet = book.get_sheet_by_name(title)
        row, column = sheet.end or (-1, -1)
        places += (row + 1) * (column + 1)
        _insist_bounded(title, row + 1, column + 1, places)
        yield Sheet(title, sheet.to_python(skip_empty_area=False))


def cells_in(text: str, name: str, delimiter: str = ",") -> list[list[str]]:
    """Return the cells of a text of lines; what ends a line matters as little as how it ends.

    Raises
    ------
    Refusal
        When a cell has no end: a quotation mark that nobody closed takes the rest of the file. When they are more than a register
        has, which is told before all of them are held.
    """
    rows: list[list[str]] = []
    places = parted = 0

    def lines() -> Iterator[str]:
        nonlocal parted
        for line in io.StringIO(text.replace("\0", ""), newline=""):
            parted += line.count(delimiter)
            if parted > _MAX_PARTED:
                raise _too_many_columns(name)
            yield line

    try:
        for row in csv.reader(lines(), delimiter=delimiter):
            parted, places = 0, places + len(row)
            _insist_bounded(name, len(rows) + 1, len(row), places)
            rows.append(row)
    except csv.Error as error:
        raise Refusal(
            "documents.lines",
            "“%(name)s”的单元格无法分开，请检查引号是否成对，或另存为 xlsx 后再传",
            name=name,
        ) from error
    return rows


def _insist_bounded(sheet: str, rows: int, columns: int, places: int) -> None:
    """Insist that a sheet is no larger than a register is, nor what was read of the file so far larger than may be held."""
    if rows > MAX_ROWS:
        raise Refusal(
            "documents.too_many_rows",
            "表“%(sheet)s”超过 %(rows)s 行，请拆分后再传",
            sheet=sheet,
            rows=MAX_ROWS,
        )
    if columns > MAX_COLUMNS:
        raise _too_many_columns(sheet)
    if places > PLACES:
        raise Refusal(
            "documents.too_many_cells",
            "到表“%(sheet)s”为止已超过 %(cells)s 个单元格，请拆分后再传",
            sheet=sheet,
            cells=PLACES,
        )


def _too_many_columns(sheet: str) -> Refusal:
    return Refusal(
        "documents.too_many_columns",
        "表“%(sheet)s”超过 %(columns)s 列，请删去多余的列后再传",
        sheet=sheet,
        columns=MAX_COLUMNS,
    )


def _delimiter(text: str) -> str:
    """What parts the cells of the first line: Excel writes what it calls Unicode text with tabs."""
    first = text.partition("\n")[0]
    return "\t" if "\t" in first and "," not in first else ","


def _decoded(data: bytes, name: str) -> str:
    two_bytes = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for charset in ("utf-16",) if two_bytes else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Refusal(
        "documents.charset", "“%(name)s”的文字编码无法识别，请另存为 UTF-8 或 xlsx 后再传", name=name
    )


def text_of(cell: Any) -> str:
    """Return a cell as the text a person sees: 3.0 is 3, a date is 2026-03-05."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ", "minutes")
        )
    return str(cell).replace("\0", "").strip()  # a sign that no database keeps and nobody sees


@dataclass(frozen=True, slots=True)
class Head:
    """A column to write: its title, whether it holds text that must not become a number, its code list."""

    title: str
    as_text: bool = False
    choices: tuple[str, ...] = ()
    width: int = 0


def write_sheet(
    heads: Sequence[Head], rows: Iterable[Sequence[Any]], title: str = "Sheet1", note: str = ""
) -> bytes:
    """Write one sheet: frozen head, filter, text columns as text, code lists as drop-downs, no cell that runs."""
    target = io.BytesIO()
    options = {
        "constant_memory": True,  # rows go to a file beside as they come: a county's list is not held at once
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format(
            {"bold": True, "bg_color": "#E7F0F6", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        text = book.add_format({"num_format": "@"})
        last = 0
        for number, head in enumerate(heads):
            sheet.write_string(0, number, head.title, bold)
            sheet.set_column(
                number, number, head.width or max(10, 2 * len(head.title) + 4), text if head.as_text else None
            )
            if head.choices and len(",".join(head.choices)) < 250:
                sheet.data_validation(
                    1, number, 5000, number, {"validate": "list", "source": list(head.choices)}
                )
        for last, row in enumerate(rows, 1):
            for number, value in enumerate(row):
                _write_cell(sheet, last, number, value, heads[number].as_text, text)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, max(0, len(heads) - 1))
        if note:
            sheet.write_comment(0, 0, note)
    return target.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any, as_text: bool, text: Any) -> None:
    if value is None or value == "":
        return
    if as_text:
        sheet.write_string(row, column, str(value), text)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, date | datetime):
        sheet.write_string(row, column, value.isoformat()[:10])
    else:
        sheet.write_string(row, column, str(value))


def write_csv(heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a csv that Excel opens rightly: with a byte order mark, and no cell that runs."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff".encode()
    for row in ([head.title for head in heads], *rows):
        writer.writerow(
            ["'" + str(c) if isinstance(c, str) and c.startswith(FORMULA_STARTS) else c for c in row]
        )
        yield line.getvalue().encode("utf-8")
        line.seek(0)
        line.truncate()
