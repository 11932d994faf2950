"""The first words of a file, where a mark of classification stands: read from few bytes, without opening the document as a whole."""

import codecs
import html
import re
import zipfile
import zlib
from typing import BinaryIO

from gangmu.foundation.files.inspection import TEXTS, UTF_16

#: Bytes of a part that are looked through, and rows of a sheet whose cells are its head.
_BYTES, _ROWS = 200_000, 4
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH_END = re.compile(r"</w:p>|<w:br\s*/>|</w:tc>")
_ROW = re.compile(r"<row\b.*?</row>", re.DOTALL)
_CELL = re.compile(r"<c\b([^>]*)>(.*?)</c>", re.DOTALL)
_STRING = re.compile(r"<si>(.*?)</si>", re.DOTALL)


def head_of(kind: str, file: BinaryIO) -> str:
    """Return the first lines of a file that has words; of a picture, or of what cannot be read so far, nothing."""
    file.seek(0)
    if kind in TEXTS:
        return _text(file.read(_BYTES), mark_up=kind == "html")
    try:
        if kind in ("docx", "xlsx"):
            return _word(file) if kind == "docx" else _sheet(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return ""
    return _pdf(file) if kind == "pdf" else ""


def _text(head: bytes, *, mark_up: bool) -> str:
    charsets = ("utf-16",) if head.startswith(UTF_16) else ("utf-8", "gb18030")
    for charset in charsets:
        try:
            words = codecs.getincrementaldecoder(charset)().decode(head)
        except UnicodeDecodeError:
            continue
        return html.unescape(_TAG.sub("\n", words)).strip() if mark_up else words.lstrip("\ufeff")
    return head.decode("utf-8", errors="ignore")


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


def _sheet(file: BinaryIO) -> str:
    """Return the words of the first rows of the first sheet, a cell a line."""
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        strings = _part(package, "xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else ""
        sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d*\.xml", name))
        rows = _ROW.findall(_part(package, sheets[0]))[:_ROWS] if sheets else []
    shared = [_TAG.sub("", words) for words in _STRING.findall(strings)]
    lines = []
    for attributes, inside in _CELL.findall("".join(rows)):
        words = _TAG.sub("", inside).strip()
        if 't="s"' in attributes and words.isdecimal():
            words = shared[int(words)] if int(words) < len(shared) else ""
        lines.append(html.unescape(words).strip())
    return "\n".join(lines)


def _pdf(file: BinaryIO) -> str:
    """Return the words of the first page; of one that cannot be opened nothing, which its reader refuses by itself."""
    import pypdfium2  # noqa: PLC0415  (starting it takes a tenth of a second; few uploads are PDF files)

    try:
        document = pypdfium2.PdfDocument(file)
        try:
            return str(document[0].get_textpage().get_text_range()) if len(document) else ""
        finally:
            document.close()
    except pypdfium2.PdfiumError:
        return ""
