"""Fact tables: columns, types, units, grain, sensitivity. No Django here; `extracts.py` of a room fills a fact from its models.

A fact is rows that hold at (effective date, known at), or ordinary rows that are asked by date alone: `two_times` says which.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

#: Rows of one record batch.
BATCH = 20_000


class Type(StrEnum):
    """What a column holds; each has one exact Arrow type."""

    INTEGER = "int64"
    NUMBER = "float64"
    DECIMAL = "decimal128(18, 4)"
    TEXT = "string"
    DATE = "date32"
    #: A moment in UTC, to the microsecond.
    MOMENT = "timestamp[us, UTC]"
    YES_NO = "bool"


class Sensitivity(StrEnum):
    """Who may see a column."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column of a fact."""

    name: str
    type: Type
    title: str
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A table of figures' raw material: one row per `grain`; `register` names where people see the same rows."""

    name: str
    title: str
    grain: str
    columns: tuple[FactColumn, ...]
    register: str = ""
    two_times: bool = False

    def schema(self) -> Any:
        """Return the Arrow schema."""
        import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

        types = {
            Type.INTEGER: pa.int64(), Type.NUMBER: pa.float64(), Type.DECIMAL: pa.decimal128(18, 4),
            Type.TEXT: pa.string(), Type.DATE: pa.date32(), Type.MOMENT: pa.timestamp("us", tz="UTC"),
            Type.YES_NO: pa.bool_(),
        }  # fmt: skip
        return pa.schema([pa.field(c.name, types[c.type], nullable=c.nullable) for c in self.columns])


@dataclass(frozen=True, slots=True)
class Asked:
    """When rows are asked for: the date that they are about, and the moment whose knowledge counts (`None`: now).

    An extract of ordinary rows gives all of them, whatever is asked.
    """

    effective: date
    known_at: datetime | None = None


#: Gives the rows of a fact, inside the scope of the moment, as tuples in the order of its columns.
Extract = Callable[[Asked], Iterable[tuple[Any, ...]]]


class FactFault(ValueError):
    """An extract gave a row that its fact's schema does not allow: a fault of the program, told with its place."""


_facts: dict[str, Fact] = {}
_extracts: dict[str, Extract] = {}
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("gangmu_kept_facts", default=None)


def declare(*facts: Fact) -> None:
    """Enter a room's facts."""
    for fact in facts:
        if _facts.get(fact.name, fact) != fact:
            raise ValueError(f"fact {fact.name} is declared twice")
        _facts[fact.name] = fact


def declare_extract(name: str, extract: Extract) -> None:
    """Say what fills a fact."""
    if name not in _facts:
        raise ValueError(f"no fact {name}")
    _extracts[name] = extract


def fact(name: str) -> Fact:
    """Return the fact of that name; `KeyError` when there is none."""
    return _facts[name]


def all_facts() -> tuple[Fact, ...]:
    """Return every fact, by name."""
    return tuple(_facts[name] for name in sorted(_facts))


def is_filled(name: str) -> bool:
    """Whether a room declared what fills the fact."""
    return name in _extracts


def batches(name: str, asked: Asked) -> Iterator[Any]:
    """Yield a fact's rows as Arrow record batches of its exact schema.

    Raises
    ------
    FactFault
        When a value does not fit its column: told by fact, column and row, never rounded or turned into something else.
    """
    wanted = fact(name)
    schema = wanted.schema()
    rows = iter(_extracts[name](asked))
    first = 0
    while part := list(islice(rows, BATCH)):
        yield record_batch(wanted, schema, part, first)
        first += len(part)


def record_batch(wanted: Fact, schema: Any, rows: list[tuple[Any, ...]], first: int = 0) -> Any:
    """Return rows as one record batch of a fact's schema; `first` is the number of the first row, for messages."""
    import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

    if any(len(row) != len(wanted.columns) for row in rows):
        raise FactFault(f"{wanted.name}: a row has not {len(wanted.columns)} values")
    arrays = []
    for column, field, values in zip(wanted.columns, schema, zip(*rows, strict=True), strict=True):
        try:
            array = pa.array(values, type=field.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as fault:
            raise FactFault(f"{wanted.name}.{column.name}, rows from {first}: {fault}") from fault
        if array.null_count and not column.nullable:
            row = first + array.is_null().index(True).as_py()
            raise FactFault(f"{wanted.name}.{column.name}, row {row}: no value")
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def table(name: str, asked: Asked) -> Any:
    """Return a fact's rows as an Arrow table of its exact schema; inside `one_reading` each fact is read once."""
    import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

    return once(
        reading(name, asked), lambda: pa.Table.from_batches(batches(name, asked), schema=fact(name).schema())
    )


def reading(name: str, asked: Asked) -> tuple[str, Asked | None]:
    """Return what tells one reading of a fact from another: ordinary rows are the same whatever is asked."""
    return name, asked if fact(name).two_times else None


def once(key: Any, make: Callable[[], Any]) -> Any:
    """Return what `make` gives; inside `one_reading` it is made once for a key."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


@contextmanager
def one_reading() -> Iterator[None]:
    """Let all figures asked inside share one reading of each fact and one answer to each question about it."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)
