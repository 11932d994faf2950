"""Indicators: questions about rows. No Django here.

A question is data: a fact, conditions over its columns, and what is counted or summed. The same conditions make the Ibis
expression that a backend computes and the way to the rows that a person opens, so that the figure and its rows cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

#: (column, operator, value), the operators of `OPERATORS`.
Condition = tuple[str, str, Any]


def gettext_noop(words: str) -> str:
    """Mark words of an indicator for translation; pages translate them where they show them."""
    return words


class Window(StrEnum):
    """Which days decide (indicators 1.1)."""

    #: The days of the period asked about.
    PERIOD = "period"
    #: 1 September: stock figures.
    CENSUS = "census"
    #: 1 September of the previous school year to 31 August: flow figures of the school year.
    SCHOOL_YEAR = "school_year"


class Direction(StrEnum):
    """Whether more is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that a question leaves out although they lie inside it: one condition, and the code of the reason."""

    reason: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of a fact under conditions: how many, or the sum of a column.

    `date_column` is held against the window; `organisation_column` against the units of the organisation asked about.
    """

    fact: str
    date_column: str
    organisation_column: str
    conditions: tuple[Condition, ...] = ()
    excluding: tuple[Exclusion, ...] = ()
    sum_of: str | None = None

    def inside(self, first_day: date, last_day: date) -> tuple[Condition, ...]:
        """Return the conditions of one asking apart from its units: window and own conditions."""
        return (
            (self.date_column, ">=", first_day),
            (self.date_column, "<=", last_day),
            *self.conditions,
        )

    def kept(self) -> tuple[Condition, ...]:
        """Return the conditions that leave the excluded rows out."""
        return tuple(opposite(exclusion.condition) for exclusion in self.excluding)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: rows of facts by name, units, a window, and the value that must come out of them.

    `rows` gives each fact as mappings from column to value; columns left out are empty.
    """

    words: str
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    units: tuple[int, ...]
    first_day: date
    last_day: date
    value: float | None
    denominator: float | None = None


@dataclass(frozen=True)
class Indicator:
    """A figure that can be asked of any unit and period.

    Name, unit, formula and the example's words are message ids, marked by `gettext_noop`. `source` is the regulation or dossier section with its mark; `aliases` are names under which plans print it; `example` is
    shown beside the formula and executed as a test.
    """

    code: str
    name: str
    unit: str
    formula: str
    numerator: Question
    source: str
    example: Example
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

    @property
    def scale(self) -> int:
        """By how much numerator ÷ denominator is multiplied in its unit; what is told per hundred pupils ends in /百人."""
        return 100 if self.unit.endswith("/百人") else {"%": 100, "‰": 1000}.get(self.unit, 1)


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


def known_indicator(code: str) -> bool:
    """Whether there is an indicator of that code."""
    return code in _indicators


def all_indicators() -> tuple[Indicator, ...]:
    """Return every indicator, by code."""
    return tuple(_indicators[code] for code in sorted(_indicators))


#: Operator → how it asks a column. Those that deny keep rows without a value, as their opposites do not.
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda held, value: held == value,
    "!=": lambda held, value: (held != value) | held.isnull(),
    "in": lambda held, value: held.isin(list(value)),
    "not in": lambda held, value: ~held.isin(list(value)) | held.isnull(),
    ">=": lambda held, value: held >= value,
    "<=": lambda held, value: held <= value,
    ">": lambda held, value: held > value,
    "<": lambda held, value: held < value,
    "empty": lambda held, value: held.isnull() if value else held.notnull(),
}
_OPPOSITES = {"=": "!=", "in": "not in", "!=": "=", "not in": "in"}


def opposite(condition: Condition) -> Condition:
    """Return the condition that holds of exactly the rows of which this one does not.

    Raises
    ------
    ValueError
        For an operator without an exact opposite: a comparison is neither true nor false of a row without a value.
    """
    column, operator, value = condition
    if operator not in _OPPOSITES:
        raise ValueError(f"{operator} has no exact opposite")
    return column, _OPPOSITES[operator], value


def rows_of(table: Any, conditions: Iterable[Condition]) -> Any:
    """Return the Ibis expression of the rows of a table under conditions."""
    for column, operator, value in conditions:
        table = table.filter(OPERATORS[operator](table[column], value))
    return table


def of_units(table: Any, question: Question, units: Any) -> Any:
    """Return the Ibis expression of the rows that belong to units, given as a table with a column `unit`."""
    return table.semi_join(units, table[question.organisation_column] == units["unit"])


def by_unit(table: Any, question: Question, conditions: Iterable[Condition]) -> Any:
    """Return the Ibis expression of a question over a table: one number a unit, as (unit, answer)."""
    rows = rows_of(table, conditions)
    answer = rows.count() if question.sum_of is None else rows[question.sum_of].sum()
    return rows.group_by(unit=rows[question.organisation_column]).aggregate(answer=answer)
