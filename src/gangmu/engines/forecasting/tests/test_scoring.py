"""Errors, coverage and bias by hand; openings, closings and shock years."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.contract import Allowance
from gangmu.engines.forecasting.answer import Answer, with_totals
from gangmu.engines.forecasting.backtesting import OURS, backtest, means, origins_of
from gangmu.engines.forecasting.certificate import certificate_of, replay, write_certificate
from gangmu.engines.forecasting.cli import run
from gangmu.engines.forecasting.history import History
from gangmu.engines.forecasting.question import Question
from gangmu.engines.forecasting.scoring import actual_of, score
from gangmu.engines.forecasting.tests.counties import county, write_births, write_history


def answer(cells: np.ndarray, half: float) -> Answer:
    """Return an answer for two schools and their zone, one year ahead."""
    nodes = with_totals(np.concatenate((cells, cells.sum(axis=0, keepdims=True))))[None]
    bounds = np.stack([nodes - half, nodes + half, nodes - 2 * half, nodes + 2 * half])
    return Answer(
        ("甲", "乙", "区"), ("区", "区", ""), (0, 0, 1), ("一", "二"), 2020, (2021,), nodes, bounds, nodes[0]
    )


def history(cells: np.ndarray, units: tuple[str, ...] = ("甲", "乙")) -> History:
    """Return what came in 2021."""
    return History(units, ("区",) * len(units), (2021,), ("一", "二"), cells[:, None])


def test_scores_by_hand() -> None:
    """甲 200 of 210, 乙 100 of 95: MAPE of totals (10/210 + 5/95) / 2; cells off by 10, 0, 0, 5 of 305; zone 300 of 305."""
    forecast = answer(np.array([[100.0, 100.0], [50.0, 50.0]]), half=6.0)
    came = history(np.array([[110.0, 100.0], [50.0, 45.0]]))
    school, zone = score(forecast, actual_of(forecast, came), least=10)
    assert school.mape == pytest.approx((10 / 210 + 5 / 95) / 2 * 100)
    assert school.wmape == pytest.approx(15 / 305 * 100)
    assert school.bias == pytest.approx(-5 / 305 * 100)
    assert (school.cover80, school.cover95) == (50, 100)
    assert (school.grade_cover80, school.grade_cover95) == (75, 100)
    assert (zone.level, zone.mape) == (1, pytest.approx(5 / 305 * 100))


def test_small_units_count_for_grades_and_not_for_totals() -> None:
    forecast = answer(np.array([[100.0, 100.0], [5.0, 5.0]]), half=6.0)
    came = history(np.array([[100.0, 100.0], [10.0, 10.0]]))
    school, _ = score(forecast, actual_of(forecast, came))
    assert (school.units, school.mape) == (1, 0)
    assert school.wmape == pytest.approx(10 / 220 * 100)


def test_a_school_that_closed_is_named_and_one_that_opened_counts_in_its_zone() -> None:
    forecast = answer(np.array([[100.0, 100.0], [50.0, 50.0]]), half=6.0)
    came = actual_of(forecast, history(np.array([[90.0, 90.0], [60.0, 60.0]]), ("甲", "丙")))
    assert (came.closed, came.opened) == (("乙",), ("丙",))
    assert came.values[0, 2, -1] == 300


def test_a_shock_year_stands_beside_and_outside_the_means() -> None:
    made, births = county(schools=8, years=8)
    origin = made.years[5]
    tried = backtest(made, births, 2, ["cohort"], [origin], told=frozenset({made.years[7]}))
    rows = {(row.method, row.level, row.horizon): row for row in means(tried)}
    assert rows[OURS, 0, 1].origins == (origin,)
    assert rows[OURS, 0, 2].origins == () and rows[OURS, 0, 2].shock_origins == (origin,)
    assert np.isnan(rows[OURS, 0, 2].values["mape"])


def test_the_engine_beats_all_four_methods_on_a_county_with_lasting_differences() -> None:
    made, births = county(schools=80, zones=4, years=10, noise=0.05, response=0.6, seed=3)
    methods = ["naive", "cohort", "smoothing", "boosting"]
    rows = means(backtest(made, births, 3, methods, origins_of(made)[-2:], least=10))
    for measure in ("mape", "wmape"):
        errors = {
            method: np.mean([r.values[measure] for r in rows if (r.method, r.level) == (method, 0)])
            for method in [OURS, *methods]
        }
        ours = errors.pop(OURS)
        assert all(ours < other for other in errors.values()), (measure, ours, errors)


def test_intervals_cover_what_they_say_on_many_counties() -> None:
    cover = []
    for seed in range(6):
        made, births = county(schools=50, zones=5, years=10, noise=0.06, seed=seed, response=0.7)
        rows = means(backtest(made, births, 2, [], origins_of(made)[-2:], least=10))
        cover += [
            [row.values[k] for k in ("cover80", "cover95", "grade_cover80", "grade_cover95")]
            for row in rows
            if not row.level
        ]
    inside = np.mean(cover, axis=0)
    assert 74 <= inside[0] <= 90 and 91 <= inside[1] <= 99
    assert 74 <= inside[2] <= 90 and 91 <= inside[3] <= 99


def test_origins_need_a_year_before_and_after() -> None:
    made, _ = county(years=6)
    assert origins_of(made) == (2022, 2023)
    with pytest.raises(ValueError, match="不能从 2024 年回测"):
        origins_of(made, [2024])
    with pytest.raises(ValueError, match="回测至少需要"):
        origins_of(replace(made, years=made.years[:4]))


def test_a_replay_holds_and_notices_a_changed_input_and_a_changed_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, births = county(schools=6)
    past, born = write_history(tmp_path / "h.csv", made), write_births(tmp_path / "b.csv", births)
    out = tmp_path / "o.csv"
    words = [
        "forecast",
        "run",
        str(past),
        "--births",
        str(born),
        "--origin",
        "2022",
        "--horizon",
        "2",
        "--out",
        str(out),
    ]
    assert run(words) == 0
    first = out.read_bytes()
    assert run([*words, "--work", "8", "--seed", "7"]) == 0
    assert out.read_bytes() == first
    assert run(["forecast", "replay", str(out)]) == 0
    assert run(["forecast", "score", str(out), str(past), "--least", "10", "--json"]) == 0
    assert '"horizon": 2' in capsys.readouterr().out
    out.write_bytes(first.replace(b".0", b".1", 1))
    assert run(["forecast", "replay", str(out)]) == 1
    out.write_bytes(first)
    past.write_text(
        past.read_text(encoding="utf-8").replace("学校00,学区0,2022,一年级,", "学校00,学区0,2022,一年级,1"),
        encoding="utf-8",
    )
    holds, findings = replay(out, tmp_path / "again.csv")
    assert not holds and not findings["inputs"] and not findings["answer"] and findings["file"]
    certificate_of(out).write_text("{}", encoding="utf-8")
    assert run(["forecast", "replay", str(out)]) == 2


def test_less_work_is_recorded_and_replayed(tmp_path: Path) -> None:
    made, _ = county(schools=6)
    past = write_history(tmp_path / "h.csv", made)
    for work in ("1", "3"):
        out = tmp_path / f"o{work}.csv"
        words = [
            "forecast",
            "run",
            str(past),
            "--origin",
            "2024",
            "--horizon",
            "1",
            "--out",
            str(out),
            "--work",
            work,
        ]
        assert run(words) == 0
        assert f'"work": {work}' in certificate_of(out).read_text(encoding="utf-8")
        assert replay(out, tmp_path / "again.csv")[0]
    assert (tmp_path / "o1.csv").read_bytes() != (tmp_path / "o3.csv").read_bytes()


def test_a_certificate_tells_its_question(tmp_path: Path) -> None:
    made, _ = county(schools=3)
    past = write_history(tmp_path / "h.csv", made)
    question = Question(past.name, 2024, 1, shocks=(2020,), work=2)
    (tmp_path / "o.csv").write_text("x", encoding="utf-8")
    record = write_certificate(tmp_path / "o.csv", question, ("说明",), 1)
    assert record["question"]["shocks"] == [2020] and record["notes"] == ["说明"]


def test_a_folder_can_be_moved_and_replayed_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    write_history(tmp_path / "one" / "h.csv", county(schools=3)[0])
    monkeypatch.chdir(tmp_path)
    words = ["forecast", "run", "one/h.csv", "--origin", "2024", "--horizon", "1", "--out", "one/o.csv"]
    assert run(words) == 0
    (tmp_path / "one").rename(tmp_path / "two")
    assert run(["forecast", "replay", "two/o.csv"]) == 0


def test_a_backtest_without_time_makes_one_run_and_tells_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = write_history(tmp_path / "h.csv", county(schools=4)[0])
    words = ["forecast", "backtest", str(past), "--horizon", "1", "--seconds", "0.000001", "--json"]
    assert run(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["work"] == 1 and {row["method"] for row in told["means"]} == {OURS}


def test_an_interrupted_run_writes_what_it_has_and_ends_with_130(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = write_history(tmp_path / "h.csv", county(schools=3)[0])
    monkeypatch.setattr(Allowance, "stop_on_interrupt", lambda self: setattr(self, "stopped", True))
    out = tmp_path / "o.csv"
    assert run(["forecast", "run", str(past), "--origin", "2024", "--horizon", "1", "--out", str(out)]) == 130
    assert '"work": 1' in certificate_of(out).read_text(encoding="utf-8")
    assert run(["forecast", "replay", str(out)]) == 0
