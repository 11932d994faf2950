"""The words of planning."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class ProjectKind(models.TextChoices):
    """How work is run: as a research topic or as a project."""

    TOPIC = "topic", _("课题")
    PROJECT = "project", _("项目")


class ProjectState(models.TextChoices):
    """Where a project stands."""

    RUNNING = "running", _("进行中")
    FINISHED = "finished", _("已结项")
    STOPPED = "stopped", _("已终止")


class PilotKind(models.TextChoices):
    """A reform pilot, or a case that others may follow."""

    PILOT = "pilot", _("试点")
    CASE = "case", _("典型案例")


class PilotStage(models.TextChoices):
    """How far a pilot or case has come."""

    APPLIED = "applied", _("申报")
    NAMED = "named", _("已确定")
    RUNNING = "running", _("实施中")
    FINISHED = "finished", _("已总结")


class MeetingKind(models.TextChoices):
    """A meeting, or a round of inspection in schools."""

    MEETING = "meeting", _("会议")
    INSPECTION = "inspection", _("督查")


class PartyActivityKind(models.TextChoices):
    """Kinds of activities of party building that the plans name."""

    THEME = "theme", _("主题活动")
    LECTURE = "lecture", _("党课")
    TALK = "talk", _("廉政谈话")
    BRAND = "brand", _("党建品牌")
    OTHER = "other", _("其他")


class MatterState(models.TextChoices):
    """Where a matter stands."""

    OPEN = "open", _("在办")
    DONE = "done", _("办结")


class ReviewSource(models.TextChoices):
    """Who looked at the work."""

    GOVERNMENT = "government", _("政府督导")
    PUBLIC = "public", _("社会监督")
    THIRD_PARTY = "third_party", _("第三方评价")


class ReviewConclusion(models.TextChoices):
    """What a review concludes."""

    GOOD = "good", _("认可")
    PARTLY = "partly", _("基本认可")
    POOR = "poor", _("需整改")


class StaffKind(models.TextChoices):
    """Kinds of staff that are handed over with a change of boundaries."""

    TEACHER = "teacher", _("在职教师")
    RETIRED = "retired", _("退休教师")
    CIVIL = "civil", _("公务员")


class UnitChange(models.TextChoices):
    """What a state of a unit brought."""

    FOUNDED = "founded", pgettext_lazy("变动", "设立")
    RENAMED = "renamed", pgettext_lazy("变动", "更名")
    MOVED = "moved", pgettext_lazy("变动", "划转")
