"""Years that a web site rewrote: the title's year against anniversaries, plan periods and spans of years in the text.

Collected papers are dated anew to look fresh; what the text commemorates or plans for still tells its true year.
"""

import re
from collections.abc import Iterator

from gangmu.engines.reading.model import Disagreement, DocumentFacts
from gangmu.engines.reading.numbering import chinese_number
from gangmu.engines.reading.targets.periods import FIVE_YEARS
from gangmu.engines.reading.text import fold

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s?年)")
_COUNT = r"(?P<count>\d{1,3}|[一二三四五六七八九十百]{1,4})"
#: What is counted from which year: the first anniversary falls one year later, the first 教师节 in 1985.
_COUNTED_FROM: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"(?:中华人民共和国|新中国|建国|共和国)(?:成立)?{_COUNT}周年"), 1949),
    (re.compile(rf"(?:中国共产党|建党|党)(?:成立)?{_COUNT}周年"), 1921),
    (re.compile(rf"改革开放{_COUNT}周年"), 1978),
    (re.compile(rf"第{_COUNT}个教师节"), 1984),
)
_PLAN = re.compile(r"十[二三四五六]五(?=\"?(?:规划|时期|期间|计划|教育))")
_FIRST_OR_LAST = re.compile(
    r"(?:今年|本年|20\d\d年)[^。,]{0,4}是[^。]{0,40}?(?P<plan>十[二三四五六]五)\"?(?:规划|计划|时期|发展)*的?(?P<end>开局|起步|第一|收官|最后|末)"
)
_SPAN = re.compile(r"(?<!\d)(?P<from>20\d\d)年?(?:-{1,2}|~|至)(?P<to>20\d\d)(?=年|学年|[)》])")


def false_years(folded: str, doc: DocumentFacts) -> Iterator[Disagreement]:
    """Yield the places that know another year than the title, and spans of years that do not run forward.

    Parameters
    ----------
    folded
        Folded text of the whole document.
    doc
        Its facts; a document whose title prints no year has nothing to be held against but spans.
    """
    first, last = doc.body_start_offset, doc.body_end_offset
    for span in _SPAN.finditer(folded, first, last):
        if int(span["to"]) <= int(span["from"]):
            yield _fault(
                span, f"年份起止为“{span.group()}”,止不晚于起", {"from": span["from"], "to": span["to"]}
            )
    titled = [int(year) for year in _YEAR.findall(fold(doc.title or ""))]
    if not titled or doc.kind is None:
        return
    yield from _counted(folded, first, last, min(titled), max(titled))
    yield from _planned(folded, first, last, min(titled))


def _counted(folded: str, first: int, last: int, low: int, high: int) -> Iterator[Disagreement]:
    """Anniversaries before the earliest year of the title, or more than a year after the latest."""
    for pattern, base in _COUNTED_FROM:
        for match in pattern.finditer(folded, first, last):
            count = int(match["count"]) if match["count"].isdigit() else chinese_number(match["count"])
            year = base + count if count else low
            if not low <= year <= high + 1:
                yield _fault(
                    match, f"“{match.group()}”在 {year} 年,标题为 {high} 年", {"said": year, "title": high}
                )


def _planned(folded: str, first: int, last: int, titled: int) -> Iterator[Disagreement]:
    """Plan periods: none later than one long over is named, or the year named as its first or last is another."""
    named = list(_PLAN.finditer(folded, first, last))
    ends = [FIVE_YEARS[plan.group()][1] for plan in named]
    if ends and max(ends) < titled - 1:
        yield _fault(
            named[0], f"正文最晚只提到“{named[ends.index(max(ends))].group()}”,标题为 {titled} 年",
            {"said": max(ends), "title": titled},
        )  # fmt: skip
    for match in _FIRST_OR_LAST.finditer(folded, first, last):
        begins = match["end"] in ("开局", "起步", "第一")
        year = FIVE_YEARS[match["plan"]][0 if begins else 1]
        if abs(year - titled) > 1:
            yield _fault(
                match,
                f"“{match['plan']}”{match['end']}之年为 {year} 年,标题为 {titled} 年",
                {"said": year, "title": titled},
            )


def _fault(match: re.Match[str], message: str, parameters: dict[str, object]) -> Disagreement:
    return Disagreement("year", match.start(), match.end(), message, parameters)
