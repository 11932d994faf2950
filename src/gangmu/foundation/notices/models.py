"""Notices of persons, the webhook of a bureau, and what went out by it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.kernel import clock
from gangmu.foundation.notices.choices import MessageState, Robot


class Notice(ScopedModel):
    """Something a person is told inside the system: a sentence, and the page to which it leads."""

    scope_paths: ClassVar[tuple[str, ...]] = ("person__organisation_id",)

    person: Any = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="notices", verbose_name=_("收件人")
    )
    kind = models.CharField("种类", max_length=40, help_text="例如 ledger.remind")
    words = models.CharField(_("内容"), max_length=300, help_text="中文句子，翻译的键，可带参数")
    parameters = models.JSONField("参数", default=dict)
    address = models.CharField("页面", max_length=300, blank=True)
    key = models.CharField("幂等键", max_length=160, blank=True, help_text="同一人、同一键只通知一次")
    told_at = models.DateTimeField(_("时间"), default=clock.now)
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-told_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-told_at"]),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="unread_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"], condition=~Q(key=""), name="one_notice_of_a_key"
            )
        ]

    def __str__(self) -> str:
        words = _now(self.words)
        told = {name: _now(v) if isinstance(v, str) and v else v for name, v in self.parameters.items()}
        return str(words % told if told else words)


class Webhook(ScopedModel):
    """Where a bureau's messages go out: one group robot. Its address carries a secret and is kept sealed."""

    audit_hidden: ClassVar[tuple[str, ...]] = ("sealed_address", "sealed_secret")

    organisation = models.OneToOneField(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("教育局")
    )
    robot = models.CharField(_("群机器人"), max_length=10, choices=Robot)
    sealed_address = models.TextField(_("地址"), blank=True, help_text="加密保存；含密钥，不再显示")
    sealed_secret = models.TextField(_("加签密钥"), blank=True, help_text="加密保存，不再显示")
    enabled = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("外发通道")
        verbose_name_plural = _("外发通道")

    def __str__(self) -> str:
        return str(self.get_robot_display())


class OutgoingMessage(ScopedModel):
    """A message to a bureau's robot: written in the transaction of what it tells of, sent by a job, never twice by itself."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("教育局")
    )
    key = models.CharField("幂等键", max_length=160, help_text="同一教育局、同一键只写一条")
    text = models.TextField(_("内容"))
    state = models.CharField(_("状态"), max_length=10, choices=MessageState, default=MessageState.WAITING)
    written_at = models.DateTimeField(_("时间"), default=clock.now)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    answer = models.CharField(_("对方答复"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("外发消息")
        verbose_name_plural = _("外发消息")
        ordering = ["-written_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_message_of_a_key")]

    def __str__(self) -> str:
        return self.text[:60]
