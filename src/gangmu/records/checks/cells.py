"""The figures of a sheet by their codes: what each is called, where it stands, and when a difference is marked.

A code is the same every year, so that what was disputed is found again: `grade.3`, `class.3.2`, `sex.3.male`, `age.9`, `classes.3`,
`staff.teacher`; `pupils`, `classes` and `staff` are the sums.
"""

from django.utils.translation import gettext as _

from gangmu.foundation.people.choices import Sex
from gangmu.records.checks.choices import Group
from gangmu.records.rolls.choices import Grade
from gangmu.records.staff.choices import Category

#: First part of a code → the part of the sheet in which it stands.
_GROUPS = {
    "pupils": Group.PUPILS, "grade": Group.PUPILS, "classes": Group.CLASSES, "class": Group.CLASS, "sex": Group.SEX, "age": Group.AGE,
    "staff": Group.STAFF,
}  # fmt: skip
_GRADES = [str(grade.value) for grade in Grade]
_CATEGORIES = [str(category.value) for category in Category]
#: What stands in a code where the row says nothing.
UNKNOWN = "none"


def group_of(code: str) -> Group:
    """Return the part of the sheet in which a figure stands; raises `KeyError` for a code that is none."""
    return _GROUPS[code.partition(".")[0]]


def is_staff(code: str) -> bool:
    """Whether a figure counts staff."""
    return group_of(code) is Group.STAFF


def order_of(code: str) -> tuple[int, int, int]:
    """Return by what figures are sorted: part, grade (age, category), class (sex); sums come first."""
    _head, *more = code.split(".")
    part = list(Group).index(group_of(code))
    if not more:
        return part, -1, 0
    first = more[0]
    known = _CATEGORIES if is_staff(code) else _GRADES
    if group_of(code) is Group.AGE:
        place = int(first) if first.isdecimal() else 999
    else:
        place = known.index(first) if first in known else 999
    return part, place, _second(more[1] if len(more) > 1 else "")


def _second(told: str) -> int:
    sexes = [str(sex.value) for sex in Sex]
    if told in sexes:
        return sexes.index(told)
    return int(told) if told.isdecimal() else 999


def label_of(code: str) -> str:
    """Return what a figure is called: 三年级学生, 三年级（2）班, 9 周岁."""
    head, *more = code.split(".")
    match head, more:
        case "pupils", _more:
            return _("学生总数")
        case "grade", [grade]:
            return _("%(grade)s学生") % {"grade": Grade(grade).label}
        case "classes", []:
            return _("班级总数")
        case "classes", [grade]:
            return _("%(grade)s班级数") % {"grade": Grade(grade).label}
        case "class", [grade, number]:
            if number == UNKNOWN:
                return _("%(grade)s未分班") % {"grade": Grade(grade).label}
            return _("%(grade)s（%(number)s）班") % {"grade": Grade(grade).label, "number": number}
        case "sex", [grade, sex]:
            return _("%(grade)s %(sex)s") % {"grade": Grade(grade).label, "sex": sex_of(sex)}
        case "age", [age]:
            return _("出生日期未填") if age == UNKNOWN else _("%(age)s 周岁") % {"age": age}
        case "staff", []:
            return _("在岗教职工总数")
        case "staff", [category]:
            return str(Category(category).label)
    return code


def short_label_of(code: str) -> str:
    """Return what a figure is called where its grade stands beside it."""
    head, *more = code.split(".")
    if head == "class":
        return _("未分班") if more[1] == UNKNOWN else _("%(number)s 班") % {"number": more[1]}
    return sex_of(more[1]) if head == "sex" else label_of(code)


def sex_of(sex: str) -> str:
    """Return the word of a sex, or that none is told."""
    return _("性别未填") if sex == UNKNOWN else str(Sex(sex).label)


def is_marked(now: int, before: int, least: int, percent: int) -> bool:
    """Whether a difference is large enough to be marked: by number, and by its share of what was before.

    >>> is_marked(45, 40, 5, 10), is_marked(44, 40, 5, 10), is_marked(505, 500, 5, 10), is_marked(5, 0, 5, 10)
    (True, False, False, True)
    """
    difference = abs(now - before)
    return difference > 0 and difference >= least and difference * 100 >= percent * before
