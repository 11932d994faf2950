"""Word documents: paragraphs with the numbers that Word draws itself, tables a row a line."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from docx import Document
from lxml import etree

from gangmu.foundation.documents.decoding.refusals import refuse
from gangmu.foundation.documents.decoding.source import SourceText, Writer
from gangmu.foundation.documents.decoding.word_numbers import NumberedLists

MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 5000
MAX_XML = 60 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", f"{_W}delText"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def decode_word(data: bytes, name: str) -> SourceText:
    """Decode a docx file.

    Parameters
    ----------
    data
        The file.
    name
        Its name.
    """
    inspect_package(data, name)
    try:
        document = Document(io.BytesIO(data))
        numbers = NumberedLists(document)
        writer = Writer("docx")
        for block in _blocks(document.element.body):
            if block.tag == f"{_W}p":
                text = numbers.label(block) + _text(block)
                if text.strip():
                    writer.paragraph(text)
            else:
                writer.table(_rows(block))
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        zipfile.BadZipFile,
        OSError,
        etree.XMLSyntaxError,
        RecursionError,
    ):
        raise refuse("damaged", name, part="word/document.xml") from None
    return writer.finish()


def inspect_package(data: bytes, name: str) -> None:
    """Refuse a package that grows too much, carries macros or declares entities, before any of it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_growth(entries, len(data), name)
            names = {e.filename for e in entries}
            if any(e.flag_bits & 1 for e in entries):
                raise refuse("password", name)
            macro = next(
                (n for n in names if n.lower().endswith("vbaproject.bin") or "/activex/" in n.lower()), None
            )
            if macro:
                raise refuse("macro", name, part=macro)
            if "word/document.xml" not in names:
                raise refuse("kind", name)
            types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            if b"macroEnabled" in types:
                raise refuse("macro", name, part="[Content_Types].xml")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _check_xml(package, entry, name)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ):
        raise refuse("damaged", name, part="压缩包") from None


def _check_growth(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    total = sum(e.file_size for e in entries)
    largest = max(entries, key=lambda e: e.file_size).filename if entries else "压缩包"
    too_dense = total > 20 * 1024 * 1024 and total > size * MAX_RATIO
    xml = next((e for e in entries if e.filename.endswith(".xml") and e.file_size > MAX_XML), None)
    if len(entries) > MAX_PARTS or total > MAX_UNPACKED or too_dense or xml is not None:
        raise refuse("bomb", name, part=xml.filename if xml else largest)


def _check_xml(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    with package.open(entry) as part:
        head = part.read(4096)
    plain = head.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise refuse("entities", name, part=entry.filename)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, also those inside content controls."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}smartTag"):
            yield from _blocks(child)


def _text(paragraph: Any) -> str:
    """Text of a paragraph as shown: insertions in, deletions and text boxes out."""
    pieces: list[str] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in _SKIPPED or tag == _FALLBACK or not isinstance(tag, str):
            continue
        if tag == f"{_W}t":
            pieces.append(element.text or "")
        elif tag == f"{_W}tab" and element.getparent().tag == f"{_W}r":
            pieces.append(" ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            stack.extend(reversed(element))
    return "".join(pieces)


def _rows(table: Any) -> list[list[str]]:
    """Cells of a table; a cell merged downwards is empty in the rows below, a table inside a cell is read into it."""
    rows = []
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        own = [c for c in row.iter(f"{_W}tc") if next(c.iterancestors(f"{_W}tr")) is row]
        cells = [" ".join(filter(None, (_text(p).strip() for p in cell.iter(f"{_W}p")))) for cell in own]
        if any(cells):
            rows.append(cells)
    return rows
