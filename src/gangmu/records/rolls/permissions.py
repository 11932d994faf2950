"""What may be done with the roll."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import BUREAU, SCHOOL, Role

_KEEPERS = (Role.SECTION_HEAD, Role.SECTION_CLERK, *SCHOOL)
declare(
    [
        Permission(
            "rolls.class:view",
            gettext_noop("查看班级"),
            (*BUREAU, *SCHOOL, Role.SUPERINTENDENT, Role.AUDITOR),
        ),
        Permission("rolls.class:edit", gettext_noop("登记班级"), _KEEPERS),
        Permission("rolls.pupil:view", gettext_noop("查看学生名册"), (*BUREAU, *SCHOOL, Role.AUDITOR)),
        Permission("rolls.pupil:edit", gettext_noop("登记学生"), _KEEPERS),
        Permission(
            "rolls.identity:view", gettext_noop("查看学生姓名和遮盖后的身份信息"), (*_KEEPERS, Role.AUDITOR)
        ),
        Permission("rolls.identity:reveal", gettext_noop("查看完整的身份信息"), _KEEPERS),
        Permission("rolls.reading:view", gettext_noop("查看谁查阅过学生"), (Role.AUDITOR,)),
    ]
)
