"""Lights of a task: time, evidence and result, as pure functions of stored inputs for any date. No Django, no clock.

The rules follow supervision_and_assessment 11.5: a deadline task is near its end when 30 % of its time is left and its last report
is missing, a standing duty is never overdue, and progress is held against time only where there are milestones or a quantity.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gangmu.datacentre.targets.lights import (
    DEFAULT_RULE,
    SEVERITY,
    ResultLight,
    ResultRule,
    SetLight,
)


class TimeLight(StrEnum):
    """How a task stands to its day."""

    NOT_STARTED = "not_started"
    NORMAL = "normal"
    NEAR = "near"
    OVERDUE = "overdue"


class EvidenceLight(StrEnum):
    """Whether a completion is proven."""

    NONE = "none"
    MISSING = "missing"
    COMPLETE = "complete"


class TaskTiming(StrEnum):
    """How time judges a task."""

    DEADLINE = "deadline"
    START = "start"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class TaskRule:
    """The thresholds of the lights, as shares of a task's time, with their source.

    `near_left` of the time left and no report is near; `propose_left` is when the next step of the ladder is proposed; `progress`
    holds the thresholds of the result. The shares by default are those of supervision_and_assessment 11.5 三色 [V: 商丘师范学院].
    """

    near_left: float = 0.30
    propose_left: float = 0.15
    progress: ResultRule = DEFAULT_RULE
    source: str = "三色预警：参照商丘师范学院的规定"


DEFAULT_TASK_RULE = TaskRule()


@dataclass(frozen=True, slots=True)
class Round:
    """A report that is asked for: of which month, due on a day."""

    month: date
    due: date


@dataclass(frozen=True, slots=True)
class Told:
    """A report that came: of which month, on which day."""

    month: date
    came: date


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone: its day, and the day on which it was reached."""

    due: date
    reached: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """A later day, and the day on which it was granted."""

    granted: date
    due: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A completion that was proposed with so many proofs.

    `closed` is the day on which it passed the check, `ended` the one on which it was sent back or the task reopened.
    """

    proposed: date
    proofs: int = 0
    closed: date | None = None
    ended: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it stands on a date: proposed or closed, and not taken back."""
        return self.proposed <= on and not _by(self.ended, on)


@dataclass(frozen=True, slots=True)
class TaskInputs:
    """All that sets the lights of a task, as plain values that can be stored and asked again.

    `due` is the day first set; `extensions` the later ones that were granted, in order. `started` is the proven start of a task of
    kind start. `rounds` are the reports asked for, `reports` those that came. `closed` is the day of a task that was closed without a
    proposal, `dropped` that of one that was stopped or merged. `quantities` are the lights of the task's targets on the date asked for.
    """

    timing: str
    starts: date | None = None
    issued: date | None = None
    due: date | None = None
    extensions: tuple[Extension, ...] = ()
    started: date | None = None
    proposals: tuple[Proposal, ...] = ()
    closed: date | None = None
    dropped: date | None = None
    reports: tuple[Told, ...] = ()
    rounds: tuple[Round, ...] = ()
    stages: tuple[Stage, ...] = ()
    quantities: tuple[SetLight, ...] = ()

    @property
    def begins(self) -> date | None:
        """The later of start and issue: time is counted from there."""
        return max((day for day in (self.starts, self.issued) if day is not None), default=None)

    def due_on(self, on: date) -> date | None:
        """Return the day that holds on a date: of the extensions granted by then the last."""
        return next((told.due for told in reversed(self.extensions) if told.granted <= on), self.due)

    def times_extended(self, on: date) -> int:
        """Return how often the day was moved by a date."""
        return sum(told.granted <= on for told in self.extensions)

    def done_by(self, on: date) -> date | None:
        """Return the day on which a closed task was done, as it stands on a date; `None` while it is open or open again.

        That is the day of the proposal that passed: how long the check takes is not the owner's delay [design].
        """
        passed = [told.proposed for told in self.proposals if _by(told.closed, on) and told.holds(on)]
        return passed[-1] if passed else self.closed if _by(self.closed, on) else None


@dataclass(frozen=True, slots=True)
class SetTime:
    """A time light with the code of the rule that set it, and the day it is held against."""

    light: TimeLight
    rule: str
    against: date | None = None
    left: float | None = None


@dataclass(frozen=True, slots=True)
class TaskLights:
    """The three lights of a task on a date; `result` is absent for a task without milestone and quantity."""

    time: SetTime
    evidence: EvidenceLight
    result: SetLight | None


def task_lights(inputs: TaskInputs, on: date, rule: TaskRule = DEFAULT_TASK_RULE) -> TaskLights:
    """Return the lights of a task on a date.

    Parameters
    ----------
    inputs
        What is stored of the task; what lies after `on` is not looked at.
    on
        The date asked for.
    rule
        The thresholds.
    """
    return TaskLights(_time(inputs, on, rule), _evidence(inputs, on), _result(inputs, on, rule))


def share_left(begins: date, due: date, on: date) -> float:
    """Return the share of a task's time that is left on a date, 0 to 1."""
    whole = (due - begins).days
    return min(1.0, max(0.0, (due - on).days / whole)) if whole > 0 else float(on <= due)


