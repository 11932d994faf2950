"""Figures that are no targets: dates, names, slogans, orders, levels, ages, bases, the programme's own parts."""

import re

from gangmu.engines.reading.targets.figures import Value
from gangmu.engines.reading.targets.units import kind_of_unit
from gangmu.engines.reading.targets.verbs import VERB_AT_END

#: What stands right before a figure that is an order, a name, a date, a class or a frequency.
_ORDER_BEFORE = re.compile(
    r"(?:第|编号|电话|简称|[A-WY-Za-wy-z]|20\d\d年?|\d\+|十[一二三四五六七八九]届|[一二]十[一二三四五六七八九]?届|届|建党|建国|成立|诞辰|逝世|抗战|改革开放)$"
)
_GROUP_CUT = re.compile(
    r"(?:(?<![目之底末月日年此以])前|(?<![之以然年])后|排名前|列前|位前|每隔?|人均每|逢|每增加|每满)$"
)
_DATE_AFTER = re.compile(r"^(?:年|月|日|号|点|届|周年|世纪|年级|年代|线|级|星|代(?!人)|版|路|度)")
_MEETING = re.compile(r"^(?:全会|会议|全体|代表大会|党代会|常委会|中全会|集体学习|党组|审议)")
#: How often leaders came or spoke is no figure of the work.
_VISIT = re.compile(r"^(?:亲临|亲自|视察|考察|来[\u4e00-\u9fff]{1,3}考察|作出重要|对[^,。;]{1,12}作出)")
#: A count that only says what another is part of, or what serves as a means: 102项重大工程的285个项目, 12所分校等平台.
_SIZE_CLASS = re.compile(
    r"^口?(?:以上|以下|以内|及以上|及以下)的?(?:乡镇|城镇|县|村|班|学校|校|大班|超?大班额|企业|单位|城市|小区|项目|建制镇)"
)
#: A count of those among whom one is placed: 居全市33所中学前列.
_RANKED_AMONG = re.compile(r"^[^,。;、\d]{0,14}(?:前列|之首|榜首)")
_MEANS_AFTER = re.compile(r"^[^,。;、\d]{1,12}的\d+|^[^,。;]{1,24}等(?:平台|载体|阵地|资源|渠道|方式)")
#: What follows a figure that only sorts things: 50万元以下的…, 7亿吨级…, 亿元以上项目.
_CLASS_AFTER = re.compile(r"^(?:级|规模|量级)|^(?:以上|以下|及以上|及以下|以内)的?[\u4e00-\u9fff]")
_CLASS_OF_SHARE = re.compile(r"^(?:以上|以下|及以上|及以下|以内)的[^,。;、]{1,16}(?:占|比例|[率重]|\d)")
_ATTRIBUTE_AFTER = re.compile(r"^(?:的)(?!目标|任务|要求|标准|规模|水平)[\u4e00-\u9fff\"]")
_NOUN_AFTER = re.compile(r"^(?!并|且|又|全|均|已|不)[\u4e00-\u9fff\"]")
#: Nouns of quantity: the measure after them is theirs.
_QUANTITY_BEFORE = re.compile(
    r"(?:里程|总量|规模|面积|投资|收入|产值|资金|产量|装机|容量|总额|金额|余额|长度|能力|电量|费用|标准|支出|[率值量额价])$"
)
#: A class of things that are counted behind it: 超10亿元的企业100家, 超200亿元县2个.
_CLASS_OF_COUNTED = re.compile(
    r"^(?:以上|以下)?(?:的[^,。;、\d]{1,14}|(?:以上|以下)?[\u4e00-\u9fff]{1,5})\d+(?:\.\d+)?(?:万)?[个家所户项名人]"
)
_AFTER_MEASURE = re.compile(r"^(?:以上|以下|以内|左右|大关|及|和|与|或|的|用于|全部|均|后)")
#: Nouns that make a count one of the programme's own parts, of levels or of slogans.
_OWN_PARTS = re.compile(
    r"^\"?(?:方面|大(?![学型专中])|重点领域|领域|环节|阶段|意识|自信|维护|认识|文明|坚持|转变|统筹|必须|确立|结合|月|星期|周|步|"
    r"原则|机制(?!.{0,6}\d)|体系|级|层次|层面|维度|主题|关键|抓手|目标|任务(?!的\d)|(?:主要|重点|具体|核心|关键)?指标|要素|轮|支队伍|位一体|中全会|届|大局|战略|理念|导向|指标|要求|清单|文件|办法|台阶|季度|"
    r"专题|突破口|着力点|切入点|着力|一批|一流|率先|优先|革命|革新|务必|作用|建设要求|同步|一起|一体|优化|提升|聚焦|推动|必然|充分|更加?|毫不|不放松|加强|加快)"
)
#: Nouns after 项 and 条 that a document uses for its own programme.
_PROGRAMME_NOUN = re.compile(
    r"^\"?(?:工作|任务|措施|举措|行动|制度|机制|原则|重点|要求|改革(?!经验|事项|任务)|工程|规定|禁令|严禁|准则|纪律|职责|内容|指标|职能|保障)(?!试点|试验|创新|成果|案例|建设)"
)
_ISSUED = re.compile(
    r"(?:出台|制定|推出|落实|实施|完成|印发|编制|取消|下放|修订|形成|发布|落地|梳理)[^,。;]{0,14}$"
)
_CONCRETE_AFTER = re.compile(
    r"^[^,。;、]{0,16}(?:县|市|区|校|园|班|集团|基地|项目|室|学科|专业|平台|社区|中心|场|馆|站|点|岗位|学位|品牌|课程|案例|团队|联盟|共同体|机构|专班|小组|委员会|专委会|工程|镇|街道|村|单位|企业|月|学院|学校|作品|成果|奖)"
)
_BUILT_BEFORE = re.compile(
    r"(?:新增|增加|增设|新建|改建|建成|建好|建设|创建|创成|组建|打造|培育|完成|设立|成立|开设|举办|再|遴选|认定|选派|获得?|评为|培养|招聘|发布|公布|实施|改造|抓好|办好|获批|启动|推出|形成|掌握|配备|培训|引进|投入|至少|不少于|每[^,。;]{1,10})(?:了|出|好)?$"
)
_ONE_COUNTS = re.compile(
    r"(?:每(?:人|位|名|校|县|乡|镇|村|班|生|个|所|园|天|日|周|月|年|学期)[^,。;]{0,14}|至少|不少于|不低于|不得少于|增加)[^,。;一]{0,6}$"
)
_BUILT_ONE = re.compile(
    r"(?:新建|建成|建设|建好|改建|扩建|改扩建|迁建|创办|筹建|新增|增设|开工|竣工|再建|办好)(?:了)?$"
)
_PLACE_AFTER = re.compile(
    r"^[^,。;、]{0,14}(?:中心|基地|学校|小学|中学|幼儿园|场馆|运动场|操场|食堂|宿舍楼?|教学楼|综合楼|图书馆|体育馆|实验室)"
)
_BUILT_IN_CLAUSE = re.compile(r"新增|增设|新建|建成|建设|组建|设立|成立|开设|打造|培育")
#: Units of things as well as of points of a programme.
_VAGUE_UNITS = ("个", "项", "件", "种", "类", "条", "支", "部", "位")
_EVENTS = {
    "批": re.compile(r"(?:公布|发布|培训|选派|评选|遴选|认定|完成|命名|派出|举办|推出)(?:了)?$"),
    "期": re.compile(r"(?:举办|开展|培训|开设)(?:了)?$"),
}
#: How often something is done: 不少于三次, 每学期两次; 二次结构 is no count.
_OFTEN = re.compile(
    r"(?:不少于|不低于|至少|每[^,。;]{1,8}|开展|组织|举办|召开|进行|完成|增加|连续|先后|分)(?:了)?$"
)
_MANY = 10
_RULE_AFTER = re.compile(r"准则|规定|禁令|严禁|工程|制度|不准|行动|要求|措施|任务(?!的)|课堂|结合|原则|小组")
_FOUND_BY_OTHERS = re.compile(r"反馈|巡察|巡视|督查|督导组|审计|通报|督察|整改")
_TIME_LICENSED = re.compile(
    r"(?:时限|时间|年限|寿命|天数|时长|周期|耗时|期限|锻炼|活动|休息|睡眠|学习|课时|劳动|工时|用时)[^,。;]{0,8}$|(?:不少于|不超过|不低于|压缩至|压缩到|缩短至|缩短到|减至|保证|至少|控制在)$"
)
_TIME_NOUN = re.compile(
    r"^(?:以上|以内|左右)?的?(?:体育|阳光|大课间|校园|户外|课外|综合|锻炼|睡眠|体锻|劳动)"
)
#: Years in a list that 分别 shares with rates: 巩固率、人均受教育年限分别达到99%和13.5年.
_YEARS_SHARED = re.compile(r"年限[^。;]*分别[^。;]*$")
_AGE_LICENSED = re.compile(r"(?:寿命|年龄)[^,。;]{0,18}$")
_YEARLY = re.compile(
    r"(?:连续|累计|历时|为期|提前|近|未来|今后|过去|每|满|最近|前|第|用|这|十|第[一二三四五六七八九十])$"
)
_COMPARED = re.compile(
    r"(?:较|比|同比|与)[^,。;、]{0,18}(?:的|末|年|时|期|初)$|(?:去年|上年|省定标准|原来|原有|原先|此前|原)的?$"
)
_CHANGES = "提高|增加|提升|上升|下降|降低|减少|压减|压缩|缩短|缩小|调整|扩大|跃升|攀升|增长|发展|壮大|拓展|扩展|扩充|扩面|变|降|增|升|减|扩|多|少|高|低"
_CHANGED_AFTER = re.compile(rf"^[^,。;\d]{{0,6}}?(?:{_CHANGES})")
_CHANGED_TO = re.compile(
    rf"^(?:大幅|逐步|稳步|分别)?(?:{_CHANGES})(?:到|至|为)了?(?:约|近)?[\dxX×一二三四五六七八九十百千万]"
)
_TO_ANOTHER = re.compile(
    r"^(?:\([^()]*\))?[^,。;、\d]{0,12}?(?:到|至|为)了?(?:(?:\d{4}年|目前|现在|今年|当前|现)的?)?(?:约|近|超)?[\dxX×一二三四五六七八九十百千万]"
)
#: Parts of a base, in the bracket behind it: 从424所(公办34所、民办390所)增加到795所.
_IN_BASE = re.compile(r"[从由][^,。;从由()]{0,24}\([^()]*$")
_BASE_CLOSES = re.compile(rf"^[^()]*\)(?:{_CHANGES})[到至为]")
_FROM = re.compile(r"[从由][^,。;从由到至]{0,24}$")
#: A programme has few parts of its own; hundreds of 任务 or 项目 are work that is counted.
_FEW = 30


