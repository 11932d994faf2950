"""The words of staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Whether somebody is at work in the post (teachers 5.1: 在编不在岗)."""

    ON = "on", _("在岗")
    OFF = "off", _("不在岗")


class Category(models.TextChoices):
    """What somebody does at the school: full-time teachers (专任教师) are those of the figures (indicators 1.5)."""

    TEACHER = "teacher", _("专任教师")
    CARER = "carer", _("保育员")
    OFFICE = "office", _("行政人员")
    SUPPORT = "support", _("教辅人员")
    WORKER = "worker", _("工勤人员")


class EstablishmentKind(models.TextChoices):
    """Within the establishment or outside of it (teachers 5.1; 人事代理, 非编 of seed 001)."""

    WITHIN = "within", _("在编")
    AGENCY = "agency", _("人事代理")
    OUTSIDE = "outside", _("编外")


class Education(models.TextChoices):
    """The highest education finished (学历), as the sheets of teachers by education know it (balanced_development 2.1.1)."""

    BELOW = "below", _("高中阶段以下")
    UPPER = "upper", _("高中阶段（含中师、幼师）")
    COLLEGE = "college", _("专科")
    BACHELOR = "bachelor", pgettext_lazy("学历", "本科")
    MASTER = "master", _("硕士研究生")
    DOCTOR = "doctor", _("博士研究生")


class Degree(models.TextChoices):
    """The highest degree (学位)."""

    BACHELOR = "bachelor", _("学士")
    MASTER = "master", _("硕士")
    DOCTOR = "doctor", _("博士")


class Title(models.TextChoices):
    """The professional title (职称): five levels since 2015 (teachers 5.9 [V])."""

    PROFESSOR = "professor", _("正高级")
    SENIOR = "senior", _("高级（副高）")
    FIRST = "first", _("一级（中级）")
    SECOND = "second", _("二级")
    THIRD = "third", _("三级")


#: Title → the post grades that belong to it (teachers 5.9 [V]).
GRADES = {
    Title.PROFESSOR: range(1, 5), Title.SENIOR: range(5, 8), Title.FIRST: range(8, 11), Title.SECOND: range(11, 14),
    Title.THIRD: range(11, 14),
}  # fmt: skip


class Certificate(models.TextChoices):
    """The kind of a teacher certificate (教师资格)."""

    KG = "KG", _("幼儿园教师资格")
    PRI = "PRI", _("小学教师资格")
    JUN = "JUN", _("初级中学教师资格")
    SEN = "SEN", _("高级中学教师资格")
    VOC = "VOC", _("中等职业学校教师资格")
    TRAINER = "trainer", _("中等职业学校实习指导教师资格")
    HIGHER = "higher", _("高等学校教师资格")


class Backbone(models.TextChoices):
    """The level at which somebody is a backbone teacher (骨干教师; teachers 5.8)."""

    SCHOOL = "school", _("校级骨干")
    COUNTY = "county", _("县级骨干")
    CITY = "city", _("市级骨干")
    PROVINCE = "province", _("省级骨干")
    NATION = "nation", _("国家级骨干")


class Subject(models.TextChoices):
    """What is taught."""

    CHINESE = "chinese", _("语文")
    MATHS = "maths", _("数学")
    FOREIGN = "foreign", _("外语")
    MORALS = "morals", _("道德与法治（思想政治）")
    SCIENCE = "science", _("科学")
    PHYSICS = "physics", _("物理")
    CHEMISTRY = "chemistry", _("化学")
    BIOLOGY = "biology", _("生物")
    HISTORY = "history", _("历史")
    GEOGRAPHY = "geography", _("地理")
    SPORT = "sport", _("体育")
    MUSIC = "music", _("音乐")
    FINE_ART = "fine_art", _("美术")
    ARTS = "arts", _("艺术")
    COMPUTING = "computing", _("信息科技（信息技术）")
    LABOUR = "labour", _("劳动")
    PRACTICE = "practice", _("综合实践活动")
    MENTAL_HEALTH = "mental_health", _("心理健康")
    CARE = "care", _("保教")
    SPECIAL = "special", _("特殊教育")
    VOCATIONAL = "vocational", _("专业课")
    OTHER = "other", pgettext_lazy("学科", "其他")


class PostKind(models.TextChoices):
    """How somebody works at a school beside the own one (teachers 5.3)."""

    ADDITIONAL = "additional", _("兼课")
    EXCHANGE = "exchange", _("交流轮岗")
    SUPPORT = "support", _("支教")
    CIRCUIT = "circuit", _("走教")
    OFFICE = "office", _("兼任职务")
