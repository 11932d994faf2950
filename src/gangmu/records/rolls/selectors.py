"""Reads of the roll: pupils by number, likely duplicates, whom a whole export no longer shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from gangmu.foundation.people import duplicates
from gangmu.foundation.registers.importing.checking import check
from gangmu.foundation.registers.models import ImportRun, ImportState
from gangmu.foundation.registers.services.imports import open_import
from gangmu.foundation.sealing.masking import Kind, is_masked, normal
from gangmu.records.rolls.choices import ON_ROLL
from gangmu.records.rolls.models import Pupil

#: The sealed numbers by which a pupil is found.
NUMBERS = ("roll_number", "id_number", "guardian_phone", "second_guardian_phone")


def pupils_numbered(words: str) -> QuerySet[Pupil]:
    """Return the pupils within the reader's scope who have a number: of the roll, of a document, of a guardian's telephone."""
    asked = Q()
    for name in NUMBERS:
        asked |= Q(**{name: words})
    found: QuerySet[Pupil] = (
        Pupil.objects.filter(asked).select_related("organisation").order_by("pinyin", "id")
    )
    return found if words.strip() and not is_masked(words) else found.none()


def likely_duplicates() -> list[list[Pupil]]:
    """Return groups of pupils within the reader's scope who are likely one person: one document's number, or one name and birthday."""
    return duplicates.likely_duplicates(Pupil.objects.all(), ("id_number",))


def imported_tables() -> QuerySet[ImportRun]:
    """Return the tables of pupils that came in within the reader's scope, latest first."""
    done: QuerySet[ImportRun] = ImportRun.objects.filter(register="pupils", state=ImportState.DONE)
    return done.select_related("source", "organisation", "account__person").order_by("-id")


@dataclass(frozen=True, slots=True)
class WholeExport:
    """A table of pupils as the whole roll of the schools it names: which schools, how many rows, and who is missing."""

    schools: frozenset[int]
    rows: int
    missing: QuerySet[Pupil]


def whole_export(run: ImportRun) -> WholeExport:
    """Return what a table that was imported leaves out, were it the whole roll of the schools that it names.

    Rows without a number or a school are not counted; a missing pupil is one whom a school it names has on its roll today.
    """
    opened = open_import(run)
    importer = opened.declared.importer
    checked = check(opened.source, opened.cells, run.mapping, importer, None)  # type: ignore[arg-type]
    numbers = checked.values.get("roll_number", [])
    units: Iterable[Any] = checked.values.get("organisation_id") or [run.organisation_id] * len(numbers)
    told = [(number, unit) for number, unit in zip(numbers, units, strict=True) if number and unit]
    schools = frozenset(unit for _number, unit in told)
    there = {normal(Kind.ROLL_NUMBER, number.opened()) for number, _unit in told}
    held = Pupil.objects.filter(organisation_id__in=schools, status__in=ON_ROLL)
    gone = [pk for pk, number in held.values_list("pk", "roll_number") if number.opened() not in there]
    missing = Pupil.objects.filter(pk__in=gone).select_related("organisation").order_by(
        F("organisation__sort_key"), "grade", "class_number", "pinyin"
    )  # fmt: skip
    return WholeExport(schools, len(told), missing)
