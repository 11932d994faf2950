"""The one result object: every figure shown, exported or written is a `Result`. Rooms make it, pages render it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """Where a value comes from."""

    ROWS = "rows"
    FORM = "statistical_form"
    REPORTED = "reported"


class Standing(StrEnum):
    """How firm a value is: 测算, 快报, 预计, 核定."""

    COMPUTED = "computed"
    FLASH = "flash"
    EXPECTED = "expected"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value cannot be computed: a code with its parameters, worded by the page."""

    code: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowsPath:
    """The way to the rows behind a figure, as data; resolved under the reader's scope, never a stored answer.

    `source` is `register:<name>` or `fact:<name>`. `filters` are (column, operator, value) with the operators
    `=`, `!=`, `in`, `not in`, `>=`, `<=`, `<`, `>`, `empty`; what denies keeps rows without a value. `under` asks a column of units for one
    unit and all below it on the effective date.
    """

    source: str
    filters: tuple[tuple[str, str, Any], ...] = ()
    effective: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """Rows left out of a figure, and why."""

    reason: Reason
    count: int
    rows: RowsPath | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A figure with all that it takes to trust it.

    A rate carries numerator and denominator; a count has neither and says so by `is_count`. `value is None` goes with a
    `reason`: absent is not zero. `effective` is the date the figure is about; `period_from` opens its window for flow
    figures. `known_at` is `None` for figures over ordinary rows, which are asked by date alone.
    """

    indicator: str
    name: str
    unit: str
    organisation_id: int | None
    organisation_name: str
    effective: date
    value: float | None = None
    is_count: bool = False
    numerator: float | None = None
    denominator: float | None = None
    period_from: date | None = None
    known_at: datetime | None = None
    computed_at: datetime | None = None
    breakdown: tuple["Result", ...] = ()
    excluded: tuple[Excluded, ...] = ()
    origin: Origin = Origin.ROWS
    standing: Standing = Standing.COMPUTED
    reason: Reason | None = None
    rows: RowsPath | None = None
    denominator_rows: RowsPath | None = None
    definition: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a result has either a value or a reason why it has none")
        if (
            self.value is not None
            and not self.is_count
            and self.denominator is None
            and self.origin is Origin.ROWS
        ):
            raise ValueError("a rate carries its denominator")

    @property
    def computable(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary: words and figures in order; each figure opens to its rows."""

    parts: tuple[str | Result, ...]

    @property
    def figures(self) -> tuple[Result, ...]:
        """The result objects in the sentence."""
        return tuple(part for part in self.parts if isinstance(part, Result))
