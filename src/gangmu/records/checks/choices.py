"""The words of checks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a school says of a figure."""

    CONFIRMED = "confirmed", _("无误")
    DISPUTED = "disputed", _("有异议")


class Group(models.TextChoices):
    """The parts of a sheet, in order."""

    PUPILS = "pupils", _("在读学生")
    CLASSES = "classes", _("班级数")
    CLASS = "class", _("各班人数")
    SEX = "sex", _("按性别")
    AGE = "age", _("按年龄")
    STAFF = "staff", _("在岗教职工")
