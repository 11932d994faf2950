"""School years, terms and days as the county has them: data, edited by the office."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.calendars.choices import DayKind, StageBoundary


class Term(models.Model):
    """A term of a school year (学期), counted in teaching weeks from its first Monday."""

    school_year = models.PositiveSmallIntegerField(
        _("学年"), help_text="学年开始的年份:2025 表示 2025—2026 学年"
    )
    number = models.PositiveSmallIntegerField(_("学期"), choices=[(1, _("第一学期")), (2, _("第二学期"))])
    first_day = models.DateField(_("开学日期"))
    last_day = models.DateField(_("放假日期"))

    class Meta:
        verbose_name = _("学期")
        verbose_name_plural = _("学期")
        ordering = ["school_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["school_year", "number"], name="one_term_of_a_number"),
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")), name="a_term_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_year}—{self.school_year + 1} {self.get_number_display()}"


class DayRule(models.Model):
    """A public holiday, or a weekend day on which people work (调休)."""

    day = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("类别"), max_length=8, choices=DayKind)
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("节假日安排")
        verbose_name_plural = _("节假日安排")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"


class CountyParameters(models.Model):
    """What a county decides once for all its figures, from a school year on."""

    from_school_year = models.PositiveSmallIntegerField(_("自学年起"), unique=True)
    stage_boundary = models.CharField(
        _("学制"), max_length=4, choices=StageBoundary, default=StageBoundary.SIX_THREE
    )
    section_word = models.CharField(
        _("内设机构称谓"), max_length=4, default="科室", help_text="科室、股室或处室"
    )

    class Meta:
        verbose_name = _("县域参数")
        verbose_name_plural = _("县域参数")
        ordering = ["from_school_year"]

    def __str__(self) -> str:
        return f"{self.from_school_year} {self.stage_boundary}"
