"""Figures in folded text: digits, masks, Chinese numerals, ranges, with the measure word that makes them an amount."""

import re
from dataclasses import dataclass, field

from gangmu.engines.reading.model import Comparator
from gangmu.engines.reading.targets.units import CHINESE_UNIT, MAGNITUDE, UNIT

_DIGITS = r"\d{1,3}(?:[,\u2009\u202f ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_MASK = r"[xX×*_]+(?:\.[xX×*_]+)?|\([\sxX×*_]*\)"
_ONE = rf"(?:{_DIGITS}|{_MASK})"
_NUMERALS = "一二三四五六七八九十百千万两〇零"
_CHINESE = rf"[{_NUMERALS}]+"
_FIGURE = re.compile(
    rf"(?:(?<![\dA-Za-z.+/×*_])|(?<=[xX]{{2}})(?=\d))(?P<low>{_ONE})"
    rf"(?:\s?(?P<lowunit>%|{MAGNITUDE}|个|名|所|家|人|项|元)?(?P<lowmore>)(?P<link>[~至到]|-{{1,2}})(?P<high>{_ONE}))?\s?"
    rf"(?:(?P<ratio>:\s?(?P<over>\d{{1,3}}(?:\.\d{{1,2}})?|[xX×]+)(?![\d:]|\.\d))|(?P<fraction>/(?P<under>[2-9]|1\d)(?![\d/]))"
    rf"|(?P<more>多|余|来(?=[个名所家人项]))?\s?(?P<magnitude>{MAGNITUDE})?(?P<more2>多|余)?\s?(?P<unit>{UNIT})?)"
)
#: Members of a list that share the unit of its last one: 提高5.6、5.9和7个百分点, 达到93、94和95%.
_SHARED_UNIT = re.compile(
    rf"(?:\s?[、,]\s?\d+(?:\.\d+)?)*\s?(?:[和及与]|、)\s?\d+(?:\.\d+)?\s?(?P<unit>%|个百分点|(?:{MAGNITUDE})?(?:个|所|名|人|人次|家|元|平方米|亩|套|台|册))"
)
_SHARING = re.compile(r"分别[^。;\n]{0,36}$|[1-9]\d*\.\d+\s?[、,]\s?$")
_SPELT_SHARE = re.compile(rf"百分之(?P<value>{_CHINESE}(?:点{_CHINESE})?)")
_SPELT_FRACTION = re.compile(rf"(?P<value>(?P<under>{_CHINESE})分之(?P<over>{_CHINESE}))(?!百)")
_SPELT_POINTS = re.compile(rf"(?P<value>{_CHINESE}(?:点{_CHINESE})?)(?P<unit>个百分点|个基点)")
#: A mask or a figure that has no unit, after a rate, an index or a verb of reaching: 辍学率为x, 比值缩小至2.93.
_BARE_BEFORE = re.compile(
    r"(?:系数|指数)(?!字)[^。;\d]{0,14}(?:(?:为|达|至|到|在|低于|不高于|不超过|小于)|[小初高]中|小学|学校)$|(?:系数|指数)[^。;]{0,20}\d\.\d+[、,和][^,。;\d]{1,8}$|率$|(?:[率比值数]|系数|指数|年限)(?:[^,。;、\d]{0,6}(?:缩小|降低|下降|提高|提升|上升|扩大|达|降|升|稳定))?(?:[为到至达]|达到|[到至]了|约|在)$|[从由]\d+(?:\.\d+)?(?:分)?(?:大幅|逐步|稳步)?[\u4e00-\u9fff]{2,4}[至到为]$"
)
_BARE_AFTER = re.compile(r"(?:以上|以下|以内|左右)?(?:[,。;、)\s]|$|的)")
#: 百所, 千名 used roundly; 万亿元, 百万辆 after a verb of passing.
_ROUND = re.compile(
    rf"(?<![{_NUMERALS}几数上每\d×.])(?P<value>[百千万])(?P<unit>名(?![校])|所(?!名校)|场(?=[^馆地所景])|家(?=企|单位|机构|社|学校|家庭|商)|位(?=[^置]))"
)
_PASSED = re.compile(
    r"(?P<front>突破|超过|超|跨越|迈上|迈过|迈入|跃上|达到|达|逼近|近|破|首破)(?P<value>万亿|[百千]亿|[百千]万|[百千万亿])"
    r"(?P<unit>美元|元|次|辆|列|吨|千瓦时|千瓦|人次|人|家|户|场|件|斤|亩|台|个|名)(?!级|以上|以下|大关?台阶)"
)
_SPELT_COUNT = re.compile(
    rf"(?<![{_NUMERALS}第几数\d])(?P<low>{_CHINESE})(?:(?P<link>至|到|-|~)(?P<high>{_CHINESE}))?(?P<more>多|余)?(?P<unit>{CHINESE_UNIT.pattern})"
)
_TENTHS = re.compile(
    r"(?P<value>[一二三四五六七八九])成(?P<after>以上|左右|以内)?(?![立为员果效长就都年人套份品本绩分功交型])"
)

