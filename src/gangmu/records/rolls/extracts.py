"""Rows of the roll → facts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from gangmu.datacentre.facts import Asked, declare_extract
from gangmu.foundation.access.among import Units
from gangmu.foundation.calendars.selectors import school_year_of
from gangmu.records.rolls import facts
from gangmu.records.rolls.choices import Status
from gangmu.records.rolls.models import Enrolment, SchoolClass


def classes_with_pupils(asked: Asked, units: Iterable[int] | None = None) -> Iterable[tuple[Any, ...]]:
    """Give the classes of the school year of a day, each with those who attend on it as known at a moment; an empty class has none.

    `units` leaves the classes of other units out.
    """
    year = school_year_of(asked.effective).start_year
    rows = SchoolClass.objects.filter(school_year=year).order_by("pk")
    if units is not None:
        rows = rows.filter(organisation_id__among=Units(units))
    # Of the enrolments of many years those in the classes of one are looked at.
    sitting = Enrolment.objects.at(asked.effective, asked.known_at).filter(
        status=Status.ATTENDING, school_class__in=rows.order_by()
    )
    counted = dict(sitting.order_by().values_list("school_class_id").annotate(Count("pk")))
    for pk, unit, stage, grade, kind in rows.values_list("pk", "organisation_id", "stage", "grade", "kind"):
        yield pk, unit, stage, grade, kind, counted.get(pk, 0), asked.effective


def pupils_on_roll(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give who is on the roll on a day, as known at a moment."""
    rows = Enrolment.objects.at(asked.effective, asked.known_at).order_by("pk")
    for told in rows.values_list("pk", "organisation_id", "stage", "grade", "status").iterator():
        yield *told, asked.effective


declare_extract(facts.PUPILS.name, pupils_on_roll)
declare_extract(facts.SCHOOL_CLASSES.name, classes_with_pupils)
