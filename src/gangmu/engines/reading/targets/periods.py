"""The time a target speaks of: in its sentence, else from heading, title or document."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from gangmu.engines.reading.model import DocumentFacts, Modality, OutlineNode

_BY = re.compile(r"(?:到|至|截至|截止)?(20\d\d|19\d\d)年(?:底|末|前|底前|以前)|(?:到|至)(20\d\d)年")
_SPAN = re.compile(r"(20\d\d)年?[-~至到](20\d\d)年?")
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)年(?!代)")
_THIS_YEAR = re.compile(r"年内|今年|本年度?|全年|当年|年底前|年底")
_FIVE_YEARS = {"十三五": "2016-2020", "十四五": "2021-2025", "十五五": "2026-2030", "十二五": "2011-2015"}
_FUTURE = re.compile(
    r"下一步|今后|来年|明年|工作思路|主要任务|工作安排|重点工作|工作计划|目标任务|总体要求|主要预期"
)
_PAST = re.compile(r"回顾|工作总结|成效|完成情况|取得|过去一年")


def explicit_period(sentence: str, year: int | None) -> str | None:
    """Return the period that a sentence itself says; `None` when it says none."""
    spanned = _SPAN.search(sentence)
    if spanned:
        return f"{spanned[1]}-{spanned[2]}"
    until = _BY.search(sentence)
    if until:
        return f"by {until[1] or until[2]}"
    named = _YEAR.search(sentence)
    if named:
        return named[1]
    if _THIS_YEAR.search(sentence) and year is not None:
        return str(year)
    return None


class Heads:
    """The headings over a place, for what is inherited from them."""

    def __init__(self, outline: Sequence[OutlineNode], doc: DocumentFacts) -> None:
        self.nodes = sorted(outline, key=lambda node: node.start)
        self.starts = [node.start for node in self.nodes]
        self.doc = doc

    def over(self, place: int) -> list[OutlineNode]:
        """Return the headings over a place, the nearest first."""
        found: list[OutlineNode] = []
        level = 99
        for node in reversed(self.nodes[: bisect_right(self.starts, place)]):
            if node.level < level:
                found.append(node)
                level = node.level
        return found

    def modality(self, place: int, sentence: str) -> Modality:
        """Whether a figure is planned or reached."""
        for node in self.over(place):
            if _FUTURE.search(node.title):
                return "target"
            if _PAST.search(node.title):
                return "result"
        if self.doc.kind == "plan":
            return "target"
        if re.search(r"确保|力争|争取|计划|将(?!军)|要(?!求|点|素)", sentence) and self.doc.kind != "summary":
            return "target"
        if self.doc.kind is None:
            return self._by_years(place)
        return "result"

    def _by_years(self, place: int) -> Modality:
        latest = max((int(y) for y in _YEAR.findall(self.doc.title or "")), default=None)
        for node in self.over(place):
            years = [int(y) for y in _YEAR.findall(node.title)]
            if years and latest is not None:
                return "target" if years[0] >= latest else "result"
        return "target" if latest is not None and not self.over(place) else "result"

    def inherited(self, place: int, modality: Modality) -> str | None:
        """Return the period from heading, title or document."""
        for node in self.over(place):
            found = explicit_period(node.title, None)
            if found:
                return found
            for name, years in _FIVE_YEARS.items():
                if name in node.title:
                    return years
        year = self.doc.year_plan if modality == "target" else self.doc.year_summary
        year = year or self.doc.year_plan or self.doc.year_summary
        if year is None:
            titled = _YEAR.search(self.doc.title or "")
            if titled is None:
                return None
            year = int(titled[1]) - (1 if modality == "result" else 0)
        return str(year)
