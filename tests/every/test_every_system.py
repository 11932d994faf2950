"""What holds of every named system: the four conditions of the counting rule, on one hand-made record set per row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from gangmu.applications.planning.forms import PublicityForm
from gangmu.applications.planning.registers import Publicity
from gangmu.datacentre.indicators import all_indicators
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.results import Result
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.services import save_row
from gangmu.foundation.ui.rows import address_of
from gangmu.procedures.ledger.registry import ROW, all_systems, rows_served, system

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True, slots=True)
class Case:
    """A hand-made record set of a row and what it must give.

    `values` are the figures of the summary line in order as (value, denominator); `opened` how many rows the first one opens to.
    """

    system: str
    enter: Callable[..., None]
    values: tuple[tuple[float, float | None], ...]
    opened: int


def enter_publicity(cast) -> None:
    """Two items of 2026, one of them taken, and one of 2025, by the register's own form and service."""
    told = [("甲", "2026-03-01", "2026-03-09"), ("乙", "2026-11-30", ""), ("丙", "2025-12-31", "")]
    with acting_as(cast.actor("小陈")), scoped("planning.publicity:view"):
        for title, sent, taken in told:
            form = PublicityForm(
                {
                    "organisation": cast.own.bureau.pk, "title": title, "medium": "市教育信息", "level": "city",
                    "submitted_on": sent, "adopted_on": taken,
                }
            )  # fmt: skip
            assert form.is_valid(), form.errors
            save_row(Publicity, form)


#: Row id of the acceptance table → its case. A row claimed without a case fails.
CASES: dict[str, Case] = {"A1.17": Case("publicity", enter_publicity, ((2, None), (1, None)), 2)}


def test_every_row_claimed_has_a_case() -> None:
    assert rows_served() == set(CASES)


@pytest.mark.parametrize("entry", all_systems(), ids=lambda entry: entry.code)
def test_every_system_names_registers_and_indicators_that_exist(entry) -> None:
    assert all(ROW.fullmatch(row) for row in entry.rows)
    assert set(entry.registers) <= {register.name for register in registers()}
    assert set(entry.indicators) <= {indicator.code for indicator in all_indicators()}
    assert entry.registers
    assert entry.indicators
    assert system(entry.code) is entry


@pytest.mark.parametrize("row", sorted(CASES))
def test_a_row_is_entered_computed_shown_in_the_tree_and_told_in_the_summary(cast, row) -> None:
    case = CASES[row]
    entry = system(case.system)
    case.enter(cast)
    with acting_as(cast.actor("小陈")):
        line = entry.summary_line(cast.own.bureau.pk, YEAR, None)
        state = entry.state(cast.own.bureau.pk, YEAR, None)
        address = address_of(line.figures[0].rows)
    assert tuple((figure.value, figure.denominator) for figure in line.figures) == case.values
    assert all(
        figure.effective == YEAR[1] and figure.is_count == (figure.denominator is None)
        for figure in line.figures
    )
    assert [part for part in line.parts if isinstance(part, str)]
    assert state.figures
    assert all(isinstance(figure, Result) for figure in state.figures)
    page = cast.client("小陈").get(address)
    assert page.context["count"] == case.opened
