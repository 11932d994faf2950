"""Keeping who looked at a pupil, apart from what changed."""

from django.utils.translation import gettext_noop

from gangmu.foundation.registers import readings
from gangmu.records.rolls.models import Pupil, PupilReading

#: The sealed fields that are opened together, for one reason.
SEALED = ("roll_number", "id_number", "address", "guardian_phone", "second_guardian_phone")


def note_reading(pupil: Pupil) -> None:
    """Keep that the one who acts opened a pupil's record."""
    readings.note_reading(pupil, PupilReading)


def note_export(words: str) -> None:
    """Keep that the one who acts took the list of pupils out, with what it was narrowed by."""
    readings.note_export(gettext_noop("导出了学生名册"), words, "rolls.pupil:view")


def open_identity(pupil: Pupil, reason: str) -> dict[str, str]:
    """Open the sealed fields of a pupil for a reason; return their values by name.

    Raises
    ------
    Forbidden
        Without the permission over the pupil's school.
    Refusal
        Without a reason.
    """
    return readings.open_numbers(pupil, PupilReading, SEALED, "rolls.identity:reveal", reason)
