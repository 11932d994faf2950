"""Line breaks that a page put inside a sentence: wrapped lines, figures on a line of their own, a number parted from its title.

A page made from a Word file often gives each run of another font its own line, so that a figure or a mask stands alone
between the words it belongs to. Such a break is no end of a clause; the reader looks at the text without it.
"""

import re
from dataclasses import dataclass

from gangmu.engines.reading.model import Span
from gangmu.engines.reading.numbering import AT_LINE_START
from gangmu.engines.reading.text import lines

#: A figure, a mask or a dash alone on its line.
_TOKEN = re.compile(r"[\dxX*%~+.-]{1,10}")
_MASK = re.compile(r"[xX*]")
#: How a line begins that goes on after a figure: with a measure word, a part of a date, a mark.
_GOES_ON = re.compile(
    r"[,。;、):》\"'~%]|-(?!-)|[年月日号个所名人家项件元万亿次届条级节周岁倍处批间栋平篇类门场台套册户位天时分份只部百千小大辆座组支对期吨公亩克米升瓦美多余至到和及]"
)
_NARROW = re.compile(r"[\da-zA-Z .%]")
#: Characters by which the full lines of a wrapped page differ.
_RAGGED = 4
_ENDS = tuple("。;!?:")
#: A number that its page parted from its title; (…) may itself be broken after the opening bracket.
_NUMBER_ALONE = re.compile(
    r"[一二三四五六七八九十]{1,2}是|其[一二三四五]|\(?[一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|\(\d{1,2}\)|[①-⑳]|第[一二三四五六七八九十]{1,3}(?:部分|章|节)"
)
_BROKEN_BRACKET = re.compile(r"[一二三四五六七八九十\d]{1,3}\s*\)")
_CHINESE = re.compile(r"[\u4e00-\u9fff\"'《]")


def soft_breaks(folded: str) -> list[Span]:
    """Return the stretches of blanks that hold a line break inside a sentence, in the order of the text.

    Parameters
    ----------
    folded
        A folded text.
    """
    found = lines(folded)
    width = _wrap_width(folded, found)
    opened = found[0].start if found else 0
    breaks = []
    for before, here in zip(found, found[1:], strict=False):
        gap = folded[before.end : here.start]
        stays = folded.startswith("# source:", before.start) or "\t" in gap
        wrapped = width is not None and _wraps(folded, width, Span(opened, before.end), before, here)
        if not stays and (wrapped or _parts_number(folded, before, here, gap)):
            breaks.append(Span(before.end, here.start))
            continue
        opened = here.start
    breaks += _around_figures(folded, found)
    return sorted(set(breaks), key=lambda span: span.start)


def _single(gap: str) -> bool:
    """Whether no blank line stands between two lines."""
    return gap.replace("\r\n", "\n").replace("\r", "\n").count("\n") == 1


def _parts_number(folded: str, before: Span, here: Span, gap: str) -> bool:
    """Whether a line holds only the number, or the opening bracket of the number, of the next."""
    line = folded[before.start : before.end]
    if line == "(":
        return _BROKEN_BRACKET.match(folded, here.start) is not None
    return (
        _single(gap)
        and _NUMBER_ALONE.fullmatch(line) is not None
        and _CHINESE.match(folded, here.start) is not None
        and AT_LINE_START.match(folded, here.start) is None
    )


def _around_figures(folded: str, found: list[Span]) -> list[Span]:
    """Breaks before and after figures that stand alone on their lines within a sentence."""
    breaks: list[Span] = []
    place = 0
    while place < len(found):
        stop = place
        while stop < len(found) and _TOKEN.fullmatch(folded, found[stop].start, found[stop].end):
            stop += 1
        if stop == place:
            place += 1
            continue
        first = max(place - 1, 0)
        run = found[first : stop + 1]
        if stop < len(found) and _is_inside(folded, run, found[place:stop], found[stop]):
            begins = place and not folded.startswith("# source:", found[first].start)
            open_ended = begins and not folded[: found[first].end].endswith(_ENDS)
            pairs = list(zip(run, run[1:], strict=False))
            breaks += [Span(a.end, b.start) for a, b in (pairs if open_ended or not place else pairs[1:])]
        place = stop + 1
    return breaks


def _is_inside(folded: str, run: list[Span], tokens: list[Span], after: Span) -> bool:
    """Whether figures alone on their lines belong to the sentence around them, and are no cells of a table."""
    if not all(_single(folded[a.end : b.start]) for a, b in zip(run, run[1:], strict=False)):
        return False
    if _GOES_ON.match(folded, after.start, after.end):
        return True
    masked = any(_MASK.search(folded, token.start, token.end) for token in tokens)
    return masked and _CHINESE.match(folded, after.start) is not None


@dataclass(frozen=True, slots=True)
class _Width:
    """Where a page wraps its lines, in cells and in characters: a digit takes half the room on some pages, all on others."""

    cells: int
    characters: int

    def reached(self, folded: str, line: Span) -> bool:
        """Whether a line is full."""
        return (
            _cells(folded, line) >= self.cells - 2 * _RAGGED
            or line.end - line.start >= self.characters - _RAGGED
        )

    def filled(self, folded: str, line: Span) -> bool:
        """Whether a line leaves no room: a shorter one that ends a sentence ends its paragraph as well."""
        return _cells(folded, line) >= self.cells - 1 or line.end - line.start >= self.characters


def _cells(folded: str, line: Span) -> int:
    """Room that a line takes on its page: half a place for a digit, a letter, a blank."""
    return 2 * (line.end - line.start) - len(_NARROW.findall(folded, line.start, line.end))


def _wrap_width(folded: str, found: list[Span]) -> _Width | None:
    """Where a page wraps its lines; `None` when each paragraph is one line."""
    if len(found) < 12:
        return None
    rank = int(len(found) * 0.85)
    width = _Width(
        sorted(_cells(folded, line) for line in found)[rank], sorted(s.end - s.start for s in found)[rank]
    )
    if not 36 <= width.cells <= 120:
        return None
    full = [
        line
        for line in found
        if width.reached(folded, line) and line.end - line.start <= width.characters + 6
    ]
    open_ended = sum(1 for line in full if folded[line.end - 1] not in _ENDS)
    return width if len(full) >= len(found) * 0.4 and open_ended >= len(full) * 0.6 else None


def _wraps(folded: str, width: _Width, sofar: Span, before: Span, here: Span) -> bool:
    """Whether a line goes on with the full one before it; what looks like a number may stand amid a sentence.

    Parameters
    ----------
    folded
        A folded text.
    width
        Where its lines wrap.
    sofar
        The paragraph up to here.
    before, here
        The two lines.
    """
    gap = folded[before.end : here.start]
    if not (width.reached(folded, before) and _single(gap)) or gap.endswith("  "):
        return False
    ended = folded[: before.end].endswith(_ENDS)
    if ended and not width.filled(folded, before):
        return False
    marker = AT_LINE_START.match(folded, here.start)
    if marker is None:
        return True
    if ended or marker.lastgroup not in ("cn", "ar", "dash") or "--" in marker.group():
        return False
    numbered = AT_LINE_START.match(folded, sofar.start) is not None
    return not numbered or "。" in folded[sofar.start : sofar.end]
