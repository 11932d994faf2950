"""The ledger: a task, who holds it, where it comes from, what it must reach by when."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.procedures.ledger.choices import CLOSING_WORDS, Part, Rhythm, SourceKind, TaskKind, TaskState
from gangmu.procedures.ledger.registry import NAMES


class Task(ScopedModel):
    """A duty of the year (任务), or a part of one (子任务), as a row of the 责任分解表 (official_documents 12.6)."""

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "units__organisation_id")
    audit_words: ClassVar[dict[str, Mapping[str, str]]] = {"systems": NAMES}

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("主管单位"),
        help_text="台账所属的教育局",
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    ledger = models.CharField(
        _("台账类别"), max_length=12, choices=SourceKind, default=SourceKind.PLAN,
        help_text=_("哪本台账管这一项；办结的说法随台账"),
    )  # fmt: skip
    key = models.CharField("来源键", max_length=120, help_text="同一来源的同一事项只建一次")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("上级任务")
    )
    order = models.PositiveIntegerField("次序", default=0)
    number = models.CharField(_("序号"), max_length=40, blank=True)
    theme = models.CharField(_("板块"), max_length=200, blank=True, help_text=_("所在部分的标题"))
    name = models.CharField(_("任务名称"), max_length=300)
    content = models.TextField(_("任务内容"), blank=True, help_text=_("原文措施"))
    requirement = models.TextField(_("目标要求"), blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=TaskKind, default=TaskKind.DEADLINE)
    leader = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任领导")
    )
    starts_on = models.DateField(_("启动时间"), null=True, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    due_words = models.CharField(_("时限原文"), max_length=60, blank=True)
    first_due_on = models.DateField(
        _("最初时限"), null=True, blank=True, help_text="批准延期之前的时限；从未延期的为空"
    )
    extended = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    started_on = models.DateField(
        _("实际启动"), null=True, blank=True, help_text="启动类任务有证明的启动日期"
    )
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    rhythm = models.CharField(
        _("报告周期"), max_length=12, choices=Rhythm, blank=True, help_text="空表示按主管单位的规定"
    )
    into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入任务")
    )
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried", verbose_name=_("结转自")
    )
    state = models.CharField(_("状态"), max_length=12, choices=TaskState, default=TaskState.OPEN)
    targets = models.ManyToManyField(
        "targets.Target", related_name="tasks", blank=True, verbose_name=_("目标")
    )
    systems = models.JSONField(_("工作制度"), default=list, blank=True, help_text="绑定的工作制度代码")
    version = models.PositiveIntegerField("版本", default=1, help_text="每次保存加一，用于发现同时修改")

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ["year", "order", "id"]
        indexes = [
            models.Index(fields=["organisation", "year", "state", "order"]),
            models.Index(fields=["year", "order", "id"]),
            models.Index(fields=["year", "due_on"]),
            models.Index(fields=["parent"]),
            models.Index(fields=["organisation", "ledger", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_task_per_source_item"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="a_task_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def closing_word(self) -> str:
        """The word in which this task's ledger closes an item (完成认定, 办结, 销号)."""
        return str(CLOSING_WORDS.get(SourceKind(self.ledger), TaskState.CLOSED.label))

    @property
    def state_word(self) -> str:
        """Where the task stands, in the words of its ledger."""
        return self.closing_word if self.state == TaskState.CLOSED else str(TaskState(self.state).label)


class TaskUnit(models.Model):
    """A unit's part in a task: one leads (牵头), others cooperate (配合)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="units", verbose_name=_("任务"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    part = models.CharField(_("分工"), max_length=12, choices=Part)
    order = models.PositiveSmallIntegerField("次序", default=0)
    signed_on = models.DateField(_("签收日期"), null=True, blank=True)
    signed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签收人")
    )

    class Meta:
        verbose_name = _("责任单位")
        verbose_name_plural = _("责任单位")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "organisation"], name="a_unit_has_one_part_in_a_task"),
            models.UniqueConstraint(fields=["task"], condition=Q(part=Part.LEAD), name="a_task_has_one_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.organisation}"


class TaskSource(models.Model):
    """A place that asks for a task: the clauses of a plan, a county's table, an instruction; each in its own words."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="sources", verbose_name=_("任务"))
    kind = models.CharField(_("来源"), max_length=12, choices=SourceKind)
    title = models.CharField(_("来源名称"), max_length=300)
    number = models.CharField(_("来源编号"), max_length=60, blank=True)
    wording = models.TextField(_("原文"))
    person = models.CharField(
        _("批示人"), max_length=60, blank=True, help_text="批示件：谁批示的，写职务或姓名"
    )
    said_on = models.DateField(_("交办日期"), null=True, blank=True)
    due_on = models.DateField(_("来源时限"), null=True, blank=True)
    form = models.CharField(_("报送形式"), max_length=60, blank=True, help_text=_("表格、书面报告、口头"))
    channel = models.CharField(_("反馈渠道"), max_length=100, blank=True)
    presented_on = models.DateField(
        _("呈阅日期"), null=True, blank=True, help_text=_("批示件：办理结果何日呈批示人")
    )
    answered_on = models.DateField(_("阅示日期"), null=True, blank=True)
    answer = models.CharField(_("阅示意见"), max_length=300, blank=True)
    version_id = models.BigIntegerField("要点版本编号", null=True, blank=True)
    start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    end = models.PositiveIntegerField("原文终点", null=True, blank=True)

    class Meta:
        verbose_name = _("任务来源")
        verbose_name_plural = _("任务来源")
        ordering = ["id"]
        indexes = [models.Index(fields=["version_id", "start"])]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Milestone(models.Model):
    """A step of a task with its own day; counted back from a fixed end where the plan works backwards (倒排工期)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("任务"))
    name = models.CharField(_("节点"), max_length=200)
    due_on = models.DateField(_("节点时限"))
    days_before_end = models.PositiveSmallIntegerField(_("距完成时限天数"), null=True, blank=True)
    reached_on = models.DateField(_("达成日期"), null=True, blank=True)
    of_month = models.BooleanField("按月细化", default=False, help_text="全年任务细化到月的一个月")

    class Meta:
        verbose_name = _("节点")
        verbose_name_plural = _("节点")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.name
