"""What may be done with attachments."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, Reach, declare
from gangmu.foundation.access.roles import BUREAU, SCHOOL, Role

declare(
    [
        Permission(
            "files.attachment:view", gettext_noop("下载附件"), (*BUREAU, *SCHOOL, Role.AUDITOR), Reach.UPWARD
        )
    ]
)
