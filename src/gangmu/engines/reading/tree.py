"""The outline while it is built: nodes, lists of sisters, what stays open and what a paragraph closes."""

import re
from dataclasses import dataclass, field

from gangmu.engines.reading.layout import Paragraph
from gangmu.engines.reading.model import NodeKind

TAIL = "。.;:,、!? \t\n\r"
DASHES = frozenset({"dash", "bullet"})
_FOOTNOTE_MARK = re.compile(r"\[\d{1,2}\]$")
_ORDINAL_LINE = re.compile(r"[一二三四五六七八九十]{1,2}[是要]|其[一二三四五六七八九十]")


@dataclass(slots=True)
class Node:
    """An outline node over the squeezed text."""

    style: str
    number: int | None
    label: str
    level: int
    start: int
    title_start: int
    title_end: int
    kind: NodeKind
    paragraph_end: int
    path: str = ""
    end: int = 0
    dashes: int = 0
    unnumbered: int = 0
    own_paragraph: bool = False
    further: int = 0
    closed: int | None = None


@dataclass(slots=True)
class Sisters:
    """A list of items of one style below one parent: how many, and how many are longer than one paragraph."""

    size: int = 0
    longer: int = 0


@dataclass(slots=True)
class Tree:
    """The outline while it is built: the nodes so far and those that are open."""

    text: str
    nodes: list[Node] = field(default_factory=list)
    open: list[Node] = field(default_factory=list)
    loose_dashes: int = 0
    loose_unnumbered: int = 0
    lists: dict[tuple[str, str], Sisters] = field(default_factory=dict)

    def opened(self, style: str) -> Node | None:
        """Return the open node of a style."""
        return next((n for n in reversed(self.open) if n.style == style), None)

    def add(self, node: Node, *, under: int) -> None:
        """Put a node below the first `under` open ones."""
        del self.open[under:]
        parent = self.open[-1] if self.open else None
        node.level = len(self.open) + 1
        label = node.label
        if node.style == "dash" or node.style == "bullet":
            label = f"-{self._count(parent, dashes=True)}"
        elif not label:
            label = f"#{self._count(parent, dashes=False)}"
        node.path = f"{parent.path}.{label}" if parent else label
        sisters = self.lists.setdefault(_list_of(node), Sisters())
        sisters.size += 1
        sisters.longer += node.kind == "heading"
        self.nodes.append(node)
        self.open.append(node)

    def _count(self, parent: Node | None, *, dashes: bool) -> int:
        if parent is None:
            self.loose_dashes += dashes
            self.loose_unnumbered += not dashes
            return self.loose_dashes if dashes else self.loose_unnumbered
        parent.dashes += dashes
        parent.unnumbered += not dashes
        return parent.dashes if dashes else parent.unnumbered


def _list_of(node: Node) -> tuple[str, str]:
    return node.path.rpartition(".")[0], node.style


def depth_above(tree: Tree, style: str) -> int:
    """Return the depth above the first open node of a style."""
    return next((i for i, n in enumerate(tree.open) if n.style == style), len(tree.open))


def close_topics(tree: Tree, paragraph: Paragraph) -> None:
    """Close what owns only its own paragraph: topics, and ordinals inside a paragraph."""
    while tree.open:
        last = tree.open[-1]
        inside = last.style.endswith("-inside")
        if not inside and last.style not in ("topic", "label") or paragraph.start < last.paragraph_end:
            return
        if inside and _ORDINAL_LINE.match(tree.text, paragraph.start):
            return
        tree.open.pop()


def _is_run_in(node: Node) -> bool:
    """Whether a node is an item or a spoken heading whose text a later plain paragraph need not continue."""
    return node.own_paragraph and (node.kind == "numbered_item" or node.style == "spoken")


def close_run_ins(tree: Tree, paragraph: Paragraph) -> None:
    """Close all run-in items at a salutation in the middle of a speech."""
    while tree.open and (_is_run_in(tree.open[-1]) or not tree.open[-1].own_paragraph):
        tree.open.pop().closed = paragraph.start


def leave_item(tree: Tree, paragraph: Paragraph) -> None:
    """Close a run-in item at a plain paragraph, if none of its sisters (at least two) has a second one, or it is a dash."""
    while tree.open and _is_run_in(tree.open[-1]) and tree.open[-1].style != "spoken":
        last = tree.open[-1]
        sisters = tree.lists[_list_of(last)]
        alone = sisters.size >= 3 and sisters.longer == 0
        if last.further or not (alone or last.style in DASHES):
            sisters.longer += not last.further
            last.further += 1
            return
        last.closed = paragraph.start
        tree.open.pop()


def finish(nodes: list[Node], body_end: int) -> None:
    """Trim titles and give every node its end: the next node that is not below it, or what it owns."""
    later: list[Node] = []
    for node in reversed(nodes):
        limit = later[-1].start if later else body_end
        node.title_end = max(min(node.title_end, limit), node.title_start)
        while later and later[-1].level > node.level:
            later.pop()
        node.end = later[-1].start if later else body_end
        if node.closed is not None:
            node.end = min(node.end, node.closed)
        if not node.own_paragraph or node.style == "topic":
            node.end = min(node.end, max(node.paragraph_end, node.title_end))
        later.append(node)


def trimmed_title(text: str, node: Node) -> tuple[int, int]:
    """Bounds of a title without end punctuation and blanks."""
    start, end = node.title_start, node.title_end
    while start < end and text[start] in " \t\n\r":
        start += 1
    while end > start and text[end - 1] in TAIL:
        end -= 1
    return start, end


def clean_title(title: str) -> str:
    """Return a title on one line, without the mark of a footnote."""
    return _FOOTNOTE_MARK.sub("", re.sub(r"\s+", " ", title)).strip()
