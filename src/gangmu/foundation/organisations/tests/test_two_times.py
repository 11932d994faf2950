"""Two-time rows against a model that remembers every day as known at every moment."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gangmu.foundation.kernel.two_times import known_on
from gangmu.foundation.organisations.models import Organisation, OrganisationState

pytestmark = pytest.mark.django_db

DAYS, START, BEGIN = 9, date(2026, 8, 20), datetime(2026, 9, 1, tzinfo=UTC)
serial = count()


def day(number: int) -> date:
    return START + timedelta(days=number)


def moment(number: int) -> datetime:
    return BEGIN + timedelta(hours=number)


def a_unit() -> Organisation:
    return Organisation.objects.create(key=f"k{next(serial)}", name="甲校", kind="school")


def values(word: str) -> dict[str, Any]:
    return {"name": word[0], "short_name": word[1], "kind": "school"}


class Remembered:
    """The slow and certain way: for each moment, what holds on each day."""

    def __init__(self) -> None:
        self.now: dict[int, str] = {}
        self.at: dict[int, dict[int, str]] = {}

    def keep(self, when: int) -> None:
        self.at[when] = dict(self.now)

    def set(self, word: str, first: int, last: int) -> None:
        self.now.update(dict.fromkeys(range(first, last), word))

    def end(self, first: int, last: int) -> None:
        for number in range(first, last):
            self.now.pop(number, None)

    def change(self, place: int, letter: str, first: int, last: int) -> None:
        was = self.now[first][place]
        for number in range(first, last):
            if number not in self.now or self.now[number][place] != was:
                break
            word = self.now[number]
            self.now[number] = letter + word[1] if place == 0 else word[0] + letter


LAST = 30  # a day later than any that is asked: "for ever"
steps = some.lists(
    some.tuples(
        some.sampled_from(["set", "set", "end", "change", "change"]),
        some.sampled_from(["aa", "ab", "ba", "bb"]),
        some.integers(0, 1),
        some.integers(0, DAYS - 1),
        some.one_of(some.none(), some.integers(1, DAYS)),
        some.integers(0, 2),
    ),
    max_size=8,
)


def write(
    unit: Organisation, remembered: Remembered, step: tuple[str, str, int, int, int | None, int], when: int
) -> None:
    verb, word, place, first, length, _pause = step
    last = LAST if length is None else first + length
    until = None if length is None else day(last)
    entity = {"organisation": unit}
    match verb:
        case "set":
            OrganisationState.set_state(entity, values(word), day(first), until, moment(when))
            remembered.set(word, first, last)
        case "end":
            OrganisationState.end_state(entity, day(first), until, moment(when))
            remembered.end(first, last)
        case "change" if first in remembered.now:
            field = "name" if place == 0 else "short_name"
            OrganisationState.change_state(entity, {field: word[0]}, day(first), until, moment(when))
            remembered.change(place, word[0], first, last)
        case _:
            with pytest.raises(LookupError):
                OrganisationState.change_state(entity, {"name": "a"}, day(first), until, moment(when))
    remembered.keep(when)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_day_as_known_at_every_moment_is_what_was_recorded(
    plan: list[tuple[str, str, int, int, int | None, int]],
) -> None:
    unit, remembered, when = a_unit(), Remembered(), 0
    remembered.keep(0)
    for step in plan:
        when += step[-1]
        write(unit, remembered, step, when)
    rows = list(OrganisationState.objects.filter(organisation=unit))
    known: dict[int, str] = {}
    for asked in range(when + 2):
        known = remembered.at.get(asked, known)
        for number in (*range(DAYS + 10), LAST - 1):
            held = [
                row.name + row.short_name
                for row in rows
                if row.valid_from <= day(number)
                and (row.valid_to is None or row.valid_to > day(number))
                and row.recorded_from <= moment(asked)
                and (row.recorded_to is None or row.recorded_to > moment(asked))
            ]
            assert held == ([known[number]] if number in known else []), (asked, number)
    for asked, number in ((0, 0), (when, 0), (when, DAYS - 1), (when + 1, 3)):
        by_query = OrganisationState.objects.at(day(number), moment(asked)).filter(organisation=unit)
        state = remembered.at[max(m for m in remembered.at if m <= asked)]
        assert [row.name + row.short_name for row in by_query] == ([state[number]] if number in state else [])
    now = OrganisationState.objects.at(day(2)).filter(organisation=unit)
    assert [row.name + row.short_name for row in now] == ([remembered.now[2]] if 2 in remembered.now else [])


def test_a_move_entered_later_changes_what_is_asked_afterwards_and_not_what_was_known() -> None:
    unit = a_unit()
    entity = {"organisation": unit}
    OrganisationState.set_state(entity, values("旧名"), date(2020, 9, 1), at=datetime(2020, 9, 1, tzinfo=UTC))
    OrganisationState.change_state(
        entity, {"name": "新"}, date(2026, 8, 25), at=datetime(2026, 9, 10, tzinfo=UTC)
    )
    census = OrganisationState.objects
    assert census.at(date(2026, 9, 1)).get(organisation=unit).name == "新"
    assert census.at(date(2026, 9, 1), known_on(date(2026, 9, 5))).get(organisation=unit).name == "旧"
    assert census.at(date(2026, 8, 24)).get(organisation=unit).name == "旧"


def test_a_change_keeps_what_is_already_recorded_of_later_days() -> None:
    unit = a_unit()
    entity = {"organisation": unit}
    OrganisationState.set_state(entity, values("ab"), day(0))
    OrganisationState.change_state(entity, {"short_name": "z"}, day(6))
    OrganisationState.change_state(entity, {"name": "y"}, day(3))
    told = [
        (row.name + row.short_name)
        for n in (0, 3, 6)
        for row in OrganisationState.objects.at(day(n)).filter(organisation=unit)
    ]
    assert told == ["ab", "yb", "yz"]


def test_nothing_is_recorded_before_what_is_recorded_even_of_other_days() -> None:
    """A row closed at three o'clock was still known at two: nothing can be slipped in between."""
    unit = a_unit()
    entity = {"organisation": unit}
    OrganisationState.set_state(entity, values("ab"), day(0), day(8), moment(1))
    OrganisationState.end_state(entity, day(4), at=moment(3))
    with pytest.raises(ValueError, match="before one already recorded"):
        OrganisationState.set_state(entity, values("cd"), day(5), day(7), moment(2))


