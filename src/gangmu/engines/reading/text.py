"""Folding of source text, character for character, and its cutting into lines, sentences and clauses.

Everything else in the reader looks at folded text: simplified characters, half-width letters, digits and
punctuation, one kind of quotation mark and of dash. Folding never changes the length, so an offset of the folded
text is an offset of the source.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gangmu.engines.reading.model import Span

#: Pinyin that a page printed in brackets behind a character, once or over and over: 現(xiàn)代, 實(shi)(shi).
PINYIN_NOTE = re.compile(r"(?<=[\u3400-\u9fff])(?:\((?!x+\))[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹɡ]{1,7}\))+")
_SPECIAL = {
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "〝": '"', "〞": '"', "＂": '"',
    "‘": "'", "’": "'", "＇": "'",
    "〔": "[", "〕": "]", "【": "[", "】": "]", "﹝": "[", "﹞": "]",
    "﹪": "%", "―": "-", "—": "-", "–": "-", "－": "-", "─": "-", "‐": "-", "‑": "-", "−": "-", "﹣": "-",
    "～": "~", "〜": "~", "∼": "~", "∶": ":", "﹐": ",", "﹑": "、", "﹒": ".", "﹔": ";", "﹕": ":", "｡": "。", "､": "、",
    "\u00a0": " ", "\u3000": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\ue5e5": " ", "\ue004": " ",
    "○": "〇", "◯": "〇", "•": "·", "・": "·", "‧": "·", "●": "·", "■": "·", "◆": "·", "▪": "·",
}  # fmt: skip
_COMPATIBLE = re.compile(r"[\uff01-\uff5e\ufe50-\ufe6f\u2e80-\u2fdf\uf900-\ufaff\u00a0\u3000]")
_SENTENCE_ENDS = "。!?\n\r"
_CLAUSE_ENDS = ",;。!?\n\r"
_CLOSERS = "\"')]》"
_known: dict[str, str] = {}


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    """Return the converter of traditional characters, made only when a text first needs one."""
    from opencc import OpenCC  # noqa: PLC0415 - reads its dictionaries from disk; simplified files start without it

    return OpenCC("t2s")


def _learn(characters: list[str]) -> None:
    """Find the folded form of characters not met before."""
    simplified = characters
    if any("\u2e80" <= c <= "\ufaff" for c in characters):
        converted = str(_simplifier().convert("\n".join(characters))).split("\n")
        if len(converted) == len(characters):
            simplified = converted
    for character, simple in zip(characters, simplified, strict=True):
        folded = simple if len(simple) == 1 else character
        if character in _SPECIAL:
            folded = _SPECIAL[character]
        elif _COMPATIBLE.match(character):
            compatible = unicodedata.normalize("NFKC", character)
            folded = compatible if len(compatible) == 1 else character
        _known[character] = folded


def fold(text: str) -> str:
    """Fold a text to simplified characters and half-width forms without moving a character.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        A text of the same length: simplified, half-width letters, digits and ``,;:!?()%``, plain quotes and dashes.
        ``。`` and ``、`` stay, so do line breaks and circled numbers; brackets of any kind become ``[]``.
    """
    new = [c for c in set(text) if c not in _known and c not in "\n\r"]
    if new:
        _learn(new)
    return text.translate({ord(c): _known[c] for c in set(text) if c in _known})


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A folded text without its pinyin notes and soft line breaks, and where each of its characters stood."""

    text: str
    positions: tuple[int, ...]

    def origin(self, index: int) -> int:
        """Offset in the source of a character (or of the end) of the squeezed text."""
        return self.positions[index]

    def origin_end(self, index: int) -> int:
        """Offset in the source just after the character before `index`: the end of a span."""
        return self.positions[index - 1] + 1 if index else self.positions[0]


