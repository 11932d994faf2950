"""Values that stand together: where one member ends and the next begins, and what 分别 and 新增 hand on."""

import re

from gangmu.engines.reading.targets.figures import Value
from gangmu.engines.reading.targets.units import kind_of_unit
from gangmu.engines.reading.targets.verbs import GOVERNING_VERB

_SEPARATOR = re.compile(r"[、,;]|(?<=[\u4e00-\u9fff)%\d])[和及与](?!其他)(?!地区(?!\d))(?!谐|美)")
_JOINED = re.compile(r"(?:以上|左右|以内|以下)?\s?[、,和及与]\s?")
_BOUND = re.compile(r"以上|以内|以下|左右")
#: In front of a group: nothing, or names ending in 等.
_OPENS_GROUP = re.compile(r"[\s、,;]*(?:其中|全[省市县区国]|[^,;]*等)?")
_OF_GROUP = re.compile(r"(?!以上|以下)[^、,;。\d]{2,28}")
#: What begins the next member where no mark parts it: 投入3万元购置图书600册, 改建8所共2万平方米.
_NEXT_PREDICATE = re.compile(
    rf"{GOVERNING_VERB.pattern}|共(?=[约近]?\d)|合计|总计|总(?:面积|投资)|(?:补助|资助|支付|缴纳|减收|捐助|捐赠)(?!对象|标准|政策|范围|面)"
)
_PEOPLE = ("名", "人", "位")
_BRACKET = re.compile(r"\(|其中|--")


def without_groups(text: str, values: list[Value], start: int) -> list[Value]:
    """Leave out a count that only names the group a share or a rank is said of: 17个行业增加值增长5.3%.

    Of people who reach a rank it is the people that count: 2名同学进入全市前十名.

    Parameters
    ----------
    text
        Folded text.
    values
        Values of one clause in the order of the text.
    start
        Where the clause begins.
    """
    kept = []
    opened = start
    placed = False
    for index, value in enumerate(values):
        if placed:
            placed, opened = False, value.end
            continue
        following = values[index + 1] if index + 1 < len(values) else None
        placed = following is not None and value.unit in _PEOPLE and "rank" in following.flags
        names_group = not placed and (
            following is not None
            and kind_of_unit(value.unit) == "count"
            and (kind_of_unit(following.unit) == "share" or "rank" in following.flags)
            and _OPENS_GROUP.fullmatch(text, opened, value.start) is not None
            and _OF_GROUP.fullmatch(text, value.end, following.start) is not None
        )
        if not names_group:
            kept.append(value)
        opened = value.end if not names_group else opened
    return kept


def boundary(text: str, before: Value, after: Value, before_end: int) -> tuple[int, int]:
    """Return where the first of two neighbouring values ends at the latest, and where the second begins at the earliest.

    Parameters
    ----------
    text
        Folded text.
    before, after
        Values of one clause in the order of the text.
    before_end
        End of the first figure with its bound.
    """
    between = text[before_end : after.start]
    bracket = _BRACKET.search(between)
    if bracket and (bracket.group() != "(" or ")" not in between[bracket.end() :]):
        return before_end + bracket.start(), before_end + bracket.end()
    cuts = list(_SEPARATOR.finditer(between))
    cuts = [cut for cut in cuts if between.count("(", 0, cut.start()) == between.count(")", 0, cut.start())]
    if cuts:
        first, last = cuts[0], cuts[-1]
        tail = between[last.end() :]
        start = last if first.start() > 0 or GOVERNING_VERB.match(tail) else first
        if first.start() > 0 and re.search(r"等$", tail) is not None:
            start = first
        return before_end + first.start(), before_end + start.end()
    for verb in _NEXT_PREDICATE.finditer(text, before_end, after.start):
        if verb.end() < after.start + 1:
            return verb.start(), verb.start()
    return after.start, after.start


def hand_on(text: str, values: list[Value], starts: list[int], inherits_increase: bool) -> None:
    """Hand on the comparator of a list: the change that 分别 shares, the bound after a pair, 新增 before the first member.

    Parameters
    ----------
    text
        Folded text.
    values
        Values of one clause, with comparators read from the words around each.
    starts
        Where their spans begin.
    inherits_increase
        Whether 新增 in front of the first member counts for the others (in plans and summaries it does).
    """
    for index in range(len(values) - 2, -1, -1):
        value, following = values[index], values[index + 1]
        covers = following.comparator in (">=", "<=", "~") and _BOUND.match(text, following.end) is not None
        if (
            covers
            and value.comparator in ("=", "increase", "decrease")
            and _bare_pair(text, value, following)
        ):
            value.comparator = following.comparator
    for index in range(1, len(values)):
        value, former = values[index], values[index - 1]
        if value.comparator != "=" or former.comparator in (None, "=", "range"):
            continue
        if _bare_pair(text, former, value):
            if _BOUND.match(text, former.end) is None:
                value.comparator = former.comparator
        elif (
            inherits_increase
            and former.comparator in ("increase", "decrease")
            and _is_member(text, former, value, starts[index])
        ):
            value.comparator = former.comparator


def shared_out(text: str, values: list[Value], starts: list[int]) -> list[range]:
    """Return the runs of values between which 分别 shares out what stands before it: 分别达到99%、96%.

    Parameters
    ----------
    text
        Folded text.
    values
        Values of one clause in the order of the text.
    starts
        Where their spans begin.
    """
    runs = []
    first = 0
    while first < len(values):
        last = first + 1
        while last < len(values) and _joined(text, values[last - 1], values[last]):
            last += 1
        if last - first > 1 and "分别" in text[max(0, starts[first] - 2) : values[first].start]:
            runs.append(range(first, last))
        first = last
    return runs


def _bare_pair(text: str, before: Value, after: Value) -> bool:
    """Whether nothing but 、 or 和 stands between two figures of one unit: 93%、93.5%."""
    return before.unit == after.unit and _joined(text, before, after)


def _joined(text: str, before: Value, after: Value) -> bool:
    """Whether nothing but 、 or 和 stands between two figures."""
    return _JOINED.fullmatch(text[before.end : after.start]) is not None


def _is_member(text: str, before: Value, after: Value, start: int) -> bool:
    """Whether a value continues the list that another began: no verb of its own, 、 between."""
    own = text[start : after.start]
    joined = re.fullmatch(r"(?:以上|左右)?[^、,;\d]{0,12}?[、和及]\s?", text[before.end : start])
    return joined is not None and GOVERNING_VERB.match(own) is None and "率" not in own[-2:]
