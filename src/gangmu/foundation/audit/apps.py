"""The audit room."""

from gangmu.foundation.kernel.rooms import Room


class AuditConfig(Room):
    """Django's entry for the audit."""

    name = "gangmu.foundation.audit"
    label = "audit"
    verbose_name = "操作记录"
