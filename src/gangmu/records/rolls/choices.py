"""The words of the roll."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Grade(models.TextChoices):
    """A grade by its code (indicators 1.3): K1 to K3 in kindergartens, 1 to 12 at school, whatever stage a county puts them in."""

    K1 = "K1", _("小班")
    K2 = "K2", _("中班")
    K3 = "K3", _("大班")
    G1 = "1", _("一年级")
    G2 = "2", _("二年级")
    G3 = "3", _("三年级")
    G4 = "4", _("四年级")
    G5 = "5", _("五年级")
    G6 = "6", _("六年级")
    G7 = "7", _("七年级")
    G8 = "8", _("八年级")
    G9 = "9", _("九年级")
    G10 = "10", _("高一")
    G11 = "11", _("高二")
    G12 = "12", _("高三")


#: How schools also write grades and numbers of classes in their tables. 初一 is none of them: where primary school ends with
#: grade five it is the sixth grade, elsewhere the seventh (indicators 1.3).
GRADE_WORDS = {
    **{f"{grade.value}年级": grade.value for grade in Grade if grade.value.isdigit()},
    **{
        f"{written}{words}": grade.value
        for grade, words in ((Grade.G10, "一年级"), (Grade.G11, "二年级"), (Grade.G12, "三年级"))
        for written in ("高中", "高")
    },
}
_DIGITS = ("", *"一二三四五六七八九")
_TENS = ("", "十", *(f"{digit}十" for digit in _DIGITS[2:]))
CLASS_WORDS = {
    pattern.format(written): number
    for number in range(1, 100)
    for written in (str(number), f"{number:02}", f"{_TENS[number // 10]}{_DIGITS[number % 10]}")
    for pattern in ("{}班", "({})班", "({})", "第{}班", "{}")
    if (pattern, written) != ("{}", str(number))
}


class ClassKind(models.TextChoices):
    """What a class is beside its grade."""

    ORDINARY = "ordinary", _("普通班")
    SMALL = "small", _("小班化教学班")
    SPECIAL = "special", _("特教班")
    MIXED = "mixed", _("混合班")


class Residence(models.TextChoices):
    """Where the household is registered, seen from the county."""

    COUNTY = "county", _("本县户籍")
    PROVINCE = "province", _("本省外县户籍")
    ELSEWHERE = "elsewhere", _("外省户籍")


class Relation(models.TextChoices):
    """What a guardian is to the pupil."""

    FATHER = "father", _("父亲")
    MOTHER = "mother", _("母亲")
    GRANDPARENT = "grandparent", _("祖父母或外祖父母")
    OTHER = "other", _("其他监护人")


class Status(models.TextChoices):
    """How a pupil stands on the roll today."""

    ATTENDING = "attending", pgettext_lazy("学籍", "在读")
    SUSPENDED = "suspended", _("休学")
    LEFT = "left", _("已离校")
    GRADUATED = "graduated", pgettext_lazy("学籍", "已毕业")


#: On a school's roll: what enrolments are kept of.
ON_ROLL = (Status.ATTENDING, Status.SUSPENDED)


class ChangeKind(models.TextChoices):
    """A change of the roll (异动) that two exports one after the other show."""

    IN = "in", _("转入")
    OUT = "out", _("转出")
    SUSPENDED = "suspended", _("休学")
    RESUMED = "resumed", _("复学")
    GRADUATED = "graduated", pgettext_lazy("异动", "毕业")


class Band(models.TextChoices):
    """The statistical bands of class size (indicators 1.5 [V])."""

    TO_25 = "25", _("25 人及以下")
    TO_30 = "30", _("26—30 人")
    TO_35 = "35", _("31—35 人")
    TO_40 = "40", _("36—40 人")
    TO_45 = "45", _("41—45 人")
    TO_50 = "50", _("46—50 人")
    TO_55 = "55", _("51—55 人")
    TO_60 = "60", _("56—60 人")
    TO_65 = "65", _("61—65 人")
    ABOVE_65 = "66", _("66 人及以上")


#: A class of this size and more is 大班额, of the next 超大班额 (indicators 1.5 [V]); "大班额" in targets includes the latter.
LARGE, OVER_LARGE = 56, 66
#: Grades in which a stage begins (seats_and_layout 3.4; kindergartens take in at any age).
ENTRY_GRADES = frozenset({Grade.K1, Grade.G1, Grade.G7, Grade.G10})
#: Grades of kindergartens, to which the rules for transfers between schools do not apply.
KINDERGARTEN = frozenset({Grade.K1, Grade.K2, Grade.K3})
