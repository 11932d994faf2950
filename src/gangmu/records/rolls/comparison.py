"""What changed between two exports of the roll: a pure comparison of what was held of a pupil with what is seen now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gangmu.foundation.calendars.selectors import school_year_of
from gangmu.foundation.organisations.choices import StageBoundary
from gangmu.records.rolls.choices import ENTRY_GRADES, KINDERGARTEN, ON_ROLL, ChangeKind, Grade, Status

#: The last grades of stages, by where primary ends (indicators 1.3).
LAST = {
    StageBoundary.SIX_THREE: frozenset({Grade.K3, Grade.G6, Grade.G9, Grade.G12}),
    StageBoundary.FIVE_FOUR: frozenset({Grade.K3, Grade.G5, Grade.G9, Grade.G12}),
}


@dataclass(frozen=True, slots=True)
class Held:
    """How a pupil stands on the roll: school, grade, status."""

    school: int
    grade: str
    status: str

    @property
    def on_roll(self) -> bool:
        """Whether a school's roll holds the pupil."""
        return self.status in ON_ROLL


@dataclass(frozen=True, slots=True)
class Change:
    """A change that the comparison shows: of which school's roll, and the other school where there is one."""

    kind: ChangeKind
    school: int
    grade: str
    other: int | None = None


def changes(before: Held | None, now: Held, day: date, *, school_was_known: bool = True) -> Iterator[Change]:
    """Yield the changes of one pupil: none for who enters a stage or goes up a grade in the same school.

    Parameters
    ----------
    before
        What was held; `None` for a number that no roll had.
    day
        The day from which the new standing holds.
    school_was_known
        Whether the school had a roll before that day: without one all its pupils are new to us, and none was transferred.
    """
    if before is None or not before.on_roll:
        if now.on_roll and school_was_known and not enters(now.grade, day):
            yield Change(ChangeKind.IN, now.school, now.grade, before.school if before else None)
        return
    if now.status == Status.GRADUATED:
        yield Change(ChangeKind.GRADUATED, before.school, before.grade)
    elif now.status == Status.LEFT:
        yield Change(ChangeKind.OUT, before.school, before.grade)
    else:
        yield from _of_school(before, now, day)
        yield from _of_status(before, now)


def _of_school(before: Held, now: Held, day: date) -> Iterator[Change]:
    if now.school == before.school or (before.grade != now.grade and enters(now.grade, day)):
        return
    yield Change(ChangeKind.OUT, before.school, before.grade, now.school)
    yield Change(ChangeKind.IN, now.school, now.grade, before.school)


def _of_status(before: Held, now: Held) -> Iterator[Change]:
    if now.status == before.status:
        return
    kind = ChangeKind.SUSPENDED if now.status == Status.SUSPENDED else ChangeKind.RESUMED
    yield Change(kind, now.school, now.grade)


def enters(grade: str, day: date) -> bool:
    """Whether somebody first seen in a grade on a day entered the stage: in an entry grade, in the first month of a school year.

    Kindergartens take in at any time of the year and at any age; so nobody first seen there was transferred.
    """
    if grade in KINDERGARTEN:
        return True
    return grade in ENTRY_GRADES and day.month == school_year_of(day).first_day.month


def finishes(grade: str, seen: date, now: date, boundary: StageBoundary) -> bool:
    """Whether somebody of a grade, last seen in one school year and missing in a later one, has finished the stage."""
    return grade in LAST[boundary] and school_year_of(seen) < school_year_of(now)
