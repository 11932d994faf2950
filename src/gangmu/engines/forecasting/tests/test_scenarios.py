"""Futures lie around what is expected, as widely as errors were; seats are set against them."""

from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.assumptions import Assumption
from gangmu.engines.forecasting.cli import run
from gangmu.engines.forecasting.forecast import estimate
from gangmu.engines.forecasting.scenarios import course_of, normal_table, simulate
from gangmu.engines.forecasting.seats import colour, read_seats, read_stages
from gangmu.engines.forecasting.tests.counties import GRADES, county, write_history
from gangmu.engines.forecasting.tree import tree_of

STAGES = np.array([[True] * 3 + [False] * 3, [False] * 3 + [True] * 3])


def drawn(assumed: tuple[Assumption, ...] = (), seed: int = 1, paths: int = 2000):
    made, births = county(schools=30, zones=3, noise=0.05)
    found = estimate(made, births, 2024, 4, assumed=assumed)
    tree = tree_of(found.known)
    seats = np.full((len(tree.names), 2, 4), np.nan)
    seats[0], seats[1] = 0.0, 1e6
    pupils = found.plan.project(found.change)
    course = course_of(pupils, found.group, found.learned, tree)
    expected = np.einsum("hng,sg->nsh", tree.sums(pupils, axis=1), STAGES.astype(float))
    return simulate(course, tree, STAGES, seats, paths, seed), expected, found, tree


def test_the_mean_of_the_paths_is_what_is_expected() -> None:
    paths, expected, _, _ = drawn()
    assert np.allclose(paths.mean, expected, rtol=0.02)


def test_with_an_assumption_too_and_it_moves_the_paths() -> None:
    more = (Assumption("times", "*", "一年级", 2025, 1.5), Assumption("add", "学校02", "二年级", 2025, 60.0))
    paths, expected, _, _ = drawn(more)
    plain, _, _, _ = drawn()
    assert np.allclose(paths.mean, expected, rtol=0.02)
    assert (paths.mean[2, 0, :2] > plain.mean[2, 0, :2] + 50).all()  # then they leave the stage


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    a, b, c = drawn(seed=4)[0], drawn(seed=4)[0], drawn(seed=5)[0]
    assert np.array_equal(a.quantiles, b.quantiles) and np.array_equal(a.mean, b.mean)
    assert not np.array_equal(a.quantiles, c.quantiles)


def test_paths_widen_with_the_years_and_sums_of_schools_are_relatively_narrower() -> None:
    paths, _, _, tree = drawn()
    width = (paths.quantiles[3] - paths.quantiles[1]) / paths.mean
    assert (width[:, 1, 3] > width[:, 1, 0]).mean() > 0.9
    county_node = tree.names.index("全县")
    assert width[county_node, 0].max() < np.median(width[:30, 0], axis=0).min()


def test_the_share_of_paths_over_the_seats_is_counted() -> None:
    paths, _, _, _ = drawn()
    assert (paths.over[0] == 1).all() and (paths.over[1] == 0).all()
    assert np.isnan(paths.over[2]).all()


def test_quantiles_are_those_of_sorting() -> None:
    from gangmu.engines.forecasting.drawing import BINS, ranked

    random = np.random.default_rng(3)
    for row in (
        random.normal(100, 9, 1000),
        random.integers(0, 5, 1000),
        np.full(1000, 7.0),
        random.exponential(5, 1000),
    ):
        single, marks = row.astype(np.float32), np.array([24, 99, 499, 899, 974])
        out = np.zeros(5, np.float32)
        ranked(single, marks, np.zeros(BINS, np.int64), out)
        assert np.array_equal(out, np.sort(single)[marks])


def test_the_table_of_normal_numbers_is_normal() -> None:
    table = normal_table()
    assert abs(table.mean()) < 1e-6 and table.std() == pytest.approx(1, abs=1e-5)
    assert (np.abs(table) < 1.96).mean() == pytest.approx(0.95, abs=0.002)


@pytest.mark.parametrize(
    ("need", "seats", "expected"),
    [
        (79, 100, "blue"),
        (80, 100, "green"),
        (95, 100, "yellow"),
        (100, 100, "orange"),
        (105, 100, "orange"),
        (106, 100, "red"),
        (5, 0, "red"),
        (0, 0, "blue"),
        (5, float("nan"), ""),
    ],
)
def test_colours_change_at_the_bands(need: float, seats: float, expected: str) -> None:
    assert colour(need, seats) == expected


