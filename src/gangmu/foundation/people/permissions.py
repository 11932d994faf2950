"""What may be done with persons and their roles."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import LEADERSHIP, Role

declare(
    [
        Permission(
            "people.person:view",
            gettext_noop("查看人员"),
            (
                *LEADERSHIP,
                Role.OFFICE_HEAD,
                Role.OFFICE,
                Role.SECTION_HEAD,
                Role.SCHOOL_HEAD,
                Role.AUDITOR,
                Role.ADMINISTRATOR,
            ),
        ),
        Permission(
            "people.person:edit", gettext_noop("维护人员和角色"), (Role.ADMINISTRATOR, Role.OFFICE_HEAD)
        ),
        Permission("people.keeper:edit", gettext_noop("任免系统管理员和审计员"), (Role.ADMINISTRATOR,)),
    ]
)
