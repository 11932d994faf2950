"""Figures in folded text: digits, masks, Chinese numerals, ranges, with the measure word that makes them an amount."""

import re
from dataclasses import dataclass

#: Magnitudes that stay with the unit: 32 万平方米 is 32, unit 万平方米.
MAGNITUDE = "万亿|百亿|十亿|亿|千万|百万|万|千(?!米|克|瓦|分)|百(?!分)"
#: Measure words, longest first; a figure without one of them (or %, :1) is no amount.
_UNITS = (
    "个百分点 百分点 人次 场次 平方米 平方公里 立方米 公里 千米 人年 课时 学时 学分 学位 万元 亿元 美元 "
    "名 人 所 个 处 家 件 项 条 篇 次 场 期 批 套 台 册 间 份 位 门 节 元 亩 吨 倍 分 户 对 支 种 类 本 部 张 座 辆 "
    "岁 班 轨 例 起 只 头 株 万 亿 届 组 站 栋 幢 片 块 棵 颗 枚 盏 堂 课 幅 首 款 宗 笔 桩 杯 米 床"
)
UNIT = "|".join(sorted(set(_UNITS.split()), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MASK = r"[x×*]+(?:\.[x×*]+)?|\(\s*\)|\*\*"
_CHINESE = r"[一二三四五六七八九十百千两〇零]+"
_ONE = rf"(?:{_DIGITS}|{_MASK})"
FIGURE = re.compile(
    rf"(?P<low>{_ONE})(?P<lowunit>%|万|亿)?(?:(?P<link>[~\-至到]|--)(?P<high>{_ONE}))?\s?(?P<more>多|余)?"
    rf"\s?(?:(?P<percent>%)|(?P<ratio>:\s?(?P<over>1|[x×]+)(?!\d))|(?P<frac>/(?P<under>\d+)(?!\d))|(?P<mag>{MAGNITUDE})?(?P<more2>多|余)?(?P<unit>{UNIT}))"
)
PERCENT_WORDS = re.compile(rf"百分之(?P<value>{_CHINESE}(?:点{_CHINESE})?)")
#: A mask that has no unit, after a rate: 辍学率为x.
BARE_MASK = re.compile(r"(?<=[率比]为)[x×*]+(?:\.[x×*]+)?(?![x×*.%万千\w])")
#: 百所, 千名 used roundly.
ROUND = re.compile(
    r"(?<![一二三四五六七八九十几数近上\dxX×])(?P<value>百|千|万)(?P<unit>名|所|家|场|校(?=[^园舍]))"
)
_ROUND_VALUE = {"百": 100.0, "千": 1000.0, "万": 10000.0}
CHINESE_COUNT = re.compile(
    r"(?P<value>[两三四五六七八九十](?:[一二三四五六七八九十百])*)(?P<unit>所|家|名|人|项|批|场|次|套|篇|处|间|门|件|条|期|座)"
)

_VALUE = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "零": 0,
    "〇": 0,
}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit; `start` and `end` hold figure, unit; `value_start`, `value_end` the figure alone."""

    start: int
    end: int
    value_start: int
    value_end: int
    value: float | None
    high: float | None
    unit: str
    is_range: bool = False
    is_more: bool = False
    is_round: bool = False


def chinese_value(words: str) -> float | None:
    """Return the number that Chinese numerals say, up to thousands, with 点 for decimals; `None` for no number.

    >>> chinese_value("三十五"), chinese_value("九十三点五")
    (35.0, 93.5)
    """
    whole, _point, decimals = words.partition("点")
    total, last = 0, 0
    for character in whole:
        if character in _VALUE:
            last = _VALUE[character]
        elif character in _TENS:
            total += (last or 1) * _TENS[character]
            last = 0
        else:
            return None
    number = float(total + last)
    if decimals:
        number += sum(_VALUE.get(c, 0) / 10 ** (n + 1) for n, c in enumerate(decimals))
    return number


def figures(text: str, start: int, end: int) -> list[Figure]:
    """Return the figures of a stretch of folded text, in order, none inside another."""
    found = [_figure(match) for match in FIGURE.finditer(text, start, end)]
    found += [
        Figure(m.start(), m.end(), m.start("value"), m.end("value"), chinese_value(m["value"]), None, "%")
        for m in PERCENT_WORDS.finditer(text, start, end)
    ]
    found += [
        Figure(
            m.start(), m.end(), m.start("value"), m.end("value"), chinese_value(m["value"]), None, m["unit"]
        )
        for m in CHINESE_COUNT.finditer(text, start, end)
    ]
    found += [
        Figure(m.start(), m.end(), m.start(), m.end(), None, None, "")
        for m in BARE_MASK.finditer(text, start, end)
    ]
    found += [
        Figure(
            m.start(), m.end(), m.start(), m.end(), _ROUND_VALUE[m["value"]], None, m["unit"], is_round=True
        )
        for m in ROUND.finditer(text, start, end)
    ]
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Figure] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _figure(match: re.Match[str]) -> Figure:
    low, high = _number(match["low"]), _number(match["high"])
    is_range = match["link"] is not None
    unit = match["unit"] or ""
    if match["percent"]:
        unit = "%"
    elif match["ratio"]:
        unit = f":{match['over']}"
    elif match["frac"] and low is not None:
        low = round(low / int(match["under"]), 4)
    magnitude = match["mag"] or (match["lowunit"] if match["lowunit"] in ("万", "亿") else "")
    more = bool(match["more"] or match["more2"])
    return Figure(
        match.start(), match.end(), match.start("low"), match.end("high") if is_range else match.end("low"),
        low, high if is_range else None, f"{magnitude or ''}{unit}", is_range, more,
    )  # fmt: skip


def _number(words: str | None) -> float | None:
    if words is None or not words[0].isdigit():
        return None
    return float(words.replace(",", ""))
