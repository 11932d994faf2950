"""The ledger in a county's own columns, and the workbooks of those who ask: uploaded once, columns mapped, filled in place."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.models.tasks import Task


class SheetLayout(ScopedModel):
    """The columns in which a bureau hands its ledger out: their order, titles and widths are its own."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    name = models.CharField(_("名称"), max_length=60)
    title = models.CharField(_("表题"), max_length=100, help_text="可写 {year}、{month} 代替年度和月份")
    columns = models.JSONField(
        _("列"), default=list, help_text="每列：field 内容，title 标题，width 宽度（0 为自动）"
    )
    paper = models.CharField(_("纸张"), max_length=2, choices=[("A4", "A4"), ("A3", "A3")], default="A4")

    class Meta:
        verbose_name = _("台账样式")
        verbose_name_plural = _("台账样式")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_sheet_layout_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class SourceWorkbook(ScopedModel):
    """A workbook of one who asks for tasks: kept as it came, so that progress is given back in its own layout."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("主管单位")
    )
    kind = models.CharField(_("来源"), max_length=12, choices=SourceKind, default=SourceKind.COUNTY_TABLE)
    title = models.CharField(_("来源名称"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年度"))
    file = models.ForeignKey("files.Attachment", models.PROTECT, related_name="+", verbose_name=_("源文件"))
    sheet = models.CharField(_("工作表"), max_length=60)
    head_row = models.PositiveIntegerField(_("表头行"), help_text="从 0 起")
    columns = models.JSONField(_("列对应"), default=dict, help_text="内容 → 列号（从 0 起）")
    matched = models.BooleanField(_("已核对"), default=False)
    version = models.PositiveIntegerField("版本", default=1, help_text="每次保存加一，用于发现同时修改")

    class Meta:
        verbose_name = _("来源表格")
        verbose_name_plural = _("来源表格")
        ordering = ["-year", "title", "id"]

    def __str__(self) -> str:
        return self.title


class WorkbookRow(ScopedModel):
    """A row of such a workbook, in its own words, and the task that it stands for."""

    scope_paths: ClassVar[tuple[str, ...]] = ("workbook__organisation_id",)

    workbook = models.ForeignKey(
        SourceWorkbook, models.CASCADE, related_name="rows", verbose_name=_("来源表格")
    )
    row = models.PositiveIntegerField(_("行"), help_text="从 0 起")
    number = models.CharField(_("来源编号"), max_length=60, blank=True)
    wording = models.TextField(_("原文"))
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("任务")
    )
    likeness = models.FloatField(_("相似度"), default=0.0, help_text="0 到 1；自动对应时的把握")

    class Meta:
        verbose_name = _("来源表格的行")
        verbose_name_plural = _("来源表格的行")
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["workbook", "row"], name="a_row_stands_once")]

    def __str__(self) -> str:
        return self.wording[:40]
