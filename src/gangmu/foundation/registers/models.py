"""What people keep of registers: views, columns, attachments of rows, imports, and tables sent out to units."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.kernel import clock
from gangmu.foundation.sealing.fields import SealedField
from gangmu.foundation.sealing.masking import Kind


class SavedView(models.Model):
    """A list as somebody likes to see it: filters, order, columns; for oneself, or shared with a unit and all below it."""

    register = models.CharField(_("登记册"), max_length=60)
    name = models.CharField(_("名称"), max_length=40)
    query = models.TextField(_("条件"), blank=True, help_text="列表地址中的查询部分")
    columns = models.JSONField(_("列"), default=list)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("所有者")
    )
    shared_with = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("共享给"),
        help_text="该单位及所属单位的人员都能看到；空表示仅本人",
    )

    class Meta:
        verbose_name = _("视图")
        verbose_name_plural = _("视图")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "account", "name"], name="one_view_of_a_name_and_person"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """The columns that somebody chose for a register's list."""

    register = models.CharField(_("登记册"), max_length=60)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("账号")
    )
    columns = models.JSONField(_("列"), default=list)

    class Meta:
        verbose_name = _("列选择")
        verbose_name_plural = _("列选择")
        constraints = [models.UniqueConstraint(fields=["register", "account"], name="one_choice_of_columns")]

    def __str__(self) -> str:
        return self.register


class RowAttachment(ScopedModel):
    """That a file belongs to a row of a register."""

    scope_paths: ClassVar[tuple[str, ...]] = ("attachment__organisation_id",)

    register = models.CharField(_("登记册"), max_length=60)
    row_id = models.BigIntegerField(_("行编号"))
    attachment = models.ForeignKey(
        "files.Attachment", models.PROTECT, related_name="+", verbose_name=_("附件")
    )

    class Meta:
        verbose_name = _("行附件")
        verbose_name_plural = _("行附件")
        ordering = ["id"]
        indexes = [models.Index(fields=["register", "row_id"])]

    def __str__(self) -> str:
        return str(self.attachment)


class ImportState(models.TextChoices):
    """How far an import is."""

    UPLOADED = "uploaded", _("已上传")
    MAPPED = "mapped", _("已对应列")
    DONE = "done", _("已入库")
    DROPPED = "dropped", _("已放弃")


class MappingProfile(ScopedModel):
    """How tables of one source are read into a register: made by somebody from a sample, kept for a unit and all below it."""

    register = models.CharField(_("登记册"), max_length=60)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    name = models.CharField(_("方案名称"), max_length=40)
    head = models.PositiveSmallIntegerField(_("标题行"), help_text="从 1 起")
    columns = models.JSONField(_("列对应"), default=dict, help_text="字段名 → 源表的标题")
    codes = models.JSONField(_("代码对应"), default=dict, help_text="字段名 → {源表的写法: 代码}")
    key = models.JSONField(_("认行的列"), default=list, help_text="字段名；空表示登记册自己的")

    class Meta:
        verbose_name = _("导入方案")
        verbose_name_plural = _("导入方案")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "organisation", "name"], name="one_profile_of_a_name_and_unit"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(ScopedModel):
    """One import of one file: kept with its file, its columns and what came of it. Rows are read anew at every step."""

    register = models.CharField(_("登记册"), max_length=60)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("导入人")
    )
    source = models.ForeignKey("files.Attachment", models.PROTECT, related_name="+", verbose_name=_("源文件"))
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    mapping = models.JSONField(_("列对应"), default=dict, help_text="字段名 → 源表列号（从 0 起）")
    head = models.PositiveSmallIntegerField(
        _("标题行"), null=True, blank=True, help_text="从 1 起；空表示由程序找"
    )
    codes = models.JSONField(_("代码对应"), default=dict, help_text="字段名 → {源表的写法: 代码}")
    key = models.JSONField(_("认行的列"), default=list, help_text="字段名；空表示登记册自己的")
    profile = models.ForeignKey(
        MappingProfile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("导入方案")
    )
    blank_clears = models.BooleanField(_("空白格清空原值"), default=False)
    own_rows_only = models.BooleanField(
        _("只收本单位的行"), default=False, help_text="发放后交回的表：其他单位的行一律退回"
    )
    told_on = models.DateField(
        _("数据日期"), null=True, blank=True, help_text="导出表的日期：新增和改动的内容自这一天起如此"
    )
    rows = models.PositiveIntegerField(_("行数"), default=0)
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("后台任务")
    )
    preview = SealedField(
        "检查结果", kind=Kind.ADDRESS, searchable=False, blank=True, default="", help_text="大表由后台检查后保存，其中有表内的内容"
    )  # fmt: skip
    repair = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("错误行")
    )
    began_at = models.DateTimeField(_("上传时间"), default=clock.now)
    done_at = models.DateTimeField(_("入库时间"), null=True, blank=True)
    created = models.PositiveIntegerField(_("新增行数"), default=0)
    changed = models.PositiveIntegerField(_("修改行数"), default=0)
    untouched = models.PositiveIntegerField(_("未变行数"), default=0)
    refused = models.PositiveIntegerField(_("退回行数"), default=0)

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "register"])]

    def __str__(self) -> str:
        return self.source.name


class ImportTurn(models.Model):
    """Whose turn it is to write into a register: its row is locked while an import is committed."""

    register = models.CharField(_("登记册"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("导入次序")
        verbose_name_plural = _("导入次序")

    def __str__(self) -> str:
        return self.register


class Round(ScopedModel):
    """A table sent out to units, each with its own rows, and gathered again by a day."""

    register = models.CharField(_("登记册"), max_length=60)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("发放单位")
    )
    title = models.CharField(_("标题"), max_length=80)
    due_on = models.DateField(_("收回期限"))
    with_rows = models.BooleanField(_("带现有数据"), default=True)
    options = models.JSONField("选项", default=dict, blank=True, help_text="这张表自己的选项，例如月份")
    sent_at = models.DateTimeField(_("发放时间"), default=clock.now)

    class Meta:
        verbose_name = _("收表")
        verbose_name_plural = _("收表")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class RoundUnit(ScopedModel):
    """A unit to which a table was sent, and what it returned."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="units", verbose_name=_("收表"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("导入")
    )
    returned_at = models.DateTimeField(_("交回时间"), null=True, blank=True)
    file = models.ForeignKey(
        "files.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("交回的文件"),
    )
    outcome = models.JSONField(
        "结果", default=dict, blank=True, help_text="按单位收发的表：改动、未变、缺少的行数和有错误的行"
    )

    class Meta:
        verbose_name = _("收表单位")
        verbose_name_plural = _("收表单位")
        ordering = ["organisation__order", "organisation__pinyin", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="a_unit_returns_a_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.organisation}"
