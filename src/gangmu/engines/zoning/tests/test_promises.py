"""Small amounts of work, equal distances, runs under way: what they must not change."""

import json
from pathlib import Path

import pytest

from gangmu.engines.contract import Allowance, Exit
from gangmu.engines.zoning import solving
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.drawing import draw, write_map
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.search import Search
from gangmu.engines.zoning.solving import Answer, solve

HEAD = "kind,id,x,y,pupils,seats,unit,neighbours,value,estate,today,bound,group,cost"


def write(folder: Path, *rows: str) -> Path:
    """Write rows of our own form."""
    path = folder / "map.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("work", [1, 3, 20])
def test_a_little_work_finds_sites_and_zones_and_the_same_again(work: int, tmp_path: Path) -> None:
    units, neighbours = write_map(draw(300, 30, 2, 2.0), tmp_path, "map")
    question = read_instance(units, "cflsap", neighbours)
    one, two = (solve(question, Allowance(60, work)) for _ in range(2))
    assert one.given is not None and two.given is not None
    assert check(question, one.given).feasible
    assert (one.given.tolist(), one.bound, one.work) == (two.given.tolist(), two.bound, two.work)


def test_what_is_equally_far_is_so_where_the_largest_distance_comes_first(tmp_path: Path) -> None:
    rows = [
        "unit,u0,0,2000,3", "unit,u1,4000,0,1", "unit,u2,4000,1000,3", "unit,u3,4000,1000,7", "unit,u4,3000,3000,2", "unit,u5,1000,3000,1",
        "school,s0,,,,16,u1,,,,,,,5", "school,s1,,,,9,u0,,,,,,,0", "school,s2,,,,19,u4,,,,,,,5", "setting,equity,,,,,,,largest",
    ]  # fmt: skip
    answer = solve(read_instance(write(tmp_path, *rows), "gangmu", None, 2), Allowance(60, 12))
    assert answer.objective == pytest.approx(22.738769, abs=1e-5)


def test_all_that_lie_at_the_limit_keep_it(tmp_path: Path) -> None:
    """A mean of one number is that number, whatever the weights."""
    for metres in range(300, 5000, 100):
        for seats in (1, 3, 7, 11, 49):
            rows = ["unit,a,0,0,4,,,b", f"unit,b,{metres},0,7,,,", f"school,s,,,,{seats},a"]
            asked = write(tmp_path, *rows, f"setting,max_distance_km,,,,,,,{metres / 1000}")
            assert read_instance(asked, "gangmu").allowed.all(), (metres, seats)


def test_where_work_is_counted_nothing_is_taken_of_runs_under_way_when_a_trial_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = draw(200, 16, 7, 1.2)
    beside: dict[int, list[str]] = {}
    for a, b in drawn.edges.tolist():
        beside.setdefault(a, []).append(f"u{b}")
    rows = [
        f"unit,u{i},{x},{y},{p},,,{';'.join(beside.get(i, []))}"
        for i, ((x, y), p) in enumerate(zip(drawn.place.tolist(), drawn.pupils.tolist(), strict=True))
    ]
    rows += [f"school,s{i},,,,{s},u{i}" for i, s in enumerate(drawn.seats.tolist()) if s]
    question = read_instance(write(tmp_path, *rows, "setting,equity,,,,,,,largest"), "gangmu")
    stopped: list[bool] = []
    monkeypatch.setattr(Search, "offer_passing", lambda self: stopped.append(self.allowance.stopped))
    assert solve(question, Allowance(60, 20)).given is not None
    assert stopped
    assert not any(stopped)


@pytest.mark.parametrize("how", [["--work", "3"], ["--seconds", "2"]])
def test_every_field_of_a_certificate_that_can_be_verified_is(how: list[str], tmp_path: Path) -> None:
    units, neighbours = write_map(draw(30, 4, 3, 1.2), tmp_path, "map")
    out, said = tmp_path / "o", tmp_path / "o.json"
    words = [
        "zone",
        "solve",
        str(units),
        "--format",
        "sap",
        "--connectivity",
        str(neighbours),
        "--out",
        str(out),
        *how,
    ]
    assert run([*words, "--quiet"]) == Exit.FINE
    claim = json.loads(said.read_text(encoding="utf-8"))
    prices = claim["prices"]["values"]
    altered = [
        {"gap": claim["gap"] + 0.01}, {"answer": "unit,site\n"}, {"bound": claim["bound"] - 1}, {"bound": -1e999},
        {"prices": {"kind": "seats", "values": prices[:-1]}}, {"prices": {"kind": "units", "values": prices}},
    ]  # fmt: skip
    if how[0] == "--work":
        altered += [{"work_done": 1}, {"exhausted": not claim["exhausted"]}]
    for change in altered:
        said.write_text(json.dumps(claim | change), encoding="utf-8")
        assert run(["zone", "replay", str(said)]) == Exit.REFUTED, change
    unreadable: list[dict[str, object]] = [
        {name: value for name, value in claim.items() if name != left} for left in ("answer_sha256", "seed", "work", "gap", "prices")
    ]  # fmt: skip
    unreadable += [
        claim | {"work": "many"},
        claim | {"work": 0},
        claim | {"seed": -1},
        claim | {"engine": "matching"},
    ]
    for wrong in unreadable:
        said.write_text(json.dumps(wrong), encoding="utf-8")
        assert run(["zone", "replay", str(said)]) == Exit.BAD_INPUT


def test_an_answer_never_overwrites_its_question(tmp_path: Path) -> None:
    rows = ["unit,a,0,0,1,,,b", "unit,b,3000,0,1,,,", "school,s,,,,9,a"]
    asked = write(tmp_path, *rows)
    named = tmp_path / "m.json"
    named.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    for question, out in ((asked, asked), (named, tmp_path / "m"), (asked, tmp_path)):
        before = question.read_bytes()
        assert run(["zone", "solve", str(question), "--out", str(out), "--work", "1"]) == Exit.BAD_INPUT
        assert question.read_bytes() == before
    assert run(["zone", "solve", str(asked), "--out", str(tmp_path / "o"), "--seed", "-1"]) == Exit.BAD_INPUT


def test_nothing_found_is_told_as_json_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = write(tmp_path, "unit,a,0,0,1,,,b", "unit,b,3000,0,1,,,", "school,s,,,,9,a")
    nothing = Answer(None, None, 3.0, 7, "seats", read_instance(asked, "gangmu").capacity)
    monkeypatch.setattr(solving, "solve", lambda *_: nothing)
    assert (
        run(["zone", "solve", str(asked), "--out", str(tmp_path / "o"), "--work", "1", "--json"])
        == Exit.NOTHING_FOUND
    )
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"status": "nothing found", "bound": 3.0, "seed": 1, "work_done": 7}
    assert "--work" in printed.err
