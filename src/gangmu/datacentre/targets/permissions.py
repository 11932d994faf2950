"""What may be done with targets."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, Reach, declare
from gangmu.foundation.access.roles import BUREAU, LEADERSHIP, SCHOOL, Role

declare(
    [
        Permission(
            "targets.target:view",
            gettext_noop("查看目标"),
            (*BUREAU, *SCHOOL, Role.SUPERINTENDENT, Role.AUDITOR),
            Reach.UPWARD,
        ),
        Permission("targets.target:edit", gettext_noop("编辑目标"), (Role.OFFICE_HEAD, Role.OFFICE)),
        Permission(
            "targets.target:report",
            gettext_noop("填报目标值"),
            (Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK),
            Reach.UPWARD,
        ),
        Permission("targets.light:override", gettext_noop("人工改灯"), (*LEADERSHIP, Role.OFFICE_HEAD)),
    ]
)
