"""A plan, its versions, what was read of them and what people made of it."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.applications.planning.choices import (
    AnswerKind,
    AnswerState,
    ClauseState,
    FanOut,
    ItemKind,
    ItemState,
    PlanState,
    ProposedBy,
    Stage,
)
from gangmu.applications.planning.periods import shown_period
from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.kernel import clock


class Plan(ScopedModel):
    """A bureau's plan of a year (工作要点), or its summary (工作总结)."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("教育局")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=PlanState, default=PlanState.REVIEWING)
    meeting = models.CharField(_("审定会议"), max_length=120, blank=True)
    adopted_on = models.DateField(_("采用日期"), null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("工作要点")
        verbose_name_plural = _("工作要点")
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title


class PlanVersion(ScopedModel):
    """One text of a plan: its source kept unchanged, so that every span stays true."""

    scope_paths: ClassVar[tuple[str, ...]] = ("plan__organisation_id",)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions", verbose_name=_("工作要点"))
    stage = models.CharField(_("稿次"), max_length=14, choices=Stage, default=Stage.DRAFT)
    text = models.TextField(_("原文"))
    sha256 = models.CharField("SHA-256", max_length=64)
    places = models.JSONField("位置图", default=list, help_text="原文区间对应的页、段、单元格")
    facts = models.JSONField(_("文件信息"), default=dict)
    disagreements = models.JSONField(_("自相矛盾之处"), default=list)
    attachment = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("附件")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=clock.now)
    adopted = models.BooleanField(_("已采用"), default=False)

    class Meta:
        verbose_name = _("稿件")
        verbose_name_plural = _("稿件")
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "sha256"], name="a_text_is_one_version_of_a_plan")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_stage_display()}"


class ReadItem(ScopedModel):
    """Something read from a version, tied to its span; a person confirms or corrects it."""

    scope_paths: ClassVar[tuple[str, ...]] = ("document__plan__organisation_id", "lead_id")

    document = models.ForeignKey(PlanVersion, models.CASCADE, related_name="items", verbose_name=_("稿件"))
    kind = models.CharField(_("类型"), max_length=8, choices=ItemKind)
    key = models.CharField("来源键", max_length=80, help_text="各稿之间同一事项的键相同")
    start = models.PositiveIntegerField("起点")
    end = models.PositiveIntegerField("终点")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    state = models.CharField(_("核对"), max_length=10, choices=ItemState, default=ItemState.PROPOSED)
    proposed_by = models.CharField(
        pgettext_lazy("栏目", "提出"), max_length=10, choices=ProposedBy, default=ProposedBy.READER
    )
    number = models.CharField(_("编号"), max_length=60, blank=True)
    level = models.PositiveSmallIntegerField(_("层级"), default=0)
    name = models.CharField(_("名称"), max_length=300)
    data = models.JSONField(
        "字段", default=dict, help_text="目标：comparator value value_high unit period scope flags"
    )
    lead = models.ForeignKey(
        "organisations.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("牵头单位"),
    )
    cooperating = models.JSONField(_("配合单位"), default=list, blank=True)
    owner_words = models.CharField(_("原文责任单位"), max_length=200, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    due_words = models.CharField(_("时限原文"), max_length=60, blank=True)
    fan_out = models.CharField(_("分发"), max_length=14, choices=FanOut, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("识读条目")
        verbose_name_plural = _("识读条目")
        ordering = ["start", "-end", "id"]
        indexes = [models.Index(fields=["document", "kind", "start"]), models.Index(fields=["lead"])]

    def __str__(self) -> str:
        return self.name

    @property
    def period_words(self) -> str:
        """Return a target's period in words."""
        return shown_period(self.data.get("period"))

    @property
    def place(self) -> str:
        """Return where the item stands in the document as people cite it: `三.(二).5` is 三（二）5.

        What has no number adds none, and a heading without one has no place of its own.
        """
        told, parts = "", self.number.split(".")
        if self.kind == ItemKind.HEADING and parts[-1][:1] in ("#", "-"):
            return told
        for part in parts:
            if not part or part[0] in "#-":
                continue
            part = part.replace("(", "（").replace(")", "）")
            apart = "、" if told and told[-1] != "）" and part[0] != "（" else ""
            told += apart + part
        return told


class PlanClause(models.Model):
    """A clause of a version and how it is accounted for."""

    document = models.ForeignKey(PlanVersion, models.CASCADE, related_name="clauses", verbose_name=_("稿件"))
    start = models.PositiveIntegerField("起点")
    end = models.PositiveIntegerField("终点")
    state = models.CharField(_("状态"), max_length=10, choices=ClauseState)
    reason = models.CharField(_("理由"), max_length=60, blank=True)
    confirmed = models.BooleanField(_("已确认"), default=False, help_text="不单列任务须由人确认")

    class Meta:
        verbose_name = _("条款")
        verbose_name_plural = _("条款")
        ordering = ["start", "id"]
        indexes = [models.Index(fields=["document", "start"])]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class ReviewStep(models.Model):
    """What one person did in one step on the review screen, kept so that it can be taken back."""

    document = models.ForeignKey(PlanVersion, models.CASCADE, related_name="steps", verbose_name=_("稿件"))
    account_id = models.BigIntegerField("账号编号", null=True)
    verb = models.CharField(_("动作"), max_length=60)
    name = models.CharField(_("条目"), max_length=300, blank=True)
    change = models.JSONField(
        "改动", encoder=DjangoJSONEncoder, help_text="条目、条款和科室答复改动之前的样子"
    )
    made_at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("核对步骤")
        verbose_name_plural = _("核对步骤")
        ordering = ["-id"]
        indexes = [models.Index(fields=["document", "account_id", "-id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.name}"


class DraftAnswer(ScopedModel):
    """What a section says to a row before adoption."""

    scope_paths: ClassVar[tuple[str, ...]] = ("section_id", "item__document__plan__organisation_id")

    item = models.ForeignKey(ReadItem, models.CASCADE, related_name="answers", verbose_name=_("条目"))
    section = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("科室")
    )
    kind = models.CharField(_("答复"), max_length=12, choices=AnswerKind)
    proposed_lead = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("建议牵头单位"),
    )
    words = models.CharField(_("意见"), max_length=500, blank=True)
    state = models.CharField(_("处理"), max_length=10, choices=AnswerState, default=AnswerState.OPEN)
    given_at = models.DateTimeField(_("答复时间"), default=clock.now)

    class Meta:
        verbose_name = _("科室答复")
        verbose_name_plural = _("科室答复")
        ordering = ["-given_at", "-id"]

    def __str__(self) -> str:
        return f"{self.section} {self.get_kind_display()}"


class SectionDuty(models.Model):
    """Words by which a section's duty is known, to propose owners where the plan prints none."""

    section = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="duties", verbose_name=_("科室")
    )
    words = models.CharField(_("职责关键词"), max_length=40)

    class Meta:
        verbose_name = _("科室职责")
        verbose_name_plural = _("科室职责")
        ordering = ["section", "words"]
        constraints = [
            models.UniqueConstraint(fields=["section", "words"], name="one_word_of_duty_a_section")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.words}"
