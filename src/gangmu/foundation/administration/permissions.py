"""What may be seen of what others did."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import Role

declare(
    [
        Permission(
            "administration.audit:view", gettext_noop("查看操作记录"), (Role.AUDITOR, Role.ADMINISTRATOR)
        )
    ]
)
