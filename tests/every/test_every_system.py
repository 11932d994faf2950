"""What holds of every named system: the four conditions of the counting rule, on one hand-made record set per row."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gangmu.foundation.kernel.results import Sentence
from gangmu.procedures.ledger.registry import ROW, all_systems, rows_served, system


@dataclass(frozen=True, slots=True)
class Expected:
    """What a hand-made record set must give.

    `opened` is the number of rows to which the first figure of the summary line opens.
    """

    system: str
    value: float
    denominator: float | None
    opened: int
    words: tuple[str, ...]


#: Row id → (a function that enters the records and asks, what must come out); each room's cases stand in its own tests.
CASES: dict[str, Callable[..., tuple[Sentence, Sentence, int]]] = {}
EXPECTED: dict[str, Expected] = {}


def test_every_row_claimed_has_a_case() -> None:
    assert rows_served() == set(EXPECTED) == set(CASES)


def test_rows_have_ids_of_the_acceptance_table() -> None:
    assert all(ROW.fullmatch(row) for row in rows_served())


@pytest.mark.parametrize("entry", all_systems(), ids=lambda entry: entry.code)
def test_every_system_names_its_registers_and_indicators(entry) -> None:
    assert entry.registers, f"{entry.code} has no register: nothing can be entered"
    assert entry.indicators, f"{entry.code} has no indicator: nothing is computed"
    assert system(entry.code) is entry
