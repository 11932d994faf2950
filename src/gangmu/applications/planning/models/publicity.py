"""Publicity (信息宣传): articles sent and taken, as rows that are counted; the points table of row A1.17 is data and off."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.scope import ScopedModel


class Medium(models.TextChoices):
    """The level of a medium."""

    COUNTY = "county", _("县级")
    CITY = "city", _("市级")
    PROVINCE = "province", _("省级")
    NATION = "nation", _("国家级")


class Scored(models.TextChoices):
    """For what a points table gives points."""

    SUBMITTED = "submitted", pgettext_lazy("信息", "报送")
    ADOPTED = "adopted", pgettext_lazy("信息", "采用")


class PublicityItem(ScopedModel):
    """An item of information that a unit sent to a medium or to a higher office (报送信息)."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("报送单位")
    )
    title = models.CharField(_("标题"), max_length=200)
    medium = models.CharField(_("媒体"), max_length=100, help_text=_("刊发或接收的媒体、刊物、部门"))
    level = models.CharField(_("级别"), max_length=10, choices=Medium)
    submitted_on = models.DateField(pgettext_lazy("信息", "报送日期"))
    adopted_on = models.DateField(_("采用日期"), null=True, blank=True)
    document_number = models.CharField(_("刊号或文号"), max_length=60, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("报送信息")
        verbose_name_plural = _("报送信息")
        ordering = ["-submitted_on", "-id"]
        indexes = [
            models.Index(fields=["organisation", "submitted_on"]),
            models.Index(fields=["submitted_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title", "medium", "submitted_on"], name="an_item_is_sent_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PublicityPoints(ScopedModel):
    """A line of a bureau's points table for articles (量化考核细则): kept as data, off, and read by nothing.

    Nobody is ranked by articles (supervision_and_assessment 11.9); the table stands here because bureaus have one on paper.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("教育局")
    )
    level = models.CharField(_("级别"), max_length=10, choices=Medium)
    scored = models.CharField(_("计分事项"), max_length=10, choices=Scored)
    points = models.DecimalField(_("分值"), max_digits=6, decimal_places=2)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("废止日期"), null=True, blank=True, help_text=_("不含当日"))
    basis = models.CharField(_("依据"), max_length=200, help_text=_("文件名称和文号"))
    in_force = models.BooleanField(
        _("启用"), default=False, editable=False, help_text=_("默认停用：不按报送篇数给单位和个人排名")
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("信息计分")
        verbose_name_plural = _("信息计分")
        ordering = ["level", "scored", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "level", "scored", "valid_from"], name="one_score_a_level_and_act"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.get_scored_display()}"
