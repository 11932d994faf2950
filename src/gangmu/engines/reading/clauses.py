"""Every clause of the text and how it is accounted for; what nothing accounts for stays open."""

import re
from bisect import bisect_right

from gangmu.engines.reading.actions import is_general, role_of
from gangmu.engines.reading.model import (
    Clause,
    ClauseState,
    DocumentFacts,
    OutlineNode,
    ReadTarget,
    ReadTask,
    Span,
)
from gangmu.engines.reading.tasks import chain_to, parents, status_of
from gangmu.engines.reading.text import PINYIN_NOTE, clauses, trimmed

_PRINCIPLES = re.compile(r"基本原则|工作原则")
_GUIDANCE = re.compile(r"指导思想|总体要求|总体思路|基本思路|基本要求|工作思路$")
_BACKGROUND = re.compile(
    r"形势|背景|重大意义|存在.{0,6}(?:问题|不足)|困难.{0,4}问题|主要问题|问题和不足|问题与不足|主要考虑"
)
_AHEAD = re.compile(r"下一步|下步|下一阶段|将|拟|计划|力争|争取|确保|要")
_CUT_AFTER_TITLE = ":。;"
_LONG_TITLE = 45
#: The meaning of a year, with which such texts open.
_MEANING_OF_YEAR = re.compile(r"^\s*(?:今年|本年|20\d\d年|[xX*]{2,4}年)[^,。;]{0,8}是[^,。;]*")


def find_clauses(
    folded: str,
    doc: DocumentFacts,
    outline: list[OutlineNode],
    targets: list[ReadTarget],
    tasks: list[ReadTask],
    annexes: list[Span],
    furniture: list[Span],
) -> list[Clause]:
    """Account for every clause of the source.

    Parameters
    ----------
    folded
        Folded text of the whole document.
    doc, outline, targets, tasks
        What was read in it.
    annexes
        Stretches after the body that count for coverage.
    furniture
        Lines of page furniture inside the body.

    Returns
    -------
    list of Clause
        Without gaps but for blanks, in the order of the text.
    """
    account = _Account(folded, doc, outline, targets, tasks)
    body = Span(doc.body_start_offset, doc.body_end_offset)
    found = []
    for span in _pieces(folded, outline, [body, *annexes]):
        in_annex = any(a.holds(span) for a in annexes)
        if not in_annex and not body.holds(span):
            found.append(
                Clause(span.start, span.end, "outside", "题头" if span.end <= body.start else "正文之后")
            )
        elif any(f.holds(span) for f in furniture):
            found.append(Clause(span.start, span.end, "outside", "网页内容"))
        else:
            state, reason = account.state(span, in_annex=in_annex)
            found.append(Clause(span.start, span.end, state, reason))
    return found


def _pieces(folded: str, outline: list[OutlineNode], regions: list[Span]) -> list[Span]:
    """Clauses cut also where an item starts, after the title of an item, and at the bounds of the regions."""
    cuts = {edge for r in regions for edge in (r.start, r.end)}
    for node in outline:
        cuts.add(node.start)
        after = node.title_end
        while after < node.end and folded[after] in _CUT_AFTER_TITLE:
            after += 1
        if after > node.title_end or folded[after : after + 1].isspace():
            cuts.add(after)
    ordered = sorted(cuts)
    found = []
    place = 0
    for clause in clauses(folded):
        start = clause.start
        while place < len(ordered) and ordered[place] <= start:
            place += 1
        edges = []
        while place < len(ordered) and ordered[place] < clause.end:
            edges.append(ordered[place])
            place += 1
        for edge in [*edges, clause.end]:
            piece = trimmed(folded, start, edge)
            if piece.end > piece.start:
                found.append(piece)
            start = edge
    return found


