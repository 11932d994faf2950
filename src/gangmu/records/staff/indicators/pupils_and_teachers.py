"""How many teachers there are, how many pupils a teacher has, how the establishment is filled."""

from gangmu.datacentre.indicators import Direction, Indicator, Window, declare, gettext_noop
from gangmu.records.staff.indicators.asking import example, pupils, staff, teachers

#: A ratio is written in the customary direction, "13.5:1" (indicators 1.9).
TO_ONE = ":1"
RATIO = "indicators 1.5 生师比 [R]; 休学不计、不在岗不计 [design]"


def _ratio(
    code: str, stage: str, name: str, formula: str, words: str, value: float, count: int, *aliases: str
) -> Indicator:
    return Indicator(
        code=code, name=name, unit=TO_ONE, formula=formula, numerator=pupils(stage), denominator=teachers(("stage", "=", stage)),
        source=RATIO, example=example(words, value, count, with_pupils=True), window=Window.CENSUS, direction=Direction.DOWN, decimals=2,
        aliases=aliases,
    )  # fmt: skip


declare(
    _ratio(
        "pupil_teacher_ratio_kindergarten", "KG", gettext_noop("学前生师比"),
        gettext_noop("统计日期在园幼儿数 ÷ 学前段在岗专任教师数；幼儿不含休学，教师按实际任教学段计。"),
        gettext_noop("30 名幼儿、2 名专任教师，得 15:1；休学的 1 名和外单位的 1 名不计。"), 15, 2, "幼儿园生师比", "幼儿园师幼比",
    ),
    _ratio(
        "pupil_teacher_ratio_primary", "PRI", gettext_noop("小学生师比"),
        gettext_noop("统计日期小学在读学生数 ÷ 小学段在岗专任教师数；学生不含休学，教师按实际任教学段计。"),
        gettext_noop("40 名学生、3 名专任教师，得 13.3333:1；休学的学生、不在岗的教师和外单位的不计。"), 40 / 3, 3,
    ),
    _ratio(
        "pupil_teacher_ratio_junior", "JUN", gettext_noop("初中生师比"),
        gettext_noop("统计日期初中在读学生数 ÷ 初中段在岗专任教师数；学生不含休学，教师按实际任教学段计。"),
        gettext_noop("27 名学生、2 名专任教师，得 13.5:1；休学的 1 名和外单位的 1 名不计。"), 13.5, 2,
    ),
    _ratio(
        "pupil_teacher_ratio_senior", "SEN", gettext_noop("普通高中生师比"),
        gettext_noop("统计日期普通高中在读学生数 ÷ 普通高中段在岗专任教师数；学生不含休学，教师按实际任教学段计。"),
        gettext_noop("25 名学生、2 名专任教师，得 12.5:1；休学的 1 名和外单位的 1 名不计。"), 12.5, 2, "高中生师比",
    ),
    Indicator(
        code="full_time_teachers", name=gettext_noop("专任教师数"), unit=gettext_noop("人"),
        formula=gettext_noop("统计日期在岗的专任教师数，含编外和人事代理；在编不在岗的不计。"), numerator=teachers(),
        source="indicators 1.1 统计时点 [V]; 不在岗不计 [design]",
        example=example(gettext_noop("11 名教职工中专任教师 10 名，其中不在岗 1 名，得 9 人。"), 9),
        window=Window.CENSUS, aliases=("专任教师",),
    ),
    Indicator(
        code="staff_within_establishment", name=gettext_noop("在编教职工数"), unit=gettext_noop("人"),
        formula=gettext_noop("统计日期占用编制的教职工数，含在编不在岗；编外和人事代理的不计。"),
        numerator=staff(("establishment", "=", "within")), source="teachers 5.1 教职工编制 [R]",
        example=example(gettext_noop("11 名教职工中编外 3 名、人事代理 1 名，得 7 人。"), 7),
        window=Window.CENSUS, direction=Direction.NONE,
    ),
    Indicator(
        code="within_establishment_off_post", name=gettext_noop("在编不在岗人数"), unit=gettext_noop("人"),
        formula=gettext_noop("统计日期占用编制而不在岗的教职工数。"),
        numerator=staff(("establishment", "=", "within"), ("status", "=", "off")), source="teachers 5.1 在编不在岗 [design]",
        example=example(gettext_noop("在编的 7 名中不在岗的 1 名，得 1 人。"), 1),
        window=Window.CENSUS, direction=Direction.DOWN, aliases=("在编不在岗",),
    ),
)  # fmt: skip
