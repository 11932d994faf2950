"""What a target is about: the noun it counts and the measure it takes."""

import re

from gangmu.engines.reading.targets.scopes import is_scope

_VERB_TAIL = re.compile(
    r"(?:分别|达到?|为|是|:|到|至|超过?|突破|不低于|不少于|至少|不超过|控制在|稳定在|保持在|提高到?|提升至?到?|增加到?|增长|下降|降至|约|近|各|均|共|[从由][^,]{0,12}|[(\[])+$"
)
_BOUND = re.compile(r"^(?:以上|以内|以下|左右|的)+")
_VERB = (
    "(?:新增|新建|新改扩建|改扩建|改建|扩建|迁建|建成|建设|创建|创成|创|组建|开展|举办|打造|培育|培养|培训|招聘|引进|选派|评选|认定"
    "|发放|投入|完成|实施|配备|改造|增加|增设|实现|达到|获评|入选|覆盖|惠及)"
)
#: A verb or a list of them (新建、改扩建) in front of what is counted.
_LEADING_VERB = re.compile(rf"^{_VERB}(?:[、和及]{_VERB})*(?:了)?")
_RATE = re.compile(
    r"(?P<of>.*?)(?P<rate>(?:[\u4e00-\u9fff]{0,4})(?:率|比例|占比|覆盖面|比重|比值|人数|金额|总额|面积|数量|水平|标准))$"
)
#: Stages, sexes and places that share what follows the last of them.
_KIND = re.compile(
    r"(?:男|女)[童生]?|幼儿园|学前教育|小学|初中|普通高中|高中|普高|中职|中小学|义务教育|城[市镇区乡]|农村|乡村|公办|民办"
)
_MEMBERS = re.compile(r"[、,]|(?<!共)(?<!总)和(?![美谐平])|以及|及(?![格时])|与")

#: When it is to be done: 8月底前, 2027年6月30日前.
_TIME = r"(?:\d{4}年|(?:今|当|本)年)?(?:\d{1,2}月)?(?:底|末|中旬|上旬|下旬|\d{1,2}日)?(?<=[年月底末旬日])(?:之|以)?前"
#: It stands in front, after whom the target holds for or alone (各学校8月底前…), or right before the value (毛入园率2026年底前达到…).
_TIMED = re.compile(rf"(?P<who>[\u4e00-\u9fff()、]{{0,12}}?)(?P<time>{_TIME})(?=[^,]{{2}})")
_TIMED_END = re.compile(rf"(?<=.)(?=\D{{0,2}}\d){_TIME}$")


def name_of(before: str, after: str, unit: str) -> tuple[str, str]:
    """Return subject and measure from the words of a span before and after its figure.

    Parameters
    ----------
    before, after
        Folded words of the span.
    unit
        The unit, which stands for the measure of a bare count.
    """
    front = _untimed(_VERB_TAIL.sub("", before).strip(" 、,和及与"))
    back = _BOUND.sub("", after).strip(" 、,")
    rate = _RATE.fullmatch(front)
    if rate and rate["of"]:
        return rate["of"], rate["rate"]
    verb = _LEADING_VERB.match(front)
    action = verb.group() if verb else ""
    noun = front[len(action) :] or back
    return noun, f"{action}数" if action else (back if back and noun != back else unit)


def names_shared(before: str, unit: str, count: int) -> list[tuple[str, str]]:
    """Return the names of figures that 分别 shares out among what stands before it: 巩固率、合格率分别达到99%、96%.

    What only the last tells is that of all: 小学、初中大班额比例. Where there are not as many names as figures, each has the whole.

    Parameters
    ----------
    before
        Folded words of the first figure's span in front of it.
    unit
        The unit of the figures.
    count
        How many there are.
    """
    front = before.partition("分别")[0].strip(" 、,和及与")
    members = [member for member in _MEMBERS.split(front) if member]
    if len(members) != count:
        return [name_of(before, "", unit)] * count
    last = _KIND.match(members[-1])
    if last and last.end() < len(members[-1]) and all(map(_KIND.fullmatch, members[:-1])):
        shared = members[-1][last.end() :]
        members = [*(member + shared for member in members[:-1]), members[-1]]
    return [name_of(member, "", unit) for member in members]


def _untimed(front: str) -> str:
    """Return words without the time at either end, nor the scope before it: 各学校 is where the target holds, not what it is of."""
    front = _TIMED_END.sub("", front)
    timed = _TIMED.match(front)
    if timed is None or not re.search(r"\d", timed["time"]):
        return front
    return ("" if is_scope(timed["who"]) else timed["who"]) + front[timed.end() :]
