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
    holds the thresholds of the result.
    """

    near_left: float = 0.30
    propose_left: float = 0.15
    progress: ResultRule = DEFAULT_RULE
    source: str = "supervision_and_assessment 11.5 三色 [V: 商丘师范学院]"


DEFAULT_TASK_RULE = TaskRule()


@dataclass(frozen=True, slots=True)
class Round:
    """A report that was due on a day, and the day on which it came."""

    due: date
    came: date | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone: its day, and the day on which it was reached."""

    due: date
    reached: date | None = None


@dataclass(frozen=True, slots=True)
class TaskInputs:
    """All that sets the lights of a task, as plain values that can be stored and asked again.

    `due` is the approved day and `first_due` the one first set. `started` is the proven start of a task of kind start. `reports` are
    the days on which any report came; `rounds` those that were due. `quantities` are the lights of the task's targets.
    """

    timing: str
    starts: date | None = None
    issued: date | None = None
    due: date | None = None
    first_due: date | None = None
    extended: int = 0
    started: date | None = None
    proposed: date | None = None
    closed: date | None = None
    proofs: int = 0
    reports: tuple[date, ...] = ()
    rounds: tuple[Round, ...] = ()
    stages: tuple[Stage, ...] = ()
    quantities: tuple[SetLight, ...] = ()

    @property
    def begins(self) -> date | None:
        """The later of start and issue: time is counted from there."""
        return max((day for day in (self.starts, self.issued) if day is not None), default=None)


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
    """Whether the last report that was due by a date has not come; without any due, whether none came at all."""
    due = [asked for asked in inputs.rounds if asked.due <= on]
    if due:
        last = max(due, key=lambda asked: asked.due)
        return not _by(last.came, on)
    return not any(day <= on for day in inputs.reports)


def _time(inputs: TaskInputs, on: date, rule: TaskRule) -> SetTime:
    """Judge a task by its kind; a closed one as it stood on the day it was closed."""
    if _by(inputs.closed, on):
        day = inputs.closed
        late = (
            inputs.timing != TaskTiming.STANDING
            and inputs.due is not None
            and day is not None
            and day > inputs.due
        )
        return (
            SetTime(TimeLight.OVERDUE, "closed_late", inputs.due)
            if late
            else SetTime(TimeLight.NORMAL, "closed", inputs.due)
        )
    if inputs.begins is not None and on < inputs.begins:
        return SetTime(TimeLight.NOT_STARTED, "not_started", inputs.begins)
    if inputs.timing == TaskTiming.STANDING:
        missing = any(asked.due <= on for asked in inputs.rounds) and report_is_missing(inputs, on)
        return SetTime(TimeLight.NEAR, "report_missing") if missing else SetTime(TimeLight.NORMAL, "standing")
    if inputs.timing == TaskTiming.START and _by(inputs.started, on):
        return _by_stages(inputs, on)
    return _by_deadline(inputs, on, rule)


def _by_deadline(inputs: TaskInputs, on: date, rule: TaskRule) -> SetTime:
    if inputs.due is None:
        return SetTime(TimeLight.NORMAL, "no_date")
    if on > inputs.due:
        return SetTime(TimeLight.OVERDUE, "overdue", inputs.due)
    left = share_left(inputs.begins or inputs.due, inputs.due, on)
    if left <= rule.near_left and report_is_missing(inputs, on):
        return SetTime(TimeLight.NEAR, "near", inputs.due, left)
    return SetTime(TimeLight.NORMAL, "in_time", inputs.due, left)


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
    if not _by(inputs.proposed, on) and not _by(inputs.closed, on):
        return EvidenceLight.NONE
    return EvidenceLight.COMPLETE if inputs.proofs else EvidenceLight.MISSING


def _result(inputs: TaskInputs, on: date, rule: TaskRule) -> SetLight | None:
    """Take the worst of what the milestones and each quantity say."""
    told = list(inputs.quantities)
    if inputs.stages:
        told.append(_progress(inputs, on, rule))
    return max(told, key=lambda light: SEVERITY.index(light.light), default=None)


def _progress(inputs: TaskInputs, on: date, rule: TaskRule) -> SetLight:
    """Hold the oldest milestone that was missed against the time gone: actual progress stands still where it waits."""
    missed = [stage.due for stage in inputs.stages if stage.due < on and not _by(stage.reached, on)]
    last = max([stage.due for stage in inputs.stages] + ([inputs.due] if inputs.due else []))
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


def next_round(rounds: tuple[Round, ...], on: date) -> date | None:
    """Return the day of the next report that has not come."""
    return min((asked.due for asked in rounds if asked.came is None and asked.due >= on), default=None)


def proposal_day(inputs: TaskInputs, rule: TaskRule = DEFAULT_TASK_RULE) -> date | None:
    """Return the day from which the next step of the ladder is proposed: little of the time is left."""
    if inputs.due is None or inputs.begins is None or inputs.timing == TaskTiming.STANDING:
        return None
    return inputs.due - timedelta(days=int(rule.propose_left * max(0, (inputs.due - inputs.begins).days)))


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on
