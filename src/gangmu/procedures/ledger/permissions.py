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
        Permission(
            "ledger.paper:view", gettext_noop("查看督办单、通报等文书"), (*BUREAU, *SCHOOL, Role.AUDITOR)
        ),
        Permission(
            "ledger.paper:propose",
            gettext_noop("提出和登记文书"),
            (*LEADERSHIP, Role.OFFICE_HEAD, Role.OFFICE),
        ),
        Permission(
            "ledger.paper:edit",
            gettext_noop("起草文书"),
            (Role.OFFICE_HEAD, Role.OFFICE, Role.SECTION_HEAD, Role.SECTION_CLERK),
        ),
        Permission("ledger.paper:decide", gettext_noop("决定是否发文"), LEADERSHIP),
        Permission("ledger.paper:handle", gettext_noop("办理文书的签发步骤"), BUREAU),
        Permission("ledger.paper:issue", gettext_noop("编号印发文书"), (Role.OFFICE_HEAD, Role.OFFICE)),
        Permission("ledger.rule:edit", gettext_noop("修改报送规定"), (Role.OFFICE_HEAD,)),
    ]
)
