"""Numbers that open an item: 一、 (一) 1. (1) ① 一是 首先 其一 第一部分, dashes; at a line start or inside a paragraph."""

import re
from dataclasses import dataclass

_CN = "[一二三四五六七八九十百]{1,4}"
_AFTER = "[\u3400-\u9fff\"'《(xX]"
_UNIT = "[万亿%个所名家人年月日元项次届倍]"
_NUMBERS = rf"""
   (?P<part>第{_CN}(?:部分|章|节|篇|编)|[壹贰叁肆伍陆柒捌玖拾]{{1,2}}(?=[、.]))[、.:,]?\s*
 | (?P<cnp>[(\[]\s*{_CN}\s*[)\]]|[㈠-㈩])[、.,]?\s*
 | (?P<arp>\(\s*\d{{1,2}}\s*\)|(?<![\d(])\d{{1,2}}\))[、.,]?\s*(?={_AFTER}|\d{{4}}年)
 | (?P<circ>[①-⑳⑴-⒇⒈-⒛])\s*
 | (?P<shi>{_CN}是)[:,]?(?!否)
 | (?P<yao>{_CN}要)(?!素|件|点)
 | (?P<qi>其{_CN})(?=[,、是:])[,、:]?
 | (?P<first>首先|其次|再次|再者|最后(?=,)|第{_CN}(?=[,、是:]))[,、:]?
 | (?P<cn>{_CN})\s*[、.](?!\s*(?:{_CN}(?:、|年级|类|期|轮|批次)))\s*
 | (?P<dec>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?:[.、]|\s+)?\s*(?!{_UNIT})(?={_AFTER})
 | (?P<ar>\d{{1,3}}|[xX]{{1,2}})\s*(?:[.、]|,(?=\S{{0,40}}。))\s*(?={_AFTER}|(?:19|20)\d\d年|\d+所|\s)
"""
AT_LINE_START = re.compile(
    rf"(?:{_NUMBERS} | (?P<dash>-{{1,3}})\s*(?={_AFTER}|\d) | (?P<bullet>[·])\s*(?=\S))", re.VERBOSE
)
_BARE = re.compile(rf"(?P<ar>\d{{1,2}})(?!{_UNIT}|[-~])\s?(?=[\u4e00-\u9fff])")
_INSIDE = re.compile(rf"(?<![第\d.])(?:{_NUMBERS})", re.VERBOSE)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_FIRSTS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}
_BEFORE_STOP = re.compile(r"[。;!?:]['\")\]]?\s*$|\s$")


@dataclass(frozen=True, slots=True)
class Marker:
    """One number that may open an item.

    `number` is `None` where it is masked or has none (a dash). `after_stop` tells whether a sentence ended before it.
    """

    style: str
    number: int | None
    label: str
    start: int
    title_start: int
    at_line_start: bool
    after_stop: bool = True
    bare: bool = False


def chinese_number(text: str) -> int | None:
    """Read a small Chinese numeral (一 to 九十九, 一百)."""
    if text == "一百":
        return 100
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text)
    high = 1 if not tens else _DIGITS.get(tens)
    low = 0 if not ones else _DIGITS.get(ones)
    return None if high is None or low is None else high * 10 + low


def _value(style: str, printed: str) -> int | None:
    """Read the number of a marker."""
    if style in ("circ", "cnp") and len(printed) == 1:
        bases = {"①": "①⑳", "⑴": "⑴⒇", "⒈": "⒈⒛", "㈠": "㈠㈩"}
        return next(
            (ord(printed) - ord(b) + 1 for b, ends in bases.items() if ends[0] <= printed <= ends[1]), None
        )
    if printed in _FIRSTS:
        return _FIRSTS[printed]
    if style == "dec":
        return int(printed.rsplit(".", 1)[1])
    digits = re.sub(r"[^\d]", "", printed)
    if digits:
        return int(digits)
    numeral = re.search(_CN, printed.translate(_FORMAL))
    return chinese_number(numeral.group()) if numeral else None


def _marker(match: re.Match[str], *, at_line_start: bool, after_stop: bool, bare: bool = False) -> Marker:
    style = match.lastgroup or "ar"
    printed = match.group(style)
    label = re.sub(r"\s", "", printed)
    depth = f"dec{label.count('.')}" if style == "dec" else style
    if style == "part" and label.endswith("节"):
        depth = "section"
    return Marker(
        depth, _value(style, printed), label, match.start(), match.end(), at_line_start, after_stop, bare
    )


def marker_at(text: str, start: int) -> Marker | None:
    """Return the number at the start of a line, if any; also a bare one such as ``3抓好落实``, which only a sequence proves."""
    match = AT_LINE_START.match(text, start)
    if match:
        return _marker(match, at_line_start=True, after_stop=True)
    match = _BARE.match(text, start)
    return _marker(match, at_line_start=True, after_stop=True, bare=True) if match else None


def markers_inside(text: str, start: int, end: int) -> list[Marker]:
    """All numbers inside a paragraph that may open an item; which of them do, their sequence decides."""
    found = []
    counted = text.rfind("\n", 0, start) + 1
    quotes = 0
    for match in _INSIDE.finditer(text, start, end):
        quotes += text.count('"', counted, match.start())
        counted = match.start()
        if match.end() >= end or quotes % 2:
            continue
        before = text[max(start, match.start() - 3) : match.start()]
        after_stop = bool(_BEFORE_STOP.search(before)) or match.start() == start
        style = match.lastgroup
        ordinal = style in ("shi", "yao", "qi", "first")
        if ordinal and not (after_stop or before.endswith((",", "、", ")", '"'))):
            continue
        if not after_stop and (
            style in ("cn", "dec", "part")
            or (style == "ar" and "." not in match.group() and not before.endswith(","))
        ):
            continue
        found.append(_marker(match, at_line_start=False, after_stop=after_stop))
    return found
