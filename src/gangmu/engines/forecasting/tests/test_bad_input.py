"""Whatever is wrong with a file is said with the file and the line; nothing is guessed."""

import sys
from pathlib import Path

import pytest

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.assumptions import read_assumptions, read_estates
from gangmu.engines.forecasting.births import read_births
from gangmu.engines.forecasting.cli import run
from gangmu.engines.forecasting.history import read_history
from gangmu.engines.forecasting.projecting import plan
from gangmu.engines.forecasting.tests.counties import county, write_history

HEAD = "unit,parent,year,grade,pupils\n"
GOOD = "甲,县,2020,一,10\n甲,县,2020,二,12\n甲,县,2021,一,11\n甲,县,2021,二,10\n"


def read(tmp_path: Path, text: str, name: str = "h.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("甲,县,2022,一,-3", "不能为负"),
        ("甲,县,2022,一,nan5", "应为数字"),
        ("甲,县,2022,一,inf", "不能为负，也不能超出常理"),
        ("甲,县,2022,一,1_0", "应为数字"),
        ("甲,县,22,一,3", "四位年份"),
        ("甲,县,2021,一,3", "重复"),
        ("甲,乙,2021,三,3", "两个上级单位"),
        ("甲,甲,2022,一,3", "自己的上级"),
        ("甲,县,2022,一", "应有 5 格"),
        (",县,2022,一,4", "unit 为空"),
        ("甲,县,2022,,4", "grade 为空"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        read_history(read(tmp_path, HEAD + GOOD + line + "\n"))
    assert (caught.value.source, caught.value.line) == ("h.csv", 6)


def test_one_malformed_row_among_very_many_is_named(tmp_path: Path) -> None:
    rows = [
        f"校{unit},县,{year},{grade},5"
        for unit in range(500)
        for year in range(2011, 2021)
        for grade in "一二三四"
    ]
    rows[12_344] = "校308,县,2018,一,五"
    with pytest.raises(BadInput, match="应为数字") as caught:
        read_history(read(tmp_path, HEAD + "\n".join(rows)))
    assert caught.value.line == 12_346


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "文件是空的"),
        (HEAD, "没有数据行"),
        ("unit,year,pupils\n甲,2020,1\n", "缺少列 grade"),
        ("unit,unit,year,grade,pupils\n", "列名重复"),
        (HEAD + "甲,乙,2020,一,1\n乙,甲,2020,一,1\n", "上级"),
        (HEAD + "甲,县,1200,一,1\n甲,县,2020,一,1\n", "相隔过远"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_history(read(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_with_its_first_such_line(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_bytes((HEAD + "a,b,2020,1,10\n甲,县,2020,一,10\n").encode("gb18030"))
    with pytest.raises(BadInput, match="UTF-8") as caught:
        read_history(path)
    assert caught.value.line == 3


def test_the_total_is_no_grade_that_can_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不能有 total"):
        read_history(read(tmp_path, HEAD + GOOD), ("total", "一", "二"))


@pytest.mark.parametrize("command", ["run", "seats"])
def test_an_answer_is_never_written_over_an_input_nor_a_certificate_over_an_answer(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = write_history(tmp_path / "h.csv", county(schools=4)[0])
    seats = read(tmp_path, "unit,stage,year,seats\n", "o.csv.json")
    held = past.read_bytes()
    words = ["forecast", command, str(past), "--origin", "2024", "--horizon", "1"]
    words += ["--seats", str(seats)] if command == "seats" else []
    outs = ["h.csv", "o.json", *(["o.csv"] if command == "seats" else [])]
    for out in outs:
        assert run([*words, "--out", str(tmp_path / out)]) == 2
        assert "--out" in capsys.readouterr().err
    assert past.read_bytes() == held and seats.read_text(encoding="utf-8").startswith("unit")


def test_a_grade_outside_the_given_order_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不在给定的次序中"):
        read_history(read(tmp_path, HEAD + GOOD), ("一",))
    assert read_history(read(tmp_path, HEAD + GOOD), ("二", "一")).grades == ("二", "一")


def test_a_suppressed_figure_is_unknown_and_a_missing_grade_is_nobody(tmp_path: Path) -> None:
    history = read_history(read(tmp_path, HEAD + GOOD + "乙,县,2020,一,*\n乙,县,2021,一,7\n"))
    place = history.units.index("乙")
    assert history.pupils[place, 0, 0] != history.pupils[place, 0, 0]
    assert history.pupils[place, 1, 1] == 0


def test_a_year_of_births_published_twice_takes_the_later_rows_and_a_single_repetition_is_a_slip(
    tmp_path: Path,
) -> None:
    once = "unit,year,births\n甲,2010,50\n乙,2010,60\n丙,2010,60\n"
    twice = read_births(read(tmp_path, once + "甲,2010,51\n乙,2010,61\n", "b.csv"))
    assert twice.counts[:, 0].tolist() == [51, 61, 60]
    assert twice.notes
    with pytest.raises(BadInput, match="甲 2010 年重复") as caught:
        read_births(read(tmp_path, once + "甲,2010,51\n", "b.csv"))
    assert caught.value.line == 5


def test_assumptions_and_estates_name_the_line(tmp_path: Path) -> None:
    head = "kind,unit,grade,year,value\n"
    with pytest.raises(BadInput, match="kind 应为") as caught:
        read_assumptions(read(tmp_path, head + "add,甲,一,2022,-3\nhope,甲,一,2022,3\n", "a.csv"))
    assert caught.value.line == 3
    with pytest.raises(BadInput, match="不能为 -1"):
        read_assumptions(read(tmp_path, head + "times,甲,一,2022,-1\n", "a.csv"))
    with pytest.raises(BadInput, match="份额"):
        read_estates(
            read(tmp_path, "unit,year,dwellings,occupancy,grade,per_hundred\n甲,2022,100,85,一,5\n", "e.csv")
        )


@pytest.mark.parametrize(
    ("option", "head", "line"),
    [
        ("--assume", "kind,unit,grade,year,value", "add,学校77,一年级,2025,3"),
        ("--assume", "kind,unit,grade,year,value", "add,学校01,七年级,2025,3"),
        ("--estates", "unit,year,dwellings,occupancy,grade,per_hundred", "学校77,2025,100,0.8,一年级,5"),
        ("--estates", "unit,year,dwellings,occupancy,grade,per_hundred", "学校01,2025,100,0.8,七年级,5"),
    ],
)
def test_an_assumption_about_nobody_is_named_with_its_line(
    option: str, head: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = str(write_history(tmp_path / "h.csv", county(schools=4)[0]))
    path = str(read(tmp_path, f"{head}\n{line}\n", "a.csv"))
    words = ["--origin", "2024", "--horizon", "1", option, path, "--out", str(tmp_path / "o.csv")]
    assert run(["forecast", "run", past, *words]) == 2
    assert "“a.csv”第 2 行" in capsys.readouterr().err


def test_a_single_year_and_an_absurd_horizon_are_refused() -> None:
    history, births = county()
    with pytest.raises(BadInput, match="至少还要有一年"):
        plan(history.until(history.years[0]), births, 2)
    with pytest.raises(BadInput, match="1–30"):
        plan(history.until(2024), births, 31)
    with pytest.raises(BadInput, match="没有 2031 年"):
        history.until(2031)


def test_the_command_ends_with_two_and_names_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = read(tmp_path, HEAD + GOOD + "甲,县,2022,一,-3\n")
    words = [
        "forecast",
        "run",
        str(path),
        "--origin",
        "2021",
        "--horizon",
        "1",
        "--out",
        str(tmp_path / "o.csv"),
    ]
    assert run(words) == 2
    assert "“h.csv”第 6 行" in capsys.readouterr().err
    good = write_history(tmp_path / "good.csv", county(schools=4)[0])
    assert run([*words[:2], str(good), "--origin", "2031", *words[5:]]) == 2
    assert "没有 2031 年" in capsys.readouterr().err


@pytest.mark.parametrize(("package", "method"), [("statsmodels", "smoothing"), ("sklearn", "boosting")])
def test_a_missing_peer_is_said_with_the_remedy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    package: str,
    method: str,
) -> None:
    past = write_history(tmp_path / "h.csv", county(schools=4)[0])
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    words = ["forecast", "backtest", str(past), "--horizon", "1", "--origins", "2022"]
    others = [word for name in ("smoothing", "boosting") if name != method for word in ("--without", name)]
    assert run([*words, *others]) == 2
    assert f"--without {method}" in capsys.readouterr().err
    assert run([*words, "--without", "smoothing", "--without", "boosting", "--json"]) == 0


@pytest.mark.parametrize("limit", [("--seconds", "nan"), ("--seconds", "0"), ("--work", "0")])
def test_limits_that_are_none_are_refused(
    limit: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = str(write_history(tmp_path / "h.csv", county(schools=3)[0]))
    asked = ["--origin", "2024", "--horizon", "1", "--out", str(tmp_path / "o.csv")]
    for words in (["run", past, *asked], ["backtest", past]):
        assert run(["forecast", *words, *limit]) == 2
        assert "应为正数" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "option", "value"),
    [
        ("run", "--seed", "-1"),
        ("seats", "--seed", "-1"),
        ("seats", "--seed", "18446744073709551616"),
        ("seats", "--bands", "80,95,nan,105"),
        ("seats", "--bands", "80,95,105,100"),
    ],
)
def test_a_seed_or_a_band_that_is_none_is_refused(
    command: str, option: str, value: str, tmp_path: Path
) -> None:
    past = str(write_history(tmp_path / "h.csv", county(schools=3)[0]))
    asked = [past, "--origin", "2024", "--horizon", "1", "--out", str(tmp_path / "o.csv"), option, value]
    with pytest.raises(SystemExit) as caught:
        run(["forecast", command, *asked])
    assert caught.value.code == 2
