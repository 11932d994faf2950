"""What may be done with background work."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, SCHOOL, Role

declare(
    [
        Permission(
            "jobs.job:view",
            gettext_noop("查看后台任务"),
            (*BUREAU, *SCHOOL, Role.AUDITOR, Role.ADMINISTRATOR),
        ),
        Permission(
            "jobs.job:edit", gettext_noop("取消和重做后台任务"), (*BUREAU, *SCHOOL, Role.ADMINISTRATOR)
        ),
        Permission(
            "jobs.schedule:edit", gettext_noop("设置定时任务"), (Role.OFFICE_HEAD, Role.ADMINISTRATOR)
        ),
    ]
)
