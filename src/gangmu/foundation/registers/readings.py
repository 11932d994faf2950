"""Keeping who looked at a person's record: under a name of its own in the audit, apart from what changed.

A register of persons has a proxy of its model for this (学生信息查阅): the audit's entries about the proxy are readings.
"""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import Told, sentence_of
from gangmu.foundation.audit.services import record_told
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.selectors import seat_of_actor
from gangmu.foundation.sealing.services import reveal

#: Readings that a page shows.
MOST = 200


def note_reading(row: Any, reading: type[models.Model]) -> None:
    """Keep that the one who acts opened a person's record; `reading` is the proxy under which it is kept."""
    record_told([(_read(row, reading), [])], gettext_noop("查阅了"), organisation_id=row.organisation_id)


def note_export(verb: str, words: str, permission: str) -> None:
    """Keep that the one who acts took a list of persons out, with what it was narrowed by; `verb` says which list."""
    unit = seat_of_actor(reach_of(permission)) or Organisation.objects.get(pk=tree().below(None)[0].id)
    record_told([(unit, [])], verb, organisation_id=unit.pk, note=words[:300])


@transaction.atomic
def open_numbers(
    row: Any, reading: type[models.Model], names: tuple[str, ...], permission: str, reason: str
) -> dict[str, str]:
    """Open sealed fields of a person's record for a reason; return their values by name.

    Raises
    ------
    Forbidden
        Without the permission over the person's unit.
    Refusal
        Without a reason.
    """
    return reveal(_read(row, reading), names, permission, row.organisation_id, reason)


def readers_of(row: models.Model, reading: type[models.Model]) -> list[Told]:
    """Return who looked at a person's record as sentences, latest first, as many as a page shows."""
    looked = AuditEntry.objects.filter(subject_type=reading._meta.label_lower, subject_id=str(row.pk))
    return [Told(entry.at, sentence_of(entry), entry.note) for entry in looked[:MOST]]


def _read(row: models.Model, reading: type[models.Model]) -> models.Model:
    """Return the row as the one who was looked at."""
    return reading(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
