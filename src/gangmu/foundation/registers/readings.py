"""Keeping who looked at a person's record: under a name of its own in the audit, apart from what changed.

A register of persons has a proxy of its model for this (学生信息查阅): the audit's entries about the proxy are readings.
"""

from functools import partial
from itertools import islice
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import QueryDict
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import Told, sentence_of
from gangmu.foundation.audit.services import record_told
from gangmu.foundation.audit.telling import note_of, tell_note
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.in_words import exported_in_words
from gangmu.foundation.registers.selectors import seat_of_actor
from gangmu.foundation.sealing.services import reveal

#: Letters of what an export was narrowed by that are kept.
NOTED = 300
#: Readings that a page shows.
MOST = 200


def note_reading(row: Any, reading: type[models.Model]) -> None:
    """Keep that the one who acts opened a person's record; `reading` is the proxy under which it is kept."""
    record_told([(_read(row, reading), [])], gettext_noop("查阅了"), organisation_id=row.organisation_id)


class ExportsKept(Register):
    """A register that tells of persons: the audit keeps who took its rows out, with what they were narrowed by."""

    #: What the audit says was done; it names the list.
    export_verb: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        tell_note(cls.export_verb, partial(exported_in_words, cls))

    @classmethod
    def exported(cls, words: str) -> None:
        """Who took the list out is kept."""
        unit = seat_of_actor(reach_of(cls.view_permission)) or _whole_bureau()
        record_told([(unit, [])], cls.export_verb, organisation_id=unit.pk, note=words[:NOTED])


def _whole_bureau() -> Organisation:
    return Organisation.objects.get(pk=tree().below(None)[0].id)


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


def exports_with(row: Any, declared: type[Register]) -> list[Told]:
    """Return who took lists out that may have held a person, as sentences, latest first, as many as a page shows.

    An entry tells from which unit it was done and by what the list was narrowed. Left out are those of units that do not reach the
    person's own, and those that asked for another unit; who stood in a list that was narrowed otherwise is kept nowhere.
    """
    verb = getattr(declared, "export_verb", "")
    if not verb:
        return []
    units = _reaching(row.organisation_id)
    taken = AuditEntry.objects.filter(
        verb=verb, subject_type=Organisation._meta.label_lower, subject_id__in=[str(unit) for unit in units]
    )
    found = (
        Told(entry.at, sentence_of(entry), note_of(verb, entry.note))
        for entry in taken.iterator(chunk_size=MOST)
        if _may_ask_for(entry.note, declared.organisation_field, row.organisation_id)
    )
    return list(islice(found, MOST))


def _reaching(unit_id: int) -> set[int]:
    """Return the units whose people may reach a unit: itself, those above it, and the sections of these."""
    above = {unit_id, *tree().ancestors(unit_id)}
    sections = {
        unit.id for unit in tree().units.values() if unit.kind == Kind.SECTION and unit.parent_id in above
    }
    return above | sections


def _may_ask_for(note: str, field: str, unit_id: int) -> bool:
    """Whether a note, the query of a list, leaves the rows of a unit in; of one that was cut off nothing is sure."""
    if len(note) >= NOTED:
        return True
    asked = QueryDict(note).get(field, "")
    return not asked or asked == str(unit_id)


def _read(row: models.Model, reading: type[models.Model]) -> models.Model:
    """Return the row as the one who was looked at."""
    return reading(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
