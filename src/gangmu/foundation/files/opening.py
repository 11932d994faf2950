"""Opens a workbook or a PDF that somebody uploaded, with no more memory and time than it is given; tells what came of it by how it ends.

Run as a file by a process of its own (`trial`), so it takes nothing from this package and begins in a moment.

A sheet is laid out as wide and as long as its farthest cell, and a file of a thousand bytes may name one in the last row of the last
column. Actions of a PDF may lie in packed objects, their names written in other signs.
"""

import io
import re
import sys
from collections.abc import Iterator
from typing import Any

#: How it ends with a file that the reader can open, with one it says it cannot, and with one that is not to be kept.
OPENS, CLOSED, LARGE, ACTS, LOCKED, HIDDEN = 0, 10, 11, 12, 13, 14
#: Rows of a sheet whose cells are its head, and characters that are told of any head.
ROWS, CHARACTERS = 4, 2000
#: Names in a PDF of what runs, and of what brings files with it.
RUNS, BRINGS = frozenset({b"JavaScript", b"JS", b"Launch"}), frozenset({b"EmbeddedFile", b"FileAttachment"})
_LOCKED, _PACKED = b"Encrypt", b"ObjStm"
_TELLING = RUNS | BRINGS | {_LOCKED, _PACKED}
_STREAM, _STREAM_END = re.compile(rb">>[\0\s]*stream\r?\n"), b"endstream"
#: A text, in which a name is none, or a name. Texts are matched in what PDFium wrote alone: there their brackets are escaped.
_TEXT_OR_NAME = re.compile(rb"\((?:[^()\\]|\\.)*+\)|/([^\0\t\n\f\r ()<>\[\]{}/%]+)", re.DOTALL)
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)")
_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")


def workbook(data: bytes, places: int) -> tuple[int, str]:
    """Return how opening a workbook ends, and the words of the first rows of its first sheet, a cell a line.

    Parameters
    ----------
    places
        Places, blank or not, that its sheets may have together: they are held at once when it is read.
    """
    import python_calamine  # noqa: PLC0415  (one of the two readers is asked)

    words = ""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_name(name)
            row, column = sheet.end or (-1, -1)
            places -= (row + 1) * (column + 1)
            if places < 0:
                return LARGE, ""
            if number == 0:
                cells = (cell for row in sheet.to_python(nrows=ROWS) for cell in row)
                words = "\n".join(cell.strip() for cell in cells if isinstance(cell, str) and cell.strip())
    except (python_calamine.CalamineError, OSError, ValueError):
        return CLOSED, words
    return OPENS, words


def pdf(data: bytes) -> tuple[int, str]:
    """Return how opening a PDF ends, and the words of its first page."""
    import pypdfium2  # noqa: PLC0415  (as above)
    from pypdfium2 import raw  # noqa: PLC0415

    names = names_in(data)
    if names & (RUNS | BRINGS):
        return ACTS, ""
    if _LOCKED in names:
        return LOCKED, ""
    try:
        document = pypdfium2.PdfDocument(data)
        # Written anew its objects lie open, each name in its own signs.
        written = io.BytesIO()
        document.save(written, flags=raw.FPDF_NO_INCREMENTAL)
    except pypdfium2.PdfiumError:
        return HIDDEN if _PACKED in names else CLOSED, ""
    names = set(_names(written.getvalue(), _TEXT_OR_NAME))
    if names & (RUNS | BRINGS) or raw.FPDFDoc_GetAttachmentCount(document):
        return ACTS, ""
    return OPENS, _first_page(document)


def _first_page(document: Any) -> str:
    import pypdfium2  # noqa: PLC0415  (as above)

    try:
        return str(document[0].get_textpage().get_text_range()) if len(document) else ""
    except pypdfium2.PdfiumError:
        return ""


def names_in(data: bytes) -> set[bytes]:
    """Return which names that tell something stand in a PDF, outside of its packed objects."""
    return set(_names(data, _NAME))


def _names(data: bytes, sought: re.Pattern[bytes]) -> Iterator[bytes]:
    """Yield the telling names of a PDF outside of its streams: what a picture is made of may look like anything."""
    place = 0
    while True:
        begin = _STREAM.search(data, place)
        end = data.find(_STREAM_END, begin.end()) if begin else -1
        until = begin.start() if begin and end >= 0 else len(data)
        for found in sought.finditer(data, place, until):
            name = found[1]
            if name and b"#" in name:
                name = _SIGN.sub(lambda sign: bytes.fromhex(sign[1].decode()), name)
            if name in _TELLING:
                yield name
        if end < 0:
            return
        place = end + len(_STREAM_END)


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415  (not on every system)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str, memory: str, seconds: str, places: str) -> int:
    """Open the file that comes in, write its first words, and return how it ended."""
    _limit(int(memory), int(seconds))
    data = sys.stdin.buffer.read()
    end, words = pdf(data) if kind == "pdf" else workbook(data, int(places))
    sys.stdout.buffer.write(words[:CHARACTERS].encode("utf-8", errors="ignore"))
    return end


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