def squeeze(folded: str, breaks: Sequence[Span] = ()) -> Squeezed:
    """Leave out pinyin notes such as the bracket in 現(xiàn)代, and soft line breaks, from a folded text.

    Parameters
    ----------
    folded
        A folded text.
    breaks
        Line breaks inside sentences and other stretches that are no text.

    Returns
    -------
    Squeezed
        The text without them, with the way back to the offsets of the source.
    """
    notes = [Span(*note.span()) for note in PINYIN_NOTE.finditer(folded)]
    kept: list[int] = []
    pieces: list[str] = []
    last = 0
    for left_out in sorted([*notes, *breaks], key=lambda span: span.start):
        pieces.append(folded[last : left_out.start])
        kept.extend(range(last, left_out.start))
        last = max(last, left_out.end)
    pieces.append(folded[last:])
    kept.extend(range(last, len(folded) + 1))
    return Squeezed("".join(pieces), tuple(kept))


def joined(folded: str, breaks: Sequence[Span]) -> str:
    """Return a folded text of the same length in which blanks stand for the stretches left out, given in order."""
    pieces: list[str] = []
    last = 0
    for left_out in breaks:
        pieces += [folded[last : left_out.start], " " * (left_out.end - left_out.start)]
        last = left_out.end
    return "".join([*pieces, folded[last:]])


def trimmed(folded: str, start: int, end: int) -> Span:
    """Narrow a span so that it neither starts nor ends with a blank."""
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return Span(start, end)


def lines(folded: str, start: int = 0, end: int | None = None) -> list[Span]:
    r"""Cut a text at its line ends (``\n``, ``\r``); empty lines are left out, blanks at both sides too."""
    stop = len(folded) if end is None else end
    found = []
    for match in re.compile(r"[^\r\n]+").finditer(folded, start, stop):
        span = trimmed(folded, match.start(), match.end())
        if span.end > span.start:
            found.append(span)
    return found


def _cut(folded: str, start: int, end: int, ends: str) -> list[Span]:
    """Tile a stretch with pieces that each run through their end mark and the closing marks after it."""
    pieces = []
    opened = start
    position = start
    while position < end:
        if folded[position] not in ends:
            position += 1
            continue
        if folded[position] == "," and _within_figure(folded, position):
            position += 1
            continue
        if folded[position] == "?" and not _asks(folded, position, end):
            position += 1
            continue
        position += 1
        limit = min(end, position + 6)
        while position < limit and (folded[position] in ends or folded[position] in _CLOSERS):
            if folded[position] in "\"'" and not _closes(folded, opened, position):
                break
            position += 1
        pieces.append(Span(opened, position))
        opened = position
    if opened < end:
        pieces.append(Span(opened, end))
    return pieces


def _within_figure(folded: str, comma: int) -> bool:
    """Whether a comma groups the digits of a figure (12,500)."""
    after = folded[comma + 1 : comma + 5]
    grouped = len(after) >= 3 and after[:3].isdigit() and not after[3:].isdigit()
    return grouped and comma > 0 and folded[comma - 1].isdigit()


def _asks(folded: str, mark: int, end: int) -> bool:
    """Whether a question mark ends a sentence, and does not stand for a character that the page lost."""
    before = folded[mark - 1] if mark else ""
    after = folded[mark + 1] if mark + 1 < end else "\n"
    return before not in "?\"'" and (after in _CLOSERS or after in "\r\n " or "\u4e00" <= after <= "\u9fff")


def _closes(folded: str, start: int, quote: int) -> bool:
    """Whether a plain quotation mark closes one opened since `start`."""
    return folded.count(folded[quote], start, quote) % 2 == 1


def sentences(folded: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Cut a stretch into sentences (``。!?`` and line ends); the pieces tile it without a gap."""
    return _cut(folded, start, len(folded) if end is None else end, _SENTENCE_ENDS)


def clauses(folded: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Cut a stretch into clauses (``,;。!?`` and line ends); the pieces tile it, blanks at their sides included.

    A comma that groups digits does not cut.
    """
    return _cut(folded, start, len(folded) if end is None else end, _CLAUSE_ENDS)
