"""When reports are due: a rhythm and a day are data of the bureau, by source where it says so."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gangmu.foundation.calendars.selectors import add_working_days
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


#: Before a bureau rules otherwise: every month by the 25th, as the ledger's splits into monthly reports ask (12.6 [R]; the day is [design]).
DEFAULT = Ruling("", Rhythm.MONTHLY, 25, date.min)


class Timetable:
    """The report days of a bureau; asked for many tasks, it reads rules and calendar once."""

    def __init__(self, organisation_id: int) -> None:
        self.within = bureaus_of(organisation_id)
        rows = ReportRule._base_manager.filter(organisation_id=organisation_id)
        self.rulings = [Ruling(row.source, row.rhythm, row.day, row.valid_from) for row in rows]
        self._due: dict[tuple[date, int], date] = {}

    def ruling(self, sources: Iterable[str], on: date) -> Ruling:
        """Return the rule that holds on a day for a task of such sources: of several the one that asks most often."""
        holding: dict[str, Ruling] = {}
        for told in sorted(self.rulings, key=lambda ruling: ruling.valid_from):
            if told.valid_from <= on:
                holding[told.source] = told
        named = [holding[source] for source in set(sources) if source in holding]
        return max(named, key=lambda told: len(MONTHS[told.rhythm]), default=holding.get("", DEFAULT))

    def asked(self, sources: Iterable[str], rhythm: str, first: date, last: date) -> list[Asked]:
        """Return the reports asked between two days.

        Parameters
        ----------
        sources
            Kinds of the task's sources.
        rhythm
            The task's own, empty where the bureau's rule holds.
        first, last
            From the task's beginning to the day looked at; a report is due on both at the latest and earliest.
        """
        kinds = tuple(sources)
        found = []
        for month in _months(first, last):
            told = self.ruling(kinds, month)
            if month.month in MONTHS[rhythm or told.rhythm]:
                due = self.due_day(month, told.day)
                if first <= due:
                    found.append(Asked(month, due))
        return found

    def due_day(self, month: date, day: int) -> date:
        """Return the day of a month, or the next working day after it."""
        key = (month, day)
        if key not in self._due:
            last = calendar.monthrange(month.year, month.month)[1]
            self._due[key] = add_working_days(
                month.replace(day=min(day, last)) - timedelta(days=1), 1, self.within
            )
        return self._due[key]


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found