_ONES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ROUND_VALUES = {"百": 100.0, "千": 1000.0, "万": 10000.0}


@dataclass(slots=True)
class Value:
    """A value with its unit: `start` to `end` hold figure and unit, `value_start` to `value_end` the figure alone.

    `comparator` stays `None` until the words around the figure have been read.
    """

    start: int
    end: int
    value_start: int
    value_end: int
    value: float | None
    high: float | None = None
    unit: str = ""
    is_range: bool = False
    is_more: bool = False
    is_spelt: bool = False
    comparator: Comparator | None = None
    flags: list[str] = field(default_factory=list)
    whole_start: int | None = None


def chinese_value(words: str) -> float | None:
    """Return the number that Chinese numerals say, with 点 for decimals; `None` for what is no number.

    Examples
    --------
    >>> chinese_value("三十五"), chinese_value("九十三点五"), chinese_value("两万三千")
    (35.0, 93.5, 23000.0)
    """
    whole, _point, decimals = words.partition("点")
    total, section, last = 0, 0, 0
    for character in whole:
        if character in _ONES:
            last = _ONES[character]
        elif character in _TENS:
            section += (last or 1) * _TENS[character]
            last = 0
        elif character == "万":
            total += (section + last or 1) * 10000
            section, last = 0, 0
        else:
            return None
    number = float(total + section + last)
    if decimals:
        number += sum(_ONES.get(c, 0) / 10 ** (n + 1) for n, c in enumerate(decimals))
    return round(number, 6)


def values_in(text: str, start: int, end: int) -> list[Value]:
    """Return the figures of a stretch of folded text in order, none inside another.

    Parameters
    ----------
    text
        Folded text.
    start, end
        The stretch.
    """
    found = [value for match in _FIGURE.finditer(text, start, end) for value in _written(text, match, end)]
    found += _spelt(text, start, end)
    found += [_rounded(match) for match in _ROUND.finditer(text, start, end)]
    found += [_passed(match) for match in _PASSED.finditer(text, start, end)]
    found.sort(key=lambda value: (value.start, -value.end))
    kept: list[Value] = []
    for value in found:
        if not kept or value.start >= kept[-1].end:
            kept.append(value)
    return kept


