"""The span of a target: from the governing verb or noun to the unit, or to the noun when the noun follows."""

import re

from gangmu.engines.reading.actions import role_of
from gangmu.engines.reading.targets.figures import Value
from gangmu.engines.reading.targets.units import kind_of_unit
from gangmu.engines.reading.targets.verbs import GOVERNING_VERB

_TIME = (
    r"(?:到|至|截至|截止|自|从)?(?:19|20)\d\d(?:[-~](?:19|20)?\d\d)?(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底前|年底|以来|[底末初前起来])?|学年|年度|-)"
    r"|(?:到|至|截至|截止)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}日)?(?:底前|[底末初前])?|(?:到|至)?\"?十[二三四五六]五\"?(?:期间|时期|末|以来)?"
    r"|(?:到|截至)?(?:今年|明年|去年|年|学期|本月|年度|月)(?:底前|[底末初内])|年底?前|今年以?来|今年|本年度?|全年|当年|明年|去年|年内|年均(?=新增|增加|培训|完成|开)|上半年|下半年|秋季学期|春季学期"
    r"|截至目前|目前|现已|[一五三]年来|五年间|五年累?计|过去[一五]年|近[三五两]年来?|每[学]?年(?=[\u4e00-\u9fff])(?!级)|每天(?=\d{0})"
)
_CERTAINTY = r"力争|争取(?!到)|确保|努力|计划(?=[到使在于新完建投实每年])|预计|预期|拟|保证|保障|依法保证|做到|力求|要(?=再|新|完|达)"
_SCOPES = r"(?:全[市县省区国州盟旗]|各县\(市、区\)|全系统|市域|我[市县省区])(?![平一第前首]|.{0,4}(?:平均|第|首位|前[三五十\d]))"
_JOINS = (
    r"\s|[·、,:;]|--?|其中|同时|此外|另外?|通过|以及|及(?![格时])|和(?![美谐平])|与|并(?![入轨])|且|使(?!用)|让|分别(?=\D{2})|已经?|共(?![济同享建产青性赢富])|计(?=[^划算])|累计|合计|总计|还|又|将(?!军)|继续|包括|含(?![量氧金])|涵盖|进一步|积极|大力|着力|全力|稳步|有序|持续|深入|扎实"
    r"|重点(?=做好|办好|抓好|支持|建设|打造|实施)|实现了?(?=[^全0-9一二\dx])|全面推动|完成(?=新[增建改]|改扩?建|培训|招|续建)|约(?=\d)|近(?=\d)"
)
_ORDINAL = (
    r"(?:[一二三四五六七八九十]{1,2}|再|其[一二三四五六]|第[一二三四五六七八九十])(?:是(?!否))|首先|其次|最后(?=,)|其[一二三四五六](?=[,、是:])"
    r"|\(?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)|[①-⑳]"
)
_LEAD = re.compile(rf"(?:{_ORDINAL}|{_TIME}|{_CERTAINTY}|{_SCOPES}|{_JOINS})+")
#: A circumstance in front of the verb: 通过…方式.
_MEANS = re.compile(
    r"(?:通过|采用|采取|依托|利用|借助|以)[^,。;\d]{2,26}?(?:等?(?:方式|形式|途径|渠道|办法|模式|手段))"
    r"|在(?![校园职编读建册岗籍任])[^,。;\d]{1,26}?(?:比赛|大赛|竞赛|活动|评选|考核|评比|考试|高考|展演|评价|测评|测试|运动会|联赛|锦标赛)(?:活动)?中(?!学|小学)(?:共|均|分别|再)?"
)
#: Phrases that deny something stand alone: 舆情无扩散、校车零事故.
_DENIES = re.compile(r"[无零]")
_HARD_STOP = re.compile(r"[,。;!?\n\r:]")
_BOUND_AFTER = re.compile(r"^(?:\s?(?:及|及其)?(?:以上|以内|以下|左右|上下|之内|之下|之间))")
_STOP = re.compile(
    r"[,。;!?\n\r:、)]|以及|\((?![^()\n]{1,8}\)[\u4e00-\u9fff\"])|--|(?<=[\u4e00-\u9fff])和(?=[^\n,。;]{0,12}\d)"
)
#: What stands between two 、, or after the last; and how much of a noun must stand before a 、 that does not end it.
_PHRASE = re.compile(r"[^,。;!?\n\r:、()]{2,20}")
_BEGUN = 2
#: Nouns and predicates that may follow a sum of money; what else follows is what it is spent on.
_OF_MONEY = re.compile(
    r"[的及和、,)/]|(?:左右|以上|以内|以下|多)|[^,。;、]{0,6}(?:资金|经费|专项|补助|补贴|救助|资助|慰问|基金|贷款|财政|预算|投资|贷款|债券|奖|标准|政策|大关)|(?:已|均|全部|将|按)"
)
_THE_AIM = re.compile(r"^的?(?:目标|任务|要求|标准|目的|指标|年度任务|底线|红线)")
#: A change told from where it began keeps its subject: 在园幼儿人数从520人增加到目前的770人.
_FROM_BASE = re.compile(
    r"[从由][^,。;]{0,24}\d[^,。;]{0,24}?(?:增加|提高|提升|增长|扩大|上升|下降|降低|减少|降|升|增)[^,。;\d]{0,3}[到至为]"
)
#: A list of names in front of their number: 甲、乙等5所, 甲小学、乙小学、丙中学3所.
_ENDS_NAMES = re.compile(r"、.*等\s*$|、[^、]{2,}、[^、]*(?:园|校|小学|中学|小|中|县|区|镇|乡|村)$")
_CIRCUMSTANCE = 5
_NAMES = 14


