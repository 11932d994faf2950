"""The questions that figures of staff are made of, and the few persons and pupils of their worked examples."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gangmu.datacentre.indicators import Condition, Example, Question

#: Full-time teachers (专任教师) who are at work; who is within the establishment and off the post teaches nobody (teachers 5.1) [design].
TEACHERS: tuple[Condition, ...] = (("category", "=", "teacher"), ("status", "=", "on"))
#: Pupils who attend; who is suspended does not count, as in the size of classes [design].
ATTENDING: tuple[Condition, ...] = (("status", "=", "attending"),)
#: Backbone teachers from the county's level up (balanced_development 2.1.1 L2 [V]).
BACKBONE: Condition = ("backbone", "in", ("county", "city", "province", "nation"))
DAY = date(2026, 9, 1)

_TOLD = (
    "stage",
    "subject",
    "education",
    "title",
    "certificate",
    "backbone",
    "status",
    "category",
    "establishment",
)
_STAFF = (
    ("PRI", "chinese", "college", "first", "PRI", "", "on", "teacher", "within"),
    ("PRI", "sport", "bachelor", "second", "JUN", "county", "on", "teacher", "within"),
    ("PRI", "maths", "upper", "", "", "", "on", "teacher", "outside"),
    ("PRI", "music", "bachelor", "senior", "PRI", "city", "off", "teacher", "within"),
    ("JUN", "maths", "bachelor", "senior", "SEN", "school", "on", "teacher", "within"),
    ("JUN", "fine_art", "college", "first", "JUN", "province", "on", "teacher", "within"),
    ("SEN", "physics", "master", "professor", "SEN", "", "on", "teacher", "within"),
    ("SEN", "history", "bachelor", "second", "SEN", "", "on", "teacher", "agency"),
    ("KG", "care", "upper", "", "KG", "", "on", "teacher", "outside"),
    ("KG", "care", "below", "", "", "", "on", "teacher", "outside"),
    ("", "", "college", "", "", "", "on", "office", "within"),
)
#: Eleven persons of units 1 and 2, and one teacher of another unit.
STAFF: tuple[Mapping[str, Any], ...] = tuple(
    {"id": n, "organisation_id": 1 if n % 2 else 2, **dict(zip(_TOLD, told, strict=True)), "counted_on": DAY}
    for n, told in enumerate(_STAFF, 1)
) + ({"id": 90, "organisation_id": 9, **dict(zip(_TOLD, _STAFF[1], strict=True)), "counted_on": DAY},)
_PUPILS = (("PRI", 40), ("JUN", 27), ("SEN", 25), ("KG", 30))
#: Forty pupils of primary, 27 of junior, 25 of senior, 30 children; one more of each is suspended, one is of another unit.
PUPILS: tuple[Mapping[str, Any], ...] = tuple(
    {"id": n, "organisation_id": unit, "stage": stage, "grade": "1", "status": status, "counted_on": DAY}
    for n, (stage, unit, status) in enumerate(
        told
        for stage, size in _PUPILS
        for told in (*((stage, 1 + n % 2, "attending") for n in range(size)), (stage, 1, "suspended"), (stage, 9, "attending"))
    )
)  # fmt: skip


def staff(*conditions: Condition) -> Question:
    """Ask how many staff stand so."""
    return Question("staff", "counted_on", "organisation_id", conditions)


def teachers(*conditions: Condition) -> Question:
    """Ask how many full-time teachers stand so."""
    return staff(*TEACHERS, *conditions)


def pupils(stage: str) -> Question:
    """Ask how many pupils of a stage attend."""
    return Question("pupils", "counted_on", "organisation_id", (*ATTENDING, ("stage", "=", stage)))


def example(
    words: str, value: float, denominator: float | None = None, *, with_pupils: bool = False
) -> Example:
    """Make a worked example over the persons, and over the pupils where they are asked for too."""
    rows = {"staff": STAFF, "pupils": PUPILS} if with_pupils else {"staff": STAFF}
    return Example(words, rows, (1, 2), DAY, DAY, value, denominator)
