"""What may be done in planning."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, Reach, declare
from gangmu.foundation.access.roles import BUREAU, OFFICE, SCHOOL, SECTION, Role

declare(
    [
        Permission("planning.plan:view", gettext_noop("查看工作要点"), (*BUREAU, Role.AUDITOR), Reach.UPWARD),
        Permission("planning.plan:review", gettext_noop("上传和核对工作要点"), OFFICE),
        Permission("planning.plan:adopt", gettext_noop("采用工作要点"), (Role.OFFICE_HEAD,)),
        Permission("planning.draft:answer", gettext_noop("答复草案"), SECTION),
        Permission("planning.publicity:view", gettext_noop("查看报送信息"), (*BUREAU, *SCHOOL, Role.AUDITOR)),
        Permission("planning.publicity:edit", gettext_noop("登记报送信息"), (*OFFICE, *SECTION, *SCHOOL)),
        Permission(
            "planning.work:view",
            gettext_noop("查看工作登记"),
            (*BUREAU, *SCHOOL, Role.SUPERINTENDENT, Role.AUDITOR),
        ),
        Permission("planning.work:edit", gettext_noop("登记工作"), (*OFFICE, *SECTION, *SCHOOL)),
    ]
)
