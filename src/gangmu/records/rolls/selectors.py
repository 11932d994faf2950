"""Reads of the roll: the tables that came in, whom a whole export no longer shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from gangmu.foundation.registers.importing.checking import check
from gangmu.foundation.registers.models import ImportRun, ImportState
from gangmu.foundation.registers.services.imports import open_import
from gangmu.foundation.sealing.masking import Kind, normal
from gangmu.records.rolls.choices import ON_ROLL
from gangmu.records.rolls.models import Pupil


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

    Rows without a number or a school are not counted. A missing pupil is one whom a school it names has on its roll today and whose
    number stands nowhere in the table, also not beside a school that was not understood.
    """
    opened = open_import(run)
    importer = opened.declared.importer
    checked = check(opened.source, opened.cells, run.mapping, importer, None)  # type: ignore[arg-type]
    numbers = checked.values.get("roll_number", [])
    units: Iterable[Any] = checked.values.get("organisation_id") or [run.organisation_id] * len(numbers)
    told = [(number, unit) for number, unit in zip(numbers, units, strict=True) if number and unit]
    schools = frozenset(unit for _number, unit in told)
    there = {normal(Kind.ROLL_NUMBER, number.opened()) for number in numbers if number}
    held = Pupil.objects.filter(organisation_id__in=schools, status__in=ON_ROLL)
    gone = [pk for pk, number in held.values_list("pk", "roll_number") if number.opened() not in there]
    missing = Pupil.objects.filter(pk__in=gone).select_related("organisation").order_by(
        F("organisation__sort_key"), "grade", "class_number", "pinyin"
    )  # fmt: skip
    return WholeExport(schools, len(told), missing)
