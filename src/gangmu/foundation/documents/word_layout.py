"""What Word needs beneath a paper: fonts with those that stand in for them, sizes, pages, grids, borders, page numbers.

Fonts, sizes, margins and the 22 lines of 28 characters are those of GB/T 9704-2012 (official_documents 12.1).
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from lxml import etree

#: Sizes that Chinese print knows by number, in points: 2号, 3号, 4号, 小四, 5号, 小五.
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5 = 22.0, 16.0, 14.0, 12.0, 10.5, 9.0
RED = RGBColor(0xE6, 0x00, 0x12)
#: The type area, 156 × 225 mm, holds 22 lines of 28 characters. A line is 225 mm / 22 high, in twentieths of a point; a character of
#: 16 pt stands a quarter point closer to the next, since 28 of them are wider than 156 mm. (A grid of characters would say the same,
#: but LibreOffice gives a character that is wider than its cell two cells.)
LINES, CHARACTERS = 22, 28
LINE_PITCH = int(225 / 25.4 * 1440 / LINES)
CLOSER = math.floor((156 / 25.4 * 72 / CHARACTERS - SIZE_3) * 20)

_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The order in which Word wants what a paragraph and a table tell of themselves.
_PARAGRAPH_ORDER = (
    "w:pStyle",
    "w:keepNext",
    "w:keepLines",
    "w:pageBreakBefore",
    "w:widowControl",
    "w:pBdr",
    "w:tabs",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:rPr",
    "w:sectPr",
)
_RUN_ORDER = ("w:rFonts", "w:b", "w:bCs", "w:color", "w:spacing", "w:kern", "w:sz", "w:szCs", "w:lang")
_TABLE_ORDER = (
    "w:tblStyle",
    "w:tblpPr",
    "w:tblW",
    "w:jc",
    "w:tblInd",
    "w:tblBorders",
    "w:tblLayout",
    "w:tblCellMar",
    "w:tblLook",
)


class Font(Enum):
    """A typeface of official papers: its name, and the faces that stand in where a computer lacks it."""

    BODY = ("仿宋_GB2312", ("仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC"))
    BLACK = ("黑体", ("SimHei", "STHeiti", "Noto Sans CJK SC"))
    KAI = ("楷体_GB2312", ("楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC"))
    TITLE = ("方正小标宋简体", ("小标宋", "FZXiaoBiaoSong-B05S", "华文中宋", "Noto Serif CJK SC"))
    SONG = ("宋体", ("SimSun", "STSong", "Noto Serif CJK SC"))

    @property
    def face(self) -> str:
        """The name under which Word looks for it."""
        return str(self.value[0])

    @property
    def family(self) -> str:
        """What kind of face it is, by which a computer that knows none of its names chooses."""
        return "swiss" if self is Font.BLACK else "roman"

    @property
    def instead(self) -> tuple[str, ...]:
        """The faces that stand in, the nearest first."""
        return tuple(self.value[1])


@dataclass(frozen=True, slots=True)
class Page:
    """A page: width, height and margins in millimetres."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float

    @property
    def text_width(self) -> float:
        """What is left between the margins, in millimetres."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """What is left between head and foot, in millimetres."""
        return self.height - self.top - self.bottom


#: A4 upright with the head of 37 mm and the binding edge of 28 mm; right and bottom follow from the type area.
LETTER_PAGE = Page(210, 297, 37, 26, 35, 28)
#: Pages of tables lie on their side; their margins are the project's own, no standard names them.
TABLE_PAGES = {"A4": Page(297, 210, 22, 18, 20, 18), "A3": Page(420, 297, 25, 20, 22, 20)}


def new_document(page: Page = LETTER_PAGE) -> Any:
    """Return an empty document whose text is 3号仿宋 on a page, its fonts told with those that stand in for them."""
    document = Document()
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(SIZE_3)
    dress(normal, Font.BODY)
    _set_type(normal)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    set_page(document.sections[0], page)
    _tell_fonts(document)
    return document


def _set_type(style: Any) -> None:
    """Set the text closer by what 28 characters a line ask, and as Chinese, whose letters differ from the Japanese ones."""
    properties = style.element.get_or_add_rPr()
    for name, told in (
        ("w:spacing", {"w:val": str(CLOSER)}),
        ("w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN"}),
    ):
        held = OxmlElement(name)
        for key, value in told.items():
            held.set(qn(key), value)
        put(properties, held, _RUN_ORDER)
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # Word sets Chinese apart from figures and Latin letters by a quarter of a character: then 28 no longer fill a line.
        held = OxmlElement(name)
        held.set(qn("w:val"), "0")
        put(style.element.get_or_add_pPr(), held, _PARAGRAPH_ORDER)


def dress(holder: Any, font: Font) -> None:
    """Give a run or a style its typeface; figures and Latin letters take the same face, as half-width print does."""
    holder.font.name = font.face
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), font.face)


def set_page(section: Any, page: Page) -> None:
    """Give a section its paper and margins; wider than high lies on its side."""
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance, section.footer_distance = Mm(page.top / 2), Mm(page.bottom * 0.6)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def set_grid(section: Any) -> None:
    """Lay the grid of 22 lines over a section."""
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    section._sectPr.append(grid)


def add_run(paragraph: Any, words: str, font: Font = Font.BODY, size: float = SIZE_3, **how: Any) -> Any:
    """Add words to a paragraph; `bold` and `colour` as told."""
    run = paragraph.add_run(clean(words))
    dress(run, font)
    run.font.size = Pt(size)
    run.font.bold = bool(how.get("bold"))
    if how.get("colour") is not None:
        run.font.color.rgb = how["colour"]
    return run


def clean(words: str) -> str:
    """Return words without the signs that no XML may hold."""
    return _UNFIT.sub("", words)


def add_line(
    document: Any,
    words: str = "",
    font: Font = Font.BODY,
    size: float = SIZE_3,
    *,
    align: str = "both",
    pitch: float = LINE_PITCH / 20,
    **how: Any,
) -> Any:
    """Add a paragraph with lines of a fixed height in points; `align` is both, left, right or center."""
    paragraph = document.add_paragraph()
    lay(paragraph, align, pitch)
    if pitch != LINE_PITCH / 20:
        _leave_grid(paragraph)
    if words:
        add_run(paragraph, words, font, size, **how)
    return paragraph


def _leave_grid(paragraph: Any) -> None:
    """Let a paragraph stand between the lines of the grid: a line higher than one would take two."""
    left = OxmlElement("w:snapToGrid")
    left.set(qn("w:val"), "0")
    put(paragraph._p.get_or_add_pPr(), left, _PARAGRAPH_ORDER)


_ALIGN = {
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY, "left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}  # fmt: skip


def lay(paragraph: Any, align: str, pitch: float | None) -> None:
    """Lay a paragraph: its side, and the fixed height of its lines (`None`: as high as its letters)."""
    layout = paragraph.paragraph_format
    layout.alignment = _ALIGN[align]
    layout.space_before = layout.space_after = Pt(0)
    if pitch is not None:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)


def indent(paragraph: Any, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indent a paragraph by characters, which Word keeps whatever the size."""
    held = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, characters in (("first", first), ("left", left), ("right", right)):
        if characters:
            attribute = "w:firstLine" if name == "first" else f"w:{name}"
            held.set(qn(f"{attribute}Chars"), str(round(characters * 100)))
            held.set(qn(attribute), str(round(characters * 320)))


