"""What holds of the lights of any task: never better by waiting, never overdue without a date, the same when asked again."""

import pickle
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.datacentre.targets.lights import ResultInputs, ResultLight, ResultRule, result_light
from gangmu.datacentre.targets.task_lights import (
    EvidenceLight,
    Extension,
    Proposal,
    Round,
    Stage,
    TaskInputs,
    TaskRule,
    TaskTiming,
    TimeLight,
    Told,
    task_lights,
)

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 500).map(lambda n: FIRST + timedelta(days=n))
MAYBE = st.none() | DAYS
#: Worse by waiting is right, better is not. Not started is as good as normal.
TIME = {TimeLight.NOT_STARTED: 0, TimeLight.NORMAL: 0, TimeLight.NEAR: 1, TimeLight.OVERDUE: 2}
#: A value that cannot be known yet is neither better nor worse.
RESULT = {ResultLight.REACHABLE: 0, ResultLight.AT_RISK: 1, ResultLight.UNLIKELY: 2}
MONTHS = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(16)]


@st.composite
def inputs(draw: st.DrawFn) -> TaskInputs:
    due = draw(MAYBE)
    granted = sorted(draw(st.lists(DAYS, max_size=3))) if due is not None else []
    steps = draw(st.lists(st.integers(1, 90), min_size=len(granted), max_size=len(granted)))
    extensions, last = [], due
    for day, step in zip(granted, steps, strict=True):
        last = (last or day) + timedelta(days=step)
        extensions.append(Extension(day, last))
    proposals, after = [], draw(DAYS)
    for _ in range(draw(st.integers(0, 3))):
        closed = after + timedelta(days=draw(st.integers(0, 20))) if draw(st.booleans()) else None
        ended = (closed or after) + timedelta(days=draw(st.integers(0, 20)))
        proposals.append(Proposal(after, draw(st.integers(0, 2)), closed, ended))
        after = ended + timedelta(days=draw(st.integers(0, 30)))
    if proposals and draw(st.booleans()):
        held = proposals[-1]
        proposals[-1] = Proposal(held.proposed, held.proofs, held.closed, None)
    rounds = draw(
        st.lists(
            st.tuples(st.sampled_from(MONTHS), st.integers(0, 40)), max_size=16, unique_by=lambda p: p[0]
        )
    )
    told = draw(st.lists(st.tuples(st.sampled_from(MONTHS), DAYS), max_size=16))
    return TaskInputs(
        timing=draw(st.sampled_from(list(TaskTiming))), starts=draw(MAYBE), issued=draw(MAYBE), due=due,
        extensions=tuple(extensions), started=draw(MAYBE), proposals=tuple(proposals), closed=draw(st.none() | DAYS),
        dropped=draw(st.none() | st.none() | DAYS), reports=tuple(Told(*pair) for pair in told),
        rounds=tuple(Round(month, month + timedelta(days=n)) for month, n in sorted(rounds)),
        stages=tuple(Stage(*pair) for pair in draw(st.lists(st.tuples(DAYS, MAYBE), max_size=6))),
    )  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> TaskRule:
    near, risk = draw(st.floats(0, 1)), draw(st.floats(0, 0.3))
    return TaskRule(near, near / 2, ResultRule(risk, risk + draw(st.floats(0, 0.3)), "任一规定"), "任一规定")


def happenings(told: TaskInputs) -> set[date]:
    """The days of reports, milestones and approvals: what may turn a light for the better."""
    days: set[date | None] = {told.started, told.closed, told.dropped}
    days |= {report.came for report in told.reports} | {stage.reached for stage in told.stages}
    days |= {extension.granted for extension in told.extensions}
    days |= {day for p in told.proposals for day in (p.proposed, p.closed, p.ended)}
    return {day for day in days if day is not None}


@settings(max_examples=600, deadline=None)
@given(inputs(), rules(), DAYS, st.integers(1, 120))
def test_a_light_is_never_better_at_a_later_date_when_nothing_happened_between(
    told: TaskInputs, rule: TaskRule, on: date, later: int
) -> None:
    then = on + timedelta(days=later)
    if any(on < day <= then for day in happenings(told)):
        return
    before, after = task_lights(told, on, rule), task_lights(told, then, rule)
    assert TIME[after.time.light] >= TIME[before.time.light]
    assert after.evidence == before.evidence
    if before.result is not None and after.result is not None:
        assert RESULT[after.result.light] >= RESULT[before.result.light]


@settings(max_examples=300, deadline=None)
@given(inputs(), rules(), DAYS)
def test_a_task_without_a_date_is_never_overdue_and_a_standing_one_never(
    told: TaskInputs, rule: TaskRule, on: date
) -> None:
    light = task_lights(told, on, rule).time
    if light.light is TimeLight.OVERDUE:
        assert light.against is not None
        assert told.timing != TaskTiming.STANDING
        assert told.due is not None or told.stages


@settings(max_examples=300, deadline=None)
@given(inputs(), rules(), DAYS)
def test_a_light_is_the_same_when_it_is_worked_out_again_from_what_was_stored(
    told: TaskInputs, rule: TaskRule, on: date
) -> None:
    stored = pickle.loads(pickle.dumps(told))
    assert task_lights(stored, on, rule) == task_lights(told, on, rule)


@settings(max_examples=300, deadline=None)
@given(inputs(), rules(), DAYS)
def test_what_lies_ahead_changes_no_light_of_today(told: TaskInputs, rule: TaskRule, on: date) -> None:
    """Asked again later for the same date, with all that came since, the light is what it was."""

    def cut(day: date | None) -> date | None:
        return day if day is not None and day <= on else None

    known = TaskInputs(
        told.timing, told.starts, told.issued, told.due, tuple(e for e in told.extensions if e.granted <= on), cut(told.started),
        tuple(Proposal(p.proposed, p.proofs, cut(p.closed), cut(p.ended)) for p in told.proposals if p.proposed <= on),
        cut(told.closed), cut(told.dropped), tuple(r for r in told.reports if r.came <= on), told.rounds,
        tuple(Stage(s.due, cut(s.reached)) for s in told.stages),
    )  # fmt: skip
    assert task_lights(known, on, rule) == task_lights(told, on, rule)


@settings(max_examples=300, deadline=None)
@given(inputs(), DAYS)
def test_evidence_is_owed_only_for_what_is_proposed_or_closed(told: TaskInputs, on: date) -> None:
    light = task_lights(told, on).evidence
    proposed = any(p.holds(on) for p in told.proposals) or (told.closed is not None and told.closed <= on)
    assert (light is EvidenceLight.NONE) == (
        not proposed or (told.dropped is not None and told.dropped <= on)
    )


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["at_least", "at_most", "within", "exactly"]), st.floats(0, 1000), st.floats(0, 2000), MAYBE, DAYS, MAYBE,
    st.booleans(), DAYS, st.integers(1, 120),
)  # fmt: skip
def test_a_quantity_is_never_better_at_a_later_date_with_the_same_value(
    met_when: str, goal: float, value: float, issued: date | None, decides: date, known_from: date | None, gathered: bool,
    on: date, later: int,
) -> None:  # fmt: skip
    asked = ResultInputs(met_when, goal, None, value, FIRST, issued, decides, known_from, gathered)
    before, after = (result_light(asked, day).light for day in (on, on + timedelta(days=later)))
    if before in RESULT and after in RESULT:
        assert RESULT[after] >= RESULT[before]
