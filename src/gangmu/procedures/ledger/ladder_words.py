"""The words of the reminding ladder."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.procedures.ledger.ladder import Act, Anchor, Step, To


class ActWord(models.TextChoices):
    """What goes out by itself."""

    REMIND = Act.REMIND.value, _("提醒")
    URGE = Act.URGE.value, _("催办")


class AnchorWord(models.TextChoices):
    """Which day a reminder is held against."""

    DUE = Anchor.DUE.value, _("完成时限")
    REPORT = Anchor.REPORT.value, _("报送时限")
    NEAR = Anchor.NEAR.value, _("亮黄灯")
    SHARE = Anchor.SHARE.value, _("时间将尽")


class ToWord(models.TextChoices):
    """Who gets it."""

    OWNER = To.OWNER.value, _("牵头单位")
    LEADER = To.LEADER.value, _("责任领导")
    OFFICE = To.OFFICE.value, _("办公室")


class StepWord(models.TextChoices):
    """A step that waits for a leader."""

    SUPERVISION = Step.SUPERVISION.value, _("督办单")
    MEETING = Step.MEETING.value, _("会上通报")
    NOTICE = Step.NOTICE.value, _("通报")
    TALK = Step.TALK.value, _("约谈")


class StepState(models.TextChoices):
    """What became of a proposed step."""

    PROPOSED = "proposed", _("待批")
    AGREED = "agreed", _("已同意")
    DECLINED = "declined", _("不同意")
    WITHDRAWN = "withdrawn", pgettext_lazy("状态", "撤销")
