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
_STOP = re.compile(
    r"[,。;!?\n\r:、)]|\((?![^()\n]{1,8}\)[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])和(?=[^\n,。;]{0,12}\d)"
)


#: Verbs that govern a count; what stands before them is circumstance.
_GOVERNING = re.compile(
    r"(?:惠及|实施|新增|新建|新评选|建成|创建|创成|组建|开展|打造|培育|招收|改造|发放|资助|配备|增设|评选|释放|发布|举办|关停|公布|选派|引进|认定|遴选)"
)
_ITEM_MARK = re.compile(r"\(?[一二三四五六七八九十\d]{1,3}[)、.]\s*")


_HARD_STOP = re.compile(r"[,。;!?\n\r:]")


def narrowed_start(text: str, start: int, figure_start: int) -> int:
    """Leave out time, scope and certainty in front of a target's words."""
    colon = text.rfind(":", start, figure_start)
    at = colon + 1 if colon >= 0 else start
    marked = _ITEM_MARK.match(text, at, figure_start)
    at = marked.end() if marked else at
    while True:
        match = _LEAD.match(text, at, figure_start)
        if match is None or match.end() == at:
            return _without_names(text, _without_circumstance(text, at, figure_start), figure_start)
        at = match.end()


def _without_circumstance(text: str, at: int, figure_start: int) -> int:
    """Begin at the governing verb when much stands before it."""
    verbs = [verb.start() for verb in _GOVERNING.finditer(text, at + 5, figure_start)]
    return verbs[-1] if verbs and figure_start - verbs[-1] <= 24 else at


def _without_names(text: str, at: int, figure_start: int) -> int:
    """Leave out a long list of names before its count: 甲校、乙校、丙校等3所学校."""
    listed = text[at:figure_start]
    return figure_start if len(listed) > 14 and listed.endswith("等") and "、" in listed else at


def span_end(text: str, figure_end: int, limit: int) -> int:
    """Return where a target ends: after unit and bound, or after the noun that follows."""
    bound = _BOUND_AFTER.match(text[figure_end : figure_end + 4])
    at = figure_end + (bound.end() if bound else 0)
    stops = _HARD_STOP if text[at : at + 1] == "的" else _STOP
    stop = stops.search(_hidden(text, at, limit), 0)
    end = at + stop.start() if stop else limit
    while end > at and text[end - 1].isspace():
        end -= 1
    return end


def _hidden(text: str, start: int, end: int) -> str:
    """Return a stretch in which short brackets inside a noun hide what they hold: 县(市、区)."""
    return re.sub(r"\([^()\n]{1,8}\)(?=[\u4e00-\u9fff])", lambda m: "□" * len(m.group()), text[start:end])
