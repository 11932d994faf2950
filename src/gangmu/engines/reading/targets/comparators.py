"""From words to comparator: the words rule; a bound wins over a change, 约 and 近 win over all."""

import re

from gangmu.engines.reading.model import Comparator
from gangmu.engines.reading.targets.figures import Value
from gangmu.engines.reading.targets.units import kind_of_unit

_AT_LEAST_BEFORE = re.compile(
    r"(?:不低于|不少于|不小于|不得低于|不得少于|至少|(?<!不)超过?了?|突破|逾|高于|大于|多于|达到或超过|(?<!以)上)$"
)
_AT_LEAST_WORD = re.compile(r"(?:至少|不少于|不低于|不得少于)[^,。;]{0,24}$")
_AT_MOST_BEFORE = re.compile(
    r"(?:不超过?|不得超过|不高于|不大于|不多于|(?<!不)(?<!得)(?:低于|少于|小于)|控制在|限制在|最多)(?:约)?$"
)
_AT_LEAST_AFTER = re.compile(r"^(?:\)|\s)?(?:及|及其)?以上|^多|^余")
_AT_MOST_AFTER = re.compile(r"^\s?(?:以内|以下|之内|之下)")
_ABOUT_BEFORE = re.compile(
    r"(?:(?<![签合集节契预履])约|大约|约为|大致|(?<![最邻靠就])近|将近|接近)$|约占[^,。;\d]{0,30}$"
)
_ABOUT_AFTER = re.compile(r"^\s?(?:左右|上下)")
_REACHES = re.compile(r"(?:到|至|达|为|在|成|是)了?$")
_ADDED = re.compile(r"(?:增长|增加|新增|净增|增设|增补|多增|增)(?:了|约)?$")
_RAISED = re.compile(r"(?:提高|提升|上升|上涨|涨|扩大|加快)(?:了|约)?$")
_LOWERED = re.compile(r"(?:减少|下降|降低|压减|缩减|压降|缩短|缩小|减|降|回落|下调|收窄|放缓)(?:了|约)?$")
_ADDS = re.compile(
    r"^(?:城镇|城乡|农村|全市|全省|全县|共|累计|再|年均|当年|每年)?(?:净)?(?:新增|增加|增设|增补|增配|增招)|(?:每天|每日|每年|再)增加|(?<=[\u4e00-\u9fff])新增(?!长|量|率)"
)
_TAKES_AWAY = re.compile(r"^(?:完成)?(?:减少|压减|缩减|核减)")
_STATE = re.compile(r"[率比]|比例|占比|达|到|至$|(?:计划|任务|目标)的$")


def read_comparator(text: str, span_start: int, value: Value) -> Comparator:
    """Return what the words around a figure say.

    Parameters
    ----------
    text
        Folded text.
    span_start
        Where the target's span begins.
    value
        The figure.
    """
    before, after = text[max(0, span_start - 6) : value.start].rstrip(), text[value.end : value.end + 4]
    own = text[span_start : value.start].rstrip()
    if value.comparator is not None:
        return value.comparator
    if _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after):
        return "~"
    if _AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after):
        return "range" if value.is_range else "<="
    if value.is_more or _AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(after):
        return "range" if value.is_range else ">="
    if value.is_range:
        return "range"
    if "round" in value.flags:
        return "~"
    if _AT_LEAST_WORD.search(text[max(0, span_start - 4) : value.start].rstrip()):
        return ">="
    return _change(own, kind_of_unit(value.unit) != "count")


def _change(own: str, is_amount: bool) -> Comparator:
    """Whether the figure is the change itself: 新增8000个, 提高3.5个百分点, 减少253个; else it is a state."""
    if _ADDED.search(own) or (is_amount and _RAISED.search(own)):
        return "increase"
    if _LOWERED.search(own):
        return "decrease"
    if _REACHES.search(own):
        return "="
    if _ADDS.search(own) and _STATE.search(own) is None:
        return "increase"
    return "decrease" if _TAKES_AWAY.match(own) else "="
