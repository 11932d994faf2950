"""The outline tree: numbered items and headings in their order, each at its depth."""

import re
from dataclasses import dataclass, field

from gangmu.engines.reading.layout import Paragraph
from gangmu.engines.reading.model import NodeKind
from gangmu.engines.reading.numbering import Marker, marker_at, markers_inside
from gangmu.engines.reading.sections import (
    Heading,
    heading_line,
    inline_labels,
    sentence_headings,
    topic_end,
    topic_sentences,
)

_ORDINAL = frozenset({"shi", "yao", "qi", "first"})
_DASHES = frozenset({"dash", "bullet"})
_TAIL = "。.;:,、!? \t\n\r"
_FOOTNOTE_MARK = re.compile(r"\[\d{1,2}\]$")
_ORDINAL_LINE = re.compile(r"[一二三四五六七八九十]{1,2}[是要]|其[一二三四五六七八九十]")
_GREETED = re.compile(r"(?:各位|同志们)[^。;,]{0,12}!")
_DEPTH_LIMIT = 8


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


def build_outline(
    text: str, paragraphs: list[Paragraph], first: int, stop: int, *, title: str | None, topics: bool
) -> list[Node]:
    """Build the outline of a body.

    Parameters
    ----------
    text
        Squeezed text.
    paragraphs
        Its paragraphs.
    first, stop
        Half-open range of the body's paragraphs.
    title
        Title of the document, which is no heading of its own body.
    topics
        Whether topic sentences count (they do not in statistical bulletins).

    Returns
    -------
    list of Node
        In the order of the text, with levels, paths and ends.
    """
    body = [p for p in paragraphs[first:stop] if p.kind != "furniture"]
    if not body:
        return []
    line_markers = _line_markers(text, body)
    headings = _unnumbered(text, body, line_markers, title=title, topics=topics)
    tree = Tree(text)
    for index, paragraph in enumerate(body):
        marker = line_markers.get(index)
        if paragraph.kind == "greeting" or _GREETED.match(text, paragraph.start):
            _close_run_ins(tree, paragraph)
        if marker is not None and _accepted(tree, marker):
            _add_marker(tree, marker, paragraph)
        elif index in headings:
            _add_heading(tree, headings[index], body, index, line_markers)
        else:
            _close_topics(tree, paragraph)
            _leave_item(tree, paragraph)
        _add_inside(tree, paragraph)
    _finish(tree.nodes, body[-1].end)
    return tree.nodes


def _line_markers(text: str, body: list[Paragraph]) -> dict[int, Marker]:
    """Numbers at line starts; dashes count only with sisters."""
    found: dict[int, Marker] = {}
    for index, paragraph in enumerate(body):
        if paragraph.kind in ("furniture", "date", "greeting", "number"):
            continue
        marker = marker_at(text, paragraph.start)
        if marker is None or marker.title_start >= paragraph.end:
            continue
        found[index] = marker
    for style in ("dash", "bullet"):
        if sum(1 for m in found.values() if m.style == style) < 2:
            found = {i: m for i, m in found.items() if m.style != style}
    return found


def _unnumbered(
    text: str, body: list[Paragraph], markers: dict[int, Marker], *, title: str | None, topics: bool
) -> dict[int, Heading]:
    """Headings without numbers by the index of their paragraph."""
    found: dict[int, Heading] = {}
    for index in range(len(body)):
        if index not in markers or markers[index].bare:
            heading = heading_line(text, body, index, len(body), title)
            if heading is not None:
                found[index] = heading
    if not topics:
        return found
    run: list[int] = []
    for index in range(len(body) + 1):
        if index < len(body) and index not in found and (index not in markers or markers[index].bare):
            if body[index].kind == "prose" and not _GREETED.match(text, body[index].start):
                run.append(index)
                continue
            if body[index].kind != "greeting" and not _GREETED.match(text, body[index].start):
                continue
        plain = [body[i] for i in run]
        spoken = sentence_headings(text, plain) or topic_sentences(text, plain)
        by_start = {h.start: h for h in spoken}
        found.update({i: by_start[body[i].start] for i in run if body[i].start in by_start})
        run = []
    _lost_numbers(text, body, markers, found)
    return found


def _lost_numbers(
    text: str, body: list[Paragraph], markers: dict[int, Marker], found: dict[int, Heading]
) -> None:
    """Topic-like paragraphs in the place of a number that is missing from its sequence."""
    last: dict[str, tuple[int, int]] = {}
    order = {style: rank for rank, style in enumerate(("part", "cn", "cnp", "ar", "arp", "circ"))}
    for index in sorted(markers):
        marker = markers[index]
        rank = order.get(marker.style)
        if rank is None or marker.number is None or marker.bare:
            continue
        number, place = last.get(marker.style, (0, -1))
        opened = max([place, *[p for s, (_, p) in last.items() if order[s] < rank]], default=-1)
        if marker.number == number + 2 and opened >= 0:
            for between in range(opened + 1, index):
                if between in markers and not markers[between].bare or between in found:
                    continue
                end = topic_end(text, body[between], limit=30, rest=4)
                if end is not None and body[between].kind == "prose":
                    found[between] = Heading(
                        body[between].start, end, "topic", body[between].end, marker.style
                    )
                    break
        last[marker.style] = (marker.number, index)
        for style in [s for s in last if order[s] > rank]:
            del last[style]


