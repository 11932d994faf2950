"""Whether a value is planned or reached: by its heading, the part of the document, its sentence, the kind of document."""

import re

from gangmu.engines.reading.model import DocumentFacts, Modality
from gangmu.engines.reading.targets.headings import Headings, words_of, year_of_title

#: Headings of a part that looks ahead, and of one that looks back.
_AHEAD_PART = re.compile(
    r"下一步|下一阶段|下步|今后|来年|明年|下年|工作思路|思路和|主要任务|重点任务|重大任务|工作任务|目标任务|工作安排|工作打算|工作计划|工作要点|工作部署|重点工作"
    r"|总体要求|总体思路|指导思想|预期目标|主要目标|发展目标|奋斗目标|工作目标|努力方向|未来五年|[今本]年(?:的)?(?:工作|重点)|打算$|计划$|安排$"
)
#: In a summary only these say that a part looks ahead.
_NEXT_PART = re.compile(
    r"下一步|下一阶段|下步|下阶段|今后|来年|明年|下年|工作思路|努力方向|未来五年|(?:打算|计划|设想|谋划)$|工作(?:打算|计划|安排|部署)"
)
_BACK_PART = re.compile(
    r"回顾|总结|工作成效|主要成效|取得|成就|成绩|完成情况|落实情况|开展情况|进展情况|工作情况|过去[一五]年|五年来|一年来|存在(?:的)?(?:主要)?(?:困难|问题|不足)|新进展新成效|主要做法|工作亮点$|发展(?:基础|现状)|现实基础|基本情况$|五\"?[^,。]{0,8}(?:成果|成就|成绩|回顾)"
)
_PLANS_AHEAD = re.compile(r"十([四五六])五")
_FIRST_YEARS = {"四": 2021, "五": 2026, "六": 2031}
_AIM_OF_TITLE = re.compile(r"任务|安排|目标|计划|附件|要点|清单|实事")
_SAYS_AHEAD = re.compile(r"下一步|将于|力争到|预计到|明年|来年|今后|未来(?=[,几三五十\d一]|的)")
_SAYS_BACK = re.compile(
    r"(?<![比较同超])(?:去年|上年)(?!度?(?:同期|底|末|的|相比))|过去一年|一年来|五年来|期间我们|截至目前|目前已"
)
_AIM_AFTER = re.compile(r"^[^,。;]{0,24}[\"”」』][^,。;]{0,4}(?:的)?[^,。;]{0,6}(?:目标|要求)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")


class Modalities:
    """What the parts of one document say: done or to be done."""

    def __init__(self, headings: Headings, doc: DocumentFacts) -> None:
        self.headings = headings
        self.doc = doc
        self.title_year = year_of_title(doc)

    def of_part(self, place: int) -> Modality:
        """Return what the part of the document that holds a place is about: work to be done, or work done."""
        return self._part(place) or self._of_kind(place)

    def of_sentence(self, part: Modality, before: str, after: str, period: str | None) -> Modality:
        """Whether a value is planned or reached, as its sentence says against its part.

        Parameters
        ----------
        part
            What its part of the document is about.
        before, after
            Its sentence up to it and from it on.
        period
            Its printed period, if any.
        """
        if part == "result" and self._sentence_looks_ahead(before, after, period):
            return "target"
        if part == "target" and self._sentence_looks_back(before, period):
            return "result"
        return part

    def _part(self, place: int) -> Modality | None:
        """Return what the nearest heading that says it says; in a mixed document sisters before count, too."""
        for node in self.headings.over(place):
            told = self._of_heading(words_of(node), node.kind == "heading" or node.level == 1)
            if told is not None:
                return told
        if self.doc.kind in ("plan", "summary"):
            return None
        for node in reversed(self.headings.before(place)):
            told = self._of_heading(words_of(node), node.kind == "heading") if node.level == 1 else None
            if told is not None:
                return told
        return None

    def _of_heading(self, title: str, parts: bool) -> Modality | None:
        """Read one heading; a run-in item says it only with a year or a plan period."""
        if parts and _BACK_PART.search(title):
            return "result"
        years = [int(year) for year in _YEAR.findall(title)]
        if years and self.title_year is not None and self.doc.kind is None:
            return "target" if max(years) >= self.title_year else "result"
        if self.doc.kind == "both" and parts:
            half = self._half(years, title)
            if half is not None:
                return half
        if parts and self._names_work_ahead(title):
            return "target"
        plan = _PLANS_AHEAD.search(title)
        if plan is not None and self.title_year is not None and parts:
            return "target" if _FIRST_YEARS[plan[1]] + 4 >= self.title_year else "result"
        return None

    def _half(self, years: list[int], title: str) -> Modality | None:
        """Which half of a mixed document a heading opens, by its year or half-year."""
        ahead, back = self.doc.year_plan, self.doc.year_summary
        if years and ahead is not None and back is not None and ahead != back and max(years) in (ahead, back):
            return "target" if max(years) == ahead else "result"
        if "上半年" in (self.doc.title or ""):
            return "result" if "上半年" in title else "target" if "下半年" in title else None
        return None

    def _names_work_ahead(self, title: str) -> bool:
        """Whether a heading opens a part that looks ahead; a summary calls its own work 重点工作 as well."""
        if self.doc.kind == "summary":
            return _NEXT_PART.search(title) is not None
        return _AHEAD_PART.search(title) is not None

    def _of_kind(self, place: int) -> Modality:
        """Return what the kind of document says; a list of tasks is known by its title."""
        if self.doc.kind is not None:
            return "target" if self.doc.kind == "plan" else "result"
        listed = not self.headings.before(place) and _AIM_OF_TITLE.search(self.doc.title or "")
        return "target" if listed else "result"

    def _sentence_looks_ahead(self, before: str, after: str, period: str | None) -> bool:
        """Whether a sentence of a look back speaks of what is to come."""
        year = self.doc.year_summary or (
            self.title_year - 1 if self.title_year and self.doc.kind is None else self.title_year
        )
        later = re.fullmatch(r"(?:by )?(?:\d{4}-)?(\d{4})", period or "")
        if later is not None and year is not None and int(later[1]) > year:
            return True
        return _SAYS_AHEAD.search(before) is not None or _AIM_AFTER.match(after) is not None

    def _sentence_looks_back(self, before: str, period: str | None) -> bool:
        """Whether a sentence of a plan speaks of what was reached."""
        year = self.doc.year_plan or self.title_year
        former = (
            year is not None and re.fullmatch(r"\d{4}", period or "") is not None and int(period or 0) < year
        )
        return former or _SAYS_BACK.search(before) is not None
