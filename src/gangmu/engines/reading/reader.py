"""Reads a document: facts, bounds, outline, targets, tasks, clauses, disagreements, all in offsets of the source."""

import re

from gangmu.engines.reading.bounds import Bounds, find_bounds, title_text
from gangmu.engines.reading.breaks import soft_breaks
from gangmu.engines.reading.clauses import find_clauses
from gangmu.engines.reading.disagreements import find_disagreements
from gangmu.engines.reading.facts import (
    classification,
    dated_line,
    document_date,
    document_number,
    issuer,
    kind_of_document,
    years,
)
from gangmu.engines.reading.layout import Paragraph, paragraphs
from gangmu.engines.reading.model import DocumentFacts, OutlineNode, Reading, Span
from gangmu.engines.reading.noise import noise
from gangmu.engines.reading.outline import build_outline
from gangmu.engines.reading.targets import find_targets
from gangmu.engines.reading.tasks import find_tasks
from gangmu.engines.reading.text import PINYIN_NOTE, Squeezed, fold, joined, squeeze
from gangmu.engines.reading.tree import Node, clean_title, trimmed_title


def read(text: str) -> Reading:
    """Read one document.

    Parameters
    ----------
    text
        Source text as decoded, unchanged.

    Returns
    -------
    Reading
        Every span counts Python characters of `text`.
    """
    folded = fold(text)
    specks = noise(folded)
    clean = joined(folded, specks)
    breaks = soft_breaks(clean)
    page = squeeze(clean, [*specks, *breaks])
    whole = joined(clean, breaks)
    parts = paragraphs(page.text)
    bounds = find_bounds(page.text, parts)
    title = _title_line(page, parts, bounds)
    nodes = build_outline(page.text, parts, *bounds.body, title=title, topics=not _is_bulletin(title))
    doc = _facts(text, page, parts, bounds, nodes)
    outline = [_outline_node(text, page, node) for node in nodes]
    targets = find_targets(text, page, doc, outline)
    tasks = find_tasks(whole, doc, outline)
    places = [Span(page.origin(p.start), page.origin_end(p.end)) for p in parts]
    annexes = (
        [Span(places[bounds.annex[0]].start, places[bounds.annex[1] - 1].end)]
        if bounds.annex[0] < bounds.annex[1]
        else []
    )
    furniture = [
        place
        for index, place in enumerate(places)
        if _is_furniture(page, parts[index], title, index < bounds.body[1])
    ]
    return Reading(
        doc=doc,
        outline=outline,
        targets=targets,
        tasks=tasks,
        clauses=find_clauses(whole, doc, outline, targets, tasks, annexes, furniture),
        disagreements=find_disagreements(whole, doc, outline, targets),
    )


def _is_furniture(page: Squeezed, part: Paragraph, title: str | None, in_body: bool) -> bool:
    """Whether a line holds no clause of the document: page furniture, the title again, the colophon after the body."""
    repeated = part.kind == "title" and page.text[part.start : part.end] == title
    colophon = not in_body and part.kind in ("meta", "date", "office", "number")
    return part.kind == "furniture" or repeated or colophon


def _title_line(page: Squeezed, parts: list[Paragraph], bounds: Bounds) -> str | None:
    if bounds.title is None:
        return None
    return title_text(page.text[parts[bounds.title[0]].start : parts[bounds.title[1] - 1].end])


def _is_bulletin(title: str | None) -> bool:
    """Whether the document is a statistical bulletin, whose paragraphs open with findings, not with topics."""
    return title is not None and re.search(r"统计公报|统计简报|统计快报", title) is not None


def _facts(
    text: str, page: Squeezed, parts: list[Paragraph], bounds: Bounds, nodes: list[Node]
) -> DocumentFacts:
    doc = DocumentFacts()
    title = _title_line(page, parts, bounds)
    if bounds.title is not None:
        printed = text[
            page.origin(parts[bounds.title[0]].start) : page.origin_end(parts[bounds.title[1] - 1].end)
        ]
        doc.title = title_text(printed)
    first, stop = bounds.body
    line = [page.text[p.start : p.end] for p in parts]
    top = [page.text[slice(*trimmed_title(page.text, n))] for n in nodes if n.level == 1]
    doc.kind = kind_of_document(title, top)
    opening = line[first] if first < stop else ""
    doc.year_plan, doc.year_summary = years(doc.kind, title, top, opening)
    heads = [line[i] for i in range(first) if parts[i].kind == "office"]
    tails = [line[i] for i in range(stop, len(parts)) if parts[i].kind == "office"]
    doc.issuer = issuer(doc.kind, title, heads, tails, opening)
    _number_and_date(doc, text, page, parts, bounds)
    doc.classification = classification(line[: first + 1])
    _set_body(doc, text, page, parts, bounds)
    return doc


def _number_and_date(
    doc: DocumentFacts, text: str, page: Squeezed, parts: list[Paragraph], bounds: Bounds
) -> None:
    first, stop = bounds.body
    for part in parts[:first] + parts[stop:]:
        if part.kind == "number":
            _, repaired = document_number(page.text[part.start : part.end])
            doc.doc_number = text[page.origin(part.start) : page.origin_end(part.end)]
            doc.doc_number_repaired = repaired
            break
    signed = dated_line(page.text, parts[stop:]) or dated_line(page.text, parts[:first])
    if signed is not None:
        doc.doc_date = text[page.origin(signed.start) : page.origin_end(signed.end)]
        doc.doc_date_repaired = document_date(page.text[signed.start : signed.end])


def _set_body(doc: DocumentFacts, text: str, page: Squeezed, parts: list[Paragraph], bounds: Bounds) -> None:
    first, stop = bounds.body
    if first >= stop:
        return
    doc.body_start_offset = page.origin(parts[first].start)
    doc.body_end_offset = page.origin_end(parts[stop - 1].end)
    body = text[doc.body_start_offset : doc.body_end_offset]
    printed = _solid(body)
    doc.body_start, doc.body_end = printed[:12], printed[-12:]
    clean = _solid(fold(body))
    doc.body_start_clean, doc.body_end_clean = clean[:12], clean[-12:]


def _solid(text: str) -> str:
    """Return a text without blanks and pinyin notes."""
    squeezed = text
    for note in reversed(list(PINYIN_NOTE.finditer(fold(text)))):
        squeezed = squeezed[: note.start()] + squeezed[note.end() :]
    return re.sub(r"\s", "", squeezed)


def _outline_node(text: str, page: Squeezed, node: Node) -> OutlineNode:
    start, end = trimmed_title(page.text, node)
    title_start, title_end = page.origin(start), page.origin_end(end)
    node_end = page.origin_end(max(node.end, node.title_end))
    begin = page.origin(node.start)
    while node_end > begin and text[node_end - 1].isspace():
        node_end -= 1
    return OutlineNode(
        path=node.path,
        level=node.level,
        title=text[title_start:title_end],
        start=begin,
        kind=node.kind,
        end=node_end,
        number=text[begin:title_start].strip() if node.label else "",
        title_start=title_start,
        title_end=title_end,
        title_clean=clean_title(page.text[start:end]),
    )