def test_a_clock_that_runs_behind_does_not_stop_a_writer() -> None:
    unit = a_unit()
    entity = {"organisation": unit}
    ahead = datetime.now(UTC) + timedelta(seconds=30)
    OrganisationState.set_state(entity, values("ab"), day(0), at=ahead)
    row = OrganisationState.set_state(entity, values("cd"), day(1))
    assert row.recorded_from == ahead


def test_the_database_itself_refuses_two_states_of_one_thing_at_one_time() -> None:
    unit = a_unit()
    held = OrganisationState.set_state({"organisation": unit}, values("ab"), day(0), day(9))
    beside = OrganisationState(organisation=unit, **values("cd"), valid_from=day(9))
    beside.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationState.objects.create(organisation=unit, **values("cd"), valid_from=day(8))
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationState.objects.filter(pk=held.pk).update(valid_to=day(10))
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationState.objects.create(
            organisation=unit, **values("cd"), valid_from=day(1), recorded_from=held.recorded_from,
            recorded_to=held.recorded_from + timedelta(hours=1),
        )  # fmt: skip


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        OrganisationState.set_state({"organisation": a_unit()}, values("ab"), day(3), day(3))


def test_many_first_states_are_one_insert() -> None:
    units = [a_unit() for _ in range(5)]
    rows = [OrganisationState(organisation=unit, **values("ab"), valid_from=day(0)) for unit in units]
    OrganisationState.open_states(rows, moment(0))
    assert OrganisationState.objects.at(day(1)).filter(organisation__in=units).count() == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationState.open_states(
            [OrganisationState(organisation=units[0], **values("ab"), valid_from=day(4))]
        )


def test_the_guard_stands_in_the_database_for_every_model_of_two_times() -> None:
    from django.apps import apps

    from gangmu.foundation.kernel.one_state import OneStateAtATime
    from gangmu.foundation.kernel.two_times import TwoTimeRow

    for model in apps.get_models():
        if issubclass(model, TwoTimeRow):
            guards = [c for c in model._meta.constraints if isinstance(c, OneStateAtATime)]
            assert [guard.fields for guard in guards] == [model.entity_fields]
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute(
                        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                        [model._meta.db_table],
                    )
                    assert cursor.fetchone() == (2,)
                else:
                    cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s", [guards[0].name])
                    assert cursor.fetchone() == (1,)
