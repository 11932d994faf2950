"""Whatever is wrong with a file is said with its name and line."""

from pathlib import Path

import pytest

from gangmu.engines.contract import BadInput, Exit
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.solution import read_solution

HEAD = "OID\tpop\tPointX\tPointY\tf\tc\tcap\n"
GOOD = ["1\t10\t0\t0\t0\t0\t30", "2\t5\t1000\t0\t0\t0\t0", "3\t0\t2000\t0\t0\t0\t20"]


def sap(folder: Path, rows: list[str], pairs: str | None = "o,a,b\n,1,2\n,2,3\n") -> tuple[Path, Path | None]:
    """Write an instance and its neighbours."""
    instance = folder / "units.txt"
    instance.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    if pairs is None:
        return instance, None
    edges = folder / "pairs.txt"
    edges.write_text(pairs, encoding="utf-8")
    return instance, edges


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2\t5\t1000\t0\t0\t0\t-3", "不能小于 0"),
        ("2\t-5\t1000\t0\t0\t0\t0", "不能小于 0"),
        ("2\t5\tnan\t0\t0\t0\t0", "有限数"),
        ("1\t5\t1000\t0\t0\t0\t0", "重复"),
        ("2\tfive\t1000\t0\t0\t0\t0", "数字"),
        ("2\t5\t1000", "缺少"),
    ],
)
def test_a_bad_row_is_named(row: str, said: str, tmp_path: Path) -> None:
    instance, edges = sap(tmp_path, [GOOD[0], row, GOOD[2]])
    with pytest.raises(BadInput, match=said) as told:
        read_instance(instance, "sap", edges)
    assert told.value.line == 3


def test_one_bad_row_among_very_many_is_named(tmp_path: Path) -> None:
    rows = [f"{i}\t1\t{i}\t0\t0\t0\t{9 if i == 1 else 0}" for i in range(1, 100_001)]
    rows[77_776] = "77777\t1\toops\t0\t0\t0\t0"
    instance, _ = sap(tmp_path, rows, None)
    with pytest.raises(BadInput, match="oops") as told:
        read_instance(instance, "sap")
    assert told.value.line == 77_778


def test_a_neighbour_that_is_no_unit_is_named(tmp_path: Path) -> None:
    instance, edges = sap(tmp_path, GOOD, "o,a,b\n,1,2\n,2,9\n")
    with pytest.raises(BadInput, match="9") as told:
        read_instance(instance, "sap", edges)
    assert told.value.line == 3


def test_no_school_and_no_unit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有学校"):
        read_instance(sap(tmp_path, [GOOD[1]], None)[0], "sap")
    with pytest.raises(BadInput, match="没有单元"):
        read_instance(sap(tmp_path, [], None)[0], "sap")


def test_a_unit_without_a_way_to_any_school_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance, edges = sap(tmp_path, [*GOOD, "4\t5\t9000\t0\t0\t0\t0"])
    words = [
        "zone",
        "solve",
        str(instance),
        "--format",
        "sap",
        "--connectivity",
        str(edges),
        "--out",
        str(tmp_path / "o.csv"),
    ]
    assert run([*words, "--work", "2", "--quiet"]) == Exit.INFEASIBLE
    assert "“4”" in capsys.readouterr().err


def test_one_school_and_no_pupils_at_all_are_answered(tmp_path: Path) -> None:
    instance, edges = sap(tmp_path, ["1\t0\t0\t0\t0\t0\t5", "2\t0\t1\t0\t0\t0\t0"], "o,a,b\n,1,2\n")
    words = [
        "zone",
        "solve",
        str(instance),
        "--format",
        "sap",
        "--connectivity",
        str(edges),
        "--out",
        str(tmp_path / "o.csv"),
    ]
    assert run([*words, "--work", "2", "--quiet"]) == Exit.FINE
    assert (tmp_path / "o.csv").read_text(encoding="utf-8") == "unit,site\n1,1\n2,1\n"


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("unit,site\n1,1\n2,1\n", "没有学校", 0),
        ("unit,site\n1,1\n2,1\n2,3\n3,3\n", "两次", 4),
        ("unit,site\n1,1\n2,2\n3,3\n", "没有学校“2”", 3),
        ("a,b\n", "首行", 1),
    ],
)
def test_a_bad_answer_is_named(text: str, said: str, line: int, tmp_path: Path) -> None:
    instance, edges = sap(tmp_path, GOOD)
    answer = tmp_path / "answer.csv"
    answer.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said) as told:
        read_solution(answer, read_instance(instance, "sap", edges))
    assert told.value.line == line


