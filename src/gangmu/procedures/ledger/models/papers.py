"""Papers of the ladder: proposed, decided, drafted, signed step by step, issued; or registered as issued in the OA."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import ScopedModel
from gangmu.procedures.ledger.choices import Numbering, PaperKind, PaperState, StepPlace
from gangmu.procedures.ledger.models.tasks import Task


def default_steps() -> list[dict[str, Any]]:
    """Return the steps of issue before a bureau rules otherwise (supervision_and_assessment 11.9 [V-local])."""
    sections = [Role.SECTION_HEAD, Role.OFFICE_HEAD]
    return [
        _step("拟稿", StepPlace.DRAFTER, [*sections, Role.SECTION_CLERK, Role.OFFICE]),
        _step("科室负责人", StepPlace.DRAFTER, sections),
        _step("会签", StepPlace.COSIGNING, sections),
        _step("办公室核稿", StepPlace.BUREAU, [Role.OFFICE_HEAD, Role.OFFICE]),
        _step("分管领导", StepPlace.BUREAU, [Role.LEADER, Role.DIRECTOR]),
        _step("局长签发", StepPlace.BUREAU, [Role.DIRECTOR]),
    ]


def _step(name: str, place: StepPlace, roles: list[Role]) -> dict[str, Any]:
    return {"name": name, "place": place.value, "roles": [role.value for role in roles]}


class PaperRule(ScopedModel):
    """How a bureau issues a kind of paper: its head, the letters of its number, its steps."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    kind = models.CharField(_("文种"), max_length=12, choices=PaperKind)
    head = models.CharField(
        _("发文机关标志"), max_length=40, blank=True, help_text="例如 某某县教育局文件；空表示单位名称"
    )
    code = models.CharField(_("机关代字"), max_length=8, blank=True, help_text="例如 某教督")
    numbering = models.CharField(_("编号方式"), max_length=8, choices=Numbering, default=Numbering.NUMBER)
    steps = models.JSONField(
        _("签发步骤"), default=default_steps, help_text="依次办理；每步写明名称、由谁办理、哪些角色可办"
    )

    class Meta:
        verbose_name = _("发文规定")
        verbose_name_plural = _("发文规定")
        ordering = ["organisation", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="one_rule_a_kind_of_paper")
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Paper(ScopedModel):
    """A paper about tasks. Its number stays blank until it is issued."""

    scope_paths: ClassVar[tuple[str, ...]] = (
        "organisation_id",
        "drafter_id",
        "steps__organisation_id",
        "addressed__organisation_id",
    )

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("发文单位")
    )
    drafter = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("拟稿科室")
    )
    kind = models.CharField(_("文种"), max_length=12, choices=PaperKind)
    state = models.CharField(_("状态"), max_length=10, choices=PaperState, default=PaperState.PROPOSED)
    year = models.PositiveSmallIntegerField(_("年度"))
    series = models.CharField("编号系列", max_length=12, blank=True, help_text="机关代字；按期编号的为文种")
    sequence = models.PositiveIntegerField(_("顺序号"), null=True, blank=True)
    number = models.CharField(_("编号"), max_length=40, blank=True, help_text=_("印发前为空"))
    title = models.CharField(_("标题"), max_length=200)
    basis = models.TextField(_("来源"), blank=True)
    body = models.TextField(
        _("正文"), blank=True, help_text="每段一行；以“一、”“（一）”“1．”开头的段落按标题和条款排版"
    )
    recipients = models.CharField(_("主送"), max_length=300, blank=True)
    copies = models.CharField(_("抄送"), max_length=300, blank=True)
    with_table = models.BooleanField(_("附责任分解表"), default=False)
    due_on = models.DateField(_("时限"), null=True, blank=True)
    instruction = models.CharField(_("批示"), max_length=500, blank=True)
    outcome = models.TextField(_("办理情况"), blank=True)
    talked_on = models.DateField(_("约谈日期"), null=True, blank=True)
    talked_with = models.CharField(_("约谈对象"), max_length=200, blank=True, help_text="写单位和职务")
    promise = models.TextField(_("承诺"), blank=True)
    promised_on = models.DateField(_("承诺完成日期"), null=True, blank=True)
    reason = models.CharField(_("提出理由"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提出人")
    )
    proposed_on = models.DateField(_("提出日期"))
    decided_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准人")
    )
    decided_for = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代何人批准"),
        help_text=_("批准人代理不在岗的领导时，记被代理的领导"),
    )  # fmt: skip
    decided_on = models.DateField(_("批准日期"), null=True, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    in_oa = models.BooleanField(_("已在 OA 印发"), default=False)
    scan = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("扫描件")
    )
    version = models.PositiveIntegerField("版本", default=1, help_text="每次保存加一，用于发现同时修改")
    tasks = models.ManyToManyField(Task, related_name="papers", blank=True, verbose_name=_("事项"))

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        ordering = ["-proposed_on", "-id"]
        indexes = [models.Index(fields=["organisation", "kind", "issued_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "series", "year", "sequence"],
                condition=Q(sequence__isnull=False),
                name="a_number_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(number="") | Q(state="issued", issued_on__isnull=False),
                name="a_number_is_blank_until_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or self.title}"


class PaperUnit(models.Model):
    """A unit to which a paper is addressed (承办, 主送): the first one leads."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="addressed", verbose_name=_("文书"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = _("承办单位")
        verbose_name_plural = _("承办单位")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "organisation"], name="a_unit_is_addressed_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class PaperStep(models.Model):
    """A step on the way to issue: whose it is, which roles may take it, who took it."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="steps", verbose_name=_("文书"))
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField(_("步骤"), max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    roles = models.JSONField(_("可办角色"), default=list)
    done_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )
    done_for = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代何人办理"),
        help_text=_("办理人代理不在岗的人时，记被代理的人"),
    )  # fmt: skip
    done_on = models.DateField(_("办理日期"), null=True, blank=True)
    note = models.CharField(_("意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("签发步骤")
        verbose_name_plural = _("签发步骤")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name
