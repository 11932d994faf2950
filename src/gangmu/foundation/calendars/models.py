"""School years, terms and days as the county has them: data, edited by the office."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.calendars.choices import DayKind


class Term(models.Model):
    """A term of a school year (学期), counted in teaching weeks from its first Monday."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("教育局"),
        help_text="空表示全市县通用",
    )
    school_year = models.PositiveSmallIntegerField(
        _("学年"), help_text="学年开始的年份：2025 表示 2025—2026 学年"
    )
    number = models.PositiveSmallIntegerField(_("学期"), choices=[(1, _("第一学期")), (2, _("第二学期"))])
    first_day = models.DateField(_("开学日期"))
    last_day = models.DateField(_("放假日期"))

    class Meta:
        verbose_name = _("学期")
        verbose_name_plural = _("学期")
        ordering = ["school_year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "school_year", "number"], name="one_term_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["school_year", "number"],
                condition=Q(organisation__isnull=True),
                name="one_general_term_of_a_number",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")), name="a_term_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_year}—{self.school_year + 1} {self.get_number_display()}"


class DayRule(models.Model):
    """A public holiday, or a weekend day on which people work (调休)."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("教育局"),
        help_text="空表示全市县通用",
    )
    day = models.DateField(_("日期"))
    kind = models.CharField(_("类别"), max_length=8, choices=DayKind)
    name = models.CharField(_("名称"), max_length=40, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True, help_text="放假通知的名称和文号")

    class Meta:
        verbose_name = _("节假日安排")
        verbose_name_plural = _("节假日安排")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day"], name="one_rule_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(organisation__isnull=True), name="one_general_rule_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
