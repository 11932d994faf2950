"""The words of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a unit is."""

    BUREAU = "bureau", _("教育局")
    SECTION = "section", _("科室")
    TOWNSHIP = "township", _("乡镇（街道）")
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


class UrbanRuralDetail(models.TextChoices):
    """The class below 城区, 镇区 and 乡村 (indicators 1.1)."""

    MAIN_URBAN = "main_urban", _("主城区")
    URBAN_FRINGE = "urban_fringe", _("城乡结合区")
    TOWN_CENTRE = "town_centre", _("镇中心区")
    TOWN_FRINGE = "town_fringe", _("镇乡结合区")
    SPECIAL = "special", _("特殊区域")
    TOWNSHIP_CENTRE = "township_centre", _("乡中心区")
    VILLAGE = "village", _("村庄")


#: Detail → the class it lies in.
CLASS_OF_DETAIL = {
    UrbanRuralDetail.MAIN_URBAN: UrbanRural.URBAN,
    UrbanRuralDetail.URBAN_FRINGE: UrbanRural.URBAN,
    UrbanRuralDetail.TOWN_CENTRE: UrbanRural.TOWN,
    UrbanRuralDetail.TOWN_FRINGE: UrbanRural.TOWN,
    UrbanRuralDetail.SPECIAL: UrbanRural.TOWN,
    UrbanRuralDetail.TOWNSHIP_CENTRE: UrbanRural.RURAL,
    UrbanRuralDetail.VILLAGE: UrbanRural.RURAL,
}

#: Kind → kinds under which it may stand; `None` means it may stand at the top.
PARENTS: dict[str, tuple[str | None, ...]] = {
    Kind.BUREAU: (None, Kind.BUREAU),
    Kind.SECTION: (Kind.BUREAU, Kind.SECTION),
    Kind.TOWNSHIP: (Kind.BUREAU,),
    Kind.SCHOOL: (Kind.BUREAU, Kind.TOWNSHIP, Kind.SCHOOL),
    Kind.CAMPUS: (Kind.SCHOOL, Kind.KINDERGARTEN),
    Kind.KINDERGARTEN: (Kind.BUREAU, Kind.TOWNSHIP, Kind.SCHOOL, Kind.KINDERGARTEN),
    Kind.OTHER: (Kind.BUREAU, Kind.TOWNSHIP, Kind.SECTION),
}


class StageBoundary(models.TextChoices):
    """Where primary ends and junior begins (indicators 1.3)."""

    SIX_THREE = "6-3", _("六三制")
    FIVE_FOUR = "5-4", _("五四制")


class SectionWord(models.TextChoices):
    """How a bureau calls its sections."""

    KESHI = "科室", _("科室")
    GUSHI = "股室", _("股室")
    CHUSHI = "处室", _("处室")


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
