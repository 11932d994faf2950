"""The form of the webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.notices.choices import Robot


class WebhookForm(forms.Form):
    """Where a bureau's messages go out; what is secret is written and never shown."""

    robot = forms.ChoiceField(label=_("群机器人"), choices=Robot.choices)
    address = forms.CharField(
        label=_("机器人地址"), required=False, max_length=500, widget=forms.PasswordInput,
        help_text=_("从群机器人的设置里复制；留空表示不改。地址里有密钥，保存后不再显示"),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("加签密钥"), required=False, max_length=200, widget=forms.PasswordInput,
        help_text=_("钉钉、飞书设置了加签的填写；留空表示不改"),
    )  # fmt: skip
    forget_secret = forms.BooleanField(label=_("去掉原来的加签密钥"), required=False)
    enabled = forms.BooleanField(label=_("启用"), required=False, initial=True)
