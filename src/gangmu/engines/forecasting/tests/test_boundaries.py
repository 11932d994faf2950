"""Boundaries that move: a forecast knows the units, parents and grades of its own year, and a score those of the answer."""

from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.forecasting.backtesting import OURS, backtest, origins_of
from gangmu.engines.forecasting.cli import run
from gangmu.engines.forecasting.forecast import forecast
from gangmu.engines.forecasting.history import read_history
from gangmu.engines.forecasting.scoring import actual_of
from gangmu.engines.forecasting.tests.counties import county, write_history

Cells = list[str]


def moved(cells: Cells) -> list[Cells]:
    """学校00 goes to another zone."""
    return [[cells[0], "学区1", *cells[2:]]] if cells[0] == "学校00" else [cells]


def divided(cells: Cells) -> list[Cells]:
    """学校01 is divided into two that name it as parent."""
    if cells[0] != "学校01":
        return [cells]
    half = int(cells[4]) // 2
    return [["东校", "学校01", *cells[2:4], str(half)], ["西校", "学校01", *cells[2:4], str(int(cells[4]) - half)], cells]  # fmt: skip


def merged(cells: Cells) -> list[Cells]:
    """Both zones become one."""
    return [] if cells[0].startswith("学区") else [[cells[0], "新区", *cells[2:]]]


def opened(cells: Cells) -> list[Cells]:
    """A grade below all others is opened."""
    return [[*cells[:3], "学前", "30"], cells] if cells[3] == "一年级" else [cells]


CHANGES = [moved, divided, merged, opened]


def rows_until(tmp_path: Path, year: int) -> tuple[list[Cells], list[Cells]]:
    """Return rows of a county until a year and after it."""
    path = write_history(tmp_path / "whole.csv", county(schools=8, zones=2)[0])
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    zones = {row[1] for row in rows if row[0].startswith("学校")}
    own = [
        [zone, "全县", str(y), "一年级", str(sum(int(r[4]) for r in rows if r[1] == zone and r[2] == str(y) and r[3] == "一年级"))]
        for zone in sorted(zones) for y in range(2016, 2025)
    ]  # fmt: skip
    rows = [row for row in rows if not row[0].startswith("学区")] + own
    return [row for row in rows if int(row[2]) <= year], [row for row in rows if int(row[2]) > year]


def write(path: Path, rows: list[Cells]) -> Path:
    lines = ["unit,parent,year,grade,pupils", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("change", CHANGES)
def test_what_moves_after_the_origin_changes_no_byte_of_the_forecast(change, tmp_path: Path) -> None:
    before, after = rows_until(tmp_path, 2020)
    later = [new for row in after for new in change(row)]
    write(tmp_path / "short.csv", before)
    write(tmp_path / "long.csv", later + before)
    for name in ("short", "long"):
        asked = [str(tmp_path / f"{name}.csv"), "--origin", "2020", "--horizon", "3"]
        assert run(["forecast", "run", *asked, "--out", str(tmp_path / f"{name}.out")]) == 0
    assert (tmp_path / "short.out").read_bytes() == (tmp_path / "long.out").read_bytes()


@pytest.mark.parametrize("change", [moved, divided, opened])
def test_a_backtest_sees_each_origin_with_its_own_boundaries(change, tmp_path: Path) -> None:
    before, after = rows_until(tmp_path, 2020)
    whole = read_history(write(tmp_path / "plain.csv", before + after))
    later = read_history(
        write(tmp_path / "later.csv", before + [new for row in after for new in change(row)])
    )
    plain, changed = (backtest(h, None, 1, ["cohort"], [2019], least=10) for h in (whole, later))
    for ours, other in zip(plain, changed, strict=True):
        assert ours.method == other.method in (OURS, "cohort")
        assert [s.mape for s in ours.scores if not s.level] == [s.mape for s in other.scores if not s.level]


def test_an_aggregate_that_does_not_tell_the_sum_is_named_though_a_school_opened_later(
    tmp_path: Path,
) -> None:
    before, after = rows_until(tmp_path, 2024)
    assert not after
    kept = [row for row in before if row[0] != "学校03" or int(row[2]) > 2018]
    history = read_history(write(tmp_path / "h.csv", kept))
    assert not [note for note in history.notes if "学区1 2020 年" in note and "一年级" in note]
    assert [note for note in history.notes if note.startswith("学区1 2017 年上报")]


@pytest.mark.parametrize("zones", [True, False])
def test_an_answer_is_scored_at_every_level_though_what_came_names_no_parents(
    zones: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, _ = county(schools=8, zones=2)
    past, out = write_history(tmp_path / "h.csv", made), tmp_path / "o.csv"
    assert run(["forecast", "run", str(past), "--origin", "2022", "--horizon", "2", "--out", str(out)]) == 0
    rows = [line.split(",") for line in past.read_text(encoding="utf-8").splitlines()[1:]]
    rows = [row for row in rows if row[0].startswith("学校")]
    bare = write(tmp_path / "bare.csv", [[row[0], row[1] if zones else "", *row[2:]] for row in rows])
    said = []
    for actual in (past, bare):
        capsys.readouterr()
        assert run(["forecast", "score", str(out), str(actual), "--least", "10"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] and said[0].count("层级 2") == 2
    assert np.all([f"层级 {level}" in said[1] for level in (0, 1, 2)])


def test_zones_that_were_merged_since_are_scored_by_the_schools_that_the_answer_puts_below_them(
    tmp_path: Path,
) -> None:
    before, after = rows_until(tmp_path, 2022)
    history = read_history(write(tmp_path / "h.csv", before + [new for row in after for new in merged(row)]))
    answer = forecast(history, None, 2022, 2)
    came = actual_of(answer, history)
    plain = actual_of(answer, read_history(write(tmp_path / "p.csv", before + after)))
    assert answer.names[-1] == "全县" and not np.isnan(came.values).any()
    assert np.array_equal(came.values, plain.values)
    assert came.closed == came.opened == ()


def test_a_year_counts_though_every_school_of_it_was_divided_later(tmp_path: Path) -> None:
    head = [["甲", "县", str(y), g, "40"] for y in range(2015, 2020) for g in "一二三"]
    tail = [
        [name, "甲", str(y), g, "20"] for name in ("东", "西") for y in range(2020, 2024) for g in "一二三"
    ]
    history = read_history(write(tmp_path / "h.csv", head + tail + [["甲", "县", "2023", "一", "40"]]))
    assert forecast(history, None, 2019, 1).names == ("甲", "县")
    assert 2018 in origins_of(history) and 2019 in origins_of(history)
