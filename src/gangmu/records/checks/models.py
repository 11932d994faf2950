"""A round of checks, a sheet for each school, what the school said of a figure, and what other sources told of it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel import clock
from gangmu.records.checks.cells import label_of
from gangmu.records.checks.choices import Verdict


class CheckRound(ScopedModel):
    """The check of a school year by a bureau: until when, which section decides disputes, from where a difference is marked."""

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "section_id", "sheets__organisation_id")

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("教育局")
    )
    school_year = models.PositiveSmallIntegerField(
        _("学年"), help_text=_("填起始年份，统计时点为当年 9 月 1 日")
    )
    section = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("裁定科室"),
        help_text=_("学校有异议的数，由这个科室裁定"),
    )  # fmt: skip
    due_on = models.DateField(_("截止日期"), help_text=_("学校在这一天之前确认核对单"))
    least_difference = models.PositiveSmallIntegerField(
        _("差异标记：相差不少于"), default=5, help_text=_("与去年同期相差的人数或班数，两个条件都达到才标记")
    )
    least_percent = models.PositiveSmallIntegerField(
        _("差异标记：幅度不低于（%）"),
        default=10,
        help_text=_("相差数占去年同期数的百分比，填 0 表示不看幅度"),
    )
    opened_at = models.DateTimeField(_("发起时间"), default=clock.now)

    class Meta:
        verbose_name = _("九月核对")
        verbose_name_plural = _("九月核对")
        ordering = ["-school_year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "school_year"], name="a_year_is_checked_once")
        ]

    def __str__(self) -> str:
        return gettext("%(year)s九月核对") % {"year": self.year.label}

    @property
    def year(self) -> SchoolYear:
        """The school year that is checked."""
        return SchoolYear(self.school_year)

    @property
    def census_on(self) -> date:
        """The census date: 1 September (indicators 1.1 [V])."""
        return self.year.first_day


class CheckSheet(ScopedModel):
    """The sheet of a school in a round (核对单): open, or confirmed as a whole by its head.

    Its figures are not kept: they are asked of the rows at the census date, as known when the head confirmed, before that as known now.
    """

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "round__section_id")

    round = models.ForeignKey(CheckRound, models.PROTECT, related_name="sheets", verbose_name=_("九月核对"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("核对单")
        verbose_name_plural = _("核对单")
        ordering = ["organisation__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="a_school_has_one_check_sheet")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self._meta.verbose_name}"


class CheckCell(ScopedModel):
    """What a school said of one figure of its sheet, which value it saw, and what the section settled."""

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "sheet__round__section_id")

    sheet = models.ForeignKey(CheckSheet, models.CASCADE, related_name="cells", verbose_name=_("核对单"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    code = models.CharField(pgettext_lazy("核对", "项目"), max_length=30)
    verdict = models.CharField(pgettext_lazy("核对", "核对结果"), max_length=10, choices=Verdict)
    seen = models.IntegerField(_("核对时的数"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    judged_by = models.CharField(_("核对人"), max_length=100, blank=True)
    judged_at = models.DateTimeField(_("核对时间"), default=clock.now)
    settled_words = models.CharField(_("裁定意见"), max_length=300, blank=True)
    settled_by = models.CharField(_("裁定人"), max_length=100, blank=True)
    settled_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("核对结果")
        verbose_name_plural = _("核对结果")
        ordering = ["sheet", "id"]
        indexes = [models.Index(fields=["organisation", "verdict"])]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "code"], name="a_figure_is_judged_once"),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DISPUTED, reason=""), name="a_dispute_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.code}"

    @property
    def label(self) -> str:
        """What the figure is called."""
        return label_of(self.code)


class SourceCount(ScopedModel):
    """What another source than the registers tells of a figure: a table that came in, a platform's export."""

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "round__section_id")

    round = models.ForeignKey(CheckRound, models.CASCADE, related_name="counts", verbose_name=_("九月核对"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    source = models.CharField(_("来源"), max_length=60)
    code = models.CharField(pgettext_lazy("核对", "项目"), max_length=30)
    value = models.PositiveIntegerField(_("数值"))

    class Meta:
        verbose_name = _("其他来源的数")
        verbose_name_plural = _("其他来源的数")
        ordering = ["source", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation", "source", "code"], name="a_source_tells_a_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.source} {self.code}"
