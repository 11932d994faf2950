"""Figures of premises: seats delivered, and what falls to one pupil of rooms, sports grounds, equipment, multimedia rooms."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from gangmu.datacentre.indicators import (
    Condition,
    Example,
    Exclusion,
    Indicator,
    Question,
    Window,
    declare,
    gettext_noop,
)

#: Uses of 教学及辅助用房 but 室内体育用房, which the formula takes off (balanced_development 2.1.1 L4 [V]).
TEACHING_USES = (
    "classroom", "laboratory", "music", "art", "computer", "library", "hall", "counselling", "auxiliary",
)  # fmt: skip
#: Outdoor field and gymnasium (2.1.1 L5 [V]); a rented venue counts in special cases only, which are judged apart (2.1.4).
SPORTS_KINDS = ("field", "gymnasium")

_DAY = date(2026, 9, 1)
_YEAR = (date(2026, 1, 1), date(2026, 12, 31))
#: Unit 1 is a primary school of 450; unit 2 runs 550 primary and 500 junior pupils, so that 550 : 1.1 × 500 share it in halves.
_CLASSES: tuple[Mapping[str, Any], ...] = tuple(
    {"id": n, "organisation_id": unit, "stage": stage, "grade": "1", "kind": "ordinary", "pupils": pupils, "counted_on": _DAY}
    for n, (unit, stage, pupils) in enumerate(
        ((1, "PRI", 450), (2, "PRI", 550), (2, "JUN", 500), (1, "KG", 90), (9, "PRI", 300)), 1
    )
)  # fmt: skip
_SHARES = {1: (1.0, 0.0), 2: (0.5, 0.5), 9: (1.0, 0.0)}


def _shared(unit: int, amount: float, told: Mapping[str, Any]) -> Mapping[str, Any]:
    primary, junior = _SHARES[unit]
    return {
        "organisation_id": unit, "primary_share": primary, "junior_share": junior, "primary_part": amount * primary,
        "junior_part": amount * junior, "counted_on": _DAY, **told,
    }  # fmt: skip


_ROOMS = tuple(
    _shared(unit, area, {"id": n, "use": use, "area": area, "multimedia": multimedia})
    for n, (unit, use, area, multimedia) in enumerate(
        (
            (1, "classroom", 900, True), (1, "laboratory", 500, True), (1, "library", 400, True), (1, "indoor_sports", 400, False),
            (1, "office", 200, False), (2, "classroom", 700, True), (2, "music", 300, True), (9, "classroom", 800, True),
        ),
        1,
    )
)  # fmt: skip
_GROUNDS = tuple(
    _shared(unit, area, {"id": n, "kind": kind, "area": area})
    for n, (unit, kind, area) in enumerate(
        ((1, "field", 3000), (1, "gymnasium", 800), (1, "rented", 900), (2, "field", 4000), (9, "field", 2000)), 1
    )
)  # fmt: skip
_EQUIPMENT = tuple(
    _shared(unit, value, {"id": n, "kind": "instrument", "teaching": teaching, "quantity": 1, "value": value})
    for n, (unit, value, teaching) in enumerate(
        ((1, 900_000, True), (1, 50_000, False), (2, 1_000_000, True), (9, 700_000, True)), 1
    )
)
_SEATS: tuple[Mapping[str, Any], ...] = tuple(
    {"id": n, "organisation_id": unit, "stage": stage, "kind": kind, "seats": seats, "delivered_on": day}
    for n, (unit, stage, kind, seats, day) in enumerate(
        (
            (1, "PRI", "new", 1080, date(2026, 8, 20)), (2, "PRI", "extended", 270, date(2026, 12, 31)),
            (2, "JUN", "new", 600, date(2026, 8, 25)), (1, "KG", "new", 270, date(2026, 3, 1)),
            (1, "KG", "converted", 180, date(2026, 9, 1)), (2, "SEN", "moved", 500, date(2026, 7, 1)),
            (1, "PRI", "new", 900, date(2025, 8, 30)), (9, "PRI", "new", 450, date(2026, 8, 1)),
        ),
        1,
    )
)  # fmt: skip
_FACTS = {
    "school_classes": _CLASSES, "rooms": _ROOMS, "grounds": _GROUNDS, "equipment": _EQUIPMENT, "seats_delivered": _SEATS,
}  # fmt: skip


def _seats(
    code: str,
    name: str,
    formula: str,
    words: str,
    value: float,
    stage: str = "",
    aliases: tuple[str, ...] = (),
) -> Indicator:
    """Return the figure of the seats delivered in a period, of one stage or all."""
    of_stage: tuple[Condition, ...] = (("stage", "=", stage),) if stage else ()
    return Indicator(
        code=code,
        name=name,
        unit=gettext_noop("个"),
        formula=formula,
        numerator=Question(
            "seats_delivered",
            "delivered_on",
            "organisation_id",
            of_stage,
            # A private kindergarten made public adds a public seat but no seat.
            (Exclusion("premises.converted", ("kind", "=", "converted")),),
            sum_of="seats",
        ),
        source="seats_and_layout 3.1 新增学位以交付使用为准，民办转公办不增加学位 [R]",
        example=Example(words, _FACTS, (1, 2), *_YEAR, value),
        aliases=aliases,
    )


ADDED_SEATS = _seats(
    "added_seats",
    gettext_noop("新增学位"),
    gettext_noop("期间内交付使用的学位数之和，各学段合计；以交付使用为准，开工不计，民办转公办不计。"),
    gettext_noop(
        "两个单位 2026 年交付小学 1080 和 270 个、初中 600 个、学前 270 个、普高 500 个；转公办的 180 个、上年的和外单位的不计，得 2720 个。"
    ),
    2720,
)
ADDED_PRIMARY_SEATS = _seats(
    "added_primary_seats",
    gettext_noop("新增小学学位"),
    gettext_noop("期间内交付使用的小学学位数之和；以交付使用为准，开工不计。"),
    gettext_noop(
        "两个单位 2026 年交付小学学位 1080 和 270 个，上年的 900 个和外单位的 450 个不计，得 1350 个。"
    ),
    1350,
    "PRI",
    ("小学新增学位",),
)
ADDED_JUNIOR_SEATS = _seats(
    "added_junior_seats",
    gettext_noop("新增初中学位"),
    gettext_noop("期间内交付使用的初中学位数之和；以交付使用为准，开工不计。"),
    gettext_noop("两个单位 2026 年交付初中学位 600 个，得 600 个。"),
    600,
    "JUN",
    ("初中新增学位",),
)
ADDED_KINDERGARTEN_SEATS = _seats(
    "added_kindergarten_seats",
    gettext_noop("新增幼儿园学位"),
    gettext_noop("期间内交付使用的学前学位数之和；以交付使用为准，开工不计，民办转公办不计。"),
    gettext_noop("两个单位 2026 年交付学前学位 270 个，民办转公办的 180 个不计，得 270 个。"),
    270,
    "KG",
    ("新增学前学位", "新增学前教育学位"),
)
ADDED_SENIOR_SEATS = _seats(
    "added_senior_seats",
    gettext_noop("新增普通高中学位"),
    gettext_noop("期间内交付使用的普通高中学位数之和；以交付使用为准，开工不计。"),
    gettext_noop("两个单位 2026 年交付普通高中学位 500 个，得 500 个。"),
    500,
    "SEN",
    ("新增高中学位",),
)

#: Stage → the column of its share, of its part, its name in front of a figure's.
_STAGES = {"PRI": "primary", "JUN": "junior"}


def _pupils(stage: str) -> Question:
    """Return the pupils who sit in the classes of a stage: the denominator."""
    return Question(
        "school_classes", "counted_on", "organisation_id", (("stage", "=", stage), ("pupils", ">=", 1)), sum_of="pupils"
    )  # fmt: skip


def _per_pupil(
    code: str,
    fact: str,
    condition: Condition,
    unit: str,
    source: str,
    told: Mapping[str, tuple[str, str, str, float, float]],
    *,
    sums: str = "part",
    decimals: int = 2,
) -> Iterator[Indicator]:
    """Yield a rate per pupil for each stage.

    Parameters
    ----------
    told
        By stage: name, formula, words of the example, its value and its denominator.
    sums
        Whether the stage's `part` of an amount is summed, or its `share` of things that count as one.
    """
    for stage, (name, formula, words, value, pupils) in told.items():
        column = _STAGES[stage]
        of_stage: Condition = (f"{column}_share", ">", 0)
        yield Indicator(
            code=f"{code}_{column}",
            name=name,
            unit=unit,
            formula=formula,
            numerator=Question(
                fact, "counted_on", "organisation_id", (condition, of_stage), sum_of=f"{column}_{sums}"
            ),
            denominator=_pupils(stage),
            source=source,
            example=Example(words, _FACTS, (1, 2), _DAY, _DAY, value, pupils),
            window=Window.CENSUS,
            decimals=decimals,
        )


_ROOM_AREA = _per_pupil(
    "teaching_area",
    "rooms",
    ("use", "in", TEACHING_USES),
    gettext_noop("平方米/人"),
    "balanced_development 2.1.1 L4, indicators 1.6 [V]; 分摊 2.1.3 [V]; 用途划分 [design]",
    {
        "PRI": (
            gettext_noop("小学生均教学及辅助用房面积"),
            gettext_noop(
                "统计日期教学及辅助用房使用面积（不含室内体育用房）÷ 小学班级在读学生数；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop(
                "甲校 1800 平方米全归小学，乙校 1000 平方米中小学分得一半 500 平方米，合计 2300 平方米；小学生 1000 人，得 2.3 平方米/人。"
            ),
            2.3,
            1000,
        ),
        "JUN": (
            gettext_noop("初中生均教学及辅助用房面积"),
            gettext_noop(
                "统计日期教学及辅助用房使用面积（不含室内体育用房）÷ 初中班级在读学生数；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop("乙校 1000 平方米中初中分得一半 500 平方米；初中生 500 人，得 1 平方米/人。"),
            1,
            500,
        ),
    },
)
_SPORTS_AREA = _per_pupil(
    "sports_area",
    "grounds",
    ("kind", "in", SPORTS_KINDS),
    gettext_noop("平方米/人"),
    "balanced_development 2.1.1 L5, indicators 1.6 [V]; 分摊 2.1.3 [V]",
    {
        "PRI": (
            gettext_noop("小学生均体育运动场馆面积"),
            gettext_noop(
                "统计日期室外运动场地和体育馆面积 ÷ 小学班级在读学生数；租用的校外场馆不计；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop(
                "甲校 3800 平方米全归小学，租用的 900 平方米不计，乙校 4000 平方米中小学分得 2000 平方米，合计 5800 平方米；小学生 1000 人，得 5.8 平方米/人。"
            ),
            5.8,
            1000,
        ),
        "JUN": (
            gettext_noop("初中生均体育运动场馆面积"),
            gettext_noop(
                "统计日期室外运动场地和体育馆面积 ÷ 初中班级在读学生数；租用的校外场馆不计；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop("乙校 4000 平方米中初中分得 2000 平方米；初中生 500 人，得 4 平方米/人。"),
            4,
            500,
        ),
    },
)
_EQUIPMENT_VALUE = _per_pupil(
    "equipment_value",
    "equipment",
    ("teaching", "=", True),
    gettext_noop("元/人"),
    "balanced_development 2.1.1 L6, indicators 1.6 账面原值 [V]; 分摊 2.1.3 [V]",
    {
        "PRI": (
            gettext_noop("小学生均教学仪器设备值"),
            gettext_noop(
                "统计日期计入教学仪器设备值的账面原值 ÷ 小学班级在读学生数；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop(
                "甲校 90 万元全归小学，不计入的 5 万元除外，乙校 100 万元中小学分得 50 万元，合计 140 万元；小学生 1000 人，得 1400 元/人。"
            ),
            1400,
            1000,
        ),
        "JUN": (
            gettext_noop("初中生均教学仪器设备值"),
            gettext_noop(
                "统计日期计入教学仪器设备值的账面原值 ÷ 初中班级在读学生数；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop("乙校 100 万元中初中分得 50 万元；初中生 500 人，得 1000 元/人。"),
            1000,
            500,
        ),
    },
    decimals=0,
)
_MULTIMEDIA_ROOMS = _per_pupil(
    "multimedia_rooms",
    "rooms",
    ("multimedia", "=", True),
    gettext_noop("间/百人"),
    "balanced_development 2.1.1 L7, indicators 1.6 [V]; 分摊 2.1.3 [V]",
    {
        "PRI": (
            gettext_noop("小学每百名学生拥有网络多媒体教室数"),
            gettext_noop(
                "统计日期网络多媒体教室数 ÷ 小学班级在读学生数 × 100；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop(
                "甲校 3 间全归小学，乙校 2 间中小学分得 1 间，合计 4 间；小学生 1000 人，得 0.4 间/百人。"
            ),
            0.4,
            1000,
        ),
        "JUN": (
            gettext_noop("初中每百名学生拥有网络多媒体教室数"),
            gettext_noop(
                "统计日期网络多媒体教室数 ÷ 初中班级在读学生数 × 100；一贯制学校按小学 1、初中 1.1、高中 1.32 的学生权重分摊，没有在读学生的学校不计。"
            ),
            gettext_noop("乙校 2 间中初中分得 1 间；初中生 500 人，得 0.2 间/百人。"),
            0.2,
            500,
        ),
    },
    sums="share",
)
declare(
    ADDED_SEATS, ADDED_PRIMARY_SEATS, ADDED_JUNIOR_SEATS, ADDED_KINDERGARTEN_SEATS, ADDED_SENIOR_SEATS,
    *_ROOM_AREA, *_SPORTS_AREA, *_EQUIPMENT_VALUE, *_MULTIMEDIA_ROOMS,
)  # fmt: skip
