"""Reads of proposals for whole classes, each held against what the exports of the new school year tell of its pupils."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gangmu.foundation.access.scope import holds
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel import clock
from gangmu.records.rolls.choices import ON_ROLL, Status
from gangmu.records.rolls.models import Enrolment, HeldBack, Promotion, Pupil
from gangmu.records.rolls.promoting import Counts, Sits, Verdict, counts_of, proposed, verdict

IDENTITY = "rolls.identity:view"


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil of a class that goes up: how the pupil stood, will stand and was seen, and whether that agrees."""

    pupil: Pupil
    name: str
    before: Sits
    will: Sits
    seen: Sits | None
    verdict: Verdict
    held_back: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A proposal with its pupils and counts, and who came into the class in the new school year beside them."""

    promotion: Promotion
    lines: list[Line]
    counts: Counts
    joined: int


def promotions_into(year: int, school_id: int) -> QuerySet[Promotion]:
    """Return the proposals of a school for a school year within the reader's scope, lowest grade first."""
    rows: QuerySet[Promotion] = Promotion.objects.filter(school_year=year, organisation_id=school_id)
    return rows.select_related("school_class", "organisation").order_by("school_class__number", "pk")


def held_against(promotions: Sequence[Promotion]) -> list[Held]:
    """Return proposals of one school and school year with what the exports say to them, in as many queries as for one."""
    if not promotions:
        return []
    school, year = promotions[0].organisation_id, SchoolYear(promotions[0].school_year)
    classes = {promotion.school_class_id: promotion for promotion in promotions}
    stood = _stood(year, classes)
    seen = _seen(year, [row.pupil_id for row in stood])
    exported = _exported(stood, seen)
    stays = set(
        HeldBack._base_manager.filter(promotion__in=promotions).values_list("promotion_id", "pupil_id")
    )
    joined = _joined(year, school)
    lines: dict[int, list[Line]] = {promotion.pk: [] for promotion in promotions}
    for row in stood:
        promotion = classes[row.school_class_id]
        stays_back = (promotion.pk, row.pupil_id) in stays
        lines[promotion.pk].append(
            _line(
                row, promotion, seen.get(row.pupil_id), stays_back, exported=row.school_class_id in exported
            )
        )
    return [
        Held(
            promotion, lines[promotion.pk], counts_of((li.before, li.will, li.verdict) for li in lines[promotion.pk]),
            joined.get((promotion.grade, promotion.school_class.number), 0) if promotion.grade else 0,
        )
        for promotion in promotions
    ]  # fmt: skip


def _last_day(year: SchoolYear) -> date:
    """Return the last day of the school year before, or today where that is to come."""
    return min(SchoolYear(year.start_year - 1).last_day, clock.today())


def _stood(year: SchoolYear, classes: Iterable[int]) -> list[Any]:
    """Return the enrolments of some classes on the last day of the school year before, or today where that is to come."""
    rows = Enrolment.objects.at(_last_day(year)).filter(school_class__in=classes, status__in=ON_ROLL)
    return list(rows.select_related("pupil", "school_class").order_by("pupil__pinyin", "pupil_id"))


def _seen(year: SchoolYear, pupils: Iterable[int]) -> dict[int, Sits]:
    """Return how pupils stand by what was first told of the new school year, wherever they now are."""
    begun = Q(valid_from__gte=year.first_day, valid_from__lte=year.last_day, recorded_to__isnull=True)
    rows = Enrolment._base_manager.filter(begun, pupil__in=pupils).select_related("school_class")
    found = {
        row.pupil_id: Sits(
            row.organisation_id, row.grade, row.school_class.number if row.school_class else None, row.status
        )
        for row in rows.order_by("-valid_from")
    }
    gone = Pupil._base_manager.filter(
        pk__in=pupils, status__in=(Status.LEFT, Status.GRADUATED), since__gte=year.first_day
    )
    for pupil in gone:
        found.setdefault(pupil.pk, Sits(pupil.organisation_id, pupil.grade, None, pupil.status))
    return found


def _exported(stood: Sequence[Any], seen: Mapping[int, Sits]) -> set[int]:
    """Return the classes of whose new school year an export told: of more than half of their pupils something is told anew.

    A single pupil of whom the school tells something by hand does not make the others' silence an answer.
    """
    pupils = Counter(row.school_class_id for row in stood)
    told = Counter(row.school_class_id for row in stood if row.pupil_id in seen)
    return {one for one, count in pupils.items() if 2 * told[one] > count}


def _joined(year: SchoolYear, school: int) -> dict[tuple[str, int], int]:
    """Return how many came into each class of the new school year who were not on the school's roll at the end of the old one."""
    rows = Enrolment._base_manager.filter(organisation_id=school, recorded_to__isnull=True)
    there = rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=_last_day(year)), valid_from__lte=_last_day(year)
    )
    fresh = rows.filter(school_class__school_year=year.start_year).exclude(pupil__in=there.values("pupil"))
    pairs = (
        fresh.order_by().values_list("grade", "school_class__number").annotate(Count("pupil", distinct=True))
    )
    return {(grade, number): count for grade, number, count in pairs}


def _line(row: Any, promotion: Promotion, seen: Sits | None, held_back: bool, *, exported: bool) -> Line:
    before = Sits(row.organisation_id, row.grade, row.school_class.number, row.status)
    will = proposed(before, promotion.grade, held_back=held_back)
    pupil = row.pupil
    name = pupil.name if holds(IDENTITY, row.organisation_id) else str(pupil)
    return Line(pupil, name, before, will, seen, verdict(before, will, seen, exported=exported), held_back)
