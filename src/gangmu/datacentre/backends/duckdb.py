"""DuckDB in process: one long-lived connection, no extension ever fetched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import fsum
from threading import Lock
from typing import Any

from gangmu.datacentre.facts import fact, record_batch
from gangmu.datacentre.indicators import Condition, Indicator, Question, by_unit, of_units

_lock = Lock()
#: The names under which the connection sees rows and units of the question at hand; taken away with the answer.
ROWS, UNITS = "asked_rows", "asked_units"
#: How many questions keep their SQL; saying a question in SQL takes longer than answering it.
WORDS_KEPT = 1024
_words: dict[tuple[str, str], str] = {}


@cache
def connection() -> Any:
    """Return the process's connection; it installs and loads no extension and opens no file."""
    import duckdb  # noqa: PLC0415 - heavy: loaded by what needs it

    told = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    made = duckdb.connect(":memory:", config={**told, "enable_external_access": "false"})
    made.execute("SET TimeZone = 'UTC'")
    return made


def warm() -> None:
    """Load what the first question would wait for; a server does so while it starts."""
    import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

    run("all rows", lambda rows, _units: rows, pa.table({"unit": [0]}), frozenset())


def _in_words(name: str, expression_over: Callable[[Any, Any], Any], schema: Any) -> str:
    """Return an expression over rows of a schema and units as SQL; the same expression is said once."""
    key = (name, str(schema))
    if key not in _words:
        import ibis  # noqa: PLC0415 - heavy: loaded by what needs it

        table = ibis.table(ibis.Schema.from_pyarrow(schema), name=ROWS)
        asked = expression_over(table, ibis.table({"unit": "int64"}, name=UNITS))
        if len(_words) >= WORDS_KEPT:
            _words.clear()
        _words[key] = str(ibis.to_sql(asked, dialect="duckdb"))
    return _words[key]


def run(name: str, expression_over: Callable[[Any, Any], Any], rows: Any, units: frozenset[int]) -> Any:
    """Return what an Ibis expression over rows and units gives, as an Arrow table; nothing is left behind.

    `name` tells the expression from every other: its words are kept under it.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

    with _lock:
        words = _in_words(name, expression_over, rows.schema)
        connection().register(ROWS, rows)
        connection().register(UNITS, pa.table({"unit": pa.array(sorted(units), pa.int64())}))
        try:
            return connection().execute(words).to_arrow_table()
        finally:
            connection().unregister(UNITS)
            connection().unregister(ROWS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gave: over all units, and per unit of its own rows (exact decimals stay exact until they are added)."""

    total: float | None
    by_unit: dict[int, Any]

    def of(self, units: frozenset[int]) -> float | None:
        """Return the answer over some of the units; `None` when none of them has a value."""
        return _added(value for unit, value in self.by_unit.items() if unit in units)


def _added(values: Iterable[Any]) -> float | None:
    """Return numbers added without loss; `None` when there is none."""
    told = [value for value in values if value is not None]
    if not told:
        return None
    return fsum(told) if any(isinstance(value, float) for value in told) else float(sum(told))


def compute_by_unit(
    question: Question, conditions: tuple[Condition, ...], units: frozenset[int], rows: Any
) -> dict[int, Any]:
    """Return the answer to a question over an Arrow table for each of the units that has rows."""

    def asked(table: Any, wanted: Any) -> Any:
        return by_unit(of_units(table, question, wanted), question, conditions)

    told = run(repr((question, conditions)), asked, rows, units)
    return dict(zip(told.column("unit").to_pylist(), told.column("answer").to_pylist(), strict=True))


def answer(question: Question, units: frozenset[int], first: date, last: date, rows: Any) -> Answer:
    """Return the answer to a question for units over a window, without its excluded rows.

    It is asked once, by unit: the whole is the sum of its parts, so that it is the same figure whether or not parts are shown.
    A count of no rows is 0, a sum over no rows has no value.
    """
    found = compute_by_unit(question, (*question.inside(first, last), *question.kept()), units, rows)
    total = _added(found.values())
    return Answer(0.0 if total is None and question.sum_of is None else total, found)


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
