"""The words of premises."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoomUse(models.TextChoices):
    """What a room serves; together the first ten are 教学及辅助用房 (the division is [design], the dossier names the whole)."""

    CLASSROOM = "classroom", _("普通教室")
    LABORATORY = "laboratory", _("实验室")
    MUSIC = "music", _("音乐教室")
    ART = "art", _("美术教室")
    COMPUTER = "computer", _("计算机教室")
    LIBRARY = "library", _("图书阅览室")
    HALL = "hall", _("多功能教室")
    COUNSELLING = "counselling", _("心理辅导室")
    INDOOR_SPORTS = "indoor_sports", _("室内体育用房")
    AUXILIARY = "auxiliary", _("其他教学辅助用房")
    ACTIVITY = "activity", _("幼儿活动室")
    OFFICE = "office", _("行政办公用房")
    DORMITORY = "dormitory", _("学生宿舍")
    CANTEEN = "canteen", _("食堂")
    TEACHERS_HOME = "teachers_home", _("教师周转宿舍")
    OTHER = "other", pgettext_lazy("用房", "其他用房")


class GroundKind(models.TextChoices):
    """What a ground or venue is."""

    FIELD = "field", _("室外运动场地")
    GYMNASIUM = "gymnasium", _("体育馆（风雨操场）")
    PLAY = "play", _("幼儿户外活动场地")
    RENTED = "rented", _("租用校外运动场馆")
    SITE = "site", _("校园占地")
    GREEN = "green", _("绿化用地")
    OTHER = "other", pgettext_lazy("场地", "其他场地")


class Tenure(models.TextChoices):
    """By what right a school uses a building."""

    OWN = "own", _("学校产权")
    EXCLUSIVE = "exclusive", _("非学校产权独立使用")
    SHARED = "shared", _("非学校产权共同使用")


class EquipmentKind(models.TextChoices):
    """What an item of equipment is."""

    INSTRUMENT = "instrument", _("教学仪器")
    SPORTS_ARTS = "sports_arts", _("音体美器材")
    PUPIL_COMPUTER = "pupil_computer", _("学生用计算机")
    TEACHER_COMPUTER = "teacher_computer", _("教师用计算机")
    TERMINAL = "terminal", _("学生移动终端")
    DISPLAY = "display", _("多媒体教学设备")
    OTHER = "other", pgettext_lazy("装备", "其他设备")


class NetworkKind(models.TextChoices):
    """What a connection is to."""

    INTERNET = "internet", _("互联网")
    METRO = "metro", _("教育城域网")
    CAMPUS = "campus", _("校园网")


class DeliveryKind(models.TextChoices):
    """By what seats came about (seats_and_layout 3.5)."""

    NEW = "new", _("新建")
    MOVED = "moved", _("迁建")
    EXTENDED = "extended", _("改扩建")
    CONVERTED = "converted", _("民办转公办")


class OpenedAs(models.TextChoices):
    """As what the kindergarten of an estate was opened (小区配套园办成公办或普惠性民办)."""

    PUBLIC = "public", _("公办")
    INCLUSIVE = "private_inclusive", _("普惠性民办")
    OTHER = "private", _("其他民办")


class Holder(models.TextChoices):
    """Of what kind of unit a typed condition is told."""

    SCHOOL = "school", _("学校")
    KINDERGARTEN = "kindergarten", _("幼儿园")
    COUNTY = "county", pgettext_lazy("填报", "县级")


class Item(models.TextChoices):
    """What no row of a register yields (balanced_development 2.1.9 [V], 2.3).

    Pupils by stage, migrant pupils, classes and bands, teachers, rooms, grounds and equipment are counted from rows and stand
    not here.
    """

    DENSE_CENTRE = "dense_centre", _("特大城市中心城区高密度学校")
    ZONED_PRIMARY = "zoned_primary", _("户籍或住址在施教区内的小学在校生")
    ZONED_JUNIOR = "zoned_junior", _("户籍或住址在施教区内的初中在校生")
    INCLUSIVE_STUDY = "inclusive_study", _("随班就读学生")
    HOME_TEACHING = "home_teaching", _("送教上门学生")
    TRAINED_360 = "trained_360", _("五年培训满 360 学时的专任教师")
    CIRCUIT_PE_ARTS = "circuit_pe_arts", _("走教、兼职的体育艺术教师")
    OPERATING_BUDGET = "operating_budget", _("年度公用经费预算")
    OPERATING_SPENT = "operating_spent", _("年度公用经费决算")
    TRAINING_BUDGET = "training_budget", _("年度教师培训经费预算")
    DEATHS = "deaths", _("初中三年间死亡学生")
    CHILD_OPERATING = "child_operating", _("幼儿园年度公用经费或普惠补助")
    CONTRACT_PAY = "contract_pay", _("公办园编外教师年平均工资")
    ESTABLISHMENT_PAY = "establishment_pay", _("公办园在编教师年平均工资")
    BASE_PRIMARY = "base_primary", _("小学生均公用经费基准定额")
    BASE_JUNIOR = "base_junior", _("初中生均公用经费基准定额")
    SPECIAL_MONEY = "special_money", _("特殊教育学校年度公用经费")
    TEACHERS_PAY = "teachers_pay", _("义务教育教师年平均工资收入")
    SERVANTS_PAY = "servants_pay", _("当地公务员年平均工资收入")
    ROTATION_ELIGIBLE = "rotation_eligible", _("符合交流条件的教师")
    ROTATED = "rotated", _("年度交流轮岗教师")
    ROTATED_BACKBONE = "rotated_backbone", _("年度交流轮岗的骨干教师")
    QUOTA_PLANNED = "quota_planned", _("优质高中招生计划")
    QUOTA_ALLOCATED = "quota_allocated", _("优质高中分配到初中的名额")
    MIGRANT_ELIGIBLE = "migrant_eligible", _("符合条件的随迁子女")
    MIGRANT_PLACES = "migrant_places", _("政府购买民办学位就读的随迁子女")
    DISABLED_REGISTERED = "disabled_registered", _("残联登记的适龄残疾儿童少年")


_SCHOOL = (
    Item.DENSE_CENTRE, Item.ZONED_PRIMARY, Item.ZONED_JUNIOR, Item.INCLUSIVE_STUDY, Item.HOME_TEACHING, Item.TRAINED_360,
    Item.CIRCUIT_PE_ARTS, Item.OPERATING_BUDGET, Item.OPERATING_SPENT, Item.TRAINING_BUDGET, Item.DEATHS,
)  # fmt: skip
_KINDERGARTEN = (Item.CHILD_OPERATING, Item.CONTRACT_PAY, Item.ESTABLISHMENT_PAY)
#: Of what kind of unit each item is told.
HOLDER: dict[str, Holder] = {
    item: Holder.SCHOOL
    if item in _SCHOOL
    else Holder.KINDERGARTEN
    if item in _KINDERGARTEN
    else Holder.COUNTY
    for item in Item
}
#: Items that are money in yuan; all others are counted.
MONEY = frozenset(
    {
        Item.OPERATING_BUDGET, Item.OPERATING_SPENT, Item.TRAINING_BUDGET, Item.CHILD_OPERATING, Item.CONTRACT_PAY,
        Item.ESTABLISHMENT_PAY, Item.BASE_PRIMARY, Item.BASE_JUNIOR, Item.SPECIAL_MONEY, Item.TEACHERS_PAY, Item.SERVANTS_PAY,
    }
)  # fmt: skip
#: Items that hold or do not: 1 or 0.
YES_NO = frozenset({Item.DENSE_CENTRE})
