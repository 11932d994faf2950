"""What the office keeps beside the plan's own tasks: decisions, projects, pilots, meetings, activities, reviews, county matters.

Each row may name the task of the ledger that it belongs to, so that the task shows what was done for it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.applications.planning.choices import (
    MatterState,
    MeetingKind,
    PartyActivityKind,
    PilotKind,
    PilotStage,
    ProjectKind,
    ProjectState,
    ReviewConclusion,
    ReviewSource,
    StaffKind,
)
from gangmu.applications.planning.models.publicity import Medium
from gangmu.foundation.access.scope import ScopedModel


class WorkRecord(ScopedModel):
    """What these records share: a unit, a name, the task served."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    name = models.CharField(_("事项"), max_length=200)
    task = models.ForeignKey(
        "ledger.Task", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("对应任务"),
        help_text=_("台账中这一事项所属的任务"),
    )  # fmt: skip
    note = models.CharField(_("说明"), max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Decision(WorkRecord):
    """A matter on the bureau's list of major decisions (A1.10: 事项、主体、权限、程序和责任)."""

    decider = models.CharField(_("决策主体"), max_length=100)
    authority = models.CharField(_("决策权限"), max_length=200)
    procedure = models.CharField(_("决策程序"), max_length=300)
    liability = models.CharField(_("责任"), max_length=200)
    listed_on = models.DateField(_("列入日期"))

    class Meta:
        verbose_name = _("重大决策事项")
        verbose_name_plural = _("重大决策事项")
        ordering = ["listed_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="a_decision_is_listed_once")
        ]


class WorkProject(WorkRecord):
    """Work run as a research topic or as a project (A1.11 课题化、项目化管理; A1.13 项目制)."""

    kind = models.CharField(_("类别"), max_length=10, choices=ProjectKind)
    partner = models.CharField(_("合作单位"), max_length=200, blank=True)
    head = models.CharField(_("负责人"), max_length=60)
    started_on = models.DateField(_("立项日期"))
    due_on = models.DateField(_("应结项日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ProjectState, default=ProjectState.RUNNING)
    result = models.CharField(_("成果"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("工作项目")
        verbose_name_plural = _("工作项目")
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "started_on"], name="a_work_project_starts_once"
            )
        ]


class Pilot(WorkRecord):
    """A reform pilot (改革试点) or a case named as a model (典型案例) (A1.12)."""

    kind = models.CharField(_("类别"), max_length=6, choices=PilotKind)
    level = models.CharField(_("级别"), max_length=10, choices=Medium)
    stage = models.CharField(_("阶段"), max_length=10, choices=PilotStage)
    named_on = models.DateField(_("确定日期"))
    result = models.CharField(_("成果"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("试点和案例")
        verbose_name_plural = _("试点和案例")
        ordering = ["-named_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="a_pilot_is_named_once")
        ]


class Meeting(WorkRecord):
    """A meeting or a round of inspection led by a member of the bureau's leadership (A1.14)."""

    kind = models.CharField(_("类别"), max_length=10, choices=MeetingKind)
    held_on = models.DateField(_("日期"))
    head = models.CharField(_("主持或带队"), max_length=60)
    schools_visited = models.PositiveIntegerField(_("到校数"), null=True, blank=True)
    problems_found = models.PositiveIntegerField(_("发现问题"), null=True, blank=True)
    problems_fixed = models.PositiveIntegerField(_("已整改"), null=True, blank=True)

    class Meta:
        verbose_name = _("会议和督查")
        verbose_name_plural = _("会议和督查")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "held_on"], name="a_meeting_is_held_once")
        ]


class PartyActivity(WorkRecord):
    """An activity of party building (A1.16): how many sessions, how many persons; nothing else is kept."""

    kind = models.CharField(_("类别"), max_length=12, choices=PartyActivityKind)
    held_on = models.DateField(_("日期"))
    sessions = models.PositiveIntegerField(_("场次"), default=1)
    persons = models.PositiveIntegerField(_("人次"), null=True, blank=True)

    class Meta:
        verbose_name = _("党建活动")
        verbose_name_plural = _("党建活动")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "held_on"], name="an_activity_is_held_once"
            )
        ]


class Highlight(WorkRecord):
    """A highlight of a unit's work with its evidence (A1.03 育亮点: three to five a county)."""

    shown_on = models.DateField(_("形成日期"))
    evidence = models.CharField(_("依据"), max_length=300, help_text=_("文件、报道、数据或现场会"))

    class Meta:
        verbose_name = _("工作亮点")
        verbose_name_plural = _("工作亮点")
        ordering = ["-shown_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="a_highlight_is_shown_once")
        ]


class CountyMatter(WorkRecord):
    """A matter of the county that another department leads and the bureau shares in (A1.18)."""

    county_owner = models.CharField(_("县级牵头部门"), max_length=100)
    received_on = models.DateField(_("交办日期"))
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=MatterState, default=MatterState.OPEN)

    class Meta:
        verbose_name = _("县里其他工作")
        verbose_name_plural = _("县里其他工作")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "received_on"], name="a_county_matter_comes_once"
            )
        ]


class TaskReview(WorkRecord):
    """A look at work from outside its owner (A1.06): government supervision, the public, a third party."""

    source = models.CharField(_("评价来源"), max_length=12, choices=ReviewSource)
    reviewer = models.CharField(_("评价单位"), max_length=100)
    reviewed_on = models.DateField(_("评价日期"))
    conclusion = models.CharField(_("结论"), max_length=10, choices=ReviewConclusion)

    class Meta:
        verbose_name = _("多方评价")
        verbose_name_plural = _("多方评价")
        ordering = ["-reviewed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "source", "reviewed_on"], name="a_review_is_held_once"
            )
        ]


class StaffTransfer(WorkRecord):
    """Persons handed over with a change of boundaries, by kind (A1.15): a count, no names."""

    kind = models.CharField(_("人员类别"), max_length=12, choices=StaffKind)
    moved_on = models.DateField(_("划转日期"))
    persons_before = models.PositiveIntegerField(_("移交名册人数"), help_text=_("移交单位名册上的人数"))
    persons = models.PositiveIntegerField(_("接收人数"))

    class Meta:
        verbose_name = _("人员划转")
        verbose_name_plural = _("人员划转")
        ordering = ["-moved_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "kind", "moved_on"], name="a_kind_of_staff_moves_once"
            )
        ]


class PolicyDifference(WorkRecord):
    """A policy that differs on the two sides of a change of boundaries, and what was decided (A1.15 政策差异清单)."""

    before = models.CharField(_("划转前政策"), max_length=300)
    after = models.CharField(_("接收地政策"), max_length=300)
    found_on = models.DateField(pgettext_lazy("差异", "提出日期"))
    state = models.CharField(_("状态"), max_length=8, choices=MatterState, default=MatterState.OPEN)
    decision = models.CharField(_("处理意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("政策差异")
        verbose_name_plural = _("政策差异")
        ordering = ["-found_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="a_difference_is_listed_once")
        ]
