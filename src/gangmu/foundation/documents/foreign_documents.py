"""The tables of somebody else's docx, read as sheets and filled in place: only the cells told are written.

Every part of the file but the text itself is carried over byte for byte, and of the text everything but the words of those
cells: a library that reads and writes whole documents would lay out anew what its owner laid out.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

from gangmu.foundation.documents.decoding.word import inspect_package
from gangmu.foundation.documents.spreadsheets import Sheet
from gangmu.foundation.documents.word_layout import clean
from gangmu.foundation.kernel.errors import Refusal

TEXT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Columns that a row may span; what claims more is no table that people fill in.
_MOST_COLUMNS = 300


def read_tables(data: bytes, name: str) -> list[Sheet]:
    """Return the tables of a docx as sheets named 表1, 表2 and so on, in their order.

    A cell that is merged over columns or lines has its words in the first place that it covers, as in a workbook.

    Raises
    ------
    Refusal
        When the file is no docx, is damaged, or would do harm when opened.
    """
    return [
        Sheet(f"表{number}", [[_words(cell) if own else "" for cell, own in line] for line in _grid(table)])
        for number, table in enumerate(_tables(_parsed(data, name)), 1)
    ]


def fill_tables(data: bytes, name: str, sheet: str, cells: Mapping[tuple[int, int], str]) -> bytes:
    """Return a docx with words in some cells of one of its tables.

    Parameters
    ----------
    sheet
        The table's name as `read_tables` tells it.
    cells
        The words by line and column, both from 0; what is told of several places of one merged cell stands there line below line.

    Raises
    ------
    Refusal
        When the file is no docx, or the table is not there.
    """
    root = _parsed(data, name)
    table = next((t for number, t in enumerate(_tables(root), 1) if f"表{number}" == sheet), None)
    if table is None:
        raise Refusal("documents.no_sheet", "“%(name)s”中没有“%(sheet)s”这张表", name=name, sheet=sheet)
    grid = _grid(table)
    told: dict[Any, list[str]] = {}
    for (row, column), words in sorted(cells.items()):
        if row < len(grid) and column < len(grid[row]):
            told.setdefault(grid[row][column][0], []).append(words)
    for cell, lines in told.items():
        _write(cell, clean("\n".join(dict.fromkeys(lines)))[:32_000])
    return _packed(data, root)


def _parsed(data: bytes, name: str) -> Any:
    inspect_package(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return etree.fromstring(package.read(TEXT), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError) as error:
        raise Refusal(
            "documents.fill_word", "“%(name)s”已损坏，请用 Word 或 WPS 另存为 docx 后再上传", name=name
        ) from error


def _packed(data: bytes, root: Any) -> bytes:
    """Return the file with its text replaced, every other part as it was."""
    target = io.BytesIO()
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w") as made:
        for entry in package.infolist():
            kept = text if entry.filename == TEXT else package.read(entry)
            made.writestr(entry, kept, entry.compress_type)
    return target.getvalue()


def _tables(root: Any) -> Iterator[Any]:
    """Tables of the text itself: not those inside a cell, nor a second copy kept for older programs."""
    for table in root.iter(f"{_W}tbl"):
        above = {ancestor.tag for ancestor in table.iterancestors()}
        if f"{_W}tc" not in above and f"{_W}txbxContent" not in above:
            yield table


def _grid(table: Any) -> list[list[tuple[Any, bool]]]:
    """Return which cell covers each place of a table, and whether the place is the first that it covers."""
    lines: list[list[tuple[Any, bool]]] = []
    for row in (r for r in table.iter(f"{_W}tr") if _inside(r, f"{_W}tbl") is table):
        line: list[tuple[Any, bool]] = []
        before = _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        cells = [c for c in row.iter(f"{_W}tc") if _inside(c, f"{_W}tr") is row]
        for place, cell in enumerate(cells):
            width = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            if place == 0:
                line += [(cell, False)] * before
            holder, own = cell, True
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and lines:
                above = lines[-1]
                holder, own = (above[len(line)][0], False) if len(line) < len(above) else (cell, True)
            line += [(holder, own), *[(holder, False)] * (width - 1)]
        lines.append(line)
    return lines


def _inside(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _number(element: Any, usual: int = 0) -> int:
    told = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(told), _MOST_COLUMNS) if told.isascii() and told.isdigit() else usual


def _words(cell: Any) -> str:
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        pieces = []
        for element in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
            if element.tag == f"{_W}t":
                pieces.append(element.text or "")
            elif _inside(element, f"{_W}r") is not None:
                pieces.append("\n" if element.tag == f"{_W}br" else " ")
        lines.append("".join(pieces))
    return "\n".join(lines).strip()


def _write(cell: Any, words: str) -> None:
    """Write words into a cell in the shape of what stood there: its first paragraph, and the face of its first run."""
    held = cell.findall(f"{_W}p")
    shape = held[0].find(f"{_W}pPr") if held else None
    face = cell.find(f"{_W}p/{_W}r/{_W}rPr")
    if face is None and shape is not None:
        face = shape.find(f"{_W}rPr")
    place = cell.index(held[0]) if held else len(cell)
    for paragraph in held:
        cell.remove(paragraph)
    for number, line in enumerate(words.split("\n")):
        cell.insert(place + number, _paragraph(line, shape, face))


def _paragraph(words: str, shape: Any, face: Any) -> Any:
    paragraph = etree.Element(f"{_W}p")
    if shape is not None:
        paragraph.append(deepcopy(shape))
    run = etree.SubElement(paragraph, f"{_W}r")
    if face is not None:
        run.append(deepcopy(face))
        # What marks a paragraph's own end says whether that end was inserted or deleted: nothing of a run.
        for mark in (f"{_W}ins", f"{_W}del"):
            for told in run[0].findall(mark):
                run[0].remove(told)
    text = etree.SubElement(run, f"{_W}t", {_SPACE: "preserve"})
    text.text = words
    return paragraph
