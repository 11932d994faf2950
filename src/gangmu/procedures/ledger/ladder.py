"""The ladder of reminders and papers as pure rules: what goes out by itself on a day, and which next step is proposed.

Levels and the two shares follow supervision_and_assessment 11.5 (提醒 → 督办单 → 通报 → 约谈; 30 % and 15 % of the time [V: one
university's rule]). How many working days before and after a day a reminder goes out, and how long a step is given before the next is
proposed, no paper says: those defaults are the product's own and every bureau changes them. No Django, no clock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.task_lights import (
    TaskInputs,
    TaskRule,
    TaskTiming,
    TimeLight,
    proposal_day,
    task_lights,
)

#: Day, number → the day so many working days later (before, when negative), by the bureau's calendar.
WorkingDays = Callable[[date, int], date]


class Act(StrEnum):
    """What goes out by itself: before a day (提醒), and after it (催办)."""

    REMIND = "remind"
    URGE = "urge"


class Anchor(StrEnum):
    """Which day a reminder is held against."""

    DUE = "due"
    REPORT = "report"
    NEAR = "near"
    SHARE = "share"


class To(StrEnum):
    """Who gets it."""

    OWNER = "owner"
    LEADER = "leader"
    OFFICE = "office"


class Step(StrEnum):
    """A step that is proposed and waits for a leader: papers, and being named at a meeting (会上通报)."""

    SUPERVISION = "supervision"
    MEETING = "meeting"
    NOTICE = "notice"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Reminding:
    """A rule: so many working days before (negative) or after a day, to whom."""

    anchor: str
    days: int
    to: tuple[str, ...] = (To.OWNER,)

    @property
    def act(self) -> Act:
        """提醒 before the day and on it, 催办 after it."""
        return Act.URGE if self.days > 0 else Act.REMIND


@dataclass(frozen=True, slots=True)
class LadderRules:
    """How a bureau reminds, and which steps follow one another.

    `wait` is how many working days a step that was agreed is given before the next is proposed. Where `lagging_only` holds, a task
    that has reported and keeps its pace is reminded when little time is left; a paper is proposed only for one that has not or does not.
    """

    reminders: tuple[Reminding, ...]
    for_sections: tuple[str, ...] = (Step.SUPERVISION, Step.MEETING, Step.TALK)
    for_others: tuple[str, ...] = (Step.SUPERVISION, Step.NOTICE, Step.TALK)
    wait: int = 10
    lagging_only: bool = True


#: Before a bureau rules otherwise [design]: five working days before a due day and two before a report; one after either, told to the
#: leader in charge too when a task is overdue.
DEFAULT_RULES = LadderRules(
    (
        Reminding(Anchor.DUE, -5),
        Reminding(Anchor.DUE, 1, (To.OWNER, To.LEADER)),
        Reminding(Anchor.DUE, 10, (To.OWNER, To.LEADER, To.OFFICE)),
        Reminding(Anchor.REPORT, -2),
        Reminding(Anchor.REPORT, 1),
    )
)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due: of which day, by which rule. Two with the same `key` are the same reminder."""

    act: str
    anchor: str
    against: date
    days: int
    to: tuple[str, ...]

    @property
    def key(self) -> tuple[str, date, int]:
        """What makes it the same one."""
        return self.anchor, self.against, self.days


def reminders_due(
    inputs: TaskInputs, on: date, rules: LadderRules, lights: TaskRule, working: WorkingDays
) -> list[Due]:
    """Return the reminders of a task that are due on a day; whether they were sent already the caller knows.

    Of several rules before (or after) the same day the nearest alone is due: one that was missed is not made up beside it.

    Parameters
    ----------
    inputs
        What is stored of the task.
    lights
        The thresholds of the lights, of which two remind by themselves.
    working
        The bureau's working days.
    """
    if is_at_rest(inputs, on):
        return []
    found = list(_of_rounds(inputs, on, rules, working))
    due = binding_day(inputs, on)
    if due is not None:
        found += _nearest(Anchor.DUE, due, on, rules, working)
        found += _by_share(inputs, on, rules, lights, due)
    return found


def is_at_rest(inputs: TaskInputs, on: date) -> bool:
    """Whether nobody is to be reminded: done, dropped, not begun, or waiting to be checked."""
    if inputs.done_by(on) is not None or (inputs.dropped is not None and inputs.dropped <= on):
        return True
    if any(told.holds(on) for told in inputs.proposals):
        return True
    return inputs.begins is not None and on < inputs.begins


def binding_day(inputs: TaskInputs, on: date) -> date | None:
    """Return the day against which a task is reminded: its approved day, after a proven start its next milestone; no standing duty has one."""
    if inputs.timing == TaskTiming.STANDING:
        return None
    if inputs.timing == TaskTiming.START and inputs.started is not None and inputs.started <= on:
        waiting = [stage.due for stage in inputs.stages if stage.reached is None or stage.reached > on]
        return min(waiting, default=None)
    return inputs.due_on(on)


