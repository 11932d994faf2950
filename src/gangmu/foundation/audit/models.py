"""The audit: one row a write, kept for ever, never changed."""

from typing import Any

from django.db import models

from gangmu.foundation.kernel import clock


class AuditFixed(RuntimeError):
    """Code tried to change or delete what the audit holds: a fault of the program, never of a user."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Rows that are added and read, nothing else."""

    def update(self, **changes: Any) -> int:
        """Refuse."""
        raise AuditFixed("an entry of the audit is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AuditFixed("an entry of the audit is never deleted")


class AuditEntry(models.Model):
    """A write of one thing: by whom, when, and each field that changed with its old and new value.

    A row may keep the entries of many new things together; `audit.batches` reads them as entries.
    """

    at = models.DateTimeField("时间", default=clock.now, db_index=True)
    account_id = models.BigIntegerField("账号编号", null=True, db_index=True, help_text="空表示系统自身")
    actor = models.CharField("操作人", max_length=100)
    verb = models.CharField("动作", max_length=100, help_text="中文动词短语，例如 完成认定")
    subject_type = models.CharField("对象类别", max_length=100, help_text="应用标签.模型名")
    subject_id = models.CharField("对象编号", max_length=40)
    subject_label = models.TextField(
        "对象名称", help_text="至多 300 字；一并登记的多个对象，不同的名称各占一行"
    )
    organisation_id = models.BigIntegerField("所属单位编号", null=True, db_index=True)
    changes = models.JSONField(
        "字段变化",
        default=list,
        help_text="[字段名，中文名，原值，新值] 的列表；指向其他对象的值为 {编号, 名称}",
    )
    note = models.TextField("说明", blank=True, help_text="理由或依据")
    act = models.UUIDField("操作批次", null=True, db_index=True, help_text="同一次操作写入的各行相同")

    first_subject = models.BigIntegerField("首个对象编号", null=True, help_text="一并登记的对象编号相连")
    last_subject = models.BigIntegerField("末个对象编号", null=True)
    together = models.BinaryField("一并登记的内容", null=True, help_text="压缩的名称和字段变化，由程序展开")

    #: The place of an entry among those that are kept with it in one row (`audit.batches`).
    place = 0

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(
                fields=["subject_type", "last_subject", "first_subject"],
                condition=models.Q(last_subject__isnull=False),
                name="audit_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.subject_label}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AuditFixed("an entry of the audit is never deleted")
