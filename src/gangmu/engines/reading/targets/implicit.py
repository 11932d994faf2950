"""Values that are said without digits: 全覆盖, 零感染, 第一, 全省平均水平, 一半以上, 翻一番, 所有…均."""

import re

from gangmu.engines.reading.model import Comparator
from gangmu.engines.reading.targets.figures import Value, chinese_value

_COVERED = re.compile(
    r"(?<![健完安保齐])(?:全(?:面|员|域|部|程|量|链条|学段|类别)?覆盖|应[\u4e00-\u9fff]尽[\u4e00-\u9fff])(?!面|率|式|的)"
)
_ZERO = re.compile(
    r"(?<![从归])零(?:感染|事故|发生|投诉|死亡|伤亡|辍学|违规|失误|差错|上访|发案|案件|事件|失学|流失|拖欠|新增)(?!率)"
)
_HALF = re.compile(
    r"(?:一半|半数|(?<!时间)(?<!任务)过半)(?P<up>以上)?(?=的|[\u4e00-\u9fff]|[,。;、])(?<!另一半)"
)
_DOUBLED = re.compile(r"翻(?P<times>[一两二三])?番(?!茄)")
_RANKED = re.compile(
    r"(?:位居|位列|排名?|名列|列|跃居|稳居|居|升至|升到|跃升至?|上升至|进至|进入|保持|获得?|荣获|蝉联|夺得?|摘得|均排名)"
    r"(?P<where>(?:在?全[省市国区县]|世界|全球|国内|同类|西部|中部|东部|东北|沿海|长三角|省内|省|市)?[^,。;、\n\d]{0,8}?)(?:第?(?P<first>第一|首位|榜首)|第(?P<nth>\d{1,3}|[二三四五六七八九十]{1,3})(?P<place>[位名]|(?=[,。;、和及]|$)))"
    r"(?![批次轮期]|方阵|梯队|位?次|书记|时间|责任|课|季度|产业|个|届|线|年)"
)
_AMONG = re.compile(
    r"(?:位居|位列|排名?|名列|列|跃居|稳居|居|进入|跻身|保持)(?P<where>[^,。;、\n\d]{0,10}?)前(?P<nth>\d{1,3}|[二三四五六七八九十]{1,2})(?P<place>[位名强])?(?!年|期|列|沿|个月|半)"
)
_BENCHMARK = re.compile(
    r"(?P<verb>不低于或高于|不低于|不得低于|高于|超过|达到或超过|达到|达|优于|好于|快于|(?:保持|稳定|维持)在)(?P<what>[^,。;、\d\n]{1,22}?(?:平均工资(?:收入)?水平|平均工资|平均收入(?:水平)?|平均水平|平均数|平均值))(?P<up>以上)?(?!\d)"
)
_ALL_OF = re.compile(
    r"(?P<whole>(?:所有|各级各类|全体|每[所个名位]|各)(?:的)?[^,。;:\d]{1,22}?(?:均|都|全部)(?!衡|已?经?要|是|有着))(?=[^,。;]{2,})"
)
_EVERY = re.compile(
    r"所有[\u4e00-\u9fff(、)]{1,14}?(?:通过|达标|达到|建成|建有|配备|完成|实现|开设|纳入|接入)"
)
_DONE_VERBS = (
    "开设|建成|完成|达到|达标|实现|通过|配备|配齐|纳入|开展|投入|落实|交付|清零|整改|上线|运行|完工|竣工|开工|覆盖|接入|公开|取消|解决|消除|入学|安装|建立|启动|销号"
    "|办结|清退|注销|消化|化解|免除|脱贫|摘帽|脱帽|到位|兑现|发放|持证|参与|接受|实行|享受|关闭|退出|拆除|归零|建|设|合格|验收|认定|联通|使用|更新|改造"
)
#: The sign before 全部 ends what is all of it; the end of a time (6月底前全部开工) is left to the time.
_ALTOGETHER = re.compile(
    rf"(?P<whole>(?:(?![前底末内])[\u4e00-\u9fff\)\"]|(?<=[前底末内]))(?:已)?全部)(?=(?:按[\u4e00-\u9fff]{{1,4}})?(?:{_DONE_VERBS}))"
)


def said_values(text: str, start: int, end: int) -> list[Value]:
    """Return the values that a clause of folded text says in words.

    Parameters
    ----------
    text
        Folded text.
    start, end
        One clause.
    """
    found = [_said(m, 100, "%") for m in _COVERED.finditer(text, start, end)]
    found += [_said(m, 0, "") for m in _ZERO.finditer(text, start, end)]
    for match in _HALF.finditer(text, start, end):
        found.append(_said(match, 50, "%", ">=" if match["up"] or match.group().startswith("过") else "="))
    for match in _DOUBLED.finditer(text, start, end):
        found.append(_said(match, 2.0 ** (chinese_value(match["times"] or "一") or 1), "倍"))
    found += _ranks(text, start, end)
    for match in _BENCHMARK.finditer(text, start, end):
        bound = match["up"] or not re.search(r"达到?$|在$", match["verb"])
        made = _said(match, None, match["what"], ">=" if bound else "=", "benchmark")
        made.value_start, made.value_end = match.span("what")
        found.append(made)
    return sorted(found, key=lambda value: value.start)


def all_values(text: str, start: int, end: int) -> list[Value]:
    """Return 所有…均 and 全部… of a clause that holds no other value: 100 %, flagged implicit."""
    match = _ALL_OF.search(text, start, end)
    if match is not None and re.search(r"所有|全部", match.group()):
        return [_said(match, 100, "%")]
    match = _EVERY.search(text, start, end) or _ALTOGETHER.search(text, start, end)
    return [_said(match, 100, "%")] if match is not None else []


def _ranks(text: str, start: int, end: int) -> list[Value]:
    found = []
    for match in _RANKED.finditer(text, start, end):
        words = match["nth"]
        number = 1.0 if words is None else float(words) if words.isdigit() else chinese_value(words)
        made = _said(match, number, "名次", "=", "rank")
        made.value_start, made.value_end = match.span("nth") if words else match.span("first")
        found.append(made)
    for match in _AMONG.finditer(text, start, end):
        words = match["nth"]
        made = _said(match, float(words) if words.isdigit() else chinese_value(words), "名次", "<=", "rank")
        made.value_start, made.value_end = match.span("nth")
        found.append(made)
    return found


def _said(
    match: re.Match[str], value: float | None, unit: str, comparator: Comparator = "=", flag: str = "implicit"
) -> Value:
    return Value(
        match.start(),
        match.end(),
        match.start(),
        match.end(),
        value,
        None,
        unit,
        comparator=comparator,
        flags=[flag],
    )
