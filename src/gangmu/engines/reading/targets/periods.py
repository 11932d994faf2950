"""The time a target speaks of: from its sentence, else from heading, title or document."""

import re

from gangmu.engines.reading.model import DocumentFacts, Modality
from gangmu.engines.reading.targets.headings import Headings, words_of, year_of_title

#: First and last year of the national five-year plans.
FIVE_YEARS = {
    "十二五": (2011, 2015),
    "十三五": (2016, 2020),
    "十四五": (2021, 2025),
    "十五五": (2026, 2030),
    "十六五": (2031, 2035),
}
_TIME = re.compile(
    r"(?P<from>(?:19|20)\d\d)年?(?:[-~至到]|--)(?P<to>20\d\d)(?:年|学年)"
    r"|(?P<until>截至到?|截止到?|力争到|到|至|在)?\s?(?<!\d)(?P<year>(?:19|20)\d\d)(?:年(?!代|级)(?:\d{1,2}月)?(?P<end>底前|底以前|以?前|底|末)?|学年度?)"
    r"|(?P<by_plan>到)?[\"“]?(?P<plan>十[二三四五六]五)[\"”]?(?:(?P<plan_end>末)|期间|时期|以来|目标期|收官|开局)"
    r"|(?P<this>年内|今年|本年度?|全年|当年|本学年|年度内|年底前?|年末|上半年|下半年|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}日)?(?:底|末)?前)"
    r"|(?P<past>去年|上年|过去一年|一年来)|(?P<next>明年|来年|下一年)|(?P<five>[未今]来?后?五年)|(?P<each>今后三年)"
)
#: A year that is only a base, a name or an origin.
_NO_PERIOD_BEFORE = re.compile(r"(?:较|比|同比|与|从|由|自|高于|低于|超过|以来最|创|的)$")
_NO_PERIOD_AFTER = re.compile(
    r"^(?:以来(?:最|连续|新)|的\d|同期|水平|的水平|相比|[^,。;]{0,6}(?:纲要|规划》|方案》))"
)


class Periods:
    """The times of one document: printed in a sentence, or inherited."""

    def __init__(self, headings: Headings, doc: DocumentFacts) -> None:
        self.headings = headings
        self.doc = doc
        self.title_year = year_of_title(doc)

    def inherited(self, place: int, modality: Modality) -> str | None:
        """Return the period from heading, title or document."""
        for node in self.headings.over(place):
            found = self._of_heading(words_of(node))
            if found:
                return found
        year = self.doc.year_plan if modality == "target" else self.doc.year_summary
        year = year or self.doc.year_plan or self.doc.year_summary
        if year is None and self.title_year is not None:
            year = self.title_year - (1 if modality == "result" else 0)
        return str(year) if year is not None else None

    def _of_heading(self, title: str) -> str | None:
        year = re.search(r"(?<!\d)(20\d\d)(?=年)", title)
        if year is not None:
            return year[1]
        for name, (first, last) in FIVE_YEARS.items():
            if name in title:
                return f"{first}-{last}"
        if re.search(r"[未今]来?后?五年", title) and self.title_year is not None:
            return f"{self.title_year}-{self.title_year + 4}"
        if (
            re.search(r"(?:这|过去|此前)五年|五年来|的五年$|五年(?:的)?(?:成就|回顾)", title)
            and self.title_year is not None
        ):
            return f"{self.title_year - 5}-{self.title_year - 1}"
        return None

    def printed(self, sentence: str, figure: int, clause_end: int, part: Modality) -> str | None:
        """Return the period that a sentence prints for a value: the last time before it, else one in its clause.

        Parameters
        ----------
        sentence
            Folded text of the sentence.
        figure, clause_end
            Where the value stands in it, and where its clause ends.
        part
            What its part of the document is about: 全年 of a look back is the year looked back on.
        """
        found: str | None = None
        for match in _TIME.finditer(sentence, 0, clause_end):
            if found is not None and match.start() > figure:
                break
            if _NO_PERIOD_BEFORE.search(
                sentence[max(0, match.start() - 4) : match.start()]
            ) or _NO_PERIOD_AFTER.match(sentence[match.end() : match.end() + 12]):
                continue
            found = self._said(match, part) or found
        return found

    def _said(self, match: re.Match[str], part: Modality) -> str | None:
        """Put a time expression into the form of a period."""
        year = self.doc.year_plan or self.doc.year_summary or self.title_year
        if (
            part == "result"
            and match["this"]
            and (self.doc.kind is not None or match["this"] not in ("今年", "本年", "本年度"))
        ):
            year = self.doc.year_summary or year
        if match["from"]:
            first, last = match["from"], match["to"]
            return first if first == last else f"{first}-{last}"
        if match["year"]:
            by = match["until"] in ("到", "至", "力争到") or (
                match["end"] is not None and not (match["until"] or "").startswith("截")
            )
            return f"by {match['year']}" if by else match["year"]
        if match["plan"]:
            first_year, last_year = FIVE_YEARS[match["plan"]]
            return f"by {last_year}" if match["plan_end"] or match["by_plan"] else f"{first_year}-{last_year}"
        if year is None:
            return None
        if match["five"]:
            return f"{year}-{year + 4}"
        if match["each"]:
            return f"{year}-{year + 2}"
        if match["past"]:
            return str(self.doc.year_summary or (year - 1))
        return str(year + 1) if match["next"] else str(year)
