"""School years, terms, teaching weeks, working days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.calendars.models import DayRule, Term
from gangmu.foundation.calendars.selectors import (
    SchoolYear,
    add_working_days,
    is_working_day,
    school_year_named,
    school_year_of,
    teaching_week_of,
    term_of,
    terms_of,
    weeks_of,
    working_days_between,
)
from gangmu.foundation.calendars.services import (
    Entry,
    enter_days,
    remove_day,
    remove_term,
    set_days,
    set_term,
)
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal

YEAR = SchoolYear(2026)


@pytest.fixture
def system(db: None) -> Iterator[SystemActor]:
    """The system at work."""
    with acting_as(SystemActor()) as actor:
        yield actor


@dataclass(frozen=True)
class Clerk:
    """Somebody who keeps the calendar of some bureaus."""

    units: frozenset[int]
    label: str = "方晓"
    account_id: int | None = None
    person_id: int | None = None
    person_ids: frozenset[int] = frozenset()

    def reach(self, permission: str) -> frozenset[int] | None:
        return self.units


def refusal(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda error: error.code == f"calendars.{code}")


@given(some.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_school_year(day: date) -> None:
    year = school_year_of(day)
    assert day in year and year.first_day.month == 9 and (year.last_day - year.first_day).days in (364, 365)
    assert school_year_named(year.label) == year


def test_a_school_year_is_written_as_the_forms_write_it() -> None:
    assert school_year_of(date(2026, 8, 31)).label == "2025—2026学年"
    assert school_year_of(date(2026, 9, 1)).label == "2026—2027学年"
    assert school_year_named("2022学年") == school_year_named("2022-2023学年") == SchoolYear(2022)
    assert school_year_named("2022—2024学年") is None
    assert school_year_named("去年") is None


def test_weekends_rest_and_rules_decide_the_rest(system: SystemActor) -> None:
    saturday, monday = date(2026, 10, 10), date(2026, 10, 12)
    assert not is_working_day(saturday) and is_working_day(monday)
    set_days(saturday, saturday, "workday", "调休")
    set_days(monday, monday, "holiday", "校庆")
    assert is_working_day(saturday) and not is_working_day(monday)
    remove_day(DayRule.objects.get(day=monday))
    assert is_working_day(monday)


def test_no_holiday_is_known_that_nobody_entered(db: None) -> None:
    assert DayRule.objects.count() == 0 and is_working_day(date(2026, 10, 1))


@given(some.dates(date(2026, 1, 1), date(2027, 12, 31)), some.integers(1, 40))
def test_going_forth_and_back_counts_the_same_days(day: date, count: int) -> None:
    """Weekday arithmetic against a walk day by day; without rules no database is asked for more than the weekday."""
    from gangmu.foundation.calendars import selectors

    rules = {date(2026, 10, n): "holiday" for n in range(1, 9)} | {date(2026, 10, 10): "workday"}
    works = lambda d: selectors._works(d, rules)  # noqa: E731
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= works(walked)
    original = selectors._rules
    selectors._rules = lambda first, last, within: {d: k for d, k in rules.items() if first <= d <= last}
    try:
        assert add_working_days(day, count) == walked
        assert working_days_between(day + timedelta(days=1), walked) == count
        back = add_working_days(walked, -count)
        assert back <= day or works(day)
        assert working_days_between(back, walked - timedelta(days=1)) == count
    finally:
        selectors._rules = original


def test_teaching_weeks_begin_on_monday(system: SystemActor) -> None:
    set_term(YEAR, 1, date(2026, 9, 1), date(2027, 1, 22))
    assert date(2026, 9, 1).weekday() == 1
    assert teaching_week_of(date(2026, 9, 1)) == 1 == teaching_week_of(date(2026, 9, 6))
    assert teaching_week_of(date(2026, 9, 7)) == 2
    assert teaching_week_of(date(2026, 8, 31)) is None
    term = term_of(date(2026, 10, 1))
    assert term is not None
    weeks = weeks_of(term)
    assert (weeks[0].first_day, weeks[0].working_days, weeks[-1].last_day) == (
        date(2026, 9, 1), 4, date(2027, 1, 22),
    )  # fmt: skip
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert all(teaching_week_of(week.first_day) == week.number for week in weeks)


def test_terms_that_cannot_be_are_refused(system: SystemActor) -> None:
    set_term(YEAR, 1, date(2026, 8, 30), date(2027, 1, 22))
    with refusal("term_days"):
        set_term(YEAR, 2, date(2027, 2, 22), date(2027, 2, 22))
    with refusal("term_outside"):
        set_term(YEAR, 2, date(2028, 2, 22), date(2028, 7, 1))
    with refusal("terms_overlap"):
        set_term(YEAR, 2, date(2027, 1, 10), date(2027, 7, 1))
    with refusal("term_number"):
        set_term(YEAR, 3, date(2027, 2, 22), date(2027, 7, 1))
    set_term(YEAR, 1, date(2026, 9, 1), date(2027, 1, 20))
    assert [term.first_day for term in terms_of(YEAR)] == [date(2026, 9, 1)]
    assert "开学日期由 2026-08-30 改为 2026-09-01" in history_of(Term.objects.get())[0].sentence
    remove_term(Term.objects.get())
    assert terms_of(YEAR) == []


def test_a_notice_is_entered_at_once_or_not_at_all(system: SystemActor) -> None:
    first, last = date(2027, 3, 1), date(2027, 3, 3)
    with refusal("day_twice"):
        enter_days([Entry(first, last, "holiday"), Entry(last, last, "workday")], "县办通知")
    assert DayRule.objects.count() == 0
    with refusal("no_basis"):
        enter_days([Entry(first, last, "holiday")], " ")
    with refusal("days_too_many"):
        enter_days([Entry(first, date(2027, 9, 1), "holiday")], "县办通知")
    with refusal("days_reversed"):
        set_days(last, first, "holiday")
    with refusal("unknown_kind"):
        set_days(first, last, "feast")
    assert enter_days([Entry(first, last, "holiday", "山花节")], "县办通知") == 3
    assert enter_days([Entry(first, last, "holiday", "山花节")], "县办通知") == 3
    assert DayRule.objects.count() == 3
    assert [h.note for h in history_of(DayRule.objects.get(day=first))] == ["县办通知"]


@pytest.fixture
def bureaus(system: SystemActor) -> tuple[int, int]:
    """A city's bureau and a county's, as rows of the room beside this one."""
    organisation = Term._meta.get_field("organisation").related_model
    city = organisation._base_manager.create(key="c", name="青川市教育局", kind="bureau")
    county = organisation._base_manager.create(key="y", name="云溪县教育局", kind="bureau", parent=city)
    return city.pk, county.pk


def test_a_county_may_differ_from_the_city(bureaus: tuple[int, int]) -> None:
    city, county = bureaus
    set_term(YEAR, 1, date(2026, 9, 1), date(2027, 1, 22))
    set_term(YEAR, 1, date(2026, 9, 7), date(2027, 1, 29), county)
    set_days(date(2026, 9, 30), date(2026, 9, 30), "holiday", organisation_id=county)
    within = (county, city)
    assert [term.first_day for term in terms_of(YEAR, within)] == [date(2026, 9, 7)]
    assert teaching_week_of(date(2026, 9, 3)) == 1 and teaching_week_of(date(2026, 9, 3), within) is None
    assert teaching_week_of(date(2027, 1, 25), within) == 21
    assert is_working_day(date(2026, 9, 30)) and not is_working_day(date(2026, 9, 30), within)
    set_days(date(2026, 9, 30), date(2026, 9, 30), "workday", organisation_id=city)
    assert not is_working_day(date(2026, 9, 30), within)


def test_a_countys_office_keeps_its_own_calendar_and_not_the_general_one(bureaus: tuple[int, int]) -> None:
    city, county = bureaus
    with acting_as(Clerk(frozenset({county}))):
        set_days(date(2026, 9, 30), date(2026, 9, 30), "holiday", organisation_id=county)
        with refusal("general"):
            set_days(date(2026, 9, 30), date(2026, 9, 30), "holiday")
        with pytest.raises(Forbidden):
            set_term(YEAR, 1, date(2026, 9, 1), date(2027, 1, 22), city)
    with acting_as(Clerk(frozenset({city, county}))):
        set_days(date(2026, 9, 30), date(2026, 9, 30), "holiday")
    with acting_as(Clerk(frozenset())), pytest.raises(Forbidden):
        set_term(YEAR, 1, date(2026, 9, 1), date(2027, 1, 22))
