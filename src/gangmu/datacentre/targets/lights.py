"""Lights: pure functions of stored inputs, for any date. No Django, no clock; the thresholds are data with their source."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self


class ResultLight(StrEnum):
    """Whether a target will be reached."""

    REACHABLE = "reachable"
    AT_RISK = "at_risk"
    UNLIKELY = "unlikely"
    PENDING = "pending"
    NO_DATA = "no_data"


#: From best to worst: of several the worst is shown.
SEVERITY = (
    ResultLight.REACHABLE, ResultLight.PENDING, ResultLight.NO_DATA, ResultLight.AT_RISK, ResultLight.UNLIKELY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultRule:
    """The thresholds of the result light: shares of the goal by which progress may lie behind the time gone."""

    at_risk_behind: float
    unlikely_behind: float
    source: str


#: Behind is at risk, from ten points behind unlikely (supervision_and_assessment 11.5 序时进度 [design]).
DEFAULT_RULE = ResultRule(0.0, 0.10, "序时进度：口径由本系统给出")


@dataclass(frozen=True, slots=True)
class ResultInputs:
    """All that sets the result light of a target, as plain values that can be stored and asked again.

    `goal` and `value` are in the same unit; `begins` opens the period, `issued` is the day of the plan, `decides` the census date
    or the last day of the period, `known_from` the day from which the value can be known. `gathered` says that the quantity
    grows with time, so that progress can be held against it.
    """

    met_when: str
    goal: float | None
    goal_high: float | None
    value: float | None
    begins: date | None
    issued: date | None
    decides: date
    known_from: date | None = None
    gathered: bool = True

    def as_data(self) -> dict[str, Any]:
        """Return the inputs as plain data, dates in ISO form."""
        return {
            name: told.isoformat() if isinstance(told, date) else told for name, told in asdict(self).items()
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the inputs that `as_data` stored."""
        days = {
            name: date.fromisoformat(data[name]) if data[name] else None
            for name in ("begins", "issued", "decides", "known_from")
        }
        return cls(**{**data, **days})


@dataclass(frozen=True, slots=True)
class SetLight:
    """A light with its proof: a code of the rule that set it and the shares it compared."""

    light: ResultLight
    rule: str
    planned: float | None = None
    actual: float | None = None


def is_met(met_when: str, goal: float | None, goal_high: float | None, value: float | None) -> bool | None:
    """Whether a value reaches a goal, compared before any rounding; `None` when either is absent.

    >>> is_met("at_least", 8000, None, 8050)
    True
    >>> is_met("within", 2, 3, 4)
    False
    """
    if value is None or goal is None:
        return None
    match met_when:
        case "at_least":
            return value >= goal
        case "at_most":
            return value <= goal
        case "within":
            return goal <= value <= (goal if goal_high is None else goal_high)
        case _:
            return value == goal


def result_light(inputs: ResultInputs, on: date, rule: ResultRule = DEFAULT_RULE) -> SetLight:
    """Return the result light of a target on a date.

    A goal that is gathered over a period is held against the share of time gone, counted from the later of the period's begin
    and the issue of the plan. Any other goal is judged by its value alone.
    """
    if inputs.known_from is not None and on < inputs.known_from:
        return SetLight(ResultLight.PENDING, "pending")
    if inputs.goal is None or inputs.value is None:
        return SetLight(ResultLight.NO_DATA, "no_goal" if inputs.goal is None else "no_value")
    if is_met(inputs.met_when, inputs.goal, inputs.goal_high, inputs.value):
        return SetLight(ResultLight.REACHABLE, "met", 1.0, 1.0)
    if on > inputs.decides:
        return SetLight(ResultLight.UNLIKELY, "missed")
    below = inputs.met_when != "at_most" and inputs.value < inputs.goal
    if inputs.gathered and below and inputs.begins is not None and inputs.goal > 0:
        planned = share_gone(inputs, on)
        actual = max(0.0, inputs.value / inputs.goal)
        behind = round(planned - actual, 9)
        if behind <= rule.at_risk_behind:
            light = ResultLight.REACHABLE
        else:
            light = ResultLight.UNLIKELY if behind >= rule.unlikely_behind else ResultLight.AT_RISK
        return SetLight(light, "progress", planned, actual)
    return SetLight(ResultLight.AT_RISK, "not_yet_met")


def share_gone(inputs: ResultInputs, on: date) -> float:
    """Return the share of a target's time that is gone on a date, 0 to 1."""
    begins = max(day for day in (inputs.begins, inputs.issued) if day is not None)
    whole = (inputs.decides - begins).days
    return min(1.0, max(0.0, (on - begins).days / whole)) if whole > 0 else 1.0
