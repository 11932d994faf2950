"""Forms of the administration."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FirstRunForm(forms.Form):
    """What it takes to begin."""

    bureau_name = forms.CharField(
        label=_("教育局名称"), help_text=_("全称,例如 云溪县教育局"), max_length=120
    )
    administrator_name = forms.CharField(label=_("管理员姓名"), max_length=60)
    username = forms.CharField(label=_("管理员用户名"), max_length=60)
    password = forms.CharField(
        label=_("管理员密码"), help_text=_("至少 10 个字符,不能全是数字"), widget=forms.PasswordInput
    )
    units = forms.FileField(
        label=_("单位表(Excel)"), help_text=_("可先下载模板;也可以以后再导入"), required=False
    )
