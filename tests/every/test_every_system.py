"""What holds of every named system: the four conditions of the counting rule, on one hand-made record set per row.

A room gives its cases in `tests/systems.py`: `cases()` maps the id of a row of the acceptance table to a mapping with the fields of
`Case`. Records can be entered; numbers are computed with a stated denominator and date; the state stands in the plan tree; the
summary has a line whose figures open to the records.
"""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from gangmu.applications.planning.choices import PlanState
from gangmu.applications.planning.models import Plan
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.results import Sentence
from gangmu.foundation.kernel.rooms import Room
from gangmu.foundation.ui.rows import address_of
from gangmu.foundation.ui.templatetags.gangmu import figure_text
from gangmu.procedures.ledger.registry import ROW, System, all_systems, rows_served, system
from tests.cast import Cast


@dataclass(frozen=True, slots=True)
class Case:
    """A hand-made record set of one row and what must come out of it.

    `records` are (person of the cast, register, form as posted); a form value that names a unit of `County` is its key. `figures`
    are those of the summary line: (indicator, value, denominator, rows to which it opens for the office); a count has no
    denominator. `acts` are what people do outside registers (a change of units, a month's report), done after the records. `words` are wordings of tasks that must bind to the system, `summary` what the line says besides its figures.
    """

    system: str
    records: tuple[tuple[str, str, Mapping[str, str]], ...]
    period: tuple[date, date]
    figures: tuple[tuple[str, float, float | None, int], ...]
    words: tuple[str, ...]
    summary: tuple[str, ...]
    acts: tuple[Callable[[Cast], None], ...] = ()


def _cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for room in apps.get_app_configs():
        path = Path(room.path) / "tests" / "systems.py"
        if isinstance(room, Room) and path.exists():
            spec = importlib.util.spec_from_file_location(f"systems_of_{room.label}", path)
            module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
            spec.loader.exec_module(module)  # type: ignore[union-attr]
            for row, told in module.cases().items():
                assert row not in found, f"{row} has two cases"
                found[row] = Case(**told)
    return found


CASES = _cases()
SYSTEMS = [pytest.param(entry, id=entry.code) for entry in all_systems()]
ROWS = [pytest.param(CASES[row], id=row) for row in sorted(CASES)]
UNITS = ("bureau", "section", "other_section", "township", "school", "kindergarten")


def test_every_row_claimed_has_a_case_and_no_case_is_stale() -> None:
    assert rows_served() == set(CASES)
    assert all(case.system in {entry.code for entry in all_systems()} for case in CASES.values())


def test_rows_have_ids_of_the_acceptance_table() -> None:
    assert all(ROW.fullmatch(row) for row in rows_served())


@pytest.mark.parametrize("entry", SYSTEMS)
def test_every_system_names_its_registers_and_indicators(entry: System) -> None:
    assert entry.registers, f"{entry.code} has no register: nothing can be entered"
    assert entry.indicators, f"{entry.code} has no indicator: nothing is computed"
    assert entry.words, f"{entry.code} has no words: no task binds to it"
    assert system(entry.code) is entry


@pytest.fixture
def entered(request: pytest.FixtureRequest, cast: Cast) -> tuple[Case, Cast]:
    """The records of a case, entered by people on the pages of the registers."""
    case: Case = request.param
    for person, register, form in case.records:
        told = {
            name: str(getattr(cast.own, value).pk) if value in UNITS else value
            for name, value in form.items()
        }
        answer = cast.client(person).post(reverse(f"registers:{register}-new"), told)
        assert answer.status_code == 302, answer.context["form"].errors
    for act in case.acts:
        act(cast)
    return case, cast


@pytest.mark.parametrize("entered", ROWS, indirect=True)
def test_its_numbers_come_out_with_denominator_and_date(entered: tuple[Case, Cast]) -> None:
    case, cast = entered
    line = system(case.system).summary_line(cast.own.bureau.pk, case.period, None)
    assert [(f.indicator, f.value, f.denominator) for f in line.figures] == [
        told[:3] for told in case.figures
    ]
    for figure in line.figures:
        assert (figure.period_from, figure.effective) == case.period
        assert figure.is_count is (figure.denominator is None)
        assert figure.indicator in system(case.system).indicators


@pytest.mark.parametrize("entered", ROWS, indirect=True)
def test_its_line_of_the_summary_is_a_sentence_whose_figures_open_to_the_records(
    entered: tuple[Case, Cast],
) -> None:
    case, cast = entered
    line = system(case.system).summary_line(cast.own.bureau.pk, case.period, None)
    assert isinstance(line, Sentence)
    words = "".join(part for part in line.parts if isinstance(part, str))
    assert all(told in words for told in case.summary), words
    for figure, (_indicator, _value, _denominator, opened) in zip(line.figures, case.figures, strict=True):
        with acting_as(cast.actor("小陈")):
            address = address_of(figure.rows) if figure.rows else None
        assert address, f"{figure.indicator} does not open"
        assert cast.client("小陈").get(address).context["count"] == opened
        assert cast.foreign.client("小陈").get(address).context["count"] == 0


@pytest.mark.parametrize("entered", ROWS, indirect=True)
def test_its_state_stands_in_the_plan_tree(entered: tuple[Case, Cast]) -> None:
    case, cast = entered
    year = case.period[0].year
    plan = Plan._base_manager.create(
        organisation=cast.own.bureau,
        year=year,
        title="要点",
        state=PlanState.ADOPTED,
        adopted_on=date(year, 1, 1),
    )
    page = cast.client("小陈").get(reverse("planning:plan", kwargs={"pk": plan.pk})).content.decode()
    entry = system(case.system)
    assert entry.name in page
    state = entry.state(cast.own.bureau.pk, case.period, None)
    assert state.figures
    assert all(f">{figure_text(figure)}<" in page for figure in state.figures)


@pytest.mark.parametrize("case", ROWS)
def test_tasks_in_the_seeds_own_wording_bind_to_it(case: Case) -> None:
    entry = system(case.system)
    assert [told for told in case.words if not any(word in told for word in entry.words)] == []
