"""Whatever is wrong with a folder is said with the file and the line; an altered answer is refuted."""

import json
import os
import subprocess
import sys

import pytest

from gangmu.engines.matching.cli import run
from gangmu.engines.matching.tests.folders import write_folder

GOOD = {
    "schools": [["school", "capacity"], ["甲", 1], ["乙", 2]],
    "applicants": [["applicant", "lottery"], ["a", 1], ["b", 2], ["c", 3]],
    "choices": [["applicant", "choice1", "choice2"], ["a", "甲", "乙"], ["b", "甲", "乙"], ["c", "乙", ""]],
    "priorities": [["applicant", "school", "class"], ["b", "甲", 0]],
}


def changed(name, line, cells):
    return {**GOOD, name: [cells if place == line - 1 else row for place, row in enumerate(GOOD[name])]}


def run_on(folder, out, *words):
    return run(["match", "run", "--mechanism", "deferred-acceptance", str(folder), "--out", str(out), *words])


BAD = [
    ("schools", 3, ["乙", -1], "不能小于 0"),
    ("schools", 3, ["乙", "nan"], "有限数"),
    ("schools", 3, ["乙", "很多"], "应为数字"),
    ("schools", 3, ["乙", "1.5"], "应为整数"),
    ("schools", 3, ["甲", 2], "重复，第 2 行已有"),
    ("schools", 3, ["", 2], "为空"),
    ("applicants", 4, ["a", 3], "重复，第 2 行已有"),
    ("applicants", 4, ["c"], "应有 2 格"),
    ("applicants", 4, ["c", ""], "为空"),
    ("applicants", 4, ["c", "inf"], "有限数"),
    ("applicants", 4, ["c", "３"], "应为数字，现为“３”"),
    ("applicants", 4, ["c", "1_0"], "应为数字，现为“1_0”"),
    ("choices", 4, ["c", "丙", ""], "不在 schools.csv 中"),
    ("choices", 4, ["d", "乙", ""], "不在 applicants.csv 中"),
    ("choices", 4, ["c", "乙", "乙"], "填了两次"),
    ("choices", 4, ["b", "乙", ""], "重复，第 3 行已有"),
    ("priorities", 2, ["b", "甲", -1], "不能小于 0"),
    ("priorities", 2, ["b", "丙", 1], "不在 schools.csv 中"),
]


@pytest.mark.parametrize(("name", "line", "cells", "words"), BAD)
def test_a_bad_line_is_named(tmp_path, capsys, name, line, cells, words):
    folder = write_folder(tmp_path / "in", None, **changed(name, line, cells))
    assert run_on(folder, tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert f"“{name}.csv”第 {line} 行" in said
    assert words in said
    assert not (tmp_path / "out" / "result.json").exists()


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path, capsys):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    text = 'school,capacity,name\n甲,1,"两\n行"\n\n乙,x,\n'
    (folder / "schools.csv").write_text(text, encoding="utf-8-sig")
    assert run_on(folder, tmp_path / "out") == 2
    assert "第 5 行" in capsys.readouterr().err


def test_one_malformed_line_among_many_is_named(tmp_path, capsys):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    people = [f"p{number},{number}" for number in range(100_000)]
    people[77_777] += ",1"
    (folder / "applicants.csv").write_text("applicant,lottery\n" + "\n".join(people) + "\n", encoding="utf-8")
    assert run_on(folder, tmp_path / "out") == 2
    assert "“applicants.csv”第 77779 行：应有 2 格，现有 3 格" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空的"), (b"\napplicant,lottery\na,1\n", "第 1 行：第一行应为列名"), ("applicant,lottery\na,1\n中,2\n".encode("gbk"), "第 3 行：不是 UTF-8"), (b'applicant,lottery\n"a,1\n', "引号"), (b"name\n", "缺少列")],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(tmp_path, capsys, content, words):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    (folder / "applicants.csv").write_bytes(content)
    assert run_on(folder, tmp_path / "out") == 2
    assert words in capsys.readouterr().err


def test_a_missing_folder_and_wrong_rules_are_refused(tmp_path, capsys):
    assert run_on(tmp_path / "none", tmp_path / "out") == 2
    folder = write_folder(tmp_path / "in", {"quota_frist": 1}, **GOOD)
    assert run_on(folder, tmp_path / "out") == 2
    assert "quota_frist" in capsys.readouterr().err
    (folder / "rules.json").write_text("{", encoding="utf-8")
    assert run_on(folder, tmp_path / "out") == 2
    (folder / "rules.json").write_text('{"stages": 5}', encoding="utf-8")
    assert run(["match", "run", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert "stages 应为列表" in capsys.readouterr().err


@pytest.mark.parametrize("change", ["no_applicants", "one_school", "no_wishes", "no_seats"])
def test_the_edges_are_answered(tmp_path, change):
    tables = dict(GOOD)
    if change == "no_applicants":
        tables |= {name: GOOD[name][:1] for name in ("applicants", "choices", "priorities")}
    elif change == "one_school":
        tables |= {"schools": GOOD["schools"][:2], "choices": [["applicant", "choice1"], ["a", "甲"]]}
    elif change == "no_wishes":
        tables |= {"choices": GOOD["choices"][:1]}
    else:
        tables |= {"schools": [["school", "capacity"], ["甲", 0], ["乙", 0]]}
    folder = write_folder(tmp_path / "in", None, **tables)
    for mechanism in ("deferred-acceptance", "serial-dictatorship", "immediate-acceptance"):
        out = tmp_path / mechanism
        assert run(["match", "run", "--mechanism", mechanism, str(folder), "--out", str(out)]) == 0
        assert run(["match", "verify", str(folder), str(out)]) == 0


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("b,乙,deferred-acceptance,2", "排在所愿学校"),
        ("b,,,", "排在所愿学校"),
        ("b,乙,deferred-acceptance,1", "不是其第 1 志愿"),
        ("b,甲,deferred-acceptance,7", "志愿序号不存在"),
    ],
)
def test_an_altered_assignment_is_refuted(tmp_path, capsys, line, fault):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    out = tmp_path / "out"
    assert run_on(folder, out) == 0
    path = out / "assignment.csv"
    text = path.read_text(encoding="utf-8")
    assert "b,甲,deferred-acceptance,1" in text
    swapped = text.replace("a,乙,deferred-acceptance,2", "a,甲,deferred-acceptance,1")
    path.write_text(swapped.replace("b,甲,deferred-acceptance,1", line), encoding="utf-8")
    capsys.readouterr()
    assert run(["match", "verify", str(folder), str(out)]) == 1
    assert fault in capsys.readouterr().out
    assert run(["match", "replay", str(out)]) == 1


