"""Accounts: the key with which a person signs in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    """The key with which a person signs in; what they may do follows from the person's roles."""

    username = models.CharField("用户名", max_length=60, unique=True)
    is_active = models.BooleanField("启用", default=True)

    objects = BaseUserManager["Account"]()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.username
