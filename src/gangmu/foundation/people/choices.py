"""The words of roles and their reach."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.roles import BUREAU, LEADERSHIP, SCHOOL, Role
from gangmu.foundation.organisations.choices import Kind


class Sex(models.TextChoices):
    """Sex as registers of persons say it."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class IdKind(models.TextChoices):
    """Which document an identity number is of."""

    CITIZEN = "citizen", _("居民身份证")
    OTHER = "other", _("其他证件")


class ScopeKind(models.TextChoices):
    """Over which units a role reaches."""

    SUBTREE = "subtree", _("本单位及下级")
    LINE = "line", _("业务条线")
    GROUP = "group", pgettext_lazy("范围", "单位群组")


_SCHOOLS = (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN)
#: Role → kinds of unit in which it can be held; a role that is absent here can be held anywhere.
HELD_IN: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(LEADERSHIP, (Kind.BUREAU,)),
    **dict.fromkeys(
        (role for role in BUREAU if role not in LEADERSHIP), (Kind.BUREAU, Kind.SECTION, Kind.OTHER)
    ),
    # A township's central school (中心校) keeps the books of the schools below it.
    **dict.fromkeys(SCHOOL, (*_SCHOOLS, Kind.TOWNSHIP, Kind.OTHER)),
}
#: Roles that keep the keys or read the books: only an administrator gives or takes them.
KEEPERS = (Role.ADMINISTRATOR, Role.AUDITOR)
