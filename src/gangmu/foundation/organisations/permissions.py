"""What may be done with units."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, Reach, declare
from gangmu.foundation.access.roles import EVERYONE, Role

declare(
    [
        Permission("organisations.unit:view", gettext_noop("查看单位"), EVERYONE, Reach.UPWARD),
        Permission(
            "organisations.unit:edit",
            gettext_noop("维护单位"),
            (Role.ADMINISTRATOR, Role.OFFICE_HEAD, Role.OFFICE),
        ),
    ]
)
