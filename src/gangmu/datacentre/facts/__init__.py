"""Fact tables: columns, types, units, grain, sensitivity. No Django here; `extracts.py` of a room fills a fact from its models."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    """What a column holds; each has one exact Arrow type."""

    INTEGER = "int64"
    NUMBER = "float64"
    DECIMAL = "decimal128(18, 4)"
    TEXT = "string"
    DATE = "date32"
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

    def schema(self) -> Any:
        """Return the Arrow schema."""
        import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

        types = {
            Type.INTEGER: pa.int64(), Type.NUMBER: pa.float64(), Type.DECIMAL: pa.decimal128(18, 4),
            Type.TEXT: pa.string(), Type.DATE: pa.date32(), Type.YES_NO: pa.bool_(),
        }  # fmt: skip
        return pa.schema([pa.field(c.name, types[c.type], nullable=c.nullable) for c in self.columns])


#: Gives the rows of a fact as tuples in the order of its columns.
Extract = Callable[[], Iterable[tuple[Any, ...]]]

_facts: dict[str, Fact] = {}
_extracts: dict[str, Extract] = {}


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


def table(name: str) -> Any:
    """Return a fact's rows of this moment as an Arrow table of its exact schema."""
    import pyarrow as pa  # noqa: PLC0415 - heavy: loaded by what needs it

    wanted = fact(name)
    rows = list(_extracts[name]())
    arrays = [
        pa.array([row[number] for row in rows], type=field.type)
        for number, field in enumerate(wanted.schema())
    ]
    return pa.Table.from_arrays(arrays, schema=wanted.schema())
