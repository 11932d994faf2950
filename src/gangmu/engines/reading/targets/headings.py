"""The headings over a place, the nearest first: what a target inherits comes from them."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from gangmu.engines.reading.model import DocumentFacts, OutlineNode

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s?年|[-—])")


class Headings:
    """The outline of a document, asked by place."""

    def __init__(self, outline: Sequence[OutlineNode]) -> None:
        self.nodes = sorted(outline, key=lambda node: node.start)
        self.starts = [node.start for node in self.nodes]
        self._known: dict[int, list[OutlineNode]] = {}

    def before(self, place: int) -> list[OutlineNode]:
        """Return every heading that begins before a place, in the order of the text."""
        return self.nodes[: bisect_right(self.starts, place)]

    def over(self, place: int) -> list[OutlineNode]:
        """Return the headings over a place, the nearest first."""
        index = bisect_right(self.starts, place)
        if index not in self._known:
            found: list[OutlineNode] = []
            for node in reversed(self.nodes[:index]):
                if not found or node.level < found[-1].level:
                    found.append(node)
                if node.level <= 1:
                    break
            self._known[index] = found
        return self._known[index]


def words_of(node: OutlineNode) -> str:
    """Return the folded title of a heading."""
    return node.title_clean or node.title


def year_of_title(doc: DocumentFacts) -> int | None:
    """Return the latest year that the title of a document prints."""
    return max((int(year) for year in _YEAR.findall(doc.title or "")), default=None)
