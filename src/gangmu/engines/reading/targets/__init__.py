"""Targets: every value of the body that answers "how many, how much, how far" about the work."""

import re

from gangmu.engines.reading.model import Comparator, DocumentFacts, OutlineNode, ReadTarget
from gangmu.engines.reading.targets.comparators import comparator_of, shared_bound
from gangmu.engines.reading.targets.exclusions import is_base, is_excluded, quoted
from gangmu.engines.reading.targets.figures import Figure, figures
from gangmu.engines.reading.targets.implicit import Said, said_values
from gangmu.engines.reading.targets.periods import Heads, explicit_period
from gangmu.engines.reading.targets.spans import narrowed_start, span_end
from gangmu.engines.reading.text import Squeezed, clauses, fold, sentences, squeeze

_SCOPE = re.compile(r"全[市县省区国](?!平均|第)|各县\(市、区\)|各县区|市直属?|县直|各级各类学校|各学校")
_LIST_STOP = re.compile(r"[、和及与]")


def find_targets(text: str, doc: DocumentFacts, outline: list[OutlineNode]) -> list[ReadTarget]:
    """Return the targets and results of a document's body, in the order of the text.

    Parameters
    ----------
    text
        Source text; every span counts its characters.
    doc
        Its facts: body bounds, kind and years.
    outline
        Its headings, from which time and modality are inherited.
    """
    page = squeeze(fold(text))
    first, last = _inside(page, doc.body_start_offset), _inside(page, doc.body_end_offset)
    heads = Heads(outline, doc)
    found: list[ReadTarget] = []
    names = quoted(page.text)
    for sentence in sentences(page.text, first, last):
        for clause in clauses(page.text, sentence.start, sentence.end):
            found += _clause_targets(
                page, text, clause.start, clause.end, page.text[sentence.start : sentence.end], heads, names
            )
    return found


def _inside(page: Squeezed, offset: int) -> int:
    low, high = 0, len(page.text)
    while low < high:
        middle = (low + high) // 2
        if page.positions[middle] < offset:
            low = middle + 1
        else:
            high = middle
    return low


def _clause_targets(
    page: Squeezed,
    source: str,
    start: int,
    end: int,
    sentence: str,
    heads: Heads,
    names: list[tuple[int, int]],
) -> list[ReadTarget]:
    text = page.text
    found: list[ReadTarget] = []
    at = start
    told = [f for f in figures(text, start, end) if not any(a < f.start < b for a, b in names)]
    told = [f for f in told if not is_excluded(text, f.start, f.end, f.unit, start)]
    for number, figure in enumerate(told):
        if is_base(text, figure.start, figure.end):
            continue
        begin = narrowed_start(text, _item_start(text, at, figure.start), figure.start)
        close = span_end(text, figure.end, end)
        made = _target(page, source, (begin, close), figure, sentence, heads)
        if made.comparator == "=" and shared_bound(
            text, figure, told[number + 1] if number + 1 < len(told) else None
        ):
            made.comparator = ">="
        if found and heads.doc.kind is not None and _is_member(text, at, figure.start):
            made.comparator = _inherited(found[-1], made)
        following = told[number + 1].start if number + 1 < len(told) else end
        at = min(close, following)
        found.append(made)
    for said in said_values(text, start, end):
        if any(a < said.start < b for a, b in names):
            continue
        begin = narrowed_start(text, max(start, text.rfind("、", start, said.start) + 1), said.start)
        close = span_end(text, said.end, end) if begin == said.start else said.end
        found.append(_said_target(page, source, (begin, close), said, sentence, heads))
    return sorted(found, key=lambda target: target.start)


def _is_member(text: str, at: int, figure_start: int) -> bool:
    """Whether a figure stands in the same list as the one before: 新增幼儿园学位6600个、小学学位8050个."""
    return re.match(r"[、和及]", text[at : at + 1]) is not None and figure_start - at <= 14


def _inherited(before: ReadTarget, member: ReadTarget) -> Comparator:
    """Return the comparator of a list member: the change or the bound of the one before, where it says nothing itself."""
    same = (
        before.unit == member.unit
        and member.comparator == "="
        and before.comparator in ("increase", "decrease")
    )
    return before.comparator if same and before.unit == "个" else member.comparator


def _item_start(text: str, at: int, figure_start: int) -> int:
    """Return where the list member of a figure begins: after the last 、 when an earlier member had a figure too."""
    if at == 0 or not any(c.isdigit() or c in "xX×" for c in text[max(0, at - 12) : at]):
        return at
    stops = list(_LIST_STOP.finditer(text, at, figure_start))
    return stops[0].end() if stops and stops[0].start() <= at + 3 else at


def _target(
    page: Squeezed, source: str, span: tuple[int, int], figure: Figure, sentence: str, heads: Heads
) -> ReadTarget:
    comparator = comparator_of(page.text, span[0], figure)
    flags = [*_flags(page.text, span[0]), *(["round"] if figure.is_round else [])]
    made = _made(page, source, span, sentence, heads)
    made.comparator, made.value, made.value_high, made.unit, made.flags = (
        comparator,
        figure.value,
        figure.high,
        figure.unit,
        flags,
    )
    made.value_start, made.value_end = page.origin(figure.value_start), page.origin_end(figure.value_end)
    made.subject, made.measure = _name(page.text[span[0] : figure.start], page.text[figure.end : span[1]])
    return made


def _said_target(
    page: Squeezed, source: str, span: tuple[int, int], said: Said, sentence: str, heads: Heads
) -> ReadTarget:
    made = _made(page, source, span, sentence, heads)
    made.comparator, made.value, made.unit = said.comparator, said.value, said.unit
    made.flags = [*said.flags, *_flags(page.text, span[0])]
    made.value_start, made.value_end = page.origin(said.value_start), page.origin_end(said.value_end)
    made.subject, made.measure = _name(page.text[span[0] : said.start], page.text[said.start : said.end])
    return made


def _made(page: Squeezed, source: str, span: tuple[int, int], sentence: str, heads: Heads) -> ReadTarget:
    start, end = page.origin(span[0]), page.origin_end(span[1])
    modality = heads.modality(start, sentence)
    year = heads.doc.year_plan if modality == "target" else heads.doc.year_summary
    period = explicit_period(sentence, year or heads.doc.year_plan or heads.doc.year_summary)
    scope = _SCOPE.search(sentence)
    return ReadTarget(
        start=start, end=end, subject="", measure="", comparator="=", value=None, value_high=None, unit="",
        period=period or heads.inherited(start, modality), period_explicit=period is not None,
        scope=scope.group() if scope else None, modality=modality, text=source[start:end],
    )  # fmt: skip


def _flags(text: str, start: int) -> list[str]:
    before = text[max(0, start - 6) : start + 4]
    flags = []
    if "确保" in before:
        flags.append("ensure")
    if re.search(r"力争|争取", before):
        flags.append("strive")
    return flags


_VERB_TAIL = re.compile(
    r"(?:达到?|为|到|至|超过?|突破|不低于|不少于|至少|不超过|控制在|提高到?|提升至?到?|约|近|各|均|共|[(\[])+$"
)


def _name(before: str, after: str) -> tuple[str, str]:
    """Return subject and measure: the words in front of the figure, or the noun that follows it."""
    front = _VERB_TAIL.sub("", before).strip()
    back = re.sub(r"^(?:以上|以内|以下|左右|的)+", "", after).strip()
    return ("", front) if front and not back else (front, back or front)
