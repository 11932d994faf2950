"""The ladder as rules: worked by hand, and its properties over random tasks and calendars."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.datacentre.targets.task_lights import (
    DEFAULT_TASK_RULE,
    Proposal,
    Round,
    TaskInputs,
    TaskTiming,
    Told,
    proposal_day,
)
from gangmu.procedures.ledger.ladder import (
    DEFAULT_RULES,
    Act,
    Anchor,
    LadderRules,
    Reminding,
    Step,
    Taken,
    next_step,
    reminders_due,
)

BEGINS, DUE = date(2026, 1, 1), date(2026, 4, 11)  # 100 days: 30 left on 12 March, 15 left on 27 March


def working(day: date, count: int) -> date:
    """Monday to Friday."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def inputs(**more: object) -> TaskInputs:
    return TaskInputs(**{"timing": TaskTiming.DEADLINE, "starts": BEGINS, "due": DUE, **more})  # type: ignore[arg-type]


def due_on(told: TaskInputs, on: date, rules: LadderRules = DEFAULT_RULES) -> list[tuple[str, str, int]]:
    return [(d.act, d.anchor, d.days) for d in reminders_due(told, on, rules, DEFAULT_TASK_RULE, working)]


def step_on(
    told: TaskInputs, on: date, taken: tuple[Taken, ...] = (), section: bool = True, rules: LadderRules = DEFAULT_RULES
) -> str | None:  # fmt: skip
    found = next_step(told, on, rules, DEFAULT_TASK_RULE, taken, working, section=section)
    return found.step if found else None


REPORTED = (Told(date(2026, 3, 1), date(2026, 3, 1)),)


def test_a_task_that_has_not_reported_is_reminded_when_its_light_turns_yellow() -> None:
    assert due_on(inputs(), date(2026, 3, 11)) == []
    assert due_on(inputs(), date(2026, 3, 12)) == [(Act.REMIND, Anchor.NEAR, 0)]
    assert due_on(inputs(reports=REPORTED), date(2026, 3, 12)) == []


def test_a_day_is_reminded_of_before_and_urged_after_by_working_days() -> None:
    told = inputs(reports=REPORTED, due=date(2026, 4, 13))  # a Monday
    before = [day for day in _days(date(2026, 4, 1), 12) if (Act.REMIND, Anchor.DUE, -5) in due_on(told, day)]
    assert before[0] == date(2026, 4, 6)
    assert due_on(told, date(2026, 4, 14)) == [(Act.URGE, Anchor.DUE, 1)]
    assert due_on(told, date(2026, 4, 26)) == [(Act.URGE, Anchor.DUE, 1)]
    assert due_on(told, date(2026, 4, 27)) == [(Act.URGE, Anchor.DUE, 10)]


def test_a_report_is_reminded_of_before_and_urged_after_until_it_comes() -> None:
    asked = (Round(date(2026, 2, 1), date(2026, 2, 25)), Round(date(2026, 3, 1), date(2026, 3, 25)))
    told = inputs(rounds=asked, timing=TaskTiming.STANDING, due=None)
    assert due_on(told, date(2026, 2, 20)) == []
    assert due_on(told, date(2026, 2, 23)) == [(Act.REMIND, Anchor.REPORT, -2)]
    assert due_on(told, date(2026, 2, 26)) == [(Act.URGE, Anchor.REPORT, 1)]
    came = inputs(
        rounds=asked,
        timing=TaskTiming.STANDING,
        due=None,
        reports=(Told(date(2026, 2, 1), date(2026, 2, 26)),),
    )
    assert due_on(came, date(2026, 2, 26)) == []


def test_nobody_is_reminded_of_what_is_done_dropped_or_being_checked() -> None:
    on = date(2026, 4, 20)
    waits = (Proposal(date(2026, 4, 1), 1),)
    for told in (
        inputs(closed=date(2026, 4, 1)), inputs(dropped=date(2026, 4, 1)), inputs(proposals=waits),
        inputs(starts=date(2026, 5, 1), due=date(2026, 6, 1)),
    ):  # fmt: skip
        assert due_on(told, on) == []
        assert step_on(told, on) is None


def test_with_fifteen_percent_left_the_next_step_is_proposed_for_a_task_that_lags() -> None:
    assert proposal_day(inputs(), BEGINS) == date(2026, 3, 27)
    assert step_on(inputs(), date(2026, 3, 26)) is None
    assert step_on(inputs(), date(2026, 3, 27)) == Step.SUPERVISION


def test_a_task_in_order_is_only_reminded_then_unless_the_bureau_wants_every_one_proposed() -> None:
    told, on = inputs(reports=REPORTED), date(2026, 3, 27)
    assert step_on(told, on) is None
    assert (Act.REMIND, Anchor.SHARE, 0) in due_on(told, on)
    every = LadderRules(DEFAULT_RULES.reminders, lagging_only=False)
    assert step_on(told, on, rules=every) == Step.SUPERVISION
    assert due_on(told, on, every) == []


def agreed(step: str, on: date, late: bool = False) -> Taken:
    return Taken(step, DUE, late, on, on)


