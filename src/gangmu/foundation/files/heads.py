"""The first words of texts and of text documents, where a mark of classification stands: read from few bytes.

Those of workbooks and PDF files are told by the process that tries them (`trial`).
"""

import codecs
import html
import re
import zipfile
import zlib
from itertools import islice
from typing import BinaryIO

from gangmu.foundation.files.inspection import TEXTS, UTF_16
from gangmu.foundation.files.opening import ROWS

#: Bytes of a part that are looked through.
_BYTES = 200_000
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH_END = re.compile(r"</w:p>|<w:br\s*/>|</w:tc>")
#: What parts the cells of a csv, or stands around them.
_CELL_END = re.compile(r"[,;\t]")
_AROUND_CELL = ' "'


def head_of(kind: str, file: BinaryIO) -> str:
    """Return the first lines of a file that has words; of a picture, or of what is read elsewhere, nothing."""
    file.seek(0)
    if kind in TEXTS:
        words = _text(file.read(_BYTES), mark_up=kind == "html")
        return _cells(words) if kind == "csv" else words
    try:
        return _word(file) if kind == "docx" else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return ""


def _text(head: bytes, *, mark_up: bool) -> str:
    charsets = ("utf-16",) if head.startswith(UTF_16) else ("utf-8", "gb18030")
    for charset in charsets:
        try:
            words = codecs.getincrementaldecoder(charset)().decode(head)
        except UnicodeDecodeError:
            continue
        return html.unescape(_TAG.sub("\n", words)).strip() if mark_up else words.lstrip("\ufeff")
    return head.decode("utf-8", errors="ignore")


def _cells(words: str) -> str:
    """Return the words of the first lines of a csv that has any, a cell a line: Excel pads a line that has but one."""
    lines = ([cell.strip(_AROUND_CELL) for cell in _CELL_END.split(line)] for line in words.splitlines())
    return "\n".join(cell for line in islice(filter(any, lines), ROWS) for cell in line if cell)


def _part(package: zipfile.ZipFile, name: str) -> str:
    with package.open(name) as part:
        return part.read(_BYTES).decode("utf-8", errors="ignore")


def _word(file: BinaryIO) -> str:
    """Return the words of a text document's page heads and of its first paragraphs."""
    with zipfile.ZipFile(file) as package:
        heads = sorted(name for name in package.namelist() if re.fullmatch(r"word/header\d*\.xml", name))
        parts = [_part(package, name) for name in (*heads[:3], "word/document.xml")]
    lines = (_TAG.sub("", line) for part in parts for line in _PARAGRAPH_END.split(part))
    return "\n".join(html.unescape(line).strip() for line in lines if line.strip())
