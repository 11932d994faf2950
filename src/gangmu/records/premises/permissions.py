"""What may be done with premises."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, SCHOOL, Role

_READERS = (*BUREAU, *SCHOOL, Role.SUPERINTENDENT, Role.AUDITOR)
_KEEPERS = (Role.SECTION_HEAD, Role.SECTION_CLERK, *SCHOOL)
#: Seats and estates are told by the bureau; schools read them.
_BUREAU_KEEPERS = (Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK)
declare(
    [
        Permission("premises.room:view", gettext_noop("查看校舍、用房和场地"), _READERS),
        Permission("premises.room:edit", gettext_noop("登记校舍、用房和场地"), _KEEPERS),
        Permission("premises.equipment:view", gettext_noop("查看装备、图书和网络"), _READERS),
        Permission("premises.equipment:edit", gettext_noop("登记装备、图书和网络"), _KEEPERS),
        Permission("premises.seat:view", gettext_noop("查看新增学位和小区配套园"), _READERS),
        Permission("premises.seat:edit", gettext_noop("登记新增学位和小区配套园"), _BUREAU_KEEPERS),
        Permission("premises.condition:view", gettext_noop("查看办学条件填报"), _READERS),
        Permission("premises.condition:edit", gettext_noop("填报办学条件"), (*_BUREAU_KEEPERS, *SCHOOL)),
    ]
)
