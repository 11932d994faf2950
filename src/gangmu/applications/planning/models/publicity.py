"""Publicity (信息宣传): articles sent and taken, as rows that are counted; the points table of row A1.17 is data and off."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel


class Medium(models.TextChoices):
    """The level of a medium."""

    COUNTY = "county", _("县级")
    CITY = "city", _("市级")
    PROVINCE = "province", _("省级")
    NATION = "nation", _("国家级")


class PublicityItem(ScopedModel):
    """An item of information that a unit sent to a medium or to a higher office (报送信息)."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("报送单位")
    )
    title = models.CharField(_("标题"), max_length=200)
    medium = models.CharField(_("媒体"), max_length=100, help_text="刊发或接收的媒体、刊物、部门")
    level = models.CharField(_("级别"), max_length=10, choices=Medium)
    submitted_on = models.DateField(_("报送日期"))
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
