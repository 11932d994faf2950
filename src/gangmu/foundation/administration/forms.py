"""Forms of the administration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.organisations.choices import Level


class FirstRunForm(forms.Form):
    """What it takes to begin."""

    bureau_name = forms.CharField(
        label=_("教育局名称"), help_text=_("全称，例如 云溪县教育局"), max_length=120
    )
    level = forms.ChoiceField(
        label=_("级别"),
        help_text=_("市教育局之下可以再设各县教育局"),
        choices=Level.choices,
        initial=Level.COUNTY,
    )
    administrator_name = forms.CharField(label=_("管理员姓名"), max_length=60)
    username = forms.CharField(label=_("管理员用户名"), max_length=60)
    password = forms.CharField(
        label=_("管理员密码"),
        help_text=_("至少 10 个字符，不能全是数字"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    units = forms.FileField(
        label=_("单位表（Excel）"), help_text=_("可先下载模板；也可以以后再导入"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Hold the two passwords against each other: nobody could set a mistyped one again."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("again") and told.get("password") != told["again"]:
            self.add_error("again", _("两次输入的密码不一致"))
        return told
