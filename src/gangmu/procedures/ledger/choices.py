"""The words of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskKind(models.TextChoices):
    """What kind of duty a task is, which decides how time judges it (supervision_and_assessment 11.5)."""

    DEADLINE = "deadline", _("限时完成")
    START = "start", _("启动类")
    STANDING = "standing", _("长期坚持")


class TaskState(models.TextChoices):
    """Where a task stands."""

    TRIAL = "trial", _("试运行")
    OPEN = "open", _("进行中")
    RETURNED = "returned", _("退办待定")
    PROPOSED = "proposed", _("待复核")
    CLOSED = "closed", _("完成认定")
    STOPPED = "stopped", _("中止")
    MERGED = "merged", _("已合并")


#: States in which a task is still to be done.
RUNNING = (TaskState.OPEN, TaskState.RETURNED, TaskState.PROPOSED)
#: States of tasks of which progress is told.
TOLD_OF = (*RUNNING, TaskState.TRIAL)


class Rhythm(models.TextChoices):
    """How often a task is reported on."""

    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")
    NONE = "none", _("不定期")


class Part(models.TextChoices):
    """A unit's part in a task."""

    LEAD = "lead", _("牵头")
    COOPERATING = "cooperating", _("配合")


class SourceKind(models.TextChoices):
    """Where a task comes from; a task may have several sources."""

    PLAN = "plan", _("工作要点")
    COUNTY_TABLE = "county_table", _("县级任务分解表")
    LIVELIHOOD = "livelihood", _("民生实事")
    CITY_LIST = "city_list", _("市级清单")
    INSTRUCTION = "instruction", _("领导批示")
    MEETING = "meeting", _("会议议定")
    PROBLEM = "problem", _("难点问题台账")
    SUPERVISION = "supervision", _("督导检查")


#: Each ledger closes its items in a word of its own; those that are not named here by 完成认定.
CLOSING_WORDS = {
    SourceKind.INSTRUCTION: _("办结"),
    SourceKind.MEETING: _("办结"),
    SourceKind.PROBLEM: _("销号"),
    SourceKind.SUPERVISION: _("销号"),
}


class ReportState(models.TextChoices):
    """Where a unit's report of a month stands."""

    DRAFT = "draft", _("草稿")
    HANDED_IN = "handed_in", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    SENT_BACK = "sent_back", _("退回补充")


class RequestKind(models.TextChoices):
    """What an owner may ask for before the due date; the leader in charge decides."""

    EXTEND = "extend", _("延期")
    ADJUST = "adjust", _("调整")
    STOP = "stop", pgettext_lazy("申请", "中止")
    MERGE = "merge", _("合并")
    PASS_ON = "pass_on", _("转办")
    RETURN = "return", _("退办")


class RequestState(models.TextChoices):
    """Where a request stands."""

    ASKED = "asked", _("待批")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("撤回")


class CompletionState(models.TextChoices):
    """Where a proposed completion stands."""

    PROPOSED = "proposed", _("待复核")
    CONFIRMED = "confirmed", _("复核通过")
    SENT_BACK = "sent_back", _("退回补充")
    REOPENED = "reopened", _("已重新打开")


class ProofKind(models.TextChoices):
    """What proves a completion; what the system already holds is proof enough."""

    FIGURE = "figure", _("系统数据")
    ROW = "row", _("登记册记录")
    DOCUMENT = "document", _("文号")
    FILE = "file", _("附件")


class LightKind(models.TextChoices):
    """Which light of a task was set by hand."""

    TIME = "time", _("时间灯")
    RESULT = "result", _("结果灯")


class PaperKind(models.TextChoices):
    """Papers of the ladder, each proposed and decided, never sent by itself (supervision_and_assessment 11.5, 11.9)."""

    SUPERVISION = "supervision", _("督办单")
    NOTICE = "notice", _("通报")
    TALK = "talk", _("约谈记录")
    CIRCULAR = "circular", _("公文")


class PaperState(models.TextChoices):
    """Where a paper stands."""

    PROPOSED = "proposed", _("拟发待批")
    REFUSED = "refused", _("不同意")
    DRAFTING = "drafting", _("办文中")
    ISSUED = "issued", _("已印发")
    WITHDRAWN = "withdrawn", pgettext_lazy("状态", "撤销")


class Numbering(models.TextChoices):
    """How a paper is numbered: 机关代字〔年份〕序号号, or by issues (督察通报第十七期)."""

    NUMBER = "number", _("发文字号")
    ISSUE = "issue", _("期号")


class StepPlace(models.TextChoices):
    """Whose step of issue it is."""

    DRAFTER = "drafter", _("拟稿科室")
    COSIGNING = "cosigning", _("会签科室")
    BUREAU = "bureau", _("局机关")
