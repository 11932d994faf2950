"""From words to comparator: the words rule; a bound wins over a change, 约 and 近 win over all."""

import re

from gangmu.engines.reading.model import Comparator
from gangmu.engines.reading.targets.figures import Figure

_AT_LEAST_BEFORE = re.compile(r"(?:不低于|不少于|不小于|至少|超过?|突破|高于|大于|多于|达不低于)$")
_AT_LEAST_WORD = re.compile(r"(?:至少|不少于|不低于)")
_AT_MOST_BEFORE = re.compile(
    r"(?:不超过?|不高于|不大于|不多于|(?<!不)低于|(?<!不)少于|(?<!不)小于|控制在|降至|压减至)$"
)
_AT_LEAST_AFTER = re.compile(r"^(?:\)|\s)?(?:及|及其)?以上|^多|^余")
_AT_MOST_AFTER = re.compile(r"^(?:以内|以下|之内|之下)")
_ABOUT_BEFORE = re.compile(r"(?:约|大约|近|将近|接近)$")
_ABOUT_AFTER = re.compile(r"^左右|^上下")
_RAISED = re.compile(r"(?:提高|提升|上升)(?:了|约)?$")
_INCREASE = re.compile(r"(?:新增|增加|增设|增长|净增|增|增幅)(?:了|约|至少|不少于)?$")
_DECREASE = re.compile(r"(?:减少|下降|降低|压减|缩减|减|回落)(?:了|约)?$")
_ADDED_NOUN = re.compile(r"^(?:城镇|全市|全省|全县|共|累计)?(?:净)?(?:新增|增加|增设)")
_REACHES = re.compile(r"(?:到|至|达|为)$")


def shared_bound(text: str, figure: Figure, after: Figure | None) -> bool:
    """Whether 以上 after a pair covers this figure too: 93%、93.5%以上."""
    if (
        after is None
        or after.unit != figure.unit
        or not re.fullmatch(r"[、和及,]", text[figure.end : after.start])
    ):
        return False
    return _AT_LEAST_AFTER.match(text[after.end : after.end + 4]) is not None


def comparator_of(text: str, span_start: int, figure: Figure) -> Comparator:
    """Return what the words around a figure say.

    Parameters
    ----------
    text
        Folded text.
    span_start
        Where the target's span begins.
    """
    before, after = text[max(0, span_start - 6) : figure.start], text[figure.end : figure.end + 4]
    own = text[span_start : figure.start]
    if figure.is_round or _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after):
        return "~"
    if figure.is_range:
        return "range"
    if _AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after):
        return "<="
    if (
        figure.is_more
        or _AT_LEAST_BEFORE.search(before)
        or _AT_LEAST_WORD.search(text[max(0, span_start - 4) : span_start + 6])
        or _AT_LEAST_AFTER.match(after)
    ):
        return ">="
    if _REACHES.search(own):
        return "="
    if _RAISED.search(own) and figure.unit in ("%", "个百分点", "百分点", "倍", "元"):
        return "increase"
    if _INCREASE.search(own) or (_ADDED_NOUN.match(own) and not re.search(r"[率比]", own)):
        return "increase"
    if _DECREASE.search(own) or re.match(r"(?:完成)?减少", own):
        return "decrease"
    return "="
