"""What the administration remembers of itself."""

from django.db import models


class BuiltSlice(models.Model):
    """A slice of the demo county that stands, so that a second run does not build it again."""

    name = models.CharField("名称", max_length=120, unique=True)
    accounts = models.JSONField("账号", default=list, help_text="演示账号，只用于虚构的演示县")

    class Meta:
        verbose_name = "演示数据"
        verbose_name_plural = "演示数据"

    def __str__(self) -> str:
        return self.name