def is_base(text: str, value: Value, clause_start: int, clause_end: int) -> bool:
    """Whether a figure is what another is reckoned from: 由380元提高至1000元, 较去年的300人增加20人."""
    before = text[max(clause_start, value.start - 26) : value.start]
    after = text[value.end : min(value.end + 24, clause_end)]
    if _CHANGED_TO.match(after):
        return True
    if _BASE_CLOSES.match(text[value.end : clause_end]) and _IN_BASE.search(text, clause_start, value.start):
        return True
    if _TO_ANOTHER.match(after) and _FROM.search(before):
        return True
    return _COMPARED.search(before) is not None and _CHANGED_AFTER.match(after) is not None


def is_excluded(text: str, value: Value, clause_start: int, clause_end: int) -> bool:
    """Whether a figure is no target, judged by what stands around it in its clause."""
    before = text[max(clause_start, value.start - 20) : value.start]
    after = text[value.end : min(value.end + 24, clause_end)]
    kind = kind_of_unit(value.unit)
    if _ORDER_BEFORE.search(before) or (_GROUP_CUT.search(before) and not _TIME_LICENSED.search(before)):
        return True
    if re.match(r"\+|-\d|年|·\d", after) and kind != "time":
        return True
    if value.unit == "年" and _YEARS_SHARED.search(text, clause_start, value.start):
        return False
    if kind == "time":
        return _is_date_or_lead_time(value, before, after)
    if value.unit == "岁" or (value.unit in ("", "个") and _DATE_AFTER.match(after)):
        return True
    if value.unit == "次" and (
        _VISIT.match(after) or (_MEETING.match(after) and (value.is_spelt or "届" in before))
    ):
        return True
    if kind == "count" and _RANKED_AMONG.match(after):
        return True
    if value.unit.endswith("人") and after.startswith(("口以上", "口以下")):
        return True
    if kind == "count" and (
        _MEANS_AFTER.match(after) or (_SIZE_CLASS.match(after) and VERB_AT_END.search(before) is None)
    ):
        return True
    if kind == "measure" or value.unit.endswith("斤"):
        return _is_class_or_attribute(text, value, before, after, clause_start)
    if value.is_spelt:
        return _is_idiom(text, value, before, after, clause_start)
    if kind == "count":
        return _is_own_part(text, value, before, after, clause_start)
    return (
        kind == "share"
        and re.match(r"^(?:学生|的?学生.{0,6}淘汰)", after) is not None
        and before.endswith("后")
    )


