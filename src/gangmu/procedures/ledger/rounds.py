"""When reports are due: a rhythm and a day are data of the bureau, by source where it says so."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gangmu.foundation.calendars.selectors import WorkingYear
from gangmu.foundation.organisations.selectors import bureaus_of
from gangmu.procedures.ledger.choices import Rhythm
from gangmu.procedures.ledger.models import ReportRule

#: The months in which a rhythm asks for a report.
MONTHS: dict[str, tuple[int, ...]] = {
    Rhythm.MONTHLY: tuple(range(1, 13)),
    Rhythm.QUARTERLY: (3, 6, 9, 12),
    Rhythm.HALF_YEARLY: (6, 12),
    Rhythm.YEARLY: (12,),
    Rhythm.NONE: (),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that is asked for: of which month, by which day."""

    month: date
    due: date


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a bureau rules on a source: how often and by which day of the month."""

    source: str
    rhythm: str
    day: int
    valid_from: date
    grace: int = 10


#: Before a bureau rules otherwise: every month by the 25th (official_documents 12.6 [R] asks for monthly reports; the day is
#: [design]), and none for a task that was issued less than ten days before [design].
DEFAULT = Ruling("", Rhythm.MONTHLY, 25, date.min)


class Timetable:
    """The report days of a bureau; asked for many tasks, it reads rules and calendar once."""

    def __init__(self, organisation_id: int) -> None:
        self.within = bureaus_of(organisation_id)
        rows = ReportRule._base_manager.filter(organisation_id=organisation_id)
        self.rulings = [Ruling(r.source, r.rhythm, r.day, r.valid_from, r.grace) for r in rows]
        self._years: dict[int, WorkingYear] = {}
        self._rulings: dict[tuple[frozenset[str], date], Ruling] = {}
        self._due: dict[tuple[date, int], date] = {}
        self._asked: dict[tuple[frozenset[str], str, date, date], tuple[Asked, ...]] = {}

    def ruling(self, sources: Iterable[str], on: date) -> Ruling:
        """Return the rule that holds on a day for a task of such sources: of several the one that asks most often."""
        holding: dict[str, Ruling] = {}
        for told in sorted(self.rulings, key=lambda ruling: ruling.valid_from):
            if told.valid_from <= on:
                holding[told.source] = told
        named = [holding[source] for source in set(sources) if source in holding]
        return max(named, key=lambda told: len(MONTHS[told.rhythm]), default=holding.get("", DEFAULT))

    def asked(self, sources: Iterable[str], rhythm: str, begins: date, until: date) -> tuple[Asked, ...]:
        """Return the reports asked for from a task's beginning to the month of a day; the last may be due after that day.

        Parameters
        ----------
        sources
            Kinds of the task's sources.
        rhythm
            The task's own, empty where the bureau's rule holds.
        begins, until
            The task's first day, and the day looked at.
        """
        key = (frozenset(sources), rhythm, begins, until.replace(day=1))
        if key not in self._asked:
            told = (self.of_month(key[0], rhythm, begins, month) for month in _months(begins, until))
            self._asked[key] = tuple(asked for asked in told if asked is not None)
        return self._asked[key]

    def of_month(self, sources: Iterable[str], rhythm: str, begins: date, month: date) -> Asked | None:
        """Return the report that a month asks for, if it asks for one; `month` is its first day."""
        told = self._ruled(frozenset(sources), month)
        if month.month not in MONTHS[rhythm or told.rhythm]:
            return None
        due = self.due_day(month, told.day)
        return Asked(month, due) if begins + timedelta(days=told.grace) <= due else None

    def _ruled(self, sources: frozenset[str], month: date) -> Ruling:
        key = (sources, month)
        if key not in self._rulings:
            self._rulings[key] = self.ruling(sources, month)
        return self._rulings[key]

    def due_day(self, month: date, day: int) -> date:
        """Return the day of a month, or the next working day after it."""
        key = (month, day)
        if key not in self._due:
            last = calendar.monthrange(month.year, month.month)[1]
            self._due[key] = self._year(month.year).on_or_after(month.replace(day=min(day, last)))
        return self._due[key]

    def _year(self, year: int) -> WorkingYear:
        if year not in self._years:
            self._years[year] = WorkingYear(year, self.within)
        return self._years[year]


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found
