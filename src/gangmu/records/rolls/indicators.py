"""Figures of classes: their size, and how many are large (indicators 1.5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gangmu.datacentre.indicators import (
    Condition,
    Direction,
    Example,
    Indicator,
    Question,
    Window,
    declare,
    gettext_noop,
)

#: From these sizes on a class is 大班额 and 超大班额; "大班额" in targets includes the latter (indicators 1.5 [V]).
LARGE, OVER_LARGE = 56, 66
#: Stages whose classes the bands are about; kindergartens have standards of their own.
SCHOOL_STAGES: Condition = ("stage", "in", ("PRI", "JUN", "SEN"))
#: A class row without anybody in it is none: it was opened later, or not yet filled.
ATTENDED: Condition = ("pupils", ">=", 1)
_DAY = date(2026, 9, 1)
_SIZES = (("PRI", 45), ("PRI", 56), ("JUN", 66), ("SEN", 55), ("KG", 70), ("JUN", 30), ("JUN", 0))
_CLASSES: tuple[Mapping[str, Any], ...] = tuple(
    {"id": n, "organisation_id": 1 if n % 2 else 2, "stage": stage, "grade": "1", "kind": "ordinary", "pupils": size, "counted_on": _DAY}
    for n, (stage, size) in enumerate(_SIZES, 1)
) + (
    {"id": 9, "organisation_id": 9, "stage": "PRI", "grade": "1", "kind": "ordinary", "pupils": 60, "counted_on": _DAY},
)  # fmt: skip


def _asked(*conditions: Condition, sum_of: str | None = None) -> Question:
    return Question(
        "school_classes",
        "counted_on",
        "organisation_id",
        (SCHOOL_STAGES, *(conditions or (ATTENDED,))),
        sum_of=sum_of,
    )


def _example(words: str, value: float, denominator: float | None = None) -> Example:
    return Example(words, {"school_classes": _CLASSES}, (1, 2), _DAY, _DAY, value, denominator)


CLASSES = Indicator(
    code="school_classes",
    name=gettext_noop("中小学班级数"),
    unit=gettext_noop("个"),
    formula=gettext_noop("统计日期有学生在读的小学、初中、普通高中班级数。"),
    numerator=_asked(),
    source="indicators 1.5 班级 [V]",
    example=_example(
        gettext_noop(
            "两个单位有 5 个中小学班级；没有学生的 1 个、幼儿园班级 1 个和外单位的 1 个不计，得 5 个。"
        ),
        5,
    ),
    window=Window.CENSUS,
    direction=Direction.NONE,
)
LARGE_CLASSES = Indicator(
    code="large_classes",
    name=gettext_noop("大班额班级数"),
    unit=gettext_noop("个"),
    formula=gettext_noop(
        "统计日期在读学生 56 人及以上的小学、初中、普通高中班级数，含 66 人及以上的；休学学生不计入班额。"
    ),
    numerator=_asked(("pupils", ">=", LARGE)),
    source="indicators 1.5 大班额 56 人及以上 [V]; 休学不计 [design]",
    example=_example(gettext_noop("56 人和 66 人的各 1 个，55 人的不算，得 2 个。"), 2),
    window=Window.CENSUS,
    direction=Direction.DOWN,
    aliases=("大班额",),
)
LARGE_CLASS_SHARE = Indicator(
    code="large_class_share",
    name=gettext_noop("大班额比例"),
    unit="%",
    formula=gettext_noop(
        "统计日期在读学生 56 人及以上的班级数 ÷ 有学生在读的班级数；小学、初中、普通高中，含 66 人及以上的，休学学生不计入班额。"
    ),
    numerator=_asked(("pupils", ">=", LARGE)),
    denominator=_asked(),
    decimals=2,
    source="indicators 1.5 大班额比例 [V]; 休学不计 [design]",
    example=_example(gettext_noop("5 个班中 56 人及以上的 2 个，得 40%。"), 40, 5),
    window=Window.CENSUS,
    direction=Direction.DOWN,
    aliases=("大班额占比", "大班额率", "大班额班级比例", "中小学大班额比例"),
)
OVER_LARGE_CLASSES = Indicator(
    code="over_large_classes",
    name=gettext_noop("超大班额班级数"),
    unit=gettext_noop("个"),
    formula=gettext_noop("统计日期在读学生 66 人及以上的小学、初中、普通高中班级数；休学学生不计入班额。"),
    numerator=_asked(("pupils", ">=", OVER_LARGE)),
    source="indicators 1.5 超大班额 66 人及以上 [V]; 休学不计 [design]",
    example=_example(gettext_noop("66 人的 1 个，得 1 个。"), 1),
    window=Window.CENSUS,
    direction=Direction.DOWN,
    aliases=("超大班额",),
)
OVER_LARGE_CLASS_SHARE = Indicator(
    code="over_large_class_share",
    name=gettext_noop("超大班额比例"),
    unit="%",
    formula=gettext_noop(
        "统计日期在读学生 66 人及以上的班级数 ÷ 有学生在读的班级数；小学、初中、普通高中，休学学生不计入班额。"
    ),
    numerator=_asked(("pupils", ">=", OVER_LARGE)),
    denominator=_asked(),
    decimals=2,
    source="indicators 1.5 超大班额 66 人及以上 [V]; 休学不计 [design]",
    example=_example(gettext_noop("5 个班中 66 人及以上的 1 个，得 20%。"), 20, 5),
    window=Window.CENSUS,
    direction=Direction.DOWN,
    aliases=("超大班额占比", "超大班额率"),
)
AVERAGE_CLASS_SIZE = Indicator(
    code="average_class_size",
    name=gettext_noop("平均班额"),
    unit=gettext_noop("人"),
    formula=gettext_noop(
        "统计日期小学、初中、普通高中班级的在读学生数 ÷ 有学生在读的班级数；休学学生不计入班额。"
    ),
    numerator=_asked(sum_of="pupils"),
    denominator=_asked(),
    decimals=1,
    source="indicators 1.5 平均班额 [R]; 休学不计 [design]",
    example=_example(gettext_noop("5 个班共 252 人，得 50.4 人。"), 50.4, 5),
    window=Window.CENSUS,
    direction=Direction.DOWN,
)
declare(
    CLASSES, LARGE_CLASSES, LARGE_CLASS_SHARE, OVER_LARGE_CLASSES, OVER_LARGE_CLASS_SHARE, AVERAGE_CLASS_SIZE
)
