"""Teachers by education: at and above the legal minimum of their stage, and above the required degree."""

from gangmu.datacentre.indicators import Indicator, Question, Window, declare, gettext_noop
from gangmu.records.staff.indicators.asking import example, pupils, teachers

_FROM_UPPER = ("upper", "college", "bachelor", "master", "doctor")
_FROM_COLLEGE = _FROM_UPPER[1:]
_FROM_BACHELOR = _FROM_UPPER[2:]
_FROM_MASTER = _FROM_UPPER[3:]
QUALIFIED = "indicators 1.5 专任教师学历合格率 [R]; 不在岗不计 [design]"
ABOVE = "indicators 1.5 高于规定学历 [V]; 不在岗不计 [design]"
ABOVE_SENIOR = "indicators 1.5 高于规定学历（高中段）[R]; 不在岗不计 [design]"
L1 = "balanced_development 2.1.1 L1 [V]; 休学不计、不在岗不计 [design]"
PER_100 = gettext_noop("人/百人")


def _of(stage: str, education: tuple[str, ...]) -> Question:
    return teachers(("stage", "=", stage), ("education", "in", education))


def _share(
    code: str, stage: str, education: tuple[str, ...], source: str, name: str, formula: str, words: str, value: float, count: int,
    *aliases: str,
) -> Indicator:  # fmt: skip
    return Indicator(
        code=code, name=name, unit="%", formula=formula, numerator=_of(stage, education), denominator=teachers(("stage", "=", stage)),
        source=source, example=example(words, value, count), window=Window.CENSUS, decimals=2, aliases=aliases,
    )  # fmt: skip


def _per_100(
    code: str,
    stage: str,
    education: tuple[str, ...],
    name: str,
    formula: str,
    words: str,
    value: float,
    count: int,
) -> Indicator:
    return Indicator(
        code=code, name=name, unit=PER_100, formula=formula, numerator=_of(stage, education), denominator=pupils(stage), source=L1,
        example=example(words, value, count, with_pupils=True), window=Window.CENSUS, decimals=2,
    )  # fmt: skip


declare(
    _share(
        "qualified_degree_share_kindergarten", "KG", _FROM_UPPER, QUALIFIED, gettext_noop("学前专任教师学历合格率"),
        gettext_noop("学前段在岗专任教师中，学历为高中阶段（含中师、幼师）及以上的 ÷ 学前段在岗专任教师数。"),
        gettext_noop("2 名中高中阶段 1 名、以下 1 名，得 50%。"), 50, 2, "幼儿园专任教师学历合格率", "幼儿园教师学历合格率",
    ),
    _share(
        "qualified_degree_share_primary", "PRI", _FROM_UPPER, QUALIFIED, gettext_noop("小学专任教师学历合格率"),
        gettext_noop("小学段在岗专任教师中，学历为高中阶段（含中师）及以上的 ÷ 小学段在岗专任教师数。"),
        gettext_noop("3 名都在高中阶段及以上，得 100%。"), 100, 3, "小学教师学历合格率",
    ),
    _share(
        "qualified_degree_share_junior", "JUN", _FROM_COLLEGE, QUALIFIED, gettext_noop("初中专任教师学历合格率"),
        gettext_noop("初中段在岗专任教师中，学历为专科及以上的 ÷ 初中段在岗专任教师数。"),
        gettext_noop("2 名分别为本科和专科，得 100%。"), 100, 2, "初中教师学历合格率",
    ),
    _share(
        "qualified_degree_share_senior", "SEN", _FROM_BACHELOR, QUALIFIED, gettext_noop("普通高中专任教师学历合格率"),
        gettext_noop("普通高中段在岗专任教师中，学历为本科及以上的 ÷ 普通高中段在岗专任教师数。"),
        gettext_noop("2 名分别为硕士和本科，得 100%。"), 100, 2, "高中专任教师学历合格率", "高中教师学历合格率",
    ),
    _share(
        "above_standard_degree_share_primary", "PRI", _FROM_COLLEGE, ABOVE, gettext_noop("小学高于规定学历教师比例"),
        gettext_noop("小学段在岗专任教师中，学历为专科及以上的 ÷ 小学段在岗专任教师数。"),
        gettext_noop("3 名中专科 1 名、本科 1 名，得 66.6667%；不在岗的不计。"), 2 / 3 * 100, 3, "小学高于规定学历专任教师比例",
    ),
    _share(
        "above_standard_degree_share_junior", "JUN", _FROM_BACHELOR, ABOVE, gettext_noop("初中高于规定学历教师比例"),
        gettext_noop("初中段在岗专任教师中，学历为本科及以上的 ÷ 初中段在岗专任教师数。"),
        gettext_noop("2 名中本科 1 名，专科不算，得 50%。"), 50, 2, "初中高于规定学历专任教师比例",
    ),
    _share(
        "above_standard_degree_share_senior", "SEN", _FROM_MASTER, ABOVE_SENIOR, gettext_noop("普通高中高于规定学历教师比例"),
        gettext_noop("普通高中段在岗专任教师中，学历为研究生的 ÷ 普通高中段在岗专任教师数。"),
        gettext_noop("2 名中硕士 1 名，得 50%。"), 50, 2, "高中高于规定学历教师比例",
    ),
    _per_100(
        "above_standard_degree_per_100_primary", "PRI", _FROM_COLLEGE, gettext_noop("小学每百名学生拥有高于规定学历教师数"),
        gettext_noop("小学段在岗专任教师中学历为专科及以上的 ÷ 小学在读学生数 × 100。"),
        gettext_noop("2 名教师、40 名学生，得 5 人。"), 5, 40,
    ),
    _per_100(
        "above_standard_degree_per_100_junior", "JUN", _FROM_BACHELOR, gettext_noop("初中每百名学生拥有高于规定学历教师数"),
        gettext_noop("初中段在岗专任教师中学历为本科及以上的 ÷ 初中在读学生数 × 100。"),
        gettext_noop("1 名教师、27 名学生，得 3.7037 人。"), 1 / 27 * 100, 27,
    ),
)  # fmt: skip
