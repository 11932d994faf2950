"""Plain text: decoded whole, line ends kept."""

import codecs
import re

from gangmu.foundation.documents.decoding.refusals import refuse
from gangmu.foundation.documents.decoding.source import Place, SourceText

_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日"
    "教育校师工全市县区建设加强推进提高落实完善新改革管理质量義務學區縣發體會與個時對進員總實現"
)
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|\ufffd{2,}")
_BROKEN_UTF8 = re.compile(
    r"(?:[ÃÂ][\x80-\xbf]|[äåæçèé][\x80-\xbf]{2}){3}|(?:[\u95c1-\u95c3\u7487\u9352\u93c1\u6d93\u9428].){4}"
)
_LINE = re.compile(r"[^\r\n]+")


def decode_plain(data: bytes, name: str) -> SourceText:
    """Decode a text file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Parameters
    ----------
    data
        The file.
    name
        Its name.

    Raises
    ------
    Refusal
        Where no encoding yields Chinese, naming the line at which the text breaks.
    """
    text = text_of(data, name)
    places = [
        Place(match.start(), match.end(), paragraph=number)
        for number, match in enumerate(_LINE.finditer(text), start=1)
    ]
    return SourceText(text, tuple(places), "txt")


def text_of(data: bytes, name: str, declared: str | None = None) -> str:
    """Decode bytes of text; `declared` is the encoding that a page names for itself, tried first."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16", name)
    if b"\x00" in data[:100_000]:
        raise refuse("kind", name)
    if declared:
        try:
            return _plausible(data.decode(declared), name)
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return _plausible(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        broken_at = error.start
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise refuse("charset", name, line=_line_at(data, max(broken_at, error.start))) from None
    if not _reads_as_chinese(text):
        raise refuse("charset", name, line=_line_at(data, broken_at))
    return text


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse("charset", name, line=_line_at(data, error.start)) from None


def _plausible(text: str, name: str) -> str:
    """Return a text unless it carries the scars of a wrong decoding done before."""
    scars = [m for p in (_MOJIBAKE, _BROKEN_UTF8) if (m := p.search(text))]
    if scars and not _reads_as_chinese(text):
        raise refuse("charset", name, line=text.count("\n", 0, scars[0].start()) + 1)
    return text


def _reads_as_chinese(text: str) -> bool:
    """Whether the characters beyond ASCII are those that Chinese is written with."""
    sample = [c for c in text[:50_000] if ord(c) > 127 and not c.isspace()]
    if not sample:
        return True
    common = sum(1 for c in sample if c in _COMMON or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef")
    odd = sum(
        1
        for c in sample
        if "\ue000" <= c <= "\uf8ff" or ord(c) > 0xFFFF or c == "\ufffd" or "\x80" <= c <= "\x9f"
    )
    return common >= len(sample) * 0.08 and odd <= len(sample) * 0.02


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
