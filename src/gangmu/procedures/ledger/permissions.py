"""What may be done with the ledger."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, LEADERSHIP, SCHOOL, Role

declare(
    [
        Permission(
            "ledger.task:view",
            gettext_noop("查看台账"),
            (*BUREAU, *SCHOOL, Role.SUPERINTENDENT, Role.AUDITOR),
        ),
        Permission("ledger.task:edit", gettext_noop("编辑台账"), (Role.OFFICE_HEAD, Role.OFFICE)),
        Permission(
            "ledger.task:advance",
            gettext_noop("更新本单位任务"),
            (*LEADERSHIP, Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK, *SCHOOL),
        ),
    ]
)
