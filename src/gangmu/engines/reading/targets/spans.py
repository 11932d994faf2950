"""The span of a target: from the governing verb or noun to the unit, or to the noun when the noun follows."""

import re

#: What stands in front and is left out: time, scope, certainty, connecting words.
_LEAD = re.compile(
    r"(?:\s|[\"'·]|其中|截至目前|目前|年内|今年|全年|当年|本年度?|上半年|下半年|力争|争取|确保|努力|计划(?=[^招])|共计?|累计|合计|分别|"
    r"已经?|均|并|且|再|使|让|实现(?=[^全])|(?:到|至|截至)?(?:19|20)\d\d(?:-(?:19|20)\d\d)?(?:年底前?|年末|年前|年以?来?|学年|年)?|"
    r"(?:到|至)?(?:\d{1,2}月)(?:\d{1,2}日|底|末)?前?|年底前?|(?:全[市县省区国](?=[^第])|各县\(?市?、?区?\)?)(?!平均)|"
    r"同时|另外?|通过|以及|及|和|与|,|、|:|;|完成(?=新|减少|培训|改)|预计|预期|约(?=\d)|近(?=\d)|将)+"
)
_BOUND_AFTER = re.compile(r"^(?:及其?)?(?:以上|以内|以下|左右|上下|之内|之下)")
_STOP = re.compile(r"[,。;!?\n\r:、)(]|(?<=[\u4e00-\u9fff])和(?=[^\n,。;]{0,12}\d)")


def narrowed_start(text: str, start: int, figure_start: int) -> int:
    """Leave out time, scope and certainty in front of a target's words."""
    at = start
    while True:
        match = _LEAD.match(text, at, figure_start)
        if match is None or match.end() == at:
            return at
        at = match.end()


def span_end(text: str, figure_end: int, limit: int) -> int:
    """Return where a target ends: after unit and bound, or after the noun that follows."""
    bound = _BOUND_AFTER.match(text[figure_end : figure_end + 4])
    at = figure_end + (bound.end() if bound else 0)
    stop = _STOP.search(text, at, limit)
    end = stop.start() if stop else limit
    while end > at and text[end - 1].isspace():
        end -= 1
    return end
