"""Figures that are no targets: dates, names, slogans, counts of the programme's own parts, levels, ages."""

import re

#: What stands right before a figure that is a name, an order or a date.
_BEFORE = re.compile(
    r"(?:第|前|后|共?分为|简称|编号|电话|[A-Za-z]|20\d\d年?|每|逢|近|连续|为期|提前|满|"
    r"党的|十九届|二十届|周年|新时代|[(\[]\s*)$"
)
_DATE_AFTER = re.compile(r"^(?:年|月|日|号|时|点|分钟|小时|秒|届|周年|世纪|年级|年代|以来)")
#: Nouns that make a count one of the programme's own parts or of levels.
_OWN_PARTS = re.compile(
    r"^(?:方面|大(?!学|型)|重点领域|环节|阶段|层面|维度|意识|自信|维护|认识|文明|坚持|转变|统筹|必须|月|星期|周|步|"
    r"原则|机制|体系|级|层次|主题|关键|抓手|目标|任务|要素|轮|类(?!$)|支队伍|位一体|中全会|届)"
)
_QUOTE_OPEN, _QUOTE_CLOSE = "\"'", "\"'"
AGE = re.compile(r"(?:周岁|岁)")


_NAMES_AFTER = re.compile(
    r"^(?:准则|规定|禁令|严禁|工程|制度|不准|行动|要求|措施|任务(?!的)|重点|课堂|结合|原则)"
)
_FOUND_BY_OTHERS = re.compile(r"反馈|巡察|巡视|督查发现|检查发现")
_BASE_AFTER = re.compile(
    r"^[^,。;\d]{0,8}?(?:提高|增加|提升|上升|下降|降低|减少|压减|调整|扩大|降|增长)(?:到|至|为)"
)


def is_base(text: str, start: int, end: int) -> bool:
    """Whether a figure is what another is reckoned from: 由380元提高至1000元."""
    change = _BASE_AFTER.match(text[end : end + 14])
    if change is None:
        return False
    return change.end() <= 5 or re.search(r"[从由]", text[max(0, start - 12) : start]) is not None


def is_excluded(text: str, start: int, end: int, unit: str, clause_start: int) -> bool:
    """Whether a figure is no target, judged by what stands around it in the folded text."""
    before, after = text[max(clause_start, start - 8) : start], text[end : end + 8]
    if _BEFORE.search(before) and not before.endswith(("近", "每", "(", "[")):
        return True
    if _DATE_AFTER.match(after) and unit in ("", "个"):
        return True
    if unit in ("个", "项", "种", "类", "条", "位", "大", "批") and _OWN_PARTS.match(after):
        return True
    if text[start] in "两三四五六七八九十" and _NAMES_AFTER.match(after):
        return True
    if (
        unit in ("个", "项", "类", "条")
        and after.startswith(("问题", "方面", "个问题"))
        or "问题" in after[:4]
    ):
        return _FOUND_BY_OTHERS.search(text[clause_start : end + 8]) is not None
    return unit in ("岁", "星", "期", "届", "分") and not before.endswith(("为", "达", "到", "达到"))


def quoted(text: str) -> list[tuple[int, int]]:
    """Return the stretches inside quotation marks and book marks: names and slogans.

    A mark that never closes quotes nothing.
    """
    found = [(m.start(), m.end()) for m in re.finditer(r"《[^《》\n]{1,60}》", text)]
    found += [(m.start(), m.end()) for m in re.finditer(r"\"[^\"\n]{1,40}\"", text)]
    return sorted(found)
