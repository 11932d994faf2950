"""The words of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a unit is."""

    BUREAU = "bureau", _("教育局")
    SECTION = "section", _("科室")
    TOWNSHIP = "township", _("乡镇(街道)")
    SCHOOL = "school", _("学校")
    CAMPUS = "campus", _("校区")
    KINDERGARTEN = "kindergarten", _("幼儿园")
    OTHER = "other", _("其他单位")


class Level(models.TextChoices):
    """The level of a bureau."""

    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class Stage(models.TextChoices):
    """A stage of schooling (indicators 1.3)."""

    KG = "KG", _("学前")
    PRI = "PRI", _("小学")
    JUN = "JUN", _("初中")
    SEN = "SEN", _("普高")
    VOC = "VOC", _("中职")
    SPE = "SPE", _("特教")


class Ownership(models.TextChoices):
    """Who runs a school."""

    PUBLIC = "public", _("公办")
    PRIVATE_INCLUSIVE = "private_inclusive", _("普惠性民办")
    PRIVATE = "private", _("民办")


class UrbanRural(models.TextChoices):
    """Urban–rural class of the site (indicators 1.1)."""

    URBAN = "urban", _("城区")
    TOWN = "town", _("镇区")
    RURAL = "rural", _("乡村")


class SuccessionKind(models.TextChoices):
    """How one unit follows another."""

    MERGER = "merger", _("合并")
    SPLIT = "split", _("分立")


class GroupKind(models.TextChoices):
    """What a dated group of units is; never a parent."""

    EDUCATION_GROUP = "education_group", _("教育集团")
    CONTACT = "contact", _("联系学校")
    ZONE = "zone", _("学区")
    SUPERVISION_AREA = "supervision_area", _("督学责任区")
