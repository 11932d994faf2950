"""PDF files: lines joined into paragraphs by where they stand on the page, ruled tables by row and cell."""

import ctypes
import io
import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from gangmu.foundation.documents.decoding.refusals import refuse
from gangmu.foundation.documents.decoding.source import SourceText, Writer
from gangmu.foundation.files.opening import RUNS, names_in

MAX_PAGES = 1500
MAX_TABLE_PAGES = 60
MAX_GLYPHS = 60_000
_PAGE_NUMBER = re.compile(r"^[-—–\s·第]*\d{1,4}[-—–\s·页]*(?:/\s*\d{1,4})?$")
_STARTS_ITEM = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、部章节是]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．]\s*\D|[①-⑳]|——|附件)"
)
_RULES = 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page (or a character) with its box and the line it stands on.

    `top`, `bottom` and `base` count downwards; `size` is the usual height of a character. The box of a flat character (一)
    may be flat as well; only `base` tells the line of writing that it belongs to.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float = 1.0
    base: float = 0.0


def decode_pdf(data: bytes, name: str) -> SourceText:
    """Decode a pdf file.

    Parameters
    ----------
    data
        The file.
    name
        Its name.
    """
    import pypdfium2  # noqa: PLC0415 - loads a shared library; text and Word files are read without it

    if RUNS & names_in(data):
        raise refuse("script", name, part="JavaScript 或外部程序")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise refuse("password" if locked else "damaged", name, part="文件结构") from None
    try:
        return _read(document, data, name)
    except pypdfium2.PdfiumError:
        raise refuse("damaged", name, part="页面内容") from None
    finally:
        document.close()


def _read(document: Any, data: bytes, name: str) -> SourceText:
    from pypdfium2 import raw  # noqa: PLC0415 - as above

    if raw.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
        raise refuse("script", name, part="JavaScript")
    pages = len(document)
    if pages > MAX_PAGES:
        raise refuse("too_many_pages", name, pages=pages, limit=MAX_PAGES)
    written = [_lines(document[number], raw) for number in range(pages)]
    running = _running_lines(written)
    writer = Writer("pdf")
    open_paragraph = ""
    opened_on = 1
    table_pages = 0
    for number in range(pages):
        page = document[number]
        lines = [line for line in written[number] if _pattern(line) not in running]
        tables = []
        if table_pages < MAX_TABLE_PAGES and _has_rules(page, raw):
            table_pages += 1
            tables = _tables(data, number)
        for kind, item in _ordered(lines, tables):
            if kind == "table":
                if open_paragraph:
                    writer.paragraph(open_paragraph, opened_on)
                    open_paragraph = ""
                writer.table(item, number + 1)
            elif item[1] and open_paragraph:
                open_paragraph += item[0]
            else:
                if open_paragraph:
                    writer.paragraph(open_paragraph, opened_on)
                open_paragraph, opened_on = item[0], number + 1
        page.close()
    if open_paragraph:
        writer.paragraph(open_paragraph, opened_on)
    text = writer.finish()
    if pages and len(re.sub(r"[\s\d]", "", text.text)) < pages * 3:
        raise refuse("scan", name, pages=pages)
    return text


def _lines(page: Any, raw: Any) -> list[_Line]:
    """Lines of a page from top to bottom, put together from where its characters stand, without page numbers."""
    height = page.get_height()
    reader = page.get_textpage()
    rows = _rows(
        [_glyph(reader, raw, index, height) for index in range(min(reader.count_chars(), MAX_GLYPHS))]
    )
    reader.close()
    lines = [_line(row) for row in rows]
    return [line for line in lines if line.text and not _PAGE_NUMBER.match(line.text)]


def _pattern(line: _Line) -> str:
    """Return what a line has in common with those that differ from it in a number only."""
    return re.sub(r"\d+", "#", line.text)


def _running_lines(pages: list[list[_Line]]) -> set[str]:
    """Return the heads and feet that most of at least three pages repeat: a title, an address, a page count."""
    counted = Counter(
        pattern for lines in pages for pattern in {_pattern(line) for line in [*lines[:2], *lines[-2:]]}
    )
    return {pattern for pattern, times in counted.items() if times >= 3 and times > len(pages) / 2}