def test_options_that_do_not_belong_are_refused(tmp_path: Path) -> None:
    instance, edges = sap(tmp_path, GOOD)
    with pytest.raises(BadInput, match="--open"):
        read_instance(instance, "pmp", edges)
    with pytest.raises(BadInput, match="不认识的格式"):
        read_instance(instance, "shp", edges)


def test_seconds_that_are_no_number_and_a_folder_that_is_none_are_refused_before_the_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance, edges = sap(tmp_path, GOOD)
    words = ["zone", "solve", str(instance), "--format", "sap", "--connectivity", str(edges), "--quiet"]
    for seconds in ("nan", "inf", "0", "-1"):
        assert run([*words, "--out", str(tmp_path / "o.csv"), "--seconds", seconds]) == Exit.BAD_INPUT
    assert run([*words, "--out", str(tmp_path / "none" / "o.csv"), "--work", "2"]) == Exit.BAD_INPUT
    assert "没有文件夹" in capsys.readouterr().err


def graph(folder: Path, text: str) -> list[str]:
    """Write a graph; return the words that ask for its medians."""
    (folder / "g.txt").write_text(text, encoding="utf-8")
    return [
        "zone",
        "solve",
        str(folder / "g.txt"),
        "--format",
        "pmed",
        "--out",
        str(folder / "o.csv"),
        "--quiet",
    ]


def test_a_graph_in_two_pieces_names_a_point_of_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = graph(tmp_path, "4 2 1\n1 2 3\n3 4 5\n")
    assert run([*words, "--work", "4"]) == Exit.INFEASIBLE
    said = capsys.readouterr().err
    assert "单元“1”" in said and "单元“3”" in said
    assert "“2”" not in said and "“4”" not in said
    assert "有路可到" in said and "不超过 1 所" in said
    assert run([*words, "--work", "4", "--open", "2"]) == Exit.FINE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4 x 1\n1 2 3\n", "第 1 行：边数应为数字"),
        ("4 3 1\n1 2 3\n3 4 5\n", "实有 2 条"),
        ("4 1 9\n1 2 3\n", "不在 1 到 4"),
        ("4 1 1\n1 5 3\n", "第 2 行：端点超出"),
        ("4 1 1\n1 2 -3\n", "第 2 行：长度不能小于 0"),
    ],
)
def test_a_bad_graph_is_named(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*graph(tmp_path, text), "--work", "2"]) == Exit.BAD_INPUT
    assert said in capsys.readouterr().err


def test_a_map_cannot_be_drawn_without_seats(tmp_path: Path) -> None:
    assert run(["zone", "draw", "--supply", "-1", "--out", str(tmp_path)]) == Exit.BAD_INPUT


def test_no_medians_at_all_are_refused_and_not_taken_for_the_files_number(tmp_path: Path) -> None:
    assert (
        run([*graph(tmp_path, "4 3 2\n1 2 3\n2 3 4\n3 4 5\n"), "--work", "2", "--open", "0"])
        == Exit.BAD_INPUT
    )


def test_a_quotation_mark_too_many_and_a_setting_given_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    head = "kind,id,x,y,pupils,seats,unit,neighbours,value"
    rows = [f"unit,u{i},{i},0,1,,,," for i in range(9000)]
    path.write_text("\n".join([head, *rows[:4], 'unit,"u4,4,0,1,,,,', *rows[5:]]) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match="引号") as told:
        read_instance(path, "gangmu")
    assert told.value.line == 6
    twice = [*rows[:2], "school,s,,,,5,u0,,", *["setting,max_distance_km,,,,,,,3"] * 2]
    path.write_text("\n".join([head, *twice]) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match="重复") as told:
        read_instance(path, "gangmu")
    assert told.value.line == 6


def test_longitude_and_latitude_are_not_taken_for_metres(tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    feature = '{"type": "Feature", "properties": {"kind": "unit", "id": "a", "pupils": 1}, "geometry": {"coordinates": [114.3, 34.8]}}'
    path.write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}', encoding="utf-8")
    with pytest.raises(BadInput, match="经纬度"):
        read_instance(path, "gangmu")
