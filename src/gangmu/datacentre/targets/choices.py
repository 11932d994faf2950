"""The words of targets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Comparator(models.TextChoices):
    """What the words of the plan say."""

    AT_LEAST = ">=", _("不少于")
    AT_MOST = "<=", _("不超过")
    EQUAL = "=", _("等于")
    ABOUT = "~", _("约")
    RANGE = "range", _("区间")
    INCREASE = "increase", _("增加")
    DECREASE = "decrease", _("减少")


class MetWhen(models.TextChoices):
    """When a target counts as reached: what evaluation uses, confirmed by a person."""

    AT_LEAST = "at_least", _("不低于即达成")
    AT_MOST = "at_most", _("不高于即达成")
    EXACTLY = "exactly", _("恰好等于才达成")
    WITHIN = "within", _("在区间内即达成")


class ValueKind(models.TextChoices):
    """What kind of value a target asks for."""

    NUMBER = "number", _("数值")
    RANGE = "range", _("区间")
    ALL = "all", _("全部")
    RANK = "rank", _("名次")
    CHANGE = "change", _("变化量")
    REFERENCE = "reference", _("参照值")
    BLANK = "blank", _("原文未填")


class ChangeUnit(models.TextChoices):
    """In what a change is told: percentage points are never mixed with per cent (indicators 1.9)."""

    ABSOLUTE = "absolute", _("绝对量")
    PERCENT = "percent", _("%")
    POINTS = "points", _("个百分点")


class Certainty(models.TextChoices):
    """Whether a value is the sure one (确保) or the stretch (力争)."""

    CERTAIN = "certain", _("确保")
    STRETCH = "stretch", _("力争")


class TargetState(models.TextChoices):
    """Whether a person has confirmed when the target is met, when it is measured and by which indicator."""

    PROPOSED = "proposed", _("待确认")
    CONFIRMED = "confirmed", _("已确认")


class LightWord(models.TextChoices):
    """The words of the result light."""

    REACHABLE = "reachable", _("可达")
    AT_RISK = "at_risk", _("有风险")
    UNLIKELY = "unlikely", _("预计难以完成")
    PENDING = "pending", _("待统计")
    NO_DATA = "no_data", _("暂无数据")