def _written(text: str, match: re.Match[str], end: int) -> list[Value]:
    """Read a figure in digits or masked; without a unit it is an amount only after a rate."""
    low, high = _number(match["low"]), _number(match["high"])
    if low is None and (match["magnitude"] or "") in ("百", "千"):
        return []
    is_range = match["link"] is not None
    unit = match["unit"] or ""
    value_end = match.end("high") if is_range else match.end("low")
    close = match.end()
    if match["ratio"]:
        if match["over"] != "1" and not re.search(
            r"比[^,。;]{0,6}$", text[max(0, match.start() - 10) : match.start()]
        ):
            return []
        unit = f":{match['over']}".replace("X", "x").replace("×", "x")
    elif match["fraction"]:
        low = round(low / int(match["under"]), 4) if low is not None else None
        value_end = close
    elif not unit and not match["magnitude"]:
        before = text[max(0, match.start() - 40) : match.start()]
        shared = None if is_range else _SHARED_UNIT.match(text, value_end, end)
        if shared is not None and low is not None and _SHARING.search(before):
            return [Value(match.start(), value_end, match.start(), value_end, low, None, shared["unit"])]
        if (
            is_range
            or match["low"].startswith("(")
            or not (_BARE_BEFORE.search(before) and _BARE_AFTER.match(text, value_end, end))
            or re.fullmatch(r"(?:19|20)\d\d", match["low"])
        ):
            return []
        close = value_end
    magnitude = match["magnitude"] or ""
    if not unit and magnitude:
        close = match.end("magnitude")
        latin = re.compile(r"[A-Za-z]{1,5}").match(text, close, end)
        if latin:
            unit, close = latin.group(), latin.end()
    if (
        match["lowunit"]
        and match["lowunit"] not in ("%", "个", "名", "所", "家", "人", "项", "元")
        and not magnitude
    ):
        magnitude = match["lowunit"]
    return [
        Value(
            match.start(), close, match.start("low"), value_end, low, high if is_range else None, f"{magnitude}{unit}",
            is_range=is_range, is_more=bool(match["more"] or match["more2"]),
        )
    ]  # fmt: skip


def _number(words: str | None) -> float | None:
    if words is None or not words[0].isdigit():
        return None
    return float(re.sub(r"[^\d.]", "", words))


def _spelt(text: str, start: int, end: int) -> list[Value]:
    """Read the figures that Chinese numerals write."""
    found = [
        _of_words(match, chinese_value(match["value"]), "%")
        for match in _SPELT_SHARE.finditer(text, start, end)
    ]
    found += [
        _of_words(match, chinese_value(match["value"]), match["unit"])
        for match in _SPELT_POINTS.finditer(text, start, end)
    ]
    for match in _SPELT_FRACTION.finditer(text, start, end):
        over, under = chinese_value(match["over"]), chinese_value(match["under"])
        if over and under and under > over and match["under"] != "百":
            found.append(_of_words(match, round(over / under, 4), ""))
    for match in _TENTHS.finditer(text, start, end):
        made = _of_words(match, 10.0 * _ONES[match["value"]], "%")
        made.end = match.end("value") + 1
        made.flags.append("implicit")
        found.append(made)
    for match in _SPELT_COUNT.finditer(text, start, end):
        low, high = chinese_value(match["low"]), chinese_value(match["high"] or "")
        if low is None or match["low"] in _ROUND_VALUES:
            continue
        is_range = match["link"] is not None
        found.append(
            Value(
                match.start(),
                match.end(),
                match.start("low"),
                match.end("high") if is_range else match.end("low"),
                low,
                high if is_range else None,
                match["unit"],
                is_range=is_range,
                is_more=bool(match["more"]),
                is_spelt=True,
            )  # fmt: skip
        )
    return found


def _of_words(match: re.Match[str], value: float | None, unit: str) -> Value:
    return Value(match.start(), match.end(), match.start("value"), match.end("value"), value, None, unit)


def _rounded(match: re.Match[str]) -> Value:
    made = _of_words(match, _ROUND_VALUES[match["value"]], match["unit"])
    made.flags.append("round")
    return made


def _passed(match: re.Match[str]) -> Value:
    """Read a bare magnitude that is passed or neared: 突破万亿元, 近千人."""
    word = match["value"]
    small = word in _ROUND_VALUES
    made = _of_words(
        match, _ROUND_VALUES[word] if small else 1.0, match["unit"] if small else word + match["unit"]
    )
    made.start = match.start("value")
    made.flags.append("round")
    made.comparator = (
        "~" if match["front"] in ("近", "逼近") else "=" if match["front"] in ("达", "达到") else ">="
    )
    return made
