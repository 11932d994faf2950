"""Paragraphs that open an item or a section: those with a number, and those that look like their sisters."""

import re
from dataclasses import replace

from gangmu.engines.reading.layout import Paragraph
from gangmu.engines.reading.numbering import Marker, marker_at
from gangmu.engines.reading.sections import (
    Heading,
    heading_line,
    sentence_headings,
    topic_end,
    topic_sentences,
)

_COUNTED = 3
_STACKED = 4
GREETED = re.compile(r"(?:各位|同志们)[^。;,]{0,12}!")


def line_markers(text: str, body: list[Paragraph]) -> dict[int, Marker]:
    """Numbers at line starts; dashes count only with sisters."""
    found: dict[int, Marker] = {}
    for index, paragraph in enumerate(body):
        if paragraph.kind in ("furniture", "date", "greeting", "number"):
            continue
        marker = marker_at(text, paragraph.start)
        if marker is None or marker.title_start >= paragraph.end:
            continue
        found[index] = marker
    _prove_bare(found)
    for style in ("dash", "bullet"):
        if sum(1 for m in found.values() if m.style == style) < 2:
            found = {i: m for i, m in found.items() if m.style != style}
    return found


def _cells(body: list[Paragraph], markers: dict[int, Marker]) -> set[int]:
    """Short lines that stand together like the cells of a table which the page wrote one a line."""
    found: set[int] = set()
    run: list[int] = []
    for index in range(len(body) + 1):
        plain = index < len(body) and (index not in markers or markers[index].bare)
        if plain and body[index].kind in ("short", "title", "date") and body[index].size <= 20:
            run.append(index)
            continue
        found |= set(run) if len(run) >= _STACKED else set()
        run = []
    return found


def _prove_bare(found: dict[int, Marker]) -> None:
    """Take digits without a dot for numbers where they count up from 1 over at least three lines."""
    bare = [index for index in sorted(found) if found[index].bare]
    opened = 0
    while opened < len(bare):
        stop = opened
        while stop < len(bare) and found[bare[stop]].number == stop - opened + 1:
            stop += 1
        if stop - opened >= _COUNTED:
            for index in bare[opened:stop]:
                found[index] = replace(found[index], bare=False)
        opened = max(stop, opened + 1)


def unnumbered(
    text: str, body: list[Paragraph], markers: dict[int, Marker], *, title: str | None, topics: bool
) -> dict[int, Heading]:
    """Headings without numbers by the index of their paragraph."""
    found: dict[int, Heading] = {}
    cells = _cells(body, markers)
    for index in range(len(body)):
        if (index not in markers or markers[index].bare) and index not in cells:
            heading = heading_line(text, body, index, len(body), title)
            if heading is not None:
                found[index] = heading
    if not topics:
        return found
    run: list[int] = []
    for index in range(len(body) + 1):
        if index < len(body) and index not in found and (index not in markers or markers[index].bare):
            if body[index].kind == "prose" and not GREETED.match(text, body[index].start):
                run.append(index)
                continue
            if body[index].kind != "greeting" and not GREETED.match(text, body[index].start):
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
    order = {style: rank for rank, style in enumerate(("part", "section", "cn", "cnp", "ar", "arp", "circ"))}
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
