"""Forms of signing in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.selectors import has_left


class SignInForm(AuthenticationForm):
    """User name, however written, and password."""

    def clean_username(self) -> str:
        """Return the user name as it is kept, so that every way of writing it counts as one for the lock."""
        return str(self.cleaned_data["username"]).strip().casefold()

    def confirm_login_allowed(self, user: Any) -> None:
        """Who has left is not let in; the page does not say why, as for a wrong password."""
        super().confirm_login_allowed(user)
        if has_left(user):
            raise self.get_invalid_login_error()


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("当前密码"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"),
        help_text=_("至少 10 个字符，不能全是数字，不能是常见密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次新密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_old(self) -> str:
        """The old password must be right."""
        if not self.account.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError(_("当前密码不正确"))
        return str(self.cleaned_data["old"])

    def clean(self) -> dict[str, Any]:
        """Both new ones must be the same, and not the old."""
        told = super().clean() or {}
        if told.get("new") != told.get("again"):
            self.add_error("again", _("两次输入的新密码不一致"))
        elif told.get("new") and told.get("new") == told.get("old"):
            self.add_error("new", _("新密码不能与当前密码相同"))
        return told


class TokenForm(forms.Form):
    """A token for a program: what for, and how long."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("例如：统计程序、数据交换；留痕里写明是它")
    )
    days = forms.TypedChoiceField(
        label=_("有效期"), coerce=int, initial=90, choices=[(30, _("30 天")), (90, _("90 天")), (365, _("一年"))]
    )  # fmt: skip
