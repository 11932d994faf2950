"""What may be done with the calendar."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import EVERYONE, Role

declare(
    [
        Permission("calendars.day:view", gettext_noop("查看校历"), EVERYONE),
        Permission(
            "calendars.day:edit",
            gettext_noop("维护校历"),
            (Role.OFFICE_HEAD, Role.OFFICE, Role.ADMINISTRATOR),
        ),
    ]
)