def _is_date_or_lead_time(value: Value, before: str, after: str) -> bool:
    """Whether a length of time is a date or lead time; 受教育年限10.5年, 寿命78岁, 每天1小时锻炼 are amounts."""
    if value.unit in ("岁", "周岁"):
        return _AGE_LICENSED.search(before) is None
    if value.unit in ("月", "日", "年级", "周年", "时", "年度", "周") or _YEARLY.search(before):
        return True
    if value.unit in ("小时", "个小时", "分钟") and _TIME_NOUN.match(after) and "24" not in str(value.value):
        return re.search(r"每[天日周]|不少于|至少|保证|保障", before) is None
    if value.unit == "年" and (value.value is None or value.value > 60):
        return True
    if (
        value.unit == "年"
        and re.search(r"(?:提高|增加|延长|缩短)了?$", before)
        and "." in str(value.value or "")
    ):
        return (value.value or 0) >= _FEW
    return (
        _TIME_LICENSED.search(before) is None
        or re.match(r"[前内后来间中]|以来|行动|计划|规划|制|期", after) is not None
    )


def _is_class_or_attribute(text: str, value: Value, before: str, after: str, clause_start: int) -> bool:
    """Whether a measure only sorts or describes something: 50万元以下账款, 7亿吨级矿, 40吨金矿, 总投资410亿元的项目."""
    governed = VERB_AT_END.search(before) is not None or _QUANTITY_BEFORE.search(before) is not None
    if _CLASS_OF_SHARE.match(after):
        return True
    if _CLASS_OF_COUNTED.match(after) and re.search(r"(?:超过?|突破|过|达|达到|以上|大于|高于)$", before):
        return True
    if _CLASS_AFTER.match(after):
        return after.startswith(("级", "规模", "量级")) or not governed
    if _ATTRIBUTE_AFTER.match(after):
        return (
            re.search(r"(?:总投资|投资|规模|面积|容量|装机|产能|总额)(?:达|超|约|近)?$", before) is not None
        )
    if _NOUN_AFTER.match(after) and not _AFTER_MEASURE.match(after):
        at_start = value.start == clause_start or not before.strip() or before.endswith((":", "、"))
        return not governed and not at_start
    return False


