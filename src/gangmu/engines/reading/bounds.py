"""Where the body of a document begins and ends between page furniture, title block, signature, notes and adverts."""

import re
from dataclasses import dataclass

from gangmu.engines.reading.layout import NOTICE, Paragraph
from gangmu.engines.reading.numbering import marker_at

_NOTES = re.compile(
    r"^(?:注|注释|备注|说明|名词解释|名词注释|名词说明|相关名词解释|资料来源|数据来源|注解|用语说明)\s*:?$|^(?:注|资料来源|数据来源)\s*:"
)
_FOOTNOTE = re.compile(r"^\[\d{1,2}\]|^[*※]\s?[\u4e00-\u9fff]")
_NAMES_YEAR = re.compile(r"(?:19|20)\d\d|二[〇零][一二三四五六七八九〇零]{2}年|[x*]{2,4}年|20[x*]{2}")
_OFFICE_END = re.compile(r"(?:局|委员会|教委|政府|厅|部|办公室|学校|中学|小学|幼儿园|中心|工委)$")
_QUOTED_NAME = re.compile(r"(?:印发|下发|转发|公布|发布)(?:了)?《?([^《》]{4,60}?)》?的通知$")
#: A line that could name a document although it ends in no word of a title.
_NAMES_DOCUMENT = re.compile(r"(?:年|局|[省市县区]).{0,20}(?:教育|工作|学校)|教育.{0,12}(?:工作|事业|情况)")
_HEAD = frozenset({"furniture", "meta", "number", "date", "office", "title"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """Paragraph numbers (half open) of body and annex; `title` is the paragraph (or two) that names the document."""

    title: tuple[int, int] | None
    body: tuple[int, int]
    annex: tuple[int, int]
    title_in_notice: str | None = None


def find_bounds(text: str, paragraphs: list[Paragraph]) -> Bounds:
    """Find title, body and annex among the paragraphs of a page.

    Parameters
    ----------
    text
        Squeezed text of the page.
    paragraphs
        Its paragraphs.

    Returns
    -------
    Bounds
        An empty body where the page holds no sentence.
    """
    first = _first_of_body(text, paragraphs, 0)
    title = _title_before(text, paragraphs, first)
    if title is None and _stands_as_title(text, paragraphs, first):
        title = (first, first + 1)
        first = _first_of_body(text, paragraphs, first + 1)
    issued = _issued(text, paragraphs, title, first)
    if issued is None and title is not None:
        issued = _repeated_title(text, paragraphs, title, first)
    if issued is not None:
        title = issued
        first = _first_of_body(text, paragraphs, issued[1])
    last = _end_of_body(text, paragraphs, first)
    return Bounds(title, (first, last), _annex(paragraphs, last))


def _line(text: str, paragraph: Paragraph) -> str:
    return text[paragraph.start : paragraph.end]


def _opens_body(text: str, paragraphs: list[Paragraph], index: int) -> bool:
    """Whether a paragraph is the first sentence or heading of a body."""
    here = paragraphs[index]
    if here.kind in ("prose", "greeting", "annex"):
        return True
    if here.kind in _HEAD and here.kind != "title":
        return False
    marker = marker_at(text, here.start)
    if marker is not None and not marker.bare and marker.style not in ("dash", "bullet"):
        return True
    if "\t" in _line(text, here):
        return here.size >= 6
    if here.kind == "title" or here.size < 4:
        return False
    after = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
    return after is not None and (after.kind == "prose" or _numbered(text, after))


def _numbered(text: str, paragraph: Paragraph) -> bool:
    marker = marker_at(text, paragraph.start)
    heading = paragraph.kind == "title" or paragraph.kind not in _HEAD
    return marker is not None and not marker.bare and heading


def _first_of_body(text: str, paragraphs: list[Paragraph], start: int) -> int:
    """Index of the first paragraph of the body; prose above the first title is page furniture if a title follows soon."""
    first = next(
        (i for i in range(start, len(paragraphs)) if _opens_body(text, paragraphs, i)), len(paragraphs)
    )
    if start or any(p.kind == "title" for p in paragraphs[:first]):
        return first
    for index in range(first + 1, min(first + 12, len(paragraphs))):
        prose = sum(p.size for p in paragraphs[first:index])
        if prose > 300 or _numbered(text, paragraphs[index]):
            break
        if paragraphs[index].kind == "title":
            return _first_of_body(text, paragraphs, index + 1)
    return first


def _title_before(text: str, paragraphs: list[Paragraph], first: int) -> tuple[int, int] | None:
    """Return the line before the body that names the document, with the office line that its name begins on."""
    named = [i for i in range(min(first, len(paragraphs))) if paragraphs[i].kind == "title"]
    dated = [i for i in named if _NAMES_YEAR.search(_line(text, paragraphs[i]))]
    if not named:
        return None
    return _title_lines(text, paragraphs, (dated or named)[-1])


def _title_lines(text: str, paragraphs: list[Paragraph], index: int) -> tuple[int, int]:
    """Return the lines of a title whose last one is known: it may begin on the line or two above."""
    first = index
    while first > 0 and index - first < 2 and paragraphs[first - 1].kind in ("office", "short"):
        above = paragraphs[first - 1]
        gap = text[above.end : paragraphs[first].start]
        begun = _line(text, above).startswith("关于") or _line(text, paragraphs[first]).startswith("关于")
        if gap.count("\n") > (4 if begun else 2) or not _joins(
            _line(text, above), _line(text, paragraphs[first])
        ):
            break
        first -= 1
    return first, index + 1


def _stands_as_title(text: str, paragraphs: list[Paragraph], first: int) -> bool:
    """Whether the first line names the document although no word of a title ends it: numbered sections come below."""
    if first + 2 >= len(paragraphs) or paragraphs[first].kind != "short":
        return False
    line = _line(text, paragraphs[first])
    marker = marker_at(text, paragraphs[first].start)
    named = marker is None or marker.bare
    below = [marker_at(text, part.start) for part in paragraphs[first + 1 :]]
    numbered = sum(1 for m in below if m is not None and m.style in ("cn", "part", "cnp"))
    return named and len(line) >= 8 and _NAMES_DOCUMENT.search(line) is not None and numbered >= 2


def _joins(above: str, line: str) -> bool:
    """Whether two lines are one title broken in two."""
    if above.endswith(("文件", ")", "]", ":")) or len(above) > 30 or above in line:
        return False
    if above.endswith(("的", "年", "年度", "关于")) or above.count("《") > above.count("》"):
        return True
    if above.startswith("关于") and not re.search(r"(?:通知|意见|报告|方案|办法|决定|函)$", above):
        return True
    begins = (
        re.match(r"(?:关于|(?:19|20)\d\d|[x*]{2,4}年|二[〇零][一二三四五六七八九〇零]{2}年|工作)", line)
        is not None
    )
    return begins and _OFFICE_END.search(above) is not None


def _issued(
    text: str, paragraphs: list[Paragraph], title: tuple[int, int] | None, first: int
) -> tuple[int, int] | None:
    """Return the lines that name the document which a covering notice brings, wherever on the page the notice stands."""
    notices = [title] if title is not None else []
    notices += [
        _title_lines(text, paragraphs, index)
        for index in range(first, len(paragraphs))
        if paragraphs[index].kind == "title" and _line(text, paragraphs[index]).endswith("通知")
    ]
    for notice in reversed(notices):
        name = _solid(text, paragraphs[notice[0] : notice[1]])
        if NOTICE.search(name):
            below = max(first, notice[1])
            found = _quoted_document(text, paragraphs, notice, below)
            found = found or (_issued_document(paragraphs, below) if notice == title else None)
            if found is not None:
                return found
    return None


def _quoted_document(
    text: str, paragraphs: list[Paragraph], notice: tuple[int, int], first: int
) -> tuple[int, int] | None:
    """Return the lines further down that are the name which a covering notice quotes, on one line or broken over some."""
    name = _QUOTED_NAME.search(_solid(text, paragraphs[notice[0] : notice[1]]))
    if name is None:
        return None
    for index in range(first, len(paragraphs)):
        for stop in range(index + 1, min(index + 4, len(paragraphs)) + 1):
            if _solid(text, paragraphs[index:stop]) == name[1]:
                return index, stop
    return None


def _solid(text: str, lines: list[Paragraph]) -> str:
    """Return some lines as one without blanks."""
    return re.sub(r"\s", "", "".join(_line(text, part) for part in lines))


def _issued_document(paragraphs: list[Paragraph], first: int) -> tuple[int, int] | None:
    """Lines of the title of the document that a covering notice brings: after its signature or annex mark."""
    signed = False
    for index in range(first, len(paragraphs)):
        kind = paragraphs[index].kind
        if kind in ("date", "annex", "office"):
            signed = True
        elif kind == "title" and signed:
            return index, index + 1
    return None


def _repeated_title(
    text: str, paragraphs: list[Paragraph], title: tuple[int, int], first: int
) -> tuple[int, int] | None:
    """Line of the same title further down when all between is a box that quotes the opening of the body."""
    if first >= len(paragraphs) or title[1] - title[0] != 1:
        return None
    name = _line(text, paragraphs[title[0]])
    opening = _line(text, paragraphs[first])[:12]
    for index in range(first + 1, min(first + 4, len(paragraphs) - 1)):
        if _line(text, paragraphs[index]) == name:
            following = _line(text, paragraphs[index + 1])
            return (index, index + 1) if following[:12] == opening else None
    return None


def _end_of_body(text: str, paragraphs: list[Paragraph], first: int) -> int:
    """Index after the last paragraph of the body."""
    stop = _before_notes(text, paragraphs, first)
    stop = _before_signature(text, paragraphs, first, stop)
    stop = _before_footer(text, paragraphs, first, stop)
    while stop > first and not _may_end_body(text, paragraphs, first, stop - 1):
        stop -= 1
    return stop


def _may_end_body(text: str, paragraphs: list[Paragraph], first: int, index: int) -> bool:
    """Whether a paragraph may be the last of a body: a sentence, a numbered line, not a signature or a name."""
    here = paragraphs[index]
    if here.kind == "prose":
        return True
    if here.kind in _HEAD or here.kind in ("annex", "greeting"):
        return index == first and here.kind == "annex"
    if "\t" in _line(text, here):
        return True
    marker = marker_at(text, here.start)
    return marker is not None and not marker.bare


def _before_notes(text: str, paragraphs: list[Paragraph], first: int) -> int:
    """Cut a tail of notes: a glossary under its label, or numbered footnotes."""
    for index in range(first + 1, len(paragraphs)):
        line = _line(text, paragraphs[index])
        if _NOTES.match(line) and index - first > (len(paragraphs) - first) * 0.3:
            return index
        if _FOOTNOTE.match(line) and index + 1 < len(paragraphs) and paragraphs[index].size > 8:
            rest = paragraphs[index : index + 3]
            if sum(1 for p in rest if _FOOTNOTE.match(_line(text, p))) >= 2:
                return index
    return len(paragraphs)


def _before_signature(text: str, paragraphs: list[Paragraph], first: int, stop: int) -> int:
    """Cut at a signature (office, date) after which no sentence goes on with the numbering of the body."""
    for index in range(first + 1, stop):
        here = paragraphs[index]
        if here.kind == "annex" and paragraphs[index - 1].kind in (
            "prose",
            "short",
            "office",
            "date",
            "meta",
        ):
            if index > first + 1:
                return index
        elif (
            here.kind == "date"
            and paragraphs[index - 1].kind in ("office", "short", "prose", "meta")
            or here.kind == "office"
            and index + 1 < stop
            and paragraphs[index + 1].kind in ("date", "meta")
        ):
            return index
    return stop


def _before_footer(text: str, paragraphs: list[Paragraph], first: int, stop: int) -> int:
    """Cut at page furniture, unless most of the text comes after it (an advert in the middle of the page)."""
    weights = [p.size if p.kind == "prose" else 0 for p in paragraphs[:stop]]
    total = sum(weights[first:stop])
    read = 0
    for index in range(first, stop):
        if paragraphs[index].kind == "furniture" and index > first:
            rest = total - read
            numbered = sum(1 for p in paragraphs[index + 1 : stop] if _numbered(text, p))
            if (
                rest <= max(total * 0.15, 120)
                and not (numbered and rest > total * 0.05)
                or rest <= total * 0.3
                and not numbered
            ):
                return index
        read += weights[index]
    return stop


def _annex(paragraphs: list[Paragraph], last: int) -> tuple[int, int]:
    """Return the paragraphs from the first annex mark after the body on, up to page furniture."""
    stop = next(
        (i for i in range(last, len(paragraphs)) if paragraphs[i].kind == "furniture"), len(paragraphs)
    )
    first = next((i for i in range(last, stop) if paragraphs[i].kind == "annex"), stop)
    holds_text = any(p.kind in ("prose", "short", "title") for p in paragraphs[first + 1 : stop])
    return (first, stop) if holds_text else (last, last)


def title_text(line: str) -> str:
    """Return the name of a document as printed, without blanks at line breaks."""
    return re.sub(r"\s*[\r\n]+\s*", "", line).strip()