def _glyph(reader: Any, raw: Any, index: int, height: float) -> _Line:
    """Return a character with its box; empty where pdfium made it up (a blank, a line end) or gives it no box."""
    character = chr(raw.FPDFText_GetUnicode(reader.raw, index))
    if character in "\r\n\x00\ufffe\uffff" or raw.FPDFText_IsGenerated(reader.raw, index) == 1:
        return _Line("", 0, 0, 0, 0)
    left, bottom, right, top = reader.get_charbox(index, loose=True)
    across, base = ctypes.c_double(), ctypes.c_double()
    known = raw.FPDFText_GetCharOrigin(reader.raw, index, across, base)
    return _Line(
        character,
        left,
        right,
        height - top,
        height - bottom,
        max(top - bottom, 1.0),
        height - (base.value if known else bottom),
    )


def _rows(glyphs: list[_Line]) -> list[list[_Line]]:
    """Group characters that stand on one line of writing."""
    rows: list[list[_Line]] = []
    room = 0.0
    for glyph in sorted((g for g in glyphs if g.text), key=lambda g: g.base):
        if rows and glyph.base - rows[-1][0].base < max(room, glyph.size) * 0.5:
            rows[-1].append(glyph)
            room = max(room, glyph.size)
        else:
            rows.append([glyph])
            room = glyph.size
    return [sorted(row, key=lambda g: g.left) for row in rows]


def _line(row: list[_Line]) -> _Line:
    """Join the characters of a line; a gap as wide as a character becomes a blank."""
    pieces: list[str] = []
    for before, glyph in zip([None, *row], row, strict=False):
        if before is not None and glyph.left - before.right > glyph.size * 0.7 and not before.text.isspace():
            pieces.append(" ")
        pieces.append(glyph.text)
    solid = [g for g in row if not g.text.isspace()] or row
    left, right = min(g.left for g in solid), max(g.right for g in solid)
    top, bottom = min(g.top for g in solid), max(g.bottom for g in solid)
    return _Line("".join(pieces).strip(), left, right, top, bottom, median(g.size for g in solid))


def _has_rules(page: Any, raw: Any) -> bool:
    """Whether a page draws enough lines for a table."""
    rules = 0
    for thing in page.get_objects(max_depth=2):
        rules += thing.type == raw.FPDF_PAGEOBJ_PATH
        if rules >= _RULES:
            return True
    return False


def _tables(data: bytes, number: int) -> list[tuple[float, float, list[list[str]]]]:
    """Ruled tables of a page: top, bottom, rows."""
    import pdfplumber  # noqa: PLC0415 - slow to import, needed for ruled pages only

    with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as document:
        page = document.pages[0]
        found = []
        for table in page.find_tables():
            rows = [[cell or "" for cell in row] for row in table.extract()]
            if len(rows) >= 2 and max(len(r) for r in rows) >= 2:
                found.append((float(table.bbox[1]), float(table.bbox[3]), rows))
        return found


def _ordered(lines: list[_Line], tables: list[tuple[float, float, list[list[str]]]]) -> list[tuple[str, Any]]:
    """Paragraph lines (text, whether it continues the line before) and tables from top to bottom."""
    free = [line for line in lines if not any(t[0] <= (line.top + line.bottom) / 2 <= t[1] for t in tables)]
    waiting = sorted(tables, key=lambda t: t[0])
    result: list[tuple[str, Any]] = []
    left = min((line.left for line in free), default=0.0)
    right = max((line.right for line in free), default=0.0)
    before: _Line | None = None
    for line in free:
        while waiting and waiting[0][0] <= line.top:
            result.append(("table", waiting.pop(0)[2]))
            before = None
        result.append(("line", (line.text, _continues(before, line, left, right))))
        before = line
    result.extend(("table", t[2]) for t in waiting)
    return result


def _continues(before: _Line | None, line: _Line, left: float, right: float) -> bool:
    """Whether a line goes on with the one before it: that one is full, this one is not indented and opens no item."""
    if _STARTS_ITEM.match(line.text):
        return False
    indented = line.left - left > line.size * 0.9
    if before is None:
        return not indented and right - left > 0
    ended = before.text.endswith(("。", ";", "；", ":", "："))
    full = right - before.right < before.size * (1.9 if ended else 3.3)
    same_size = abs(before.size - line.size) < before.size * 0.3
    return full and not indented and same_size