class _Account:
    """Looks up, for a clause, the node, target or action that accounts for it."""

    def __init__(
        self,
        folded: str,
        doc: DocumentFacts,
        outline: list[OutlineNode],
        targets: list[ReadTarget],
        tasks: list[ReadTask],
    ) -> None:
        self.folded = folded
        self.outline = outline
        self.above_of = parents(outline)
        self.starts = [n.start for n in outline]
        self.doc = doc
        self.targets = _merged([(t.start, t.end) for t in targets])
        self.actions = _merged([(a.start, a.end) for t in tasks for a in t.actions])
        self.titles: dict[str, str] = {}
        self.seen: dict[str, str] = {}

    def state(self, span: Span, *, in_annex: bool) -> tuple[ClauseState, str]:
        """State and reason of a clause inside body or annex."""
        if _touches(self.targets, span):
            return "target", ""
        node, chain = self._node(span)
        if in_annex:
            return "open", ""
        if node is not None and self._is_title(node, span):
            return "heading", ""
        general = self._general_reason(node, chain, span)
        if general:
            return "not_listed", general
        text = PINYIN_NOTE.sub("", self.folded[span.start : span.end])
        if role_of(text) == "mark":
            return "not_listed", "责任与时限标注"
        if _inside(self.actions, span):
            again = self._repeated(text, node)
            return ("not_listed", again) if again else ("action", "")
        reported = node is not None and status_of(self.doc, [*chain, node]) == "done"
        return ("not_listed", "背景") if reported and not _AHEAD.search(text) else ("open", "")

    def _node(self, span: Span) -> tuple[OutlineNode | None, list[OutlineNode]]:
        """Return the innermost node that holds a clause, and those above it."""
        index = bisect_right(self.starts, span.start) - 1
        while index >= 0 and self.outline[index].end < span.end:
            index = self.above_of[index]
        if index < 0:
            return None, []
        return self.outline[index], chain_to(self.outline, self.above_of, self.above_of[index])

    def _is_title(self, node: OutlineNode, span: Span) -> bool:
        """Whether a clause is the number and title of a node (a long title that is all of its item is work)."""
        if span.start < node.start or span.end > node.title_end + 2:
            return False
        whole = node.end - node.title_end <= 2
        size = node.title_end - node.title_start
        if node.kind == "heading":
            # A leaf without a text of its own is the item itself: a list of works, one a line.
            return not (whole and self._leaf(node) and _inside(self.actions, span))
        return not (whole or size > _LONG_TITLE)

    def _general_reason(self, node: OutlineNode | None, chain: list[OutlineNode], span: Span) -> str:
        """Reason why a clause of guidance, principles or background is no task of its own."""
        text = self.folded[span.start : span.end]
        if _MEANING_OF_YEAR.match(text):
            return "背景"
        if node is None:
            return "总体要求" if is_general(text) else "背景"
        titles = [n.title_clean for n in [*chain, node]]
        for pattern, reason in ((_PRINCIPLES, "工作原则"), (_GUIDANCE, "总体要求"), (_BACKGROUND, "背景")):
            if any(pattern.search(t) for t in titles):
                return (
                    reason
                    if node.title_clean and self._leaf(node)
                    else ("总体要求" if is_general(text) else "")
                )
        opening = not self._leaf(node) and span.start > node.title_end
        known = is_general(text) or role_of(text) in ("work", "aim", "means")
        return "总体要求" if opening and known else ""

    def _leaf(self, node: OutlineNode) -> bool:
        place = bisect_right(self.starts, node.start)
        return place >= len(self.outline) or self.outline[place].level <= node.level

    def _repeated(self, text: str, node: OutlineNode | None) -> str:
        """Say which earlier item holds the very same clause."""
        key = re.sub(r"\W", "", text)
        path = node.path if node is not None else ""
        if len(key) < 8:
            return ""
        earlier = self.seen.setdefault(key, path)
        return f"已含于第{earlier}项" if earlier and earlier != path else ""


def _merged(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Starts and ends of the union of spans, sorted."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _touches(union: tuple[list[int], list[int]], span: Span) -> bool:
    index = bisect_right(union[0], span.end - 1) - 1
    return index >= 0 and union[1][index] > span.start


def _inside(union: tuple[list[int], list[int]], span: Span) -> bool:
    index = bisect_right(union[0], span.start) - 1
    return index >= 0 and union[1][index] >= span.end
