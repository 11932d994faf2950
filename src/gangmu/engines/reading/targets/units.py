"""Measure words: what makes a figure an amount, and of which kind it is."""

import re
from typing import Literal

UnitKind = Literal["share", "count", "measure", "time", "none"]

#: Magnitudes that stay with the unit: 32 万平方米 is 32, unit 万平方米.
MAGNITUDE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![米克瓦伏卡])|百(?!分)"

_SHARES = "%|‰|个百分点|百分点|个基点"

_MEASURES = (
    "平方公里 平方千米 平方米 立方米 公里 千米 海里 厘米 毫米 米(?!饭) 公顷 亩 吨标准煤 吨标煤 吨 公斤 千克 斤 克(?!服|难) "
    r"千瓦时 千瓦 兆瓦 标准箱 标箱 标台 标方 方(?![面法式案针向位便略]) 美元 欧元 港元 港币 元 微克/立方米 微克每立方米 毫克/立方米 毫克每立方米 毫克/升 毫克每升 立方 平米 床位(?=[,。;、)]) ㎡ Mbps Gbps M(?![A-Za-z]) 兆(?!瓦)"
)
_TIMES = "个工作日 工作日 个小时 小时 分钟 秒 个月 个季度 季度 个星期 星期 周年 周岁 周(?!边|密) 天 日 个学年 学年 个学期 学期 年级 年度 年 岁 月 时"
#: Counting words. A lookahead keeps the first character of a longer word from being read as one (支 in 支持).
_COUNTS = (
    "万人次 所次 校次 家次 条次 篇次 台次 台套 台件 人次 人天 人年 户次 场次 班次 车次 架次 航次 批次 件次 例次 名次 课时 学时 学分 学位 标段 机位 席位 班 轨 "
    "名(?!校(?![长医外内])|师(?![范傅资])|优(?![秀质])|家(?!庭|长)|牌|城|镇|企|品|园|单(?!亲)|山|录|列|义(?!务)) 人(?!均|才|事|工(?!学|作日)) 个(?!别|性|案(?!例)) 所(?!有(?!条件|意愿|特色|需求)|以(?![上下内外])|属|需|在(?![地建读])) 家(?!长|庭(?!农场)|访) "
    "项 件 条(?!例) 篇 次(?![序要级年日]) 期(?![间末限]) 批 套 台(?![湾]) 册 间(?!隔) 份(?!额) 位(?!置|居[全世前第]|列|于) 门(?![类户诊槛店]) "
    "节(?![约能水日点目庆]) 户(?!外|籍) 对(?![接口外标象于比照]) 支(?![持部出行撑付教]) 种(?![植业子粮]) 类(?!型|别|似) 本(?![科地级校土省市县区]) "
    "部(?![门署分长队委]) 座(?!谈) 辆 例 起(?![步来点草]) 宗 笔 桩 只(?![有增减能]) 头(?!部|号) 羽 匹 尾 株 棵 颗 盏 片(?!区|面) 块(?!链) 枚 幢 栋 "
    "站 组(?![织建成]) 堂 幅 首(?![批个次府都位创]) 款 杯 床 盒 瓶 袋 包(?!括|容|联) 艘 架(?!构) 列(?![入为车第席举]) 口(?![岸径腔号]) 眼 孔 处(?![理置室罚分于长]) "
    "场(?![馆地所景域]) 张(?!贴) 倍 分(?![钟别析类校园院解布工区开层]) 题 层(?!面|次) 副 面(?=锦旗|旗) 幕 集(?![团聚群中成体]) 代(?=人) 双 根 卷 辑 桶 轮(?![岗换训流值]) 村(?=[,。;、]) 成(?=以上|左右|[,。;、)])"
)


def _listed(words: str) -> str:
    """Join the alternatives of a lexicon, the longest first, so that 人次 is tried before 人."""
    return "|".join(sorted(words.split(), key=lambda word: -len(word.partition("(?")[0])))


MEASURE = _listed(_MEASURES)
TIME = _listed(_TIMES)
COUNT = _listed(_COUNTS)
#: A second unit after a stroke: 元/月, 微克/立方米.
PER = r"/(?:立方米|平方米|千瓦时|公里|人|月|年|日|天|吨|亩|户|生|学年|学期|升|次)"
UNIT = rf"(?:{_SHARES}|{MEASURE}|{TIME}|{COUNT})(?:{PER}){{0,2}}"
SHARE = re.compile(_SHARES)
_MEASURE_ONLY = re.compile(rf"(?:{MAGNITUDE})?(?:{MEASURE})")
_TIME_ONLY = re.compile(rf"(?:{TIME})")
_MAGNITUDE_ONLY = re.compile(rf"(?:{MAGNITUDE})?")

#: Counting words that a Chinese numeral may take.
CHINESE_UNIT = re.compile(
    r"人次|场次|课时|学时|名(?![校师优牌家城镇])|所|家(?![长庭])|人(?![均才事工])|个|项|件|篇|次|套|册|间|份|门(?=课|学科|功课)|条(?!例|心|龙)|场(?![馆地所景])|座(?!谈)"
    r"|处(?![理置室])|支(?![持部出])|批|期|杯|小时|节课|台|本(?![科地级校土])|张|户|位(?![置居列于一])|倍|种|部(?![门署分委])|辆|元|亩|公里|平方米|吨"
)


def kind_of_unit(unit: str) -> UnitKind:
    """Say what a unit counts: a share, pieces, a measure, time, or nothing.

    Parameters
    ----------
    unit
        As printed, magnitude included.

    Examples
    --------
    >>> kind_of_unit("%"), kind_of_unit("所"), kind_of_unit("万元"), kind_of_unit("年")
    ('share', 'count', 'measure', 'time')
    """
    if SHARE.fullmatch(unit) or unit.startswith(":"):
        return "share"
    if _MAGNITUDE_ONLY.fullmatch(unit):
        return "none"
    bare = unit.partition("/")[0]
    if any(bare.endswith(ending) for ending in ("次", "年级")) and bare not in ("次",):
        return "count"
    if _TIME_ONLY.fullmatch(bare):
        return "time"
    return "measure" if _MEASURE_ONLY.match(bare) and not bare.endswith(("台", "箱")) else "count"
