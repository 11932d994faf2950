"""Teachers by title, backbone level, certificate, and those of sport and arts."""

from gangmu.datacentre.indicators import Condition, Indicator, Window, declare, gettext_noop
from gangmu.records.staff.indicators.asking import BACKBONE, example, pupils, teachers

#: 中级 and above: 一级, 高级, 正高级 (teachers 5.9 [V]).
_MIDDLE: Condition = ("title", "in", ("first", "senior", "professor"))
_SENIOR: Condition = ("title", "in", ("senior", "professor"))
#: PE, music, fine art, arts (balanced_development 2.1.1 L3 [V]); told by the first subject of a teacher [design].
_SPORT_AND_ARTS: Condition = ("subject", "in", ("sport", "music", "fine_art", "arts"))
_CERTIFIED: Condition = ("certificate", "!=", "")
L2 = "balanced_development 2.1.1 L2 [V]; 休学不计、不在岗不计 [design]"
L3 = "balanced_development 2.1.1 L3 [V]; 按第一任教学科，休学不计、不在岗不计 [design]"
PER_100 = gettext_noop("人/百人")


def _share(
    code: str,
    condition: Condition,
    source: str,
    name: str,
    formula: str,
    words: str,
    value: float,
    *aliases: str,
) -> Indicator:
    return Indicator(
        code=code, name=name, unit="%", formula=formula, numerator=teachers(condition), denominator=teachers(), source=source,
        example=example(words, value, 9), window=Window.CENSUS, decimals=2, aliases=aliases,
    )  # fmt: skip


def _per_100(
    code: str,
    stage: str,
    condition: Condition,
    source: str,
    name: str,
    formula: str,
    words: str,
    value: float,
    count: int,
) -> Indicator:
    return Indicator(
        code=code, name=name, unit=PER_100, formula=formula, numerator=teachers(("stage", "=", stage), condition),
        denominator=pupils(stage), source=source, example=example(words, value, count, with_pupils=True), window=Window.CENSUS, decimals=2,
    )  # fmt: skip


declare(
    _share(
        "backbone_teacher_share", BACKBONE, "indicators 1.5 骨干教师比，以专任教师为基数 [V-local]; 不在岗不计 [design]",
        gettext_noop("骨干教师比例"), gettext_noop("在岗专任教师中县级及以上骨干教师 ÷ 在岗专任教师数；校级骨干不计。"),
        gettext_noop("9 名中县级 1 名、省级 1 名，得 22.2222%；校级的和不在岗的不计。"), 2 / 9 * 100, "骨干教师占比", "县级以上骨干教师比例",
    ),
    _share(
        "middle_and_senior_title_share", _MIDDLE, "indicators 1.5 中高级职称比，以专任教师为基数 [V-local]; 不在岗不计 [design]",
        gettext_noop("中高级职称教师比例"), gettext_noop("在岗专任教师中职称为一级（中级）及以上的 ÷ 在岗专任教师数。"),
        gettext_noop("9 名中一级 2 名、高级 1 名、正高级 1 名，得 44.4444%。"), 4 / 9 * 100, "中高级职称比例", "中级及以上职称教师比例",
    ),
    _share(
        "senior_title_share", _SENIOR, "teachers 5.9 职称层级 [V]; 不在岗不计 [design]",
        gettext_noop("高级职称教师比例"), gettext_noop("在岗专任教师中职称为高级（副高）和正高级的 ÷ 在岗专任教师数。"),
        gettext_noop("9 名中高级 1 名、正高级 1 名，得 22.2222%。"), 2 / 9 * 100, "高级职称比例", "高级教师比例",
    ),
    _share(
        "certificate_holder_share", _CERTIFIED, "indicators 1.5 教师持证率 [V]; 是否与学段、学科相符不判定 [design]",
        gettext_noop("持有教师资格证的教师比例"),
        gettext_noop("在岗专任教师中登记有教师资格的 ÷ 在岗专任教师数；只看有无，资格种类和学科是否与任教的相符不判定。"),
        gettext_noop("9 名中 7 名有教师资格，得 77.7778%。"), 7 / 9 * 100,
    ),
    _per_100(
        "backbone_teachers_per_100_primary", "PRI", BACKBONE, L2, gettext_noop("小学每百名学生拥有县级以上骨干教师数"),
        gettext_noop("小学段在岗专任教师中县级及以上骨干教师 ÷ 小学在读学生数 × 100。"),
        gettext_noop("1 名教师、40 名学生，得 2.5 人；不在岗的市级骨干不计。"), 2.5, 40,
    ),
    _per_100(
        "backbone_teachers_per_100_junior", "JUN", BACKBONE, L2, gettext_noop("初中每百名学生拥有县级以上骨干教师数"),
        gettext_noop("初中段在岗专任教师中县级及以上骨干教师 ÷ 初中在读学生数 × 100。"),
        gettext_noop("1 名教师、27 名学生，得 3.7037 人；校级骨干不计。"), 1 / 27 * 100, 27,
    ),
    _per_100(
        "pe_arts_teachers_per_100_primary", "PRI", _SPORT_AND_ARTS, L3, gettext_noop("小学每百名学生拥有体育、艺术专任教师数"),
        gettext_noop("小学段在岗专任教师中第一任教学科为体育、音乐、美术、艺术的 ÷ 小学在读学生数 × 100。"),
        gettext_noop("1 名教师、40 名学生，得 2.5 人；不在岗的音乐教师不计。"), 2.5, 40,
    ),
    _per_100(
        "pe_arts_teachers_per_100_junior", "JUN", _SPORT_AND_ARTS, L3, gettext_noop("初中每百名学生拥有体育、艺术专任教师数"),
        gettext_noop("初中段在岗专任教师中第一任教学科为体育、音乐、美术、艺术的 ÷ 初中在读学生数 × 100。"),
        gettext_noop("1 名教师、27 名学生，得 3.7037 人。"), 1 / 27 * 100, 27,
    ),
)  # fmt: skip
