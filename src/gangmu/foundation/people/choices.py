"""The words of roles and their reach."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    """Over which units a role reaches."""

    SUBTREE = "subtree", _("本单位及下级")
    LINE = "line", _("业务条线")
    GROUP = "group", _("单位群组")
