"""Questions to the calendar. A day without a rule is what its weekday says.

`within` names the bureaus to which a unit belongs, nearest first: their own terms and days come before the general ones.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gangmu.foundation.calendars.choices import DayKind
from gangmu.foundation.calendars.models import DayRule, Term
from gangmu.foundation.kernel import clock

Row = TypeVar("Row", Term, DayRule)


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year: 1 September to 31 August (indicators 1.1)."""

    start_year: int

    @property
    def first_day(self) -> date:
        """1 September, the census date (学年初)."""
        return date(self.start_year, 9, 1)

    @property
    def last_day(self) -> date:
        """31 August."""
        return date(self.start_year + 1, 8, 31)

    @property
    def label(self) -> str:
        """As it is written: 2025—2026学年; in English a school year."""
        return _("%(first)s—%(last)s学年") % {"first": self.start_year, "last": self.start_year + 1}

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def school_year_of(day: date) -> SchoolYear:
    """Return the school year in which a day lies."""
    return SchoolYear(day.year if day.month >= 9 else day.year - 1)


def school_year_named(label: str) -> SchoolYear | None:
    """Return the school year that a label means (2025—2026学年, 2025-2026学年, 2025学年); `None` for other words."""
    match = re.fullmatch(r"(\d{4})(?:\s*[—–\-~至]+\s*(\d{4}))?\s*(?:学年)?", label.strip())
    if match is None or (match[2] and int(match[2]) != int(match[1]) + 1):
        return None
    return SchoolYear(int(match[1]))


def is_working_day(day: date, within: Sequence[int] = ()) -> bool:
    """Whether people work on a day."""
    return _works(day, _rules(day, day, within))


def add_working_days(day: date, count: int, within: Sequence[int] = ()) -> date:
    """Return the day so many working days after another (before, when negative); the day itself does not count."""
    step = timedelta(days=1 if count >= 0 else -1)
    reach = timedelta(days=3 * abs(count) + 60)
    rules = _rules(min(day, day + step * reach.days), max(day, day + step * reach.days), within)
    left = abs(count)
    while left > 0:
        day += step
        left -= _works(day, rules)
    return day


class WorkingYear:
    """The working days of a calendar year and of the days after it, asked for many days: the rules are read once."""

    #: Days after the year's end up to which a day that follows is looked for.
    AFTER = 63

    def __init__(self, year: int, within: Sequence[int] = ()) -> None:
        last = date(year, 12, 31) + timedelta(days=self.AFTER)
        self._held = _rules(date(year, 1, 1), last, within)

    def on_or_after(self, day: date) -> date:
        """Return a day of the year itself when people work on it, else the next on which they do."""
        while not _works(day, self._held):
            day += timedelta(days=1)
        return day


def working_days_between(first: date, last: date, within: Sequence[int] = ()) -> int:
    """Return how many working days lie in [first, last]."""
    rules = _rules(first, last, within)
    return sum(_works(first + timedelta(days=n), rules) for n in range((last - first).days + 1))


def terms_of(year: SchoolYear, within: Sequence[int] = ()) -> list[Term]:
    """Return the terms of a school year in their order."""
    found: dict[int, Term] = {}
    for term in _nearest_last(Term.objects.filter(_ours(within), school_year=year.start_year), within):
        found[term.number] = term
    return [found[number] for number in sorted(found)]


def term_of(day: date, within: Sequence[int] = ()) -> Term | None:
    """Return the term in which a day lies; `None` outside terms."""
    held = Term.objects.filter(_ours(within), first_day__lte=day, last_day__gte=day)
    found = _nearest_last(held, within)
    if not found or found[-1].organisation_id is not None:
        return found[-1] if found else None
    own = {(term.school_year, term.number) for term in Term.objects.filter(organisation__in=list(within))}
    return next((term for term in found if (term.school_year, term.number) not in own), None)


def teaching_week_of(day: date, within: Sequence[int] = ()) -> int | None:
    """Return the teaching week of a day, counted from the Monday of the term's first week; `None` outside terms."""
    term = term_of(day, within)
    return None if term is None else (day - _monday(term.first_day)).days // 7 + 1


@dataclass(frozen=True, slots=True)
class Week:
    """A teaching week of a term: its number, its days inside the term, and how many of them are working days."""

    number: int
    first_day: date
    last_day: date
    working_days: int


def weeks_of(term: Term, within: Sequence[int] = ()) -> list[Week]:
    """Return the teaching weeks of a term."""
    rules = _rules(term.first_day, term.last_day, within)
    weeks: list[Week] = []
    monday = _monday(term.first_day)
    while monday <= term.last_day:
        first, last = max(monday, term.first_day), min(monday + timedelta(days=6), term.last_day)
        works = sum(_works(first + timedelta(days=n), rules) for n in range((last - first).days + 1))
        weeks.append(Week(len(weeks) + 1, first, last, works))
        monday += timedelta(days=7)
    return weeks


def day_rules(first: date, last: date, within: Sequence[int] = ()) -> list[DayRule]:
    """Return the holidays and make-up working days in [first, last], the nearest bureau's rule for each day."""
    found: dict[date, DayRule] = {}
    for rule in _nearest_last(DayRule.objects.filter(_ours(within), day__gte=first, day__lte=last), within):
        found[rule.day] = rule
    return [found[day] for day in sorted(found)]


def current_school_year() -> SchoolYear:
    """Return the school year of today."""
    return school_year_of(clock.today())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _works(day: date, rules: dict[date, str]) -> bool:
    rule = rules.get(day)
    return day.weekday() < 5 if rule is None else rule == DayKind.WORKDAY


def _rules(first: date, last: date, within: Sequence[int]) -> dict[date, str]:
    return {rule.day: rule.kind for rule in day_rules(first, last, within)}


def _ours(within: Sequence[int]) -> Q:
    return Q(organisation__isnull=True) | Q(organisation__in=list(within))


def _nearest_last(rows: QuerySet[Row], within: Sequence[int]) -> list[Row]:
    nearness = {unit: place for place, unit in enumerate(within)}
    return sorted(rows, key=lambda row: -nearness.get(row.organisation_id or 0, len(within)))
