"""The words of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Robot(models.TextChoices):
    """Whose group robot takes the messages: each wants a form of its own."""

    WECOM = "wecom", _("企业微信")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")


class MessageState(models.TextChoices):
    """How an outgoing message stands."""

    WAITING = "waiting", _("待发送")
    SENDING = "sending", _("正在发送")
    SENT = "sent", _("已送达")
    REFUSED = "refused", _("未送达")
    UNKNOWN = "unknown", _("不明")
