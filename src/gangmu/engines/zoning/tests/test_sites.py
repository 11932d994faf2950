"""Schools open, close and are enlarged at a cost: what is decided, what is charged, what cannot be asked."""

from pathlib import Path

import pytest

from gangmu.engines.contract import Allowance, BadInput
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.solving import solve
from gangmu.engines.zoning.tests.test_bad_input import sap

HEAD = "kind,id,x,y,pupils,seats,unit,neighbours,value,cost,state,closing_cost,enlarges\n"
#: Five units in a row: 46 pupils, 37 pupil-kilometres with a school at each end, 83 with the first alone.
UNITS = [
    "unit,a,0,0,10,,,b,,,,,", "unit,b,1000,0,12,,,c,,,,,", "unit,c,2000,0,9,,,d,,,,,", "unit,d,3000,0,7,,,e,,,,,",
    "unit,e,4000,0,8,,,,,,,,",
]  # fmt: skip
CHOOSE = "setting,opening,,,,,,,choose,,,,"


def form(folder: Path, *rows: str, pieces: bool = False) -> Instance:
    """Read the units and further rows; `pieces` leaves out who lies beside whom."""
    units = [",".join([*(cells := row.split(","))[:7], "", *cells[8:]]) if pieces else row for row in UNITS]
    path = folder / "map.csv"
    path.write_text(HEAD + "\n".join([*units, *rows]) + "\n", encoding="utf-8")
    return read_instance(path, "gangmu")


def decided(instance: Instance) -> tuple[set[str], float]:
    """Return the open schools and the objective, proven to be the least."""
    answer = solve(instance, Allowance(60, 6))
    assert answer.given is not None and answer.objective is not None
    verdict = check(instance, answer.given)
    assert verdict.feasible and verdict.objective == pytest.approx(answer.objective)
    assert answer.exhausted or answer.bound == pytest.approx(answer.objective)
    assert answer.bound <= answer.objective + 1e-6
    return {instance.sites[j] for j in answer.given.tolist()}, answer.objective


@pytest.mark.parametrize(
    ("closing", "opened", "cost"), [(0, {"s1"}, 83), (40, {"s1"}, 123), (60, {"s1", "s2"}, 137)]
)
def test_a_school_closes_where_that_costs_less_than_keeping_it(
    closing: int, opened: set[str], cost: float, tmp_path: Path
) -> None:
    instance = form(tmp_path, "school,s1,,,,60,a,,,,,,", f"school,s2,,,,30,e,,,100,open,{closing},", CHOOSE)
    assert decided(instance) == (opened, pytest.approx(cost))


def test_to_keep_a_school_to_which_nobody_goes_is_no_way_of_being_spared_its_closing(tmp_path: Path) -> None:
    rows = ["school,s1,,,,60,a,,,,,,", "school,s3,9000,0,,10,,,,0,open,25,", CHOOSE]
    # The last unit goes five kilometres instead of four.
    assert decided(form(tmp_path, *rows, pieces=True)) == ({"s1", "s3"}, pytest.approx(83 + 8))


def test_an_enlarged_school_takes_the_place_of_the_one_it_was_whose_closing_is_not_charged(
    tmp_path: Path,
) -> None:
    rows = [
        "school,s1,,,,30,a,,,,,500,",
        "school,large,,,,60,a,,,40,,,s1",
        "school,s2,,,,30,e,,,200,,,",
        CHOOSE,
    ]
    assert decided(form(tmp_path, *rows)) == ({"large"}, pytest.approx(123))
    rows[1] = "school,large,,,,60,a,,,170,,,s1"
    assert decided(form(tmp_path, *rows)) == ({"s1", "s2"}, pytest.approx(237))


@pytest.mark.parametrize(
    ("rows", "said", "line"),
    [
        (["school,s1,,,,60,a,,,,candidate,,"], "opening=choose", 7),
        (["school,s1,,,,60,a,,,,,5,"], "opening=choose", 7),
        (["school,s1,,,,60,a,,,,candidate,5,", CHOOSE], "closing_cost", 7),
        (["school,s1,,,,60,a,,,,,,", "school,l,,,,90,a,,,,open,,s1", CHOOSE], "candidate", 8),
        (["school,s1,,,,60,a,,,,,,", "school,l,,,,90,b,,,,,,s1", CHOOSE], "同一单元", 8),
        (["school,s1,,,,60,a,,,,,,", "school,l,,,,90,a,,,,,,s9", CHOOSE], "s9", 8),
    ],
)
def test_what_cannot_be_asked_of_sites_is_named(
    rows: list[str], said: str, line: int, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=said) as told:
        form(tmp_path, *rows)
    assert told.value.line == line


def test_without_a_map_an_enlarged_school_could_open_beside_the_old_one_and_is_refused(
    tmp_path: Path,
) -> None:
    with pytest.raises(BadInput, match="扩建"):
        form(tmp_path, "school,s1,,,,60,a,,,,,,", "school,l,,,,90,a,,,,,,s1", CHOOSE, pieces=True)


@pytest.mark.parametrize(
    ("kind", "most", "cost"), [("sap", 1, 15), ("sap", None, 5), ("cflsap", 1, 18), ("cflsap", 2, 12)]
)
def test_at_most_so_many_sites_open_in_every_form(
    kind: str, most: int | None, cost: float, tmp_path: Path
) -> None:
    rows = ["1\t10\t0\t0\t0\t3\t30", "2\t5\t1000\t0\t0\t0\t0", "3\t5\t2000\t0\t0\t4\t20"]
    instance, edges = sap(tmp_path, rows)
    question = read_instance(instance, kind, edges, most)
    answer = solve(question, Allowance(60, 6))
    assert answer.given is not None and check(question, answer.given).feasible
    assert answer.objective == pytest.approx(cost)
