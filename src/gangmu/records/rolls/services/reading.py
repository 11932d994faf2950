"""Keeping who looked at a pupil: under a name of its own in the audit, apart from what changed."""

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.audit.services import record_told
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.selectors import seat_of_actor
from gangmu.foundation.sealing.services import reveal
from gangmu.records.rolls.models import Pupil, PupilReading

#: The sealed fields that are opened together, for one reason.
SEALED = ("roll_number", "id_number", "address", "guardian_phone", "second_guardian_phone")


def note_reading(pupil: Pupil) -> None:
    """Keep that the one who acts opened a pupil's record."""
    record_told([(_read(pupil), [])], gettext_noop("查阅了"), organisation_id=pupil.organisation_id)


def note_export(words: str) -> None:
    """Keep that the one who acts took the list of pupils out, with what it was narrowed by."""
    unit = seat_of_actor(reach_of("rolls.pupil:view")) or Organisation.objects.get(
        pk=tree().below(None)[0].id
    )
    record_told([(unit, [])], gettext_noop("导出了学生名册"), organisation_id=unit.pk, note=words[:300])


@transaction.atomic
def open_identity(pupil: Pupil, reason: str) -> dict[str, str]:
    """Open the sealed fields of a pupil for a reason; return their values by name.

    Raises
    ------
    Forbidden
        Without the permission over the pupil's school.
    Refusal
        Without a reason.
    """
    return reveal(_read(pupil), SEALED, "rolls.identity:reveal", pupil.organisation_id, reason)


def _read(pupil: Pupil) -> PupilReading:
    """Return the pupil as the one who was looked at."""
    return PupilReading(**{f.attname: getattr(pupil, f.attname) for f in Pupil._meta.concrete_fields})