def test_seats_hold_from_a_year_on_and_add_up_where_all_are_known(tmp_path: Path) -> None:
    made, _ = county(schools=4, zones=2)
    tree, path = tree_of(made), tmp_path / "s.csv"
    stages = read_stages(None, GRADES)
    rows = [
        "学校00,total,2020,500",
        "学校00,total,2026,600",
        "学校02,total,2020,400",
        "学校01,total,2020,300",
    ]
    path.write_text("unit,stage,year,seats\n" + "\n".join(rows) + "\n", encoding="utf-8")
    seats = read_seats(path, tree, stages, (2025, 2026))
    assert seats[0, 0].tolist() == [500, 600]
    assert seats[tree.names.index("学区0"), 0].tolist() == [900, 1000]
    assert np.isnan(seats[tree.names.index("学区1")]).all()
    path.write_text("unit,stage,year,seats\n学校00,total,2020,-5\n", encoding="utf-8")
    with pytest.raises(BadInput, match="不能为负") as caught:
        read_seats(path, tree, stages, (2025,))
    assert caught.value.line == 2
    path.write_text("unit,stage,year,seats\n学校77,total,2020,5\n", encoding="utf-8")
    with pytest.raises(BadInput, match="没有单位 学校77"):
        read_seats(path, tree, stages, (2025,))


def test_a_grade_in_two_stages_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stages.csv"
    path.write_text("stage,grade\n小学,一年级\n初中,一年级\n", encoding="utf-8")
    with pytest.raises(BadInput, match="属于两个学段"):
        read_stages(path, GRADES)


def test_the_seats_command_writes_a_table_that_adds_up(tmp_path: Path) -> None:
    import csv

    made, _ = county(schools=6, zones=2)
    past, out = write_history(tmp_path / "h.csv", made), tmp_path / "seats.csv"
    estates = tmp_path / "estates.csv"
    estates.write_text(
        "unit,year,dwellings,occupancy,grade,per_hundred\n学校00,2026,1000,0.8,一年级,5\n", encoding="utf-8"
    )
    words = ["forecast", "seats", str(past), "--origin", "2024", "--horizon", "3", "--estates", str(estates)]
    assert run([*words, "--paths", "200", "--out", str(out)]) == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    of = {(row["unit"], row["year"]): float(row["need"]) for row in rows}
    schools = [f"学校{n:02d}" for n in range(6)]
    assert sum(of[name, "2026"] for name in schools) == pytest.approx(of["全县", "2026"], abs=0.1)
    plain = tmp_path / "plain.csv"
    assert run([*words[:-2], "--paths", "200", "--out", str(plain)]) == 0
    before = {
        (row["unit"], row["year"]): float(row["need"]) for row in csv.DictReader(plain.open(encoding="utf-8"))
    }
    assert of["学校00", "2026"] - before["学校00", "2026"] == pytest.approx(
        40, abs=0.02
    )  # 1000 x 0.8 x 5 / 100


def test_a_table_of_seats_is_made_again_from_its_certificate_and_a_changed_seat_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    past, out = write_history(tmp_path / "h.csv", county(schools=6, zones=2)[0]), tmp_path / "t.csv"
    seats = tmp_path / "s.csv"
    seats.write_text("unit,stage,year,seats\n学校00,total,2020,500\n", encoding="utf-8")
    words = ["forecast", "seats", str(past), "--origin", "2024", "--horizon", "2", "--seats", str(seats)]
    assert run([*words, "--paths", "150", "--seed", "7", "--work", "3", "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["seed"], told["question"]["work"], told["demand"]["paths"]) == (7, 3, 150)
    assert run(["forecast", "replay", str(out)]) == 0
    seats.write_text("unit,stage,year,seats\n学校00,total,2020,501\n", encoding="utf-8")
    assert run(["forecast", "replay", str(out)]) == 1


def test_a_backtest_takes_a_seed_and_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    past = write_history(tmp_path / "h.csv", county(schools=6)[0])
    words = [
        "forecast",
        "backtest",
        str(past),
        "--horizon",
        "1",
        "--origins",
        "2022",
        "--seed",
        "9",
        "--json",
    ]
    assert run([*words, "--without", "smoothing", "--without", "boosting"]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 9


def test_needs_add_up_to_the_last_digit_and_are_those_of_the_forecast(tmp_path: Path) -> None:
    import csv
    from decimal import Decimal

    past = str(write_history(tmp_path / "h.csv", county(schools=12, zones=3, noise=0.1)[0]))
    words, tables = ["--origin", "2024", "--horizon", "3"], {}
    for command, extra in (("run", []), ("seats", ["--paths", "50"])):
        out = tmp_path / f"{command}.csv"
        assert run(["forecast", command, past, *words, *extra, "--out", str(out)]) == 0
        tables[command] = list(csv.DictReader(out.open(encoding="utf-8")))
    expected = {(r["unit"], r["year"]): Decimal(r["mean"]) for r in tables["run"] if r["grade"] == "total"}
    need = {(row["unit"], row["year"]): Decimal(row["need"]) for row in tables["seats"]}
    assert need == expected
    for zone, year in need:
        below = [
            need[row["unit"], year] for row in tables["seats"] if (row["parent"], row["year"]) == (zone, year)
        ]
        assert not below or sum(below) == need[zone, year]