def rule_below(paragraph: Any, colour: str = "000000", eighths: int = 12) -> None:
    """Draw a line below a paragraph, as thick as so many eighths of a point."""
    line = f'<w:bottom w:val="single" w:sz="{eighths}" w:space="1" w:color="{colour}"/>'
    told = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    put(paragraph._p.get_or_add_pPr(), told, _PARAGRAPH_ORDER)


def put(holder: Any, told: Any, order: Sequence[str] = _TABLE_ORDER) -> None:
    """Put what is told into its place among the properties of a table (or a paragraph), instead of what was told before."""
    for old in holder.findall(told.tag):
        holder.remove(old)
    ranks = {qn(name): rank for rank, name in enumerate(order)}
    own = ranks[told.tag]
    after = next((n for n, held in enumerate(holder) if ranks.get(held.tag, -1) > own), len(holder))
    holder.insert(after, told)


def number_pages(document: Any) -> None:
    """Number the pages: 4号宋体 between one-line dashes, odd pages right, even pages left."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        lay(paragraph, align, None)
        indent(paragraph, **{align: 1})
        add_run(paragraph, "— ", Font.SONG, SIZE_4)
        _add_page_field(paragraph)
        add_run(paragraph, " —", Font.SONG, SIZE_4)


def _add_page_field(paragraph: Any) -> None:
    for kind, words in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "1"), ("end", "")):
        run = add_run(paragraph, "", Font.SONG, SIZE_4)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif words == "PAGE":
            field = OxmlElement("w:instrText")
            field.text = words
            run._r.append(field)
        else:
            run.text = words


def set_borders(table: Any, eighths: int = 4, colour: str = "000000", sides: Iterable[str] = ()) -> None:
    """Draw the lines of a table: all of them, or those named."""
    drawn = tuple(sides) or ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="{colour}"/>' for side in drawn
    )
    put(table._tbl.tblPr, parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def fix_widths(table: Any, widths: list[int]) -> None:
    """Give a table its columns in twips; Word and LibreOffice keep them and fit nothing anew."""
    table.autofit = False
    put(table._tbl.tblPr, parse_xml(f'<w:tblW {nsdecls("w")} w:w="{sum(widths)}" w:type="dxa"/>'))
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Twips(width)


def pad_cells(table: Any, side: int = 60, above: int = 20) -> None:
    """Keep the words of a table's cells from its lines, in twips."""
    sides = (("top", above), ("left", side), ("bottom", above), ("right", side))
    told = "".join(f'<w:{name} w:w="{width}" w:type="dxa"/>' for name, width in sides)
    put(table._tbl.tblPr, parse_xml(f"<w:tblCellMar {nsdecls('w')}>{told}</w:tblCellMar>"))


def _tell_fonts(document: Any) -> None:
    """Name in the document's table of fonts the faces that stand in for each, so that a computer without it takes the nearest."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    table = etree.fromstring(part.blob)
    for font in Font:
        for old in table.xpath("w:font[@w:name=$face]", namespaces=table.nsmap, face=font.face):
            table.remove(old)
        told = etree.SubElement(table, qn("w:font"), {qn("w:name"): font.face})
        etree.SubElement(told, qn("w:altName"), {qn("w:val"): ",".join(font.instead)})
        etree.SubElement(told, qn("w:charset"), {qn("w:val"): "86"})
        etree.SubElement(told, qn("w:family"), {qn("w:val"): font.family})
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
