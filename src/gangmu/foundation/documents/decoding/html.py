"""Web pages: the visible text, a line a block, cells apart by tabs; scripts, styles and fields of forms are left out.

A form itself is no reason to leave anything out: many sites of offices wrap the whole page in one.
"""

import re
from typing import Any

from lxml import etree
from lxml import html as parser

from gangmu.foundation.documents.decoding.plain import text_of
from gangmu.foundation.documents.decoding.refusals import refuse
from gangmu.foundation.documents.decoding.source import SourceText, Writer

_DROPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "button",
        "select",
        "textarea",
        "input",
        "head",
    }
)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "pre",
        "blockquote",
        "br",
        "hr",
        "center",
        "figure",
        "figcaption",
        "address",
        "fieldset",
        "td",
        "th",
        "tr",
        "form",
        "body",
        "html",
    }
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,20})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_DEPTH = 200


def decode_html(data: bytes, name: str) -> SourceText:
    """Decode a web page into the text that a reader sees.

    Parameters
    ----------
    data
        The page.
    name
        Its name.
    """
    declared = _CHARSET.search(data[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else None
    markup = text_of(data, name, "gb18030" if encoding in ("gb2312", "gbk", "gb18030") else encoding)
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.lstrip("\ufeff"))
    try:
        reader = parser.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
        tree = parser.document_fromstring(markup, parser=reader)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise refuse("damaged", name, part="网页标记") from None
    writer = Writer("html")
    _Page(writer).read(tree)
    return writer.finish()


class _Page:
    """Walks a page without recursion deeper than a page of people is nested."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.line: list[str] = []

    def read(self, tree: Any) -> None:
        """Write all visible text of a tree."""
        self._element(tree, 0)
        self._break()

    def _element(self, element: Any, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _DROPPED or not tag or depth > _MAX_DEPTH or _is_hidden(element):
            return
        if tag == "table" and _is_data(element):
            self._break()
            self.writer.table(_rows(element))
            return
        block = tag in _BLOCKS or tag == "table"
        if block:
            self._break()
        self.line.append(element.text or "")
        for child in element:
            self._element(child, depth + 1)
            self.line.append(child.tail or "")
        if block:
            self._break()

    def _break(self) -> None:
        text = _BLANKS.sub(" ", "".join(self.line)).strip(" ")
        self.line = []
        if text:
            self.writer.paragraph(text)


def _is_hidden(element: Any) -> bool:
    """Whether a page does not show an element."""
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def _is_data(table: Any) -> bool:
    """Whether a table holds data in rows and not the layout of a page."""
    if table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    wide = [r for r in rows if sum(1 for c in r if c.tag in ("td", "th")) >= 2]
    longest = max((len(c.text_content()) for c in table.iter("td", "th")), default=0)
    return len(wide) >= 2 and longest < 1500


def _rows(table: Any) -> list[list[str]]:
    rows = []
    for row in table.iter("tr"):
        cells = [_BLANKS.sub(" ", c.text_content()).strip() for c in row if c.tag in ("td", "th")]
        if cells:
            rows.append(cells)
    return rows