def lead_end(text: str, start: int, figure_start: int) -> int:
    """Return where the words of a target begin: number, time, scope and certainty in front are left out."""
    colon = text.rfind(":", start, figure_start)
    at = colon + 1 if colon >= 0 and not re.match(r"\s?[\dxX]", text[colon + 1 : colon + 3]) else start
    while True:
        match = _LEAD.match(text, at, figure_start)
        means = _MEANS.match(text, at, figure_start)
        if means is not None:
            at = means.end()
        elif match is not None and match.end() > at:
            at = match.end()
        elif text.startswith("的", at) or _is_closing(text, at, figure_start):
            at += 1
        else:
            return at


def _is_closing(text: str, at: int, figure_start: int) -> bool:
    """Whether the mark in front closes a quotation that began before the span."""
    mark = text[at : at + 1]
    return mark in ("》", ")") or (mark in ('"', "'") and text.count(mark, at, figure_start) % 2 == 1)


def narrowed_start(text: str, start: int, value: Value) -> int:
    """Begin at the governing verb of a count when much stands before it, and leave out a long list of names.

    A share keeps its subject: what 提高 and 增长 are said of is part of its words.

    Parameters
    ----------
    text
        Folded text.
    start
        Where the words of the target begin.
    value
        The figure.
    """
    figure_start, after = value.start, value.end
    at = lead_end(text, _after_phrases(text, start, figure_start), figure_start)
    listed = text[at:figure_start]
    if len(listed) > _NAMES and _ENDS_NAMES.search(listed):
        return figure_start
    if kind_of_unit(value.unit) == "share":
        return at
    if _FROM_BASE.search(text, at, figure_start):
        return at
    for verb in GOVERNING_VERB.finditer(text, at, figure_start):
        if verb.start() - at < _CIRCUMSTANCE:
            return at
        governs = figure_start - verb.end() >= 2 or re.match(r"[\u4e00-\u9fff\"]", text[after : after + 1])
        if governs and _opens(text, at, verb.start()):
            return verb.start()
    return at


def _after_phrases(text: str, start: int, figure_start: int) -> int:
    """Leave out whole phrases that 、 parts from the one with the figure: 完善机制、新增学位300个."""
    at = start
    for stop in re.finditer("、", text[start:figure_start]):
        here = start + stop.end()
        verb = GOVERNING_VERB.match(text, here, figure_start)
        phrase = text[at : here - 1]
        alone = GOVERNING_VERB.search(phrase)
        whole = verb is not None and alone is not None and len(phrase) > alone.end() - alone.start() + 2
        if whole or (_DENIES.search(phrase) and _DENIES.search(text, here, figure_start + 1)):
            at = here
    return at


def _opens(text: str, at: int, verb_start: int) -> bool:
    """Whether the verb opens a predicate: it does not follow a noun-making 的 or stand inside brackets or quotes."""
    front = text[at:verb_start]
    return (
        not front.endswith(("的", "、"))
        and front.count('"') % 2 == 0
        and front.count("(") == front.count(")")
    )


def figure_end(text: str, end: int, limit: int) -> int:
    """Return the end of a figure with its 以上, 左右, 以内."""
    bound = _BOUND_AFTER.match(text[end : min(end + 5, limit)])
    return end + (bound.end() if bound else 0)


def span_end(text: str, end: int, limit: int) -> int:
    """Return where a target ends: after unit and bound, or after the noun or predicate that follows."""
    at = figure_end(text, end, limit)
    if _THE_AIM.match(text[at : min(at + 6, limit)]):
        return at
    if text[end - 1] == "元" and not _OF_MONEY.match(text, at, limit):
        return at
    hidden = _hidden(text, at, limit)
    stop = (_HARD_STOP if text[at : at + 1] == "的" else _STOP).search(hidden)
    while stop and stop.group() == "、" and _goes_on(hidden, stop.start()):
        stop = _STOP.search(hidden, stop.end())
    close = at + stop.start() if stop else limit
    aim = re.search(r"的(?:目标|任务|要求)$", text[at:close])
    close = at + aim.start() if aim else close
    while close > at and text[close - 1].isspace():
        close -= 1
    return close


def _goes_on(words: str, mark: int) -> bool:
    """Whether a noun begun after the figure goes on behind a 、: 3项在全国、全省有影响的工作, 100名教师、校长."""
    if mark < _BEGUN:
        return False
    ahead = _PHRASE.match(words, mark + 1)
    if ahead is None or re.search(r"\d|[xX*]{2}", ahead.group()):
        return False
    phrase = ahead.group()
    names_more = re.search(r"[一二三四五六七八九十两]+[个所名项件家]", phrase) is not None
    return not names_more and role_of(phrase) not in ("work", "mark")


def _hidden(text: str, start: int, end: int) -> str:
    """Return a stretch in which short brackets inside a noun hide what they hold: 县(市、区)."""
    return re.sub(r"\([^()\n]{1,8}\)(?=[\u4e00-\u9fff\"])", lambda m: "□" * len(m.group()), text[start:end])