def _accepted(tree: Tree, marker: Marker) -> bool:
    """Whether a number at a line start opens an item: always, but for bare digits, which must continue a sequence."""
    if not marker.bare:
        return True
    same = tree.opened("ar")
    return same is not None and same.number is not None and marker.number == same.number + 1


def _style(marker: Marker) -> str:
    return marker.style if marker.style not in _ORDINAL or marker.at_line_start else marker.style + "-inside"


def _add_marker(tree: Tree, marker: Marker, paragraph: Paragraph) -> None:
    """Open the item of an accepted number."""
    if marker.at_line_start:
        _close_topics(tree, paragraph)
    style = _style(marker)
    same = tree.opened(style)
    if same is None and marker.style in _ORDINAL:
        other = marker.style if style.endswith("-inside") else marker.style + "-inside"
        before = tree.opened(other)
        if before is not None and marker.number in (None, (before.number or 0) + 1):
            same = before
            style = other
    under = len(tree.open) if same is None else tree.open.index(same)
    if style == "dash" and same is None:
        under = _depth_for_dash(tree, paragraph)
    under = min(under, _DEPTH_LIMIT)
    end = _title_end(tree.text, marker.title_start, paragraph.end)
    run_in = tree.text[end : paragraph.end].strip(_TAIL) != ""
    kind: NodeKind = "numbered_item" if run_in else "heading"
    if not marker.at_line_start and marker.style in _ORDINAL:
        kind = "inline_ordinal"
    node = Node(
        style, marker.number, marker.label, 0, marker.start, marker.title_start, end, kind, paragraph.end
    )
    node.own_paragraph = marker.at_line_start
    tree.add(node, under=under)


def _depth_for_dash(tree: Tree, paragraph: Paragraph) -> int:
    """Depth of a first dash: inside the open item, unless plain paragraphs came between a run-in item and the dash."""
    depth = len(tree.open)
    while depth:
        above = tree.open[depth - 1]
        run_in = above.kind == "numbered_item" and above.own_paragraph
        plain_between = tree.text[above.paragraph_end : paragraph.start].strip() != ""
        if not (run_in and plain_between):
            break
        depth -= 1
    return depth


def _add_heading(
    tree: Tree, heading: Heading, body: list[Paragraph], index: int, markers: dict[int, Marker]
) -> None:
    """Open a heading without a number at the depth that its sisters or the numbers below it give."""
    style = {"topic": "topic", "spoken": "spoken"}.get(heading.shape, "plain")
    following = next(
        (markers[i] for i in range(index + 1, len(body)) if i in markers and not markers[i].bare), None
    )
    if heading.sisters is not None:
        style = heading.sisters
        sister = tree.opened(style)
        under = _without(tree, "topic") if sister is None else tree.open.index(sister)
    else:
        under, style = _depth_for_heading(tree, heading, style, following)
    title_end = heading.title_end
    kind: NodeKind = "numbered_item" if heading.shape == "topic" else "heading"
    node = Node(style, None, "", 0, heading.start, heading.start, title_end, kind, heading.paragraph_end)
    node.own_paragraph = True
    if style not in ("topic", "plain"):
        same = tree.opened(style)
        node.number = same.number + 1 if same is not None and same.number is not None else 1
    tree.add(node, under=min(under, _DEPTH_LIMIT))


def _depth_for_heading(tree: Tree, heading: Heading, style: str, following: Marker | None) -> tuple[int, str]:
    """Return the number of open nodes to keep, and the style: that of numbered sisters where one lost its number."""
    depth = len(tree.open)
    same = tree.opened(style)
    if following is not None and following.number is not None:
        below = tree.opened(_style(following))
        if below is not None and below.number is not None and following.number == below.number + 2:
            return tree.open.index(below), below.style
        if below is None and following.number == 2 and (same is None or style == "topic"):
            return _without(tree, "topic"), _style(following)
        if style == "plain" and below is not None and following.number == 1:
            place = tree.open.index(below)
            return next(
                (i for i in range(place, -1, -1) if i < len(tree.open) and tree.open[i].style == "plain"),
                place,
            ), style
        if (
            style == "plain"
            and below is not None
            and same is not None
            and tree.open.index(same) < tree.open.index(below)
        ):
            return depth if tree.open[-1].style != "plain" else depth - 1, style
    if same is not None:
        return tree.open.index(same), style
    depth = _without(tree, "topic")
    if style == "topic":
        while depth and tree.open[depth - 1].kind == "numbered_item" and tree.open[depth - 1].own_paragraph:
            above = tree.open[depth - 1]
            between = tree.text[above.paragraph_end : heading.start].strip()
            if not between and above.paragraph_end - above.title_end < 200 and above.style not in _DASHES:
                break
            depth -= 1
    return depth, style


