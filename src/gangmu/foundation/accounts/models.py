"""Accounts: the key with which a person signs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.accounts.browsers import browser_words
from gangmu.foundation.kernel import clock


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name; accounts are made by the services alone."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        """Accounts with their persons: nobody asks for the one without the other."""
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find an account by its user name, however it is written."""
        return self.get(username=(username or "").strip().casefold())


class Account(AbstractBaseUser):
    """The key with which a person signs in; what they may do follows from the person's roles."""

    audit_hidden: ClassVar[tuple[str, ...]] = ("password",)

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    person: Any = models.OneToOneField(
        "people.Person", models.PROTECT, related_name="account", verbose_name=_("人员")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=True)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    looked_at = models.DateTimeField("最近看首页", null=True, blank=True)
    looked_before_at = models.DateTimeField(
        "上一回看首页", null=True, blank=True, help_text="首页的“上次查看以来”从这一刻算起"
    )

    objects = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username


class SignedInSession(models.Model):
    """A session of an account, so that their number can be limited and the owner can end them."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions", verbose_name=_("账号"))
    session_key = models.CharField("会话键", max_length=40, unique=True)
    began_at = models.DateTimeField(_("登录时间"), default=clock.now)
    seen_at = models.DateTimeField(_("最近使用"), default=clock.now)
    browser = models.CharField(_("浏览器"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("网络地址"), null=True, blank=True)

    class Meta:
        verbose_name = _("会话")
        verbose_name_plural = _("会话")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.account} {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def browser_words(self) -> str:
        """Return the browser by name."""
        return browser_words(self.browser)


class AccessToken(models.Model):
    """A key with which a program of the bureau asks in an account's name; it is shown once, and kept as its digest."""

    audit_hidden: ClassVar[tuple[str, ...]] = ("digest",)

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens", verbose_name=_("账号"))
    name = models.CharField(_("用途"), max_length=60)
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField(_("签发时间"), default=clock.now)
    ends_on = models.DateField(_("有效期至"), help_text="自这一天起不再有效")
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name
