"""Our own form says what it means, and the checker sees what is wrong with an answer."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.contract import Allowance, BadInput, Exit
from gangmu.engines.zoning import instance as instances
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.ground import floors
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.solving import solve
from gangmu.engines.zoning.tests.tiny import strip

HEAD = "kind,id,x,y,pupils,seats,unit,neighbours,value,estate,today,bound,group\n"


def form(folder: Path, *rows: str) -> Instance:
    """Read rows of our own form."""
    path = folder / "map.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return read_instance(path, "gangmu")


ROW = [
    "unit,a,0,0,10,,,b,,,,,", "unit,b,1000,0,12,,,c,,,,,", "unit,c,2000,0,9,,,d,,,,,", "unit,d,3000,0,7,,,e,,,,,",
    "unit,e,4000,0,8,,,,,,,,", "school,s1,,,,30,a,,,,,,", "school,s2,,,,30,e,,,,,,",
]  # fmt: skip


def answer(instance: Instance) -> dict[str, str]:
    """Solve and return the site of each unit."""
    found = solve(instance, Allowance(60, 4)).given
    assert found is not None
    assert check(instance, found).feasible
    return {u: instance.sites[j] for u, j in zip(instance.units, found.tolist(), strict=True)}


def test_the_worked_example_of_the_page(tmp_path: Path) -> None:
    instance = form(tmp_path, *ROW)
    found = solve(instance, Allowance(60, 4))
    assert found.objective == pytest.approx(37)
    assert found.bound == pytest.approx(37, abs=0.01)
    assert answer(instance) == {"a": "s1", "b": "s1", "c": "s2", "d": "s2", "e": "s2"}


def test_an_estate_stays_together(tmp_path: Path) -> None:
    rows = [*ROW]
    rows[1], rows[2] = "unit,b,1000,0,12,,,c,,E,,,", "unit,c,2000,0,9,,,d,,E,,,"
    rows[5] = "school,s1,,,,35,a,,,,,,"
    found = solve(instance := form(tmp_path, *rows), Allowance(60, 4)).given
    assert found is not None
    at = {key: found[i] for i, keys in enumerate(instance.members) for key in keys}
    assert at["b"] == at["c"]


def test_among_equal_maps_todays_is_kept(tmp_path: Path) -> None:
    for today in ("s1", "s2"):
        rows = [*ROW]
        rows[0], rows[2] = "unit,a,0,0,5,,,b,,,,,", f"unit,c,2000,0,9,,,d,,,{today},,"
        assert answer(form(tmp_path, *rows))["c"] == today


def test_a_bound_unit_goes_where_it_is_bound(tmp_path: Path) -> None:
    rows = [*ROW]
    rows[0], rows[2] = "unit,a,0,0,5,,,b,,,,,", "unit,c,2000,0,9,,,d,,,,s1,"
    assert answer(form(tmp_path, *rows))["c"] == "s1"


def test_every_grade_keeps_within_its_seats(tmp_path: Path) -> None:
    rows = [
        "unit,a,0,0,1;9,,,b,,,,,", "unit,b,1000,0,1;3,,,c,,,,,", "unit,c,3000,0,9;1,,,,,,,",
        "school,s1,,,,10;10,a,,,,,,", "school,s2,,,,20;20,c,,,,,,",
    ]  # fmt: skip
    assert answer(form(tmp_path, *rows))["b"] == "s2"


def test_the_largest_distance_comes_first_where_asked(tmp_path: Path) -> None:
    rows = [
        "unit,a,0,0,1,,,b,,,,,", "unit,b,4000,0,2,,,c,,,,,", "unit,c,5000,0,40,,,,,,,,",
        "school,s1,,,,60,a,,,,,,", "school,s2,,,,41,c,,,,,,",
    ]  # fmt: skip
    assert answer(form(tmp_path, *rows))["b"] == "s1"
    with_c_bigger = [*rows[:-1], "school,s2,,,,60,c,,,,,,", "setting,equity,,,,,,,largest,,,,"]
    assert answer(form(tmp_path, *with_c_bigger))["b"] == "s2"


#: One pupil stands three kilometres from a school that ten others fill; the fairest map sends the ten further than they need.
FAIR = [
    "unit,r1,0,0,0,,,,,,,,", "unit,x,4000,0,10,,,,,,,,", "unit,y,3000,0,1,,,,,,,,", "unit,r2,10000,0,0,,,,,,,,",
    "school,s1,,,,10,r1,,,,,,", "school,s2,,,,100,r2,,,,,,",
]  # fmt: skip


@pytest.mark.parametrize("how", [["--work", "12"], ["--seconds", "60"]])
def test_the_fairest_map_is_found_and_its_certificate_tells_the_distance(
    how: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, out = tmp_path / "map.csv", tmp_path / "o.csv"
    asked.write_text(HEAD + "\n".join([*FAIR, "setting,equity,,,,,,,largest,,,,"]) + "\n", encoding="utf-8")
    assert run(["zone", "solve", str(asked), "--out", str(out), "--quiet", *how]) == Exit.FINE
    certificate = Path(f"{out}.json")
    claim = json.loads(certificate.read_text(encoding="utf-8"))
    assert (claim["objective"], claim["largest_km"]) == (63, 6)
    assert claim["bound"] <= 63
    assert run(["zone", "replay", str(certificate)]) == Exit.FINE
    capsys.readouterr()
    assert run(["zone", "check", str(asked), str(out)]) == Exit.FINE
    assert json.loads(capsys.readouterr().out)["largest_km"] == 6
    certificate.write_text(json.dumps(claim | {"largest_km": 5}), encoding="utf-8")
    assert run(["zone", "replay", str(certificate)]) == Exit.REFUTED


def test_two_schools_on_one_unit_need_a_shared_zone(tmp_path: Path) -> None:
    rows = [*ROW[:-1], "school,s2,,,,30,a,,,,,,"]
    with pytest.raises(BadInput, match="group") as told:
        form(tmp_path, *rows)
    assert told.value.line == 8
    shared = [*ROW[:-2], "school,s1,,,,30,a,,,,,,G", "school,s2,,,,30,a,,,,,,G"]
    assert set(answer(form(tmp_path, *shared)).values()) == {"G"}


def test_a_place_for_a_school_without_seats_stays_closed(tmp_path: Path) -> None:
    rows = [*ROW, "school,s3,,,,0,c,,,,,,", "setting,opening,,,,,,,choose,,,,"]
    with np.errstate(all="raise"):
        assert set(answer(form(tmp_path, *rows)).values()) == {"s1", "s2"}


def test_a_coordinate_that_is_no_number_is_named_in_geojson_too(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x, 0]},
         "properties": {"kind": kind, "id": kind[0], "pupils": 3, "seats": 9, "unit": "u"}}
        for x, kind in ((0, "unit"), (float("nan"), "school"))
    ]  # fmt: skip
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with pytest.raises(BadInput, match="第 2 个要素：.*有限数") as told:
        read_instance(path, "gangmu")
    assert told.value.line == 2


def test_schools_of_a_group_share_a_zone(tmp_path: Path) -> None:
    rows = [*ROW[:-2], "school,s1,,,,20,a,,,,,,G", "school,s2,,,,30,e,,,,,,G"]
    assert set(answer(form(tmp_path, *rows)).values()) == {"G"}


def test_geojson_says_the_same_as_csv(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1000 * k, 0]},
         "properties": {"kind": "unit", "id": name, "pupils": pupils, "neighbours": ["abcde"[k + 1]] if k < 4 else []}}
        for k, (name, pupils) in enumerate(zip("abcde", (10, 12, 9, 7, 8), strict=True))
    ] + [
        {"type": "Feature", "geometry": None, "properties": {"kind": "school", "id": s, "seats": 30, "unit": u}}
        for s, u in (("s1", "a"), ("s2", "e"))
    ]  # fmt: skip
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    ours, theirs = form(tmp_path, *ROW), read_instance(path, "gangmu")
    assert np.allclose(ours.cost, theirs.cost)
    assert np.array_equal(ours.neighbours[1], theirs.neighbours[1])


def test_a_bad_row_of_our_form_is_named(tmp_path: Path) -> None:
    for bad, said in (
        ("unit,b,1000,0,-12,,,c,,,,,", "不能小于 0"), ("unit,b,1000,0,12,,,zz,,,,,", "zz"), ("units,b,1000,0,12,,,c,,,,,", "kind"),
        ("unit,b,1000,0,1;2,,,c,,,,,", "pupils"), ("unit,a,1000,0,12,,,c,,,,,", "重复"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=said) as told:
            form(tmp_path, ROW[0], bad, *ROW[2:])
        assert told.value.line == 3


def test_the_checker_sees_a_torn_zone_too_many_pupils_and_a_school_outside_its_zone() -> None:
    question = strip([5, 5, 5, 5], {0: 12, 3: 12})
    assert check(question, np.array([0, 0, 1, 1])).feasible
    torn = check(question, np.array([0, 1, 0, 1]))
    assert not torn.feasible
    assert "不连通" in torn.problems[0]
    assert "超过学位" in "".join(check(question, np.array([0, 0, 0, 1])).problems)
    assert "别校" in "".join(check(question, np.array([1, 1, 0, 0])).problems)
    assert (torn.contiguous, check(question, np.array([0, 0, 1, 1])).contiguous) == (False, True)


def test_nearly_whole_seats_hold_whole_pupils() -> None:
    assert floors(np.array([1.0, 2.0]), np.array([3908.99999, 12.0])).tolist() == [3908.0, 12.0]
    assert floors(np.array([1.5]), np.array([3.7])).tolist() == [3.7]


def test_a_drawn_map_is_written_solved_and_checked_by_the_command(tmp_path, capsys):
    """What the engine's page names: draw, then solve and check what was drawn."""
    assert (
        run(["zone", "draw", "--units", "40", "--schools", "3", "--seed", "1", "--out", str(tmp_path)])
        == Exit.FINE
    )
    drawn, beside = map(Path, capsys.readouterr().out.split())
    question = [str(drawn), "--format", "sap", "--connectivity", str(beside)]
    out = str(tmp_path / "zones.csv")
    assert run(["zone", "solve", *question, "--out", out, "--work", "2", "--quiet"]) == Exit.FINE
    assert run(["zone", "check", str(drawn), out, *question[1:]]) == Exit.FINE


@pytest.mark.parametrize("module", ["checking.py", "proofs.py"])
def test_what_verifies_an_answer_uses_nothing_that_searches(module: str) -> None:
    tree = ast.parse((Path(instances.__file__).parent / module).read_text(encoding="utf-8"))
    used = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in used if name and name.startswith("gangmu")}
    assert ours == {"gangmu.engines.zoning.instance"}