def report_is_missing(inputs: TaskInputs, on: date) -> bool:
    """Whether the last report that was due before a date has not come; without any due, whether none came at all.

    On its last day a report can still come. A report of a later month stands for those before it: who tells of May has told what was to be told of April.
    """
    last = max((asked.month for asked in inputs.rounds if asked.due < on), default=date.min)
    return not any(told.came <= on and told.month >= last for told in inputs.reports)


def _time(inputs: TaskInputs, on: date, rule: TaskRule) -> SetTime:
    """Judge a task by its kind; a closed one by the day it was done."""
    if _by(inputs.dropped, on):
        return SetTime(TimeLight.NORMAL, "dropped", inputs.dropped)
    done = inputs.done_by(on)
    if done is not None:
        return _at_closing(inputs, done)
    if inputs.begins is not None and on < inputs.begins:
        return SetTime(TimeLight.NOT_STARTED, "not_started", inputs.begins)
    if inputs.timing == TaskTiming.STANDING:
        missing = any(asked.due < on for asked in inputs.rounds) and report_is_missing(inputs, on)
        return SetTime(TimeLight.NEAR, "report_missing") if missing else SetTime(TimeLight.NORMAL, "standing")
    if inputs.timing == TaskTiming.START and _by(inputs.started, on):
        return _by_stages(inputs, on)
    return _by_deadline(inputs, on, rule)


def _at_closing(inputs: TaskInputs, done: date) -> SetTime:
    """Judge a closed task by the day it was done; one that has started (启动类) is bound by its milestones alone."""
    due = inputs.due_on(done)
    if inputs.timing == TaskTiming.START and _by(inputs.started, done):
        due = max((stage.due for stage in inputs.stages), default=None)
    if inputs.timing != TaskTiming.STANDING and due is not None and done > due:
        return SetTime(TimeLight.OVERDUE, "closed_late", due)
    return SetTime(TimeLight.NORMAL, "closed", due)


def _by_deadline(inputs: TaskInputs, on: date, rule: TaskRule) -> SetTime:
    due = inputs.due_on(on)
    if due is None:
        return SetTime(TimeLight.NORMAL, "no_date")
    if on > due:
        return SetTime(TimeLight.OVERDUE, "overdue", due)
    left = share_left(inputs.begins or due, due, on)
    if left <= rule.near_left and report_is_missing(inputs, on):
        return SetTime(TimeLight.NEAR, "near", due, left)
    return SetTime(TimeLight.NORMAL, "in_time", due, left)


def _by_stages(inputs: TaskInputs, on: date) -> SetTime:
    """Judge a started task by its next milestone."""
    waiting = [stage.due for stage in inputs.stages if not _by(stage.reached, on)]
    if not waiting:
        return SetTime(TimeLight.NORMAL, "started", inputs.started)
    following = min(waiting)
    if on > following:
        return SetTime(TimeLight.OVERDUE, "stage_overdue", following)
    return SetTime(TimeLight.NORMAL, "stage_ahead", following)


def _evidence(inputs: TaskInputs, on: date) -> EvidenceLight:
    """Nothing is owed while no completion is proposed; a task that was closed without a proposal lacks its proof."""
    if _by(inputs.dropped, on):
        return EvidenceLight.NONE
    held = [told for told in inputs.proposals if told.holds(on)]
    if held:
        return EvidenceLight.COMPLETE if held[-1].proofs else EvidenceLight.MISSING
    return EvidenceLight.MISSING if _by(inputs.closed, on) else EvidenceLight.NONE


def _result(inputs: TaskInputs, on: date, rule: TaskRule) -> SetLight | None:
    """Take the worst of what the milestones and each quantity say; a dropped task is judged no more."""
    if _by(inputs.dropped, on):
        return None
    told = list(inputs.quantities)
    if inputs.stages:
        told.append(_progress(inputs, inputs.done_by(on) or on, rule))
    return max(told, key=lambda light: SEVERITY.index(light.light), default=None)


def _progress(inputs: TaskInputs, on: date, rule: TaskRule) -> SetLight:
    """Hold the oldest milestone that was missed against the time gone: actual progress stands still where it waits."""
    missed = [stage.due for stage in inputs.stages if stage.due < on and not _by(stage.reached, on)]
    due = inputs.due_on(on)
    last = max([stage.due for stage in inputs.stages] + ([due] if due else []))
    begins = inputs.begins or min(stage.due for stage in inputs.stages)
    whole = max(1, (last - begins).days)
    planned = min(1.0, max(0.0, (on - begins).days / whole))
    if not missed:
        return SetLight(ResultLight.REACHABLE, "stages_kept", planned, planned)
    if on > last:
        return SetLight(ResultLight.UNLIKELY, "missed")
    actual = max(0.0, (max(min(missed), begins) - begins).days / whole)
    behind = round(planned - actual, 9)
    if behind <= rule.progress.at_risk_behind:
        light = ResultLight.REACHABLE
    else:
        light = ResultLight.UNLIKELY if behind >= rule.progress.unlikely_behind else ResultLight.AT_RISK
    return SetLight(light, "stages", planned, actual)


def proposal_day(inputs: TaskInputs, on: date, rule: TaskRule = DEFAULT_TASK_RULE) -> date | None:
    """Return the day from which the next step of the ladder is proposed, as it stands on a date: little of the time is left."""
    due = inputs.due_on(on)
    if due is None or inputs.begins is None or inputs.timing == TaskTiming.STANDING:
        return None
    return due - timedelta(days=int(rule.propose_left * max(0, (due - inputs.begins).days)))


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on
