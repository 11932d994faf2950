"""What may be done with staff."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, SCHOOL, Role

_READERS = (*BUREAU, *SCHOOL, Role.AUDITOR)
_KEEPERS = (Role.SECTION_HEAD, Role.SECTION_CLERK, *SCHOOL)
_BUREAU_KEEPERS = (Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK)
declare(
    [
        Permission("staff.member:view", gettext_noop("查看教职工名册"), _READERS),
        Permission("staff.member:edit", gettext_noop("登记教职工"), _KEEPERS),
        Permission(
            "staff.identity:view", gettext_noop("查看教职工姓名和遮盖后的身份信息"), (*_KEEPERS, Role.AUDITOR)
        ),
        Permission("staff.identity:reveal", gettext_noop("查看教职工完整的身份信息"), _KEEPERS),
        Permission("staff.reading:view", gettext_noop("查看谁查阅过教职工"), (Role.AUDITOR,)),
        Permission("staff.establishment:view", gettext_noop("查看编制"), _READERS),
        # Schools read their establishment and do not set it: the county allocates within its total (teachers 5.1).
        Permission("staff.establishment:edit", gettext_noop("登记编制"), _BUREAU_KEEPERS),
    ]
)
