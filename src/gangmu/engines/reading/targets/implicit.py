"""Values that are said without digits: 全覆盖, 零感染, 第一, 全省平均水平, 一半以上, 翻一番."""

import re
from dataclasses import dataclass

from gangmu.engines.reading.model import Comparator


@dataclass(frozen=True, slots=True)
class Said:
    """A value said in words: where, what, by which comparator, with which flags."""

    start: int
    end: int
    value: float | None
    unit: str
    comparator: Comparator
    flags: tuple[str, ...]
    value_start: int
    value_end: int


_PATTERNS: tuple[tuple[re.Pattern[str], float | None, str, Comparator, tuple[str, ...]], ...] = (
    (re.compile(r"全(?:面|员|域)?覆盖(?!面)"), 100, "%", "=", ("implicit",)),
    (re.compile(r"(?<=[\u4e00-\u9fff])零(?:感染|事故|发生|投诉|死亡|辍学)"), 0, "", "=", ("implicit",)),
    (re.compile(r"(?:一半|半数)以上"), 50, "%", ">=", ("implicit",)),
    (re.compile(r"翻一番"), 2, "倍", "=", ("implicit",)),
    (
        re.compile(r"(?:(?:位居|居|排名?|列|均排名|名列)(?:全[省市国区县][^,。;、\n]{0,6})?(?:第一|首位|榜首)(?!方阵|梯队|位?次))"),
        1, "名次", "=", ("rank",),
    ),
)  # fmt: skip
_TENTHS = re.compile(r"(?<=[升高加少降过])(?P<tenths>[一二三四五六七八九])成(?![立为员果效长就])")
_BENCHMARK = re.compile(
    r"(?P<verb>达到|高于|超过|不低于或高于|不低于|达)(?P<what>(?:全[省国市]|当地|省|市|国家)[^,。;、\n]{0,14}?(?:平均水平|平均工资(?:收入)?水平|平均工资|平均收入|平均数))(?P<up>以上)?"
)


def said_values(text: str, start: int, end: int) -> list[Said]:
    """Return the values that a stretch of folded text says in words."""
    found = [
        Said(match.start(), match.end(), value, unit, comparator, flags, match.start(), match.end())
        for pattern, value, unit, comparator, flags in _PATTERNS
        for match in pattern.finditer(text, start, end)
    ]
    for match in _TENTHS.finditer(text, start, end):
        value = 10.0 * ("一二三四五六七八九".index(match["tenths"]) + 1)
        found.append(
            Said(
                match.start(), match.end(), value, "%", "=", ("implicit",), match.start("tenths"), match.end()
            )
        )
    for match in _BENCHMARK.finditer(text, start, end):
        bound = match["verb"] in ("高于", "超过", "不低于", "不低于或高于") or match["up"]
        comparator: Comparator = ">=" if bound else "="
        found.append(
            Said(
                match.start(),
                match.end(),
                None,
                match["what"],
                comparator,
                ("benchmark",),
                match.start("what"),
                match.end("what"),
            )
        )
    return sorted(found, key=lambda said: said.start)
