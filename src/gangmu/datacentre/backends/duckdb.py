"""DuckDB in process: one long-lived connection, no extension ever fetched."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from threading import RLock
from typing import Any

from gangmu.datacentre.facts import fact, record_batch
from gangmu.datacentre.indicators import Condition, Indicator, Question, by_unit, expression

_lock = RLock()


@cache
def connection() -> Any:
    """Return the process's connection; the first call takes seconds."""
    import ibis  # noqa: PLC0415 - heavy: loaded by what needs it

    made = ibis.duckdb.connect(
        autoinstall_known_extensions=False, autoload_known_extensions=False, enable_external_access=False
    )
    made.raw_sql("SET TimeZone = 'UTC'")
    return made


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave: over all units, and per unit of its own rows."""

    total: float | None
    by_unit: dict[int, float | None]

    def of(self, units: frozenset[int]) -> float | None:
        """Return the answer over some of the units; `None` when none of them has a value."""
        told = [value for unit, value in self.by_unit.items() if unit in units and value is not None]
        return sum(told) if told else None


def compute(question: Question, conditions: tuple[Condition, ...], rows: Any) -> float | None:
    """Return the answer to a question over an Arrow table; `None` for a sum over no rows."""
    import ibis  # noqa: PLC0415 - heavy: loaded by what needs it

    with _lock:
        told = connection().to_pyarrow(expression(ibis.memtable(rows), question, conditions)).as_py()
    return None if told is None else float(told)


def compute_by_unit(
    question: Question, conditions: tuple[Condition, ...], rows: Any
) -> dict[int, float | None]:
    """Return the answer to a question over an Arrow table for each unit that has rows."""
    import ibis  # noqa: PLC0415 - heavy: loaded by what needs it

    with _lock:
        told = connection().to_pyarrow(by_unit(ibis.memtable(rows), question, conditions))
    answers = zip(told.column("unit").to_pylist(), told.column("answer").to_pylist(), strict=True)
    return {unit: None if answer is None else float(answer) for unit, answer in answers}


def answer(
    question: Question, units: frozenset[int], first: date, last: date, rows: Any, breakdown: bool = False
) -> Answer:
    """Return the answer to a question for units over a window, without its excluded rows; per unit only when asked."""
    conditions = (
        (question.organisation_column, "in", tuple(sorted(units))),
        *question.inside(first, last),
        *question.kept(),
    )
    total = compute(question, conditions, rows)
    return Answer(total, compute_by_unit(question, conditions, rows) if breakdown else {})


def work_example(asked: Indicator) -> tuple[float | None, float | None]:
    """Return value and denominator that an indicator gives for its own worked example."""
    import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

    told = asked.example

    def of(question: Question) -> float | None:
        wanted = fact(question.fact)
        rows = [tuple(row.get(c.name) for c in wanted.columns) for row in told.rows.get(question.fact, ())]
        schema = wanted.schema()
        table = pa.Table.from_batches([record_batch(wanted, schema, rows)] if rows else [], schema=schema)
        return answer(question, frozenset(told.units), told.first_day, told.last_day, table).total

    return value_of(asked, of(asked.numerator), of(asked.denominator) if asked.denominator else None)


def value_of(
    asked: Indicator, numerator: float | None, denominator: float | None
) -> tuple[float | None, float | None]:
    """Return an indicator's value and its denominator from the answers to its questions; no value over a zero denominator."""
    if asked.is_count or numerator is None:
        return numerator, None
    return (numerator / denominator * asked.scale if denominator else None), denominator
