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
        Permission(
            "ledger.task:sign",
            gettext_noop("签收任务，确认本单位的报告"),
            (Role.OFFICE_HEAD, Role.SECTION_HEAD, Role.SCHOOL_HEAD),
        ),
        Permission(
            "ledger.task:check",
            gettext_noop("复核完成，退回报告，决定退办"),
            (*LEADERSHIP, Role.OFFICE_HEAD, Role.OFFICE),
        ),
        Permission("ledger.task:decide", gettext_noop("批准延期、调整、中止、合并和转办"), LEADERSHIP),
        Permission("ledger.light:override", gettext_noop("人工改灯"), (*LEADERSHIP, Role.OFFICE_HEAD)),
        Permission("ledger.rule:edit", gettext_noop("修改报送规定"), (Role.OFFICE_HEAD,)),
    ]
)
