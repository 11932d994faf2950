"""Questions to the calendar. A day without a rule is what its weekday says."""

from dataclasses import dataclass
from datetime import date, timedelta

from gangmu.foundation.calendars.choices import DayKind, StageBoundary
from gangmu.foundation.calendars.models import CountyParameters, DayRule, Term


@dataclass(frozen=True, slots=True)
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
        """As it is written: 2025—2026学年."""
        return f"{self.start_year}—{self.start_year + 1}学年"


def school_year_of(day: date) -> SchoolYear:
    """Return the school year in which a day lies."""
    return SchoolYear(day.year if day.month >= 9 else day.year - 1)


def is_working_day(day: date) -> bool:
    """Whether people work on a day."""
    rule = DayRule.objects.filter(day=day).values_list("kind", flat=True).first()
    return day.weekday() < 5 if rule is None else rule == DayKind.WORKDAY


def add_working_days(day: date, count: int) -> date:
    """Return the day so many working days after another; the day itself does not count."""
    rules = dict(
        DayRule.objects.filter(day__gt=day, day__lte=day + timedelta(days=3 * count + 60)).values_list(
            "day", "kind"
        )
    )
    left = count
    while left > 0:
        day += timedelta(days=1)
        rule = rules.get(day)
        left -= day.weekday() < 5 if rule is None else rule == DayKind.WORKDAY
    return day


def teaching_week_of(day: date) -> int | None:
    """Return the teaching week of a day, counted from the Monday of the term's first week; `None` outside terms."""
    term = Term.objects.filter(first_day__lte=day, last_day__gte=day).first()
    if term is None:
        return None
    monday = term.first_day - timedelta(days=term.first_day.weekday())
    return (day - monday).days // 7 + 1


def stage_boundary(day: date) -> StageBoundary:
    """Return where primary ends for the school year of a day; six-three where the county said nothing."""
    year = school_year_of(day).start_year
    row = CountyParameters.objects.filter(from_school_year__lte=year).order_by("-from_school_year").first()
    return StageBoundary(row.stage_boundary) if row else StageBoundary.SIX_THREE