def _nearest(anchor: str, day: date, on: date, rules: LadderRules, working: WorkingDays) -> Iterable[Due]:
    """Yield the reminder before a day, or the last one after it."""
    mine = [rule for rule in rules.reminders if rule.anchor == anchor and (rule.days > 0) == (on > day)]
    reached = [rule for rule in mine if working(day, rule.days) <= on]
    if reached:
        told = max(reached, key=lambda rule: rule.days)
        yield Due(told.act, anchor, day, told.days, told.to)


def _of_rounds(inputs: TaskInputs, on: date, rules: LadderRules, working: WorkingDays) -> Iterable[Due]:
    """Yield the reminders of reports: of the one that comes next, and of the last one that did not come."""
    missing = [
        asked
        for asked in inputs.rounds
        if not any(told.came <= on and told.month >= asked.month for told in inputs.reports)
    ]
    ahead = [asked.due for asked in missing if asked.due >= on]
    behind = [asked.due for asked in missing if asked.due < on]
    for day in (*([min(ahead)] if ahead else []), *([max(behind)] if behind else [])):
        yield from _nearest(Anchor.REPORT, day, on, rules, working)


def _by_share(inputs: TaskInputs, on: date, rules: LadderRules, lights: TaskRule, due: date) -> Iterable[Due]:
    """Yield what the lights themselves remind of: yellow, and little time left of a task that is in order."""
    shown = task_lights(inputs, on, lights)
    if shown.time.light is TimeLight.NEAR:
        yield Due(Act.REMIND, Anchor.NEAR, due, 0, (To.OWNER,))
    day = proposal_day(inputs, on, lights)
    if day is not None and day <= on <= due and rules.lagging_only and not is_lagging(inputs, on, lights):
        yield Due(Act.REMIND, Anchor.SHARE, due, 0, (To.OWNER,))


def is_lagging(inputs: TaskInputs, on: date, lights: TaskRule) -> bool:
    """Whether a task has not reported when little time is left, is overdue, or does not keep its pace."""
    shown = task_lights(inputs, on, lights)
    if shown.time.light in (TimeLight.NEAR, TimeLight.OVERDUE):
        return True
    return shown.result is not None and shown.result.light in (ResultLight.AT_RISK, ResultLight.UNLIKELY)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the ladder that was proposed for a task, and what became of it.

    `agreed` is the day on which a leader agreed; `open` while nobody has decided. `due` is the day it was held against, `late` whether
    that day had passed.
    """

    step: str
    due: date
    late: bool
    proposed: date
    agreed: date | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """The step that is proposed next, the day it is held against, and whether that day has passed."""

    step: str
    due: date
    late: bool


def next_step(
    inputs: TaskInputs,
    on: date,
    rules: LadderRules,
    lights: TaskRule,
    taken: Sequence[Taken],
    working: WorkingDays,
    *,
    section: bool,
) -> Proposed | None:
    """Return the step of the ladder to be proposed for a task, if one is.

    With little of the time left the next step is proposed, once before the day; past the day it goes on, each step after the one before
    was agreed and given its time. A step that a leader declined is not proposed again for the same day. Never more than one waits.

    Parameters
    ----------
    taken
        What was proposed before, in its order.
    section
        Whether a section of the bureau leads the task: it is named at a meeting before anybody is talked to.
    """
    day, due = proposal_day(inputs, on, lights), inputs.due_on(on)
    if day is None or due is None or on < day or is_at_rest(inputs, on) or _has_started(inputs, on):
        return None
    late = on > due
    if any(step.open for step in taken):
        return None
    agreed = [step for step in taken if step.agreed is not None]
    if late:
        if agreed and working(agreed[-1].agreed or on, rules.wait) > on:
            return None
    elif (rules.lagging_only and not is_lagging(inputs, on, lights)) or any(
        step.due == due for step in agreed
    ):
        return None
    step = _after(agreed, rules.for_sections if section else rules.for_others)
    if step is None or any((told.step, told.due, told.late) == (step, due, late) for told in taken):
        return None
    return Proposed(step, due, late)


def _has_started(inputs: TaskInputs, on: date) -> bool:
    """Whether a task of kind start has started: its milestones bind it then, not its day."""
    return inputs.timing == TaskTiming.START and inputs.started is not None and inputs.started <= on


def _after(agreed: Sequence[Taken], steps: Sequence[str]) -> str | None:
    """Return the first step above those that were agreed."""
    reached = [steps.index(told.step) for told in agreed if told.step in steps]
    following = max(reached, default=-1) + 1
    return steps[following] if following < len(steps) else None
