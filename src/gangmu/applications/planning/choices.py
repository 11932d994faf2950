"""The words of planning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The version of a plan."""

    DRAFT = "draft", _("初稿")
    CONSULTATION = "consultation", _("征求意见稿")
    SUBMISSION = "submission", _("送审稿")
    ISSUED = "issued", _("印发稿")


class PlanState(models.TextChoices):
    """Where a plan stands."""

    REVIEWING = "reviewing", _("核对中")
    TRIAL = "trial", _("试运行")
    ADOPTED = "adopted", _("已采用")


class ItemKind(models.TextChoices):
    """What an item of a reading is."""

    HEADING = "heading", _("标题")
    TARGET = "target", _("目标")
    TASK = "task", _("任务")
    ACTION = "action", _("举措")
    RESULT = "result", _("完成值")


class ItemState(models.TextChoices):
    """Whether a person has looked at an item."""

    PROPOSED = "proposed", _("待核对")
    CONFIRMED = "confirmed", _("已核对")


class ProposedBy(models.TextChoices):
    """Who put an item there."""

    READER = "reader", _("识读")
    PERSON = "person", _("人工")
    ASSISTANT = "assistant", _("助手建议")


class ClauseState(models.TextChoices):
    """How a clause is accounted for."""

    HEADING = "heading", _("标题")
    TARGET = "target", _("目标")
    ACTION = "action", _("举措")
    NOT_LISTED = "not_listed", _("不单列任务")
    OUTSIDE = "outside", _("正文之外")
    OPEN = "open", _("未处理")


class AnswerKind(models.TextChoices):
    """What a section says to a row of the draft."""

    CLAIM = "claim", _("认领")
    CHANGE_LEAD = "change_lead", _("改牵头")
    SUGGEST = "suggest", _("修改建议")


class AnswerState(models.TextChoices):
    """What became of an answer."""

    OPEN = "open", _("待处理")
    ACCEPTED = "accepted", _("已采纳")
    DECLINED = "declined", _("未采纳")


class FanOut(models.TextChoices):
    """To whom a row is addressed that each unit must do for itself."""

    NOBODY = "", _("不分发")
    SCHOOLS = "school", _("各学校")
    KINDERGARTENS = "kindergarten", _("各幼儿园")
    TOWNSHIPS = "township", _("各乡镇")
