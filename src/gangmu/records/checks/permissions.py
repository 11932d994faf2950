"""What may be done with checks."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, SCHOOL, Role

declare(
    [
        Permission("checks.sheet:view", gettext_noop("查看核对单"), (*BUREAU, *SCHOOL, Role.AUDITOR)),
        Permission("checks.sheet:judge", gettext_noop("核对本校的数"), SCHOOL),
        Permission("checks.sheet:confirm", gettext_noop("确认核对单"), (Role.SCHOOL_HEAD,)),
        Permission("checks.round:edit", gettext_noop("发起九月核对"), (Role.OFFICE_HEAD, Role.OFFICE)),
        Permission(
            "checks.dispute:settle",
            gettext_noop("裁定核对异议"),
            (Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK),
        ),
    ]
)
