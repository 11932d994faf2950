"""Headings without numbers: short lines, topic sentences that open sister paragraphs, labels inside an item."""

import re
from dataclasses import dataclass
from typing import Literal

from gangmu.engines.reading.actions import is_mark
from gangmu.engines.reading.layout import Paragraph

Shape = Literal["heading", "topic", "spoken", "label"]

_INTRODUCES = re.compile(
    r"(?:以下|如下|下列|几个?|[一二三四五六七八九十\d]+个?)(?:方面|几点|大)?(?:的)?(?:主要|重点)?(?:工作|任务|措施|问题|方面|目标|目标任务)?[。:]?$|:$"
)
_DISCOURSE = re.compile(
    r"^(?:过去|一年来|五年来|几年来|回顾|此外|另外|同时|与此同时|今年|去年|明年|各位|同志们|肯定|在肯定|成绩|这些|以上|上述|当前|总之|为此|因此|根据|按照|经|据|"
    r"截至|目前|总的|具体|其中|全国|全省|全市|全县|全区|现将|为|特|请|让|随着|经过)"
)
_FIGURE = re.compile(r"\d|[xX]{1,}[.%]?|\*\*")
_LABEL = re.compile(
    r"(?:^|(?<=[。;!?]))\s*(?P<label>[\u4e00-\u9fff\"'·、]{4,16}):(?=\s*[\u4e00-\u9fff\"《\d])"
)
_NO_LABEL = re.compile(
    r"^(?:牵头|责任|配合|主办|承办|协办|完成|负责|联系|参与)|(?:是|为|有|包括|如下|要求|目标|原则|例如|其中|责任|牵头|配合|单位|科室|部门|时限|时间|领导|负责|任务|要做到|即|注|说明|附件|措施|来源|指出|强调)$"
)
#: Captions of tables and figures, and remarks in brackets.
_NO_HEADING = re.compile(r"[图表]\s?\d{1,2}(?:[-.]\d{1,2})?(?:\s|:|[\u4e00-\u9fff\"\d])|\([^()]*\)$")
_SINGLE = re.compile(r"^[^。;!?]{5,45}。$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading without a number: where it starts, where its title ends, its paragraph.

    `sisters` is the style of the numbered list that it belongs to where it lost its own number.
    """

    start: int
    title_end: int
    shape: Shape
    paragraph_end: int
    sisters: str | None = None


def heading_line(
    text: str, paragraphs: list[Paragraph], index: int, stop: int, title: str | None
) -> Heading | None:
    """Return a paragraph as a heading if it is a short line without a stop that stands above prose.

    Parameters
    ----------
    text
        Squeezed text.
    paragraphs
        All paragraphs.
    index
        The paragraph asked about.
    stop
        Index after the body.
    title
        Title of the document: a page repeats it between its paragraphs.
    """
    here = paragraphs[index]
    line = text[here.start : here.end]
    if line == title:
        return None
    if here.kind not in ("short", "title") or not 2 <= here.size <= 40 or "\t" in line or index + 1 >= stop:
        return None
    if (
        line[-1] in ",、:;"
        or line.count(",") > 2
        or not re.match(r"[\u4e00-\u9fff\"'《\d(\[]", line)
        or re.match(r"[\d.,%]+$", line)
    ):
        return None
    if line.count('"') % 2 or line.count("(") != line.count(")") or _NO_HEADING.match(line) or is_mark(line):
        return None
    following = paragraphs[index + 1]
    below = text[following.start : following.end]
    if "\t" in below or (following.kind not in ("prose", "short", "title")):
        return None
    return Heading(here.start, here.end, "heading", here.end)


def sentence_headings(text: str, plain: list[Paragraph]) -> list[Heading]:
    """Short one-sentence paragraphs that each stand above a long one, when there are at least two of them.

    Parameters
    ----------
    text
        Squeezed text.
    plain
        Consecutive paragraphs of one section that bear no number.
    """
    found = []
    for here, below in zip(plain, plain[1:], strict=False):
        line = text[here.start : here.end]
        if (
            _SINGLE.match(line)
            and below.size > 60
            and below.size > here.size * 2
            and not _INTRODUCES.search(line)
        ):
            found.append(Heading(here.start, here.end - 1, "spoken", here.end))
    return found if len(found) >= 2 and len(found) * 2 + 3 >= len(plain) else []


def topic_end(text: str, paragraph: Paragraph, limit: int = 40, rest: int = 12) -> int | None:
    """End of the short opening sentence of a paragraph (without its stop), if it can be a topic sentence."""
    stop = text.find("。", paragraph.start, min(paragraph.end, paragraph.start + limit + 1))
    if stop < 0 or paragraph.end - stop < rest:
        return None
    opening = text[paragraph.start : stop]
    unquoted = re.sub(r"\"[^\"]*\"", "", opening)
    if (
        len(opening) < 4
        or _FIGURE.search(unquoted)
        or re.search(r"[;!?:]", opening)
        or opening.count(",") > 2
    ):
        return None
    if _INTRODUCES.search(opening):
        return None
    return stop


def topic_sentences(text: str, plain: list[Paragraph]) -> list[Heading]:
    """Topic sentences of a section: at least two sister paragraphs, most of the section, open with a short sentence.

    Parameters
    ----------
    text
        Squeezed text.
    plain
        Consecutive paragraphs of one section that bear no number.
    """
    candidates: list[tuple[Paragraph, int]] = []
    ends = [(p, topic_end(text, p)) for p in plain]
    openers = [text[p.start : p.start + 1] for p, end in ends if end is not None]
    for paragraph, end in ends:
        if end is None:
            continue
        shared = openers.count(text[paragraph.start]) >= 3
        if _DISCOURSE.match(text[paragraph.start : end]) and not shared:
            continue
        candidates.append((paragraph, end))
    long = [p for p in plain if p.size > 45]
    if len(candidates) < 2 or len(candidates) < len(long) * 0.6:
        return []
    return [Heading(p.start, end, "topic", p.end) for p, end in candidates]


def inline_labels(text: str, start: int, end: int) -> list[Heading]:
    """Labels before a colon that split one item: three or more, or two of one length.

    Parameters
    ----------
    text
        Squeezed text.
    start, end
        The item without its own title.
    """
    found = [m for m in _LABEL.finditer(text, start, end) if not _NO_LABEL.search(m["label"])]
    sizes = {len(m["label"]) for m in found}
    if len(found) < 2 or (len(found) == 2 and len(sizes) > 1):
        return []
    return [Heading(m.start("label"), m.end("label"), "label", end) for m in found]
