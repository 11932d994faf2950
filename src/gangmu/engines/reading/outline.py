"""The outline tree: numbered items and headings in their order, each at its depth."""

from gangmu.engines.reading.actions import is_mark
from gangmu.engines.reading.layout import Paragraph
from gangmu.engines.reading.model import NodeKind
from gangmu.engines.reading.numbering import Marker, markers_inside
from gangmu.engines.reading.openings import GREETED, line_markers, unnumbered
from gangmu.engines.reading.sections import Heading, inline_labels
from gangmu.engines.reading.titles import run_together_end, title_end
from gangmu.engines.reading.tree import (
    DASHES,
    TAIL,
    Node,
    Tree,
    close_run_ins,
    close_topics,
    depth_above,
    finish,
    leave_item,
)

_ORDINAL = frozenset({"shi", "yao", "qi", "first"})
_DEPTH_LIMIT = 8


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
    markers = line_markers(text, body)
    headings = unnumbered(text, body, markers, title=title, topics=topics)
    following = _following(markers, len(body))
    tree = Tree(text)
    for index, paragraph in enumerate(body):
        marker = markers.get(index)
        if paragraph.kind == "greeting" or GREETED.match(text, paragraph.start):
            close_run_ins(tree, paragraph)
        if marker is not None and _accepted(tree, marker):
            _add_marker(tree, marker, paragraph)
        elif index in headings:
            _add_heading(tree, headings[index], following[index])
        elif is_mark(text[paragraph.start : paragraph.end]):
            continue
        else:
            close_topics(tree, paragraph)
            leave_item(tree, paragraph)
        _add_inside(tree, paragraph)
    finish(tree.nodes, body[-1].end)
    return tree.nodes


def _following(markers: dict[int, Marker], size: int) -> list[Marker | None]:
    """For each paragraph the next one's number that is beyond doubt."""
    found: list[Marker | None] = [None] * size
    for index in range(size - 2, -1, -1):
        below = markers.get(index + 1)
        found[index] = below if below is not None and not below.bare else found[index + 1]
    return found


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
        close_topics(tree, paragraph)
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
    end = title_end(tree.text, marker.title_start, paragraph.end)
    if not marker.at_line_start and marker.style in ("part", "cn", "cnp"):
        end = min(end, run_together_end(tree.text, marker.title_start, paragraph.end) or end)
    run_in = tree.text[end : min(end + 60, paragraph.end)].strip(TAIL) != ""
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


def _add_heading(tree: Tree, heading: Heading, following: Marker | None) -> None:
    """Open a heading without a number at the depth that its sisters or the numbers below it give."""
    style = {"topic": "topic", "spoken": "spoken"}.get(heading.shape, "plain")
    if heading.sisters is not None:
        style = heading.sisters
        sister = tree.opened(style)
        under = depth_above(tree, "topic") if sister is None else tree.open.index(sister)
    else:
        under, style = _depth_for_heading(tree, heading, style, following)
    kind: NodeKind = "numbered_item" if heading.shape == "topic" else "heading"
    node = Node(
        style, None, "", 0, heading.start, heading.start, heading.title_end, kind, heading.paragraph_end
    )
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
            return depth_above(tree, "topic"), _style(following)
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
    depth = depth_above(tree, "topic")
    if style == "topic":
        while depth and tree.open[depth - 1].kind == "numbered_item" and tree.open[depth - 1].own_paragraph:
            above = tree.open[depth - 1]
            between = tree.text[above.paragraph_end : heading.start].strip()
            if not between and above.paragraph_end - above.title_end < 200 and above.style not in DASHES:
                break
            depth -= 1
    return depth, style


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