def _is_idiom(text: str, value: Value, before: str, after: str, clause_start: int) -> bool:
    """Whether a Chinese numeral stands in a name, an idiom or a count of the programme's own parts."""
    if value.value is None or value.value == 0 or "〇" in before[-1:]:
        return True
    if value.value == 1:
        return not _counts_one(value, before, after)
    if value.unit in _VAGUE_UNITS and not value.is_range:
        if _OWN_PARTS.match(after) or _PROGRAMME_NOUN.match(after):
            return True
        listed = "、" in before and _BUILT_IN_CLAUSE.search(text, clause_start, value.start) is not None
        built = _BUILT_BEFORE.search(before) is not None or listed
        return not (built and (value.unit == "件" or _CONCRETE_AFTER.match(after)))
    if value.unit == "次":
        return text[value.value_start] == "二" or (value.value < _MANY and _OFTEN.search(before) is None)
    if value.unit in _EVENTS:
        return _EVENTS[value.unit].search(before) is None
    if (
        value.unit in ("人", "家", "本", "间", "门", "台")
        and value.value >= _MANY
        and after[:1] in tuple("灯户口代")
    ):
        return True
    return _RULE_AFTER.match(after) is not None


def _counts_one(value: Value, before: str, after: str) -> bool:
    """Whether 一 is a figure: 至少一所, 每校一名, 新建一所; not 一批, 一次, 一个机制."""
    if value.unit in ("批", "期", "次", "类", "种", "支", "部", "位"):
        return "至少" in before
    if _ONE_COUNTS.search(before):
        return True
    built = _BUILT_ONE.search(before) is not None
    return built and (value.unit in ("所", "座", "栋", "幢") or _PLACE_AFTER.match(after) is not None)


def _is_own_part(text: str, value: Value, before: str, after: str, clause_start: int) -> bool:
    """Whether a count is of the programme's own parts, or of problems that others found."""
    if "问题" in after[:4] or after.startswith(("方面", "个问题")):
        return _FOUND_BY_OTHERS.search(text[clause_start : value.end + 16]) is not None or after.startswith(
            "方面"
        )
    few = (value.value or 0) <= _FEW
    if value.unit in ("个", "项", "种", "类", "条") and _OWN_PARTS.match(after):
        return few
    if value.unit in ("项", "条", "类") and _PROGRAMME_NOUN.match(after):
        return few and _ISSUED.search(before) is None
    return value.unit == "门" and value.is_spelt
