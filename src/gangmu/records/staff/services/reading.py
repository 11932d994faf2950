"""Keeping who looked at a staff member, apart from what changed."""

from django.utils.translation import gettext_noop

from gangmu.foundation.registers import readings
from gangmu.records.staff.models import StaffMember, StaffReading

#: The sealed fields that are opened together, for one reason.
SEALED = ("id_number", "phone", "bank_account")


def note_reading(member: StaffMember) -> None:
    """Keep that the one who acts opened a staff member's record."""
    readings.note_reading(member, StaffReading)


def note_export(words: str) -> None:
    """Keep that the one who acts took the list of staff out, with what it was narrowed by."""
    readings.note_export(gettext_noop("导出了教职工名册"), words, "staff.member:view")


def open_identity(member: StaffMember, reason: str) -> dict[str, str]:
    """Open the sealed fields of a staff member for a reason; return their values by name.

    Raises
    ------
    Forbidden
        Without the permission over the member's unit.
    Refusal
        Without a reason.
    """
    return readings.open_numbers(member, StaffReading, SEALED, "staff.identity:reveal", reason)
