"""The registry of named systems of the bureau (工作制度). Rooms declare theirs in `systems.py`; plan tree and summary ask here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from gangmu.foundation.kernel.results import Sentence

#: The row ids of the acceptance table: A1.01 … A18.07.
ROW = re.compile(r"A(1[0-8]|[1-9])\.\d\d")

Asker = Callable[[int, tuple[date, date], datetime | None], Sentence]


@dataclass(frozen=True, slots=True)
class System:
    """A named system: what it serves, what it lists and counts, how it stands and what the summary says of it.

    `state` and `summary_line` are asked with the organisation's id, the period as (first day, last day) and the moment of
    knowledge; both answer with a sentence whose figures are result objects. `words` are those by which a task of a plan is bound
    to it.
    """

    code: str
    name: str
    rows: tuple[str, ...]
    state: Asker
    summary_line: Asker
    registers: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if not ROW.fullmatch(row)]
        if wrong or not self.rows:
            raise ValueError(f"{self.code} serves no row of the acceptance table: {wrong}")


_declared: dict[str, System] = {}


def declare(systems: Iterable[System]) -> None:
    """Enter a room's systems into the registry."""
    for system in systems:
        if system.code in _declared and _declared[system.code] != system:
            raise ValueError(f"system {system.code} is declared twice")
        _declared[system.code] = system


def system(code: str) -> System:
    """Return the system of that code; `KeyError` when none declares it."""
    return _declared[code]


def all_systems() -> tuple[System, ...]:
    """Return every system, by code."""
    return tuple(_declared[code] for code in sorted(_declared))


def rows_served() -> frozenset[str]:
    """Return the ids of the rows that some system serves."""
    return frozenset(row for entry in _declared.values() for row in entry.rows)
