"""Attachments: a file that somebody put into the bureau's keeping."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.kernel import clock


class Attachment(ScopedModel):
    """A file, kept once by its hash, outside of what the web server serves by itself."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("类型"), max_length=10)
    size = models.PositiveBigIntegerField(_("大小"), help_text="字节")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    key_id = models.CharField(
        "密钥编号", max_length=8, blank=True, default="", help_text="含身份数据的文件加密保管，所用密钥的编号"
    )
    purpose = models.CharField(_("用途"), max_length=60)
    kept_at = models.DateTimeField(_("上传时间"), default=clock.now)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["-kept_at", "-id"]

    def __str__(self) -> str:
        return self.name
