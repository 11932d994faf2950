"""What the platform proposes for a target from its printed words; a person confirms. No Django."""

import re
from dataclasses import dataclass
from datetime import date

from gangmu.datacentre.indicators import Direction, Indicator, Window, all_indicators
from gangmu.datacentre.targets.matching import Named, Similar, bare, best

#: Units of rates and ranks: they are not gathered over time.
RATE_UNITS = ("%", "％", "‰", "个百分点", ":", "：", "名次", "分", "倍")
#: Names of averages: they are not gathered either.
AVERAGES = ("平均", "人均", "生均", "率", "比例", "占比", "覆盖面", "满意度", "班额")
#: Names of what stands there at a date: a stock does not grow from nothing within the year.
STOCKS = ("在园", "在校", "在籍", "在岗", "总数", "总量", "规模", "拥有", "保有")
#: Names of what is to be kept down.
DOWNWARD = ("辍学率", "死亡率", "大班额", "违规", "事故", "超标准班额", "投诉", "近视率")
_CEILING = re.compile(
    r"控制在|降至|下降到|降低到|减少到|压减到|不突破|以内|以下|不超过|不高于|零(?:感染|事故|发生|增长)"
)
_EXACT = re.compile(r"恰好|正好|只(?:设|建|保留)")
#: A change that is itself asked for in the downward sense: 减少253个 is reached by 260.
_CUT = re.compile(r"减少|压减|降低|下降")
_FIGURE = re.compile(r"[\d０-９一二三四五六七八九十百千万亿两xX×*%％.．,，]+.*$", re.S)
_LEADING = re.compile(r"^(?:力争|力求|争取|确保|保证|全年|全市|全县|年内|今年|实现|完成)+")
_BEFORE_FIGURE = re.compile(
    r"(?:不少于|不低于|不超过|不高于|达到|达|超过|突破|控制在|力争|确保|完成|至少|约|为|到|≥|≤)+$"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """When a target is measured: a window or a census date, and the day from which the value can be known."""

    first: date | None
    decides: date
    known_from: date | None


def propose_met_when(
    comparator: str, has_high: bool, wording: str, direction: Direction = Direction.NONE, kind: str = "number"
) -> str:
    """Return when a target probably counts as reached, from its words, the kind of its value and the indicator's direction.

    新增8000 reached by 8050 is met; a rate that is to be kept down (辍学率, 大班额) is met at or below; a rank at or above.

    >>> propose_met_when("increase", False, "新增学位8000个")
    'at_least'
    >>> propose_met_when("=", False, "小学辍学率为0")
    'at_most'
    >>> propose_met_when("decrease", False, "减少大班额253个")
    'at_least'
    """
    if kind == "rank":
        return "at_most"
    if comparator == "range" or has_high:
        return "within"
    if comparator == ">=":
        return "at_least"
    if comparator == "<=" or _CEILING.search(wording):
        return "at_most"
    if comparator == "decrease" or (comparator != "increase" and _CUT.search(wording)):
        return "at_least"
    if _EXACT.search(wording):
        return "exactly"
    down = direction is Direction.DOWN or (
        direction is Direction.NONE and any(word in wording for word in DOWNWARD)
    )
    return "at_most" if down and comparator != "increase" else "at_least"


def propose_gathered(name: str, unit: str, bound: Indicator | None = None) -> bool:
    """Whether a quantity grows with time, so that its progress can be held against the time gone.

    >>> propose_gathered("新增学位", "个"), propose_gathered("巩固率", "%")
    (True, False)
    """
    if bound is not None:
        return bound.is_count and bound.window is not Window.CENSUS
    return unit not in RATE_UNITS and not any(word in name for word in AVERAGES + STOCKS)


def propose_measured(first: date | None, decides: date, bound: Indicator | None = None) -> Measured:
    """Return when a target is measured: as its indicator says (indicators 1.1), else as the printed period says.

    A stock figure is measured on 1 September and known from the filing deadline on; a flow figure of the school year over the
    twelve months to 31 August.
    """
    if bound is None or bound.window is Window.PERIOD:
        return Measured(first, decides, None)
    census = date(decides.year, 9, 1)
    known = date(decides.year, 9, 20)
    if bound.window is Window.CENSUS:
        return Measured(None, census, known)
    return Measured(date(decides.year - 1, 9, 1), date(decides.year, 8, 31), known)


def similar_indicators(name: str, unit: str, wording: str = "") -> list[Similar]:
    """Return the indicators that a printed name may mean, likeliest first, with the reasons."""
    named = [Named(i.code, i.name, i.unit, aliases=i.aliases) for i in all_indicators()]
    found = best(Named("", name, unit), named)
    head = head_of(wording)
    if head and bare(head) != bare(name):
        found += best(Named("", head, unit), named)
    by_key: dict[str, Similar] = {}
    for one in sorted(found, key=lambda similar: -similar.score):
        by_key.setdefault(one.key, one)
    return list(by_key.values())


def propose_indicator(name: str, unit: str, wording: str = "") -> str:
    """Return the code of the indicator that a printed name means beyond doubt, or nothing.

    Only a name equal to the indicator's, or to one of its aliases, binds by itself; the merely similar is offered to a person.
    """
    found = similar_indicators(name, unit, wording)
    return found[0].key if found and found[0].certain else ""


def head_of(wording: str) -> str:
    """Return what stands before the figure of a wording, without the words of comparing.

    >>> head_of("报送信息不少于50篇")
    '报送信息'
    """
    return _LEADING.sub("", _BEFORE_FIGURE.sub("", _FIGURE.sub("", wording)).strip(" ，,、:："))