def _without(tree: Tree, style: str) -> int:
    """Return the depth above the first open node of a style."""
    return next((i for i, n in enumerate(tree.open) if n.style == style), len(tree.open))


def _close_topics(tree: Tree, paragraph: Paragraph) -> None:
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


def _close_run_ins(tree: Tree, paragraph: Paragraph) -> None:
    """Close all run-in items at a salutation in the middle of a speech."""
    while tree.open and (_is_run_in(tree.open[-1]) or not tree.open[-1].own_paragraph):
        tree.open.pop().closed = paragraph.start


def _leave_item(tree: Tree, paragraph: Paragraph) -> None:
    """Close a run-in item at a plain paragraph, if none of its sisters (at least two) has a second one, or it is a dash."""
    while tree.open and _is_run_in(tree.open[-1]) and tree.open[-1].style != "spoken":
        last = tree.open[-1]
        sisters = tree.lists[_list_of(last)]
        alone = sisters.size >= 3 and sisters.longer == 0
        if last.further or not (alone or last.style in _DASHES):
            sisters.longer += not last.further
            last.further += 1
            return
        last.closed = paragraph.start
        tree.open.pop()


def _add_inside(tree: Tree, paragraph: Paragraph) -> None:
    """Open the items that start inside a paragraph, in so far as they make a sequence; then labels."""
    opened_here = tree.open[-1] if tree.open and tree.open[-1].start == paragraph.start else None
    begin = opened_here.title_start if opened_here else paragraph.start
    candidates = markers_inside(tree.text, begin, paragraph.end)
    for place, marker in enumerate(candidates):
        if not _in_sequence(tree, marker, candidates[place + 1 : place + 60]):
            continue
        before = tree.open[-1] if tree.open else None
        if before is not None and before.start >= paragraph.start and marker.start < before.title_end:
            if marker.style in _ORDINAL or marker.start <= before.title_start:
                continue
            before.title_end = marker.start
        _add_marker(tree, marker, paragraph)
    if (
        opened_here is not None
        and tree.open
        and tree.open[-1] is opened_here
        and opened_here.kind == "numbered_item"
    ):
        for label in inline_labels(tree.text, opened_here.title_end + 1, paragraph.end):
            node = Node(
                "label",
                None,
                "",
                0,
                label.start,
                label.start,
                label.title_end,
                "inline_ordinal",
                paragraph.end,
            )
            same = tree.opened("label")
            tree.add(node, under=len(tree.open) if same is None else tree.open.index(same))


def _in_sequence(tree: Tree, marker: Marker, later: list[Marker]) -> bool:
    """Whether a number inside a paragraph continues an open sequence, or begins one that goes on."""
    open_one = tree.opened(_style(marker)) or (
        tree.opened(marker.style) if marker.style in _ORDINAL else None
    )
    if marker.number is None:
        return marker.after_stop and open_one is not None
    if marker.number == 1:
        goes_on = any(m.style == marker.style and m.number == 2 for m in later)
        return goes_on and (marker.after_stop or marker.style not in ("ar", "arp") or open_one is None)
    if open_one is None or open_one.number is None:
        return False
    step = marker.number - open_one.number
    return step == 1 or (step == 2 and marker.after_stop)


def _title_end(text: str, start: int, limit: int) -> int:
    """End of a title: the first stop, or a colon before any stop, or the line end; without what a blank cuts off."""
    depth = 0
    for position in range(start, limit):
        character = text[position]
        if character in "([《":
            depth += 1
        elif character in ")]》":
            depth = max(depth - 1, 0)
        elif depth == 0 or character == "。":
            if character in "。;!?":
                return position
            if character == ":" and not (
                text[position - 1].isdigit() and text[position + 1 : position + 2].isdigit()
            ):
                return position
            if character == " " and _blank_ends_title(text, start, position, limit):
                return position
    return limit


def _blank_ends_title(text: str, start: int, blank: int, limit: int) -> bool:
    """Whether a blank stands where a page lost the line break after a heading."""
    title = text[start:blank]
    rest = text[blank:limit].lstrip()
    if len(title) < 4 or title.count('"') % 2 or len(rest) < (8 if len(title) <= 20 else 25):
        return False
    return (
        "\u4e00" <= title[-1] <= "\u9fff"
        and "\u4e00" <= rest[0] <= "\u9fff"
        and len(title) <= 40
        and "。" in rest
    )


def _finish(nodes: list[Node], body_end: int) -> None:
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
    while end > start and text[end - 1] in _TAIL:
        end -= 1
    return start, end


def clean_title(title: str) -> str:
    """Return a title on one line, without the mark of a footnote."""
    return _FOOTNOTE_MARK.sub("", re.sub(r"\s+", " ", title)).strip()
