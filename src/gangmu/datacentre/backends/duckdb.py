"""DuckDB in process: one long-lived connection, no extension ever fetched."""

from functools import cache
from threading import Lock
from typing import Any

from gangmu.datacentre.indicators import Condition, Question, expression

_lock = Lock()


@cache
def connection() -> Any:
    """Return the process's connection; the first call takes seconds."""
    import ibis  # noqa: PLC0415 - heavy: loaded by what needs it

    made = ibis.duckdb.connect()
    made.raw_sql("SET autoinstall_known_extensions=false; SET autoload_known_extensions=false;")
    return made


def compute(question: Question, conditions: tuple[Condition, ...], rows: Any) -> float | None:
    """Return the answer to a question over an Arrow table; `None` for a sum over no rows."""
    import ibis  # noqa: PLC0415 - heavy: loaded by what needs it

    with _lock:
        told = connection().execute(expression(ibis.memtable(rows), question, conditions))
    return None if told is None or told != told else float(told)
