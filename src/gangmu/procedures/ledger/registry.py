"""The registry of named systems of the bureau (工作制度). Rooms declare theirs in `systems.py`; plan tree and summary ask here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from gangmu.datacentre import facts
from gangmu.datacentre.targets.figures import figure
from gangmu.foundation.kernel.results import Sentence

#: The row ids of the acceptance table: A1.01 … A18.07.
ROW = re.compile(r"A(1[0-8]|[1-9])\.\d\d")

#: Where a figure stands in the words of a system.
_FIGURE = re.compile(r"\{([a-z_]+)\}")

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


def told(template: str) -> Asker:
    """Return what answers with a sentence in which each `{indicator}` of a message id stands for that indicator's figure.

    The message is worded, and the figures asked, when the sentence is asked for; all figures of a sentence see the same rows.
    """

    def sentence(organisation_id: int, period: tuple[date, date], known_at: datetime | None) -> Sentence:
        with facts.one_reading():
            parts = [
                figure(part, organisation_id, *period, known_at=known_at) if place % 2 else part
                for place, part in enumerate(_FIGURE.split(gettext(template)))
            ]
        return Sentence(tuple(part for part in parts if part != ""))

    return sentence


_declared: dict[str, System] = {}
#: The names of the declared systems by code, as message ids.
NAMES: dict[str, str] = {}


def declare(systems: Iterable[System]) -> None:
    """Enter a room's systems into the registry."""
    for system in systems:
        if system.code in _declared and _declared[system.code] != system:
            raise ValueError(f"system {system.code} is declared twice")
        _declared[system.code], NAMES[system.code] = system, system.name


def system(code: str) -> System:
    """Return the system of that code; `KeyError` when none declares it."""
    return _declared[code]


def all_systems() -> tuple[System, ...]:
    """Return every system, by code."""
    return tuple(_declared[code] for code in sorted(_declared))


def rows_served() -> frozenset[str]:
    """Return the ids of the rows that some system serves."""
    return frozenset(row for entry in _declared.values() for row in entry.rows)
