"""Indicators: questions about rows. No Django here.

A question is data: a fact, conditions over its columns, and what is counted or summed. The same conditions make the Ibis
expression that a backend computes and the way to the rows that a person opens, so that the figure and its rows cannot differ.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Condition = tuple[str, str, Any]


class Window(StrEnum):
    """Which days decide: those of a period, or the census date (indicators 1.1)."""

    PERIOD = "period"
    CENSUS = "census"


class Direction(StrEnum):
    """Whether more is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of a fact under conditions: how many, or the sum of a column.

    `date_column` is held against the window; `organisation_column` against the units of the organisation asked about.
    """

    fact: str
    date_column: str
    organisation_column: str
    conditions: tuple[Condition, ...] = ()
    sum_of: str | None = None

    def asked(self, units: Iterable[int], first_day: date, last_day: date) -> tuple[Condition, ...]:
        """Return all conditions of one asking, as data."""
        return (
            (self.organisation_column, "in", tuple(sorted(units))),
            (self.date_column, ">=", first_day),
            (self.date_column, "<=", last_day),
            *self.conditions,
        )


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that can be asked of any unit and period.

    `source` is the document or dossier section with its mark; `aliases` are names under which plans print it.
    """

    code: str
    name: str
    unit: str
    formula: str
    numerator: Question
    source: str
    denominator: Question | None = None
    window: Window = Window.PERIOD
    direction: Direction = Direction.UP
    decimals: int = 0
    version: str = "1"
    aliases: tuple[str, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether it has no denominator and says so."""
        return self.denominator is None


_indicators: dict[str, Indicator] = {}


def declare(*indicators: Indicator) -> None:
    """Enter a room's indicators."""
    for indicator in indicators:
        if _indicators.get(indicator.code, indicator) != indicator:
            raise ValueError(f"indicator {indicator.code} is declared twice")
        _indicators[indicator.code] = indicator


def indicator(code: str) -> Indicator:
    """Return the indicator of that code; `KeyError` when there is none."""
    return _indicators[code]


def all_indicators() -> tuple[Indicator, ...]:
    """Return every indicator, by code."""
    return tuple(_indicators[code] for code in sorted(_indicators))


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda held, value: held == value,
    "in": lambda held, value: held.isin(list(value)),
    ">=": lambda held, value: held >= value,
    "<=": lambda held, value: held <= value,
    ">": lambda held, value: held > value,
    "<": lambda held, value: held < value,
}


def expression(table: Any, question: Question, conditions: Iterable[Condition]) -> Any:
    """Return the Ibis expression of a question over a table: one number."""
    for column, operator, value in conditions:
        table = table.filter(OPERATORS[operator](table[column], value))
    return table.count() if question.sum_of is None else table[question.sum_of].sum()
