"""Line breaks that a page put inside a sentence: wrapped lines, figures on a line of their own, a number parted from its title.

A page made from a Word file often gives each run of another font its own line, so that a figure or a mask stands alone
between the words it belongs to. Such a break is no end of a clause; the reader looks at the text without it.
"""

import re

from gangmu.engines.reading.model import Span
from gangmu.engines.reading.numbering import AT_LINE_START
from gangmu.engines.reading.text import lines

#: A figure, a mask or a dash alone on its line.
_TOKEN = re.compile(r"[\dxX*%~+.-]{1,10}")
_MASK = re.compile(r"[xX*]")
#: How a line begins that goes on after a figure: with a measure word, a part of a date, a mark.
_GOES_ON = re.compile(
    r"[,。;、):》\"'~%]|-(?!-)|[年月日号个所名人家项件元万亿次届条级节周岁倍处批间栋平篇类门场台套册户位天时多余至到和及]"
)
_ENDS = tuple("。;!?:")
#: A number that its page parted from its title; (…) may itself be broken after the opening bracket.
_NUMBER_ALONE = re.compile(
    r"\(?[一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|\(\d{1,2}\)|[①-⑳]|第[一二三四五六七八九十]{1,3}(?:部分|章|节)"
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
    breaks = []
    for before, here in zip(found, found[1:], strict=False):
        gap = folded[before.end : here.start]
        if folded.startswith("# source:", before.start) or "\t" in gap:
            continue
        if _parts_number(folded, before, here, gap) or (width and _wraps(folded, before, here, gap, width)):
            breaks.append(Span(before.end, here.start))
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


def _wrap_width(folded: str, found: list[Span]) -> int:
    """Width at which a page wraps its lines, 0 when each paragraph is one line."""
    sizes = [span.end - span.start for span in found]
    if len(sizes) < 12:
        return 0
    width = sorted(sizes)[int(len(sizes) * 0.9)]
    if not 18 <= width <= 60:
        return 0
    full = [span for span, size in zip(found, sizes, strict=True) if abs(size - width) <= 3]
    open_ended = sum(1 for span in full if folded[span.end - 1] not in _ENDS)
    return width if len(full) >= len(sizes) * 0.4 and open_ended >= len(full) * 0.6 else 0


def _wraps(folded: str, before: Span, here: Span, gap: str, width: int) -> bool:
    """Whether a line goes on with the one before it on a page that wraps at `width`."""
    if before.end - before.start < width - 4 or AT_LINE_START.match(folded, here.start):
        return False
    return _single(gap) and not gap.endswith("  ")
