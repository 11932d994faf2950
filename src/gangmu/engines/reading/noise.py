"""What a page leaves inside its lines that is no text: blanks set around figures, invisible characters, names of entities.

Word processors and web sites set a blank between a Chinese character and a figure (新增学位 8600 个); the rules of the
reader are written for the text without it. A blank in front of a year may part a heading from its first sentence and stays
unless a word that leads up to a year stands before it.
"""

import re

from gangmu.engines.reading.model import Span

_NOISE = re.compile(
    r"[\u200b-\u200f\u2060\ufeff\u00ad]+"
    r"|&(?:nbsp|emsp|ensp|thinsp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|middot|hellip|#\d{2,5});"
    r"|(?<=[\d%]) (?=[\u4e00-\u9fff])(?!(?:一|二|三|四|五|六|七|八|九|十)+、)"
    r"|(?<=[到至在于的比较从自由为达共约近超过,、(-]) (?=\d)"
    r"|(?<=[\u4e00-\u9fff]) (?=\d)(?!(?:19|20)\d\d\s?年|\d{1,2}[.、]\s?[\u4e00-\u9fff]|\d{1,3}[ \t]*(?:[\r\n]|$))"
)

#: A title set with a blank after each character: 工 作 要 点.
_SPACED = re.compile(
    r"(?m)^[ \t]*(?P<line>(?:(?:[\u4e00-\u9fff]|\d{1,4}) ){3,30}(?:[\u4e00-\u9fff]|\d{1,4}))[ \t]*\r?$"
)


def noise(folded: str) -> list[Span]:
    """Return the stretches of a folded text that are no text, in order; none of them holds a line break.

    Parameters
    ----------
    folded
        A folded text.
    """
    found = {Span(*match.span()) for match in _NOISE.finditer(folded)}
    for line in _SPACED.finditer(folded):
        start, end = line.span("line")
        found |= {Span(place, place + 1) for place in range(start, end) if folded[place] == " "}
    return sorted(found, key=lambda span: span.start)