@pytest.mark.parametrize("name", ["assignment.csv", "cutoffs.csv", "waiting.csv", "reasons.csv"])
def test_every_column_of_every_answer_that_is_altered_is_found(tmp_path, capsys, name):
    folder, out = write_folder(tmp_path / "in", None, **GOOD), tmp_path / "out"
    assert run_on(folder, out) == 0
    lines = (out / name).read_text(encoding="utf-8").splitlines()
    for column in range(len(lines[0].split(","))):
        cells = lines[1].split(",")
        cells[column] += "1"
        altered = [lines[0], ",".join(cells), *lines[2:]]
        (out / name).write_text("\n".join(altered) + "\n", encoding="utf-8")
        assert run(["match", "verify", str(folder), str(out)]) in (1, 2)
        assert run(["match", "replay", str(out)]) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("placed", 4),
        ("first_wish", 3),
        ("seats", 9),
        ("applicants", 4),
        ("work", 1),
        ("unused", ["zones.csv"]),
    ],
)
def test_an_altered_record_is_found_by_replay(tmp_path, capsys, key, value):
    folder, out = write_folder(tmp_path / "in", None, **GOOD), tmp_path / "out"
    assert run_on(folder, out) == 0
    record = out / "result.json"
    said = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**said, key: value}), encoding="utf-8")
    assert run(["match", "replay", str(out)]) == 1
    assert f"result.json 的 {key}" in capsys.readouterr().out


def test_a_file_that_the_record_no_longer_names_is_found(tmp_path, capsys):
    folder, out = write_folder(tmp_path / "in", None, **GOOD), tmp_path / "out"
    assert run_on(folder, out) == 0
    record = out / "result.json"
    said = json.loads(record.read_text(encoding="utf-8"))
    del said["answered"]["cutoffs.csv"]
    record.write_text(json.dumps(said), encoding="utf-8")
    (out / "cutoffs.csv").write_text("stage,school\n", encoding="utf-8")
    assert run(["match", "replay", str(out)]) == 1
    assert run(["match", "verify", str(folder), str(out)]) == 1
    assert "result.json 没有 cutoffs.csv 的摘要" in capsys.readouterr().out


def test_the_verdict_names_the_mechanism_that_was_checked(tmp_path, capsys):
    folder, out = write_folder(tmp_path / "in", None, **GOOD), tmp_path / "out"
    assert run_on(folder, out) == 0
    capsys.readouterr()
    assert run(["match", "verify", str(folder), str(out)]) == 0
    assert "成立（deferred-acceptance）" in capsys.readouterr().out


def test_an_interrupted_run_leaves_what_was_there_before(tmp_path, monkeypatch, capsys):
    folder, out = write_folder(tmp_path / "in", None, **GOOD), tmp_path / "out"
    assert run_on(folder, out) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write_folder(folder, None, **changed("schools", 2, ["甲", 2]))

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("gangmu.engines.matching.answers.explain", interrupt)
    assert run_on(folder, out) == 130
    assert run_on(folder, tmp_path / "new") == 130
    assert not (tmp_path / "new").exists()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert "没有写出结果" in capsys.readouterr().err


def test_an_altered_input_is_found_by_replay(tmp_path, capsys):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    assert run_on(folder, tmp_path / "out") == 0
    assert run(["match", "replay", str(tmp_path / "out")]) == 0
    write_folder(folder, None, **changed("schools", 2, ["甲", 2]))
    assert run(["match", "replay", str(tmp_path / "out"), "--json"]) == 1
    assert "schools.csv" in capsys.readouterr().out


def test_the_same_input_gives_the_same_bytes_and_stays_as_it_was(tmp_path):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("one", "two"):
        words = [
            "match",
            "run",
            "--mechanism",
            "deferred-acceptance",
            str(folder),
            "--out",
            str(tmp_path / name),
        ]
        done = subprocess.run(
            [sys.executable, "-m", "gangmu.project.commandline", *words],
            check=False,
            env={**os.environ, "PYTHONHASHSEED": "1" if name == "one" else "2"},
        )
        assert done.returncode == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_reasons_are_told_in_english_too(tmp_path, capsys):
    folder = write_folder(tmp_path / "in", None, **GOOD)
    assert run_on(folder, tmp_path / "out", "--language", "en", "--json") == 0
    assert json.loads(capsys.readouterr().out)["placed"] == 3
    reasons = (tmp_path / "out" / "reasons.csv").read_text(encoding="utf-8")
    assert "a,乙," in reasons
    assert "1.甲 class 1: last class 0 place 2" in reasons
