"""Counting schools at a census date, as known at a moment: one set of figures by code for each, in two queries for all."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import CharField, Count
from django.db.models.functions import Cast, Substr

from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.kernel.results import RowsPath
from gangmu.foundation.organisations.selectors import tree
from gangmu.records.checks.cells import UNKNOWN, is_staff
from gangmu.records.rolls.choices import Status
from gangmu.records.rolls.models import Enrolment
from gangmu.records.staff.choices import Status as AtWork
from gangmu.records.staff.models import StaffStanding

Counts = dict[int, Counter[str]]


def counts_of(schools: Iterable[int], day: date, known_at: datetime | None = None) -> Counts:
    """Return the figures of each school with its campuses: attending pupils, classes in which they sit, staff at work.

    A school of which nothing is registered on the day has no figures, which is not the same as figures of zero.

    Parameters
    ----------
    day
        The census date.
    known_at
        The moment whose knowledge counts (now).
    """
    found: Counts = {school: Counter() for school in schools}
    standing = tree(day)
    school_of = {unit: school for school in found for unit in standing.subtree(school)}
    with unscoped(
        "a school's figures are the same for every reader; its rows open inside the reader's scope"
    ):
        _count_pupils(found, school_of, day, known_at)
        _count_staff(found, school_of, day, known_at)
    return found


def _count_pupils(found: Counts, school_of: dict[int, int], day: date, known_at: datetime | None) -> None:
    sitting = Enrolment.objects.at(day, known_at).filter(
        organisation_id__in=school_of, status=Status.ATTENDING
    ).order_by()  # fmt: skip
    # Every row is read once: a database that groups them by class, by sex and by birthday looks up each pupil three times,
    # and dates of a whole county are made from their words for longer than the rows are read: year and month stay words.
    rows = sitting.values_list(
        "organisation_id", "grade", "school_class_id", "school_class__number", "pupil__sex",
        Substr(Cast("pupil__birth_date", CharField()), 1, len("2026-09")),
    )  # fmt: skip
    by_class: dict[tuple[int, str, int | None, int | None], int] = defaultdict(int)
    by_sex: dict[tuple[int, str, str], int] = defaultdict(int)
    by_month: dict[tuple[int, str | None], int] = defaultdict(int)
    for unit, grade, held, number, sex, born in rows.iterator():
        by_class[unit, grade, held, number] += 1
        by_sex[unit, grade, sex] += 1
        by_month[unit, born] += 1
    for (unit, grade, held, number), pupils in by_class.items():
        told = found[school_of[unit]]
        told["pupils"] += pupils
        told[f"grade.{grade}"] += pupils
        told[f"class.{grade}.{UNKNOWN if number is None else number}"] += pupils
        if held is not None:
            told["classes"] += 1
            told[f"classes.{grade}"] += 1
    for (unit, grade, sex), pupils in by_sex.items():
        found[school_of[unit]][f"sex.{grade}.{sex or UNKNOWN}"] += pupils
    for (unit, born), pupils in by_month.items():
        age = UNKNOWN if born is None else _age(int(born[:4]), int(born[5:]), day)
        found[school_of[unit]][f"age.{age}"] += pupils


def _age(year: int, month: int, day: date) -> int:
    """Return completed years on 1 September: who is 6 was born on or before 31 August six years earlier (indicators 1.1 [V])."""
    return day.year - year - (month >= day.month)


def _count_staff(found: Counts, school_of: dict[int, int], day: date, known_at: datetime | None) -> None:
    standing = StaffStanding.objects.at(day, known_at).filter(
        organisation_id__in=school_of, status=AtWork.ON
    ).order_by()  # fmt: skip
    for unit, category, staff in standing.values_list("organisation_id", "category").annotate(Count("pk")):
        told = found[school_of[unit]]
        told["staff"] += staff
        told[f"staff.{category}"] += staff


def rows_of(code: str, school: int, day: date, known_at: datetime | None) -> RowsPath:
    """Return the way to the rows of a figure."""
    under: tuple[tuple[str, str, object], ...] = (("organisation_id", "under", school),)
    head, *more = code.split(".")
    if is_staff(code):
        of = (("category", "=", more[0]),) if more else ()
        return RowsPath(
            "register:staff-standings", (*under, ("status", "=", AtWork.ON.value), *of), day, known_at
        )
    grade = (("grade", "=", more[0]),) if more and head != "age" else ()
    if head == "classes":
        return RowsPath("register:school-classes", (*under, ("pupils", ">=", 1), *grade), day, known_at)
    attending = (*under, ("status", "=", Status.ATTENDING.value), *grade)
    return RowsPath("register:enrolments", (*attending, *_narrower(head, more, day)), day, known_at)


def _narrower(head: str, more: list[str], day: date) -> tuple[tuple[str, str, object], ...]:
    """Return what narrows the enrolments of a school and grade to those of a figure."""
    told = more[-1] if more else ""
    if head == "class":
        return (
            ("school_class__number", "empty", True)
            if told == UNKNOWN
            else ("school_class__number", "=", told),
        )
    if head == "sex":
        return (("pupil__sex", "=", "" if told == UNKNOWN else told),)
    if head != "age":
        return ()
    if told == UNKNOWN:
        return (("pupil__birth_date", "empty", True),)
    born = day.year - int(told)
    first, last = day.replace(year=born - 1), date(born, day.month - 1, 31)
    return (("pupil__birth_date", ">=", first), ("pupil__birth_date", "<=", last))
