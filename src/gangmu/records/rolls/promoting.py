"""Whole-class promotion as a proposal: what it says of each pupil, and what the next export says to that. A pure comparison."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gangmu.foundation.organisations.choices import StageBoundary
from gangmu.records.rolls.choices import ON_ROLL, Grade, Status
from gangmu.records.rolls.comparison import LAST

_GRADES = list(Grade)


class Verdict(StrEnum):
    """What the next export says to a proposal about a pupil."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Sits:
    """How a pupil stands: school, grade, class number, status."""

    school: int
    grade: str
    number: int | None
    status: str

    @property
    def on_roll(self) -> bool:
        """Whether a school's roll holds the pupil."""
        return self.status in ON_ROLL


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pupils a class had, goes up with, lets out, keeps back; and how many an export confirmed, contradicted, left open."""

    before: int
    up: int
    out: int
    stay: int
    confirmed: int
    contradicted: int
    waiting: int


def grade_above(grade: str, boundary: StageBoundary) -> str:
    """Return the grade into which a grade goes up; empty for the last of a stage, which leaves (indicators 1.3).

    >>> (
    ...     grade_above("5", StageBoundary.SIX_THREE),
    ...     grade_above("5", StageBoundary.FIVE_FOUR),
    ...     grade_above("K1", StageBoundary.SIX_THREE),
    ... )
    ('6', '', 'K2')
    """
    return "" if grade in LAST[boundary] else str(_after(grade))


def _after(grade: str) -> str:
    """Return the grade after one, also over the end of a stage; nothing after the last of all."""
    place = _GRADES.index(Grade(grade)) + 1
    return str(_GRADES[place]) if place < len(_GRADES) else ""


def proposed(before: Sits, grade: str, *, held_back: bool) -> Sits:
    """Return how a pupil will stand by the proposal of the class: in the grade above, out, or in the grade as before.

    The class of who is held back is not proposed: the school finds one.
    """
    if held_back:
        return Sits(before.school, before.grade, None, before.status)
    if not grade:
        return Sits(before.school, "", None, Status.GRADUATED)
    return Sits(before.school, grade, before.number, before.status)


def verdict(before: Sits, will: Sits, seen: Sits | None, *, exported: bool) -> Verdict:
    """Return what an export says to a proposal about a pupil.

    Parameters
    ----------
    seen
        How the pupil stands in the new school year, `None` where no export told anything new of the pupil.
    exported
        Whether the school's roll of the new school year came in: then who is not told anew still stands as before.
    """
    if seen is None and not exported:
        return Verdict.WAITING
    stands = seen or before
    if will.status == Status.GRADUATED:
        # Who finished a stage may begin the next one, at this school or at another.
        begun = stands.on_roll and stands.grade == _after(before.grade) != ""
        return Verdict.CONFIRMED if begun or stands.status == Status.GRADUATED else Verdict.CONTRADICTED
    same = stands.on_roll and (stands.school, stands.grade) == (will.school, will.grade)
    same_class = will.number is None or stands.number == will.number
    return Verdict.CONFIRMED if same and same_class else Verdict.CONTRADICTED


def counts_of(lines: Iterable[tuple[Sits, Sits, Verdict]]) -> Counts:
    """Return the counts of a class: each pupil as before, as proposed, with the verdict."""
    told = list(lines)
    verdicts = [verdict for _before, _will, verdict in told]
    out = sum(will.status == Status.GRADUATED for _before, will, _verdict in told)
    stay = sum(will.grade == before.grade for before, will, _verdict in told)
    return Counts(
        len(told), len(told) - out - stay, out, stay,
        *(verdicts.count(one) for one in (Verdict.CONFIRMED, Verdict.CONTRADICTED, Verdict.WAITING)),
    )  # fmt: skip
