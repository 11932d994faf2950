"""Lights: pure functions of stored inputs, for any date. No Django, no clock."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: Points behind the planned progress from which a target is unlikely (supervision_and_assessment 11.5, design).
UNLIKELY_BEHIND = 0.10


class ResultLight(StrEnum):
    """Whether a target will be reached."""

    REACHABLE = "reachable"
    AT_RISK = "at_risk"
    UNLIKELY = "unlikely"
    PENDING = "pending"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class ResultInputs:
    """All that sets the result light. Dates: the period begins, the plan is issued, the day that decides, when it can be known."""

    met_when: str
    goal: float | None
    goal_high: float | None
    value: float | None
    begins: date | None
    issued: date | None
    decides: date
    known_from: date | None = None


@dataclass(frozen=True, slots=True)
class Set:
    """A light with its proof: a code of the rule that set it and the figures it used."""

    light: ResultLight
    rule: str
    planned: float | None = None
    actual: float | None = None


def is_met(met_when: str, goal: float | None, goal_high: float | None, value: float | None) -> bool | None:
    """Whether a value reaches a goal; `None` when either is absent."""
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


def result_light(inputs: ResultInputs, on: date) -> Set:
    """Return the result light of a target on a date.

    A goal to be gathered over a period is held against the share of time gone, counted from the later of the period's begin
    and the issue of the plan: behind is at risk, ten points behind unlikely. Any other goal is judged by its value alone.
    """
    if inputs.known_from is not None and on < inputs.known_from:
        return Set(ResultLight.PENDING, "pending")
    if inputs.goal is None or inputs.value is None:
        return Set(ResultLight.NO_DATA, "no_goal" if inputs.goal is None else "no_value")
    met = is_met(inputs.met_when, inputs.goal, inputs.goal_high, inputs.value)
    if met:
        return Set(ResultLight.REACHABLE, "met", 1.0, 1.0)
    if on > inputs.decides:
        return Set(ResultLight.UNLIKELY, "missed")
    if inputs.met_when == "at_least" and inputs.begins is not None and inputs.goal > 0:
        planned = _share_gone(inputs, on)
        actual = max(0.0, inputs.value / inputs.goal)
        behind = planned - actual
        light = (
            ResultLight.REACHABLE if behind <= 0
            else ResultLight.UNLIKELY if behind >= UNLIKELY_BEHIND
            else ResultLight.AT_RISK
        )  # fmt: skip
        return Set(light, "progress", planned, actual)
    return Set(ResultLight.AT_RISK, "not_yet_met")


def _share_gone(inputs: ResultInputs, on: date) -> float:
    begins = max(day for day in (inputs.begins, inputs.issued) if day is not None)
    whole = (inputs.decides - begins).days
    return min(1.0, max(0.0, (on - begins).days / whole)) if whole > 0 else 1.0