def test_sections_are_named_at_a_meeting_before_anybody_is_talked_to() -> None:
    late = date(2026, 5, 29)
    supervised = agreed(Step.SUPERVISION, date(2026, 3, 30))
    assert step_on(inputs(), late, (supervised,)) == Step.MEETING
    assert step_on(inputs(), late, (supervised,), section=False) == Step.NOTICE
    named = (supervised, agreed(Step.MEETING, date(2026, 4, 20), True))
    assert step_on(inputs(), late, named) == Step.TALK
    assert step_on(inputs(), late, (*named, agreed(Step.TALK, date(2026, 5, 4), True))) is None


def test_a_step_is_given_its_time_before_the_next_is_proposed() -> None:
    supervised = agreed(Step.SUPERVISION, date(2026, 4, 13), True)
    assert step_on(inputs(), date(2026, 4, 24), (supervised,)) is None
    assert step_on(inputs(), date(2026, 4, 27), (supervised,)) == Step.MEETING


def test_before_the_day_one_step_is_proposed_and_no_more() -> None:
    supervised = agreed(Step.SUPERVISION, date(2026, 3, 27))
    assert step_on(inputs(), date(2026, 4, 10), (supervised,)) is None


def test_while_a_leader_has_not_decided_nothing_more_is_proposed() -> None:
    waits = Taken(Step.SUPERVISION, DUE, False, date(2026, 3, 27), open=True)
    assert step_on(inputs(), date(2026, 5, 29), (waits,)) is None


def test_what_a_leader_declined_is_proposed_again_only_when_the_day_has_passed() -> None:
    declined = Taken(Step.SUPERVISION, DUE, False, date(2026, 3, 27))
    assert step_on(inputs(), date(2026, 4, 10), (declined,)) is None
    assert step_on(inputs(), date(2026, 4, 13), (declined,)) == Step.SUPERVISION
    twice = (declined, Taken(Step.SUPERVISION, DUE, True, date(2026, 4, 13)))
    assert step_on(inputs(), date(2026, 6, 1), twice) is None


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


dates = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def tasks(draw: st.DrawFn) -> TaskInputs:
    begins = draw(dates)
    due = begins + timedelta(days=draw(st.integers(0, 250)))
    months = [date(2026, n, 1) for n in range(begins.month, 13)]
    rounds = tuple(Round(month, month.replace(day=25)) for month in months)
    reports = tuple(
        Told(month, month.replace(day=draw(st.integers(20, 28))))
        for month in draw(st.lists(st.sampled_from(months)))
    )
    return TaskInputs(
        draw(st.sampled_from(list(TaskTiming))), starts=begins, due=draw(st.sampled_from([due, due, None])),
        rounds=rounds, reports=reports, closed=draw(st.none() | dates),
    )  # fmt: skip


rules = st.lists(
    st.builds(Reminding, st.sampled_from([Anchor.DUE, Anchor.REPORT]), st.integers(-10, 10)), max_size=5
).map(lambda told: LadderRules(tuple(told)))


@settings(deadline=None)
@given(tasks(), rules, dates)
def test_nothing_is_sent_twice_however_the_days_of_running_fall(
    told: TaskInputs, by: LadderRules, first: date
) -> None:
    """Run day by day, keeping the keys: each is new once, and what is due before a day is never an urging."""
    sent: set[tuple[str, date, int]] = set()
    for on in _days(first, 20):
        for due in reminders_due(told, on, by, DEFAULT_TASK_RULE, working):
            assert (due.act == Act.URGE) == (due.days > 0)
            assert (on > due.against) == (due.days > 0)
            sent.add(due.key)
    assert len({key for key in sent if key[0] == Anchor.DUE}) <= len(by.reminders)


@settings(deadline=None)
@given(tasks(), rules, dates)
def test_a_run_that_missed_days_makes_up_one_reminder_of_a_day_and_no_more(
    told: TaskInputs, by: LadderRules, on: date
) -> None:
    found = reminders_due(told, on, by, DEFAULT_TASK_RULE, working)
    held = [(due.anchor, due.against) for due in found]
    assert len(held) == len(set(held))
    assert sum(due.anchor == Anchor.REPORT for due in found) <= 2


@settings(deadline=None)
@given(tasks(), dates, st.booleans())
def test_a_ladder_that_is_always_agreed_climbs_and_ends(told: TaskInputs, first: date, section: bool) -> None:
    taken: list[Taken] = []
    for on in _days(first, 120):
        found = next_step(told, on, DEFAULT_RULES, DEFAULT_TASK_RULE, taken, working, section=section)
        if found is not None:
            taken.append(Taken(found.step, found.due, found.late, on, on))
    steps = DEFAULT_RULES.for_sections if section else DEFAULT_RULES.for_others
    assert [told.step for told in taken] == list(steps[: len(taken)])
    for before, after in pairwise(taken):
        assert after.late
        assert working(before.proposed, DEFAULT_RULES.wait) <= after.proposed


@settings(deadline=None)
@given(tasks(), dates)
def test_no_step_is_proposed_without_a_day_or_before_its_share_of_time(told: TaskInputs, on: date) -> None:
    if next_step(told, on, DEFAULT_RULES, DEFAULT_TASK_RULE, (), working, section=True) is not None:
        day = proposal_day(told, on)
        assert day is not None
        assert on >= day
        assert told.done_by(on) is None
