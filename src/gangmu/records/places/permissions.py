"""What may be done with places."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, Role

_KEEPERS = (Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK)
declare(
    [
        Permission("places.place:view", gettext_noop("查看居住地、道路和人口"), (*BUREAU, Role.AUDITOR)),
        Permission("places.place:edit", gettext_noop("登记居住地、道路和人口"), _KEEPERS),
    ]
)
