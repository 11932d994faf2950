"""Draws: anyone repeats them, nobody alters them unseen, every order is as likely as any other."""

import ast
import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from gangmu.engines.contract import BadInput
from gangmu.engines.matching import draw_folder, draws
from gangmu.engines.matching.cli import run
from gangmu.engines.matching.draw_folder import commit, draw, find_faults, find_ticket
from gangmu.engines.matching.draws import Numbers, entries_of, leads_to, proof_of, salted, shuffled, tree_of
from gangmu.engines.matching.tests.folders import write_table

SCRIPT = Path(draws.__file__).with_name("replay_draw.py")
KEY = bytes(range(32))
VALUES = {"彩票": "03 11 19", "公证员": "4711"}


@pytest.fixture
def folder(tmp_path):
    tickets = [(f"P{number:03}",) for number in range(40)] + [("P100", "P101")]
    commit(tickets, 12, list(VALUES), tmp_path, key=KEY)
    return tmp_path


def repeated(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """Run the published script as a parent would, without this project on the path."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-I", str(folder / "public" / "replay_draw.py"), str(folder / "public"), *words],
        capture_output=True,
        text=True,
        check=False,
        env=clean,
    )


def alter(path: Path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    write_table(path, rows[0], rows[1:])


def test_the_script_is_sixty_lines_of_plain_python_and_shares_no_code():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {"csv", "json", "sys", "hashlib", "pathlib"}


def test_anyone_repeats_a_draw_and_finds_the_own_ticket(folder):
    draw(folder, VALUES)
    with (folder / "private" / "receipts.csv").open(encoding="utf-8") as file:
        receipt = next(csv.DictReader(file))
    done = repeated(folder, receipt["applicants"], receipt["salt"])
    assert done.returncode == 0, done.stderr
    assert "your ticket has number" in done.stdout
    assert find_faults(folder / "public") == []
    mine = find_ticket(folder / "public", receipt["applicants"], receipt["salt"], receipt["proof"])
    assert mine["proven"]
    assert f"number {mine['number']}: {mine['outcome']}" in done.stdout


def test_the_published_files_hold_no_ids(folder):
    draw(folder, VALUES, ["P007"])
    for path in (folder / "public").iterdir():
        assert "P0" not in path.read_text(encoding="utf-8")


def test_without_a_key_salts_are_by_chance(tmp_path):
    for name in "ab":
        commit([("P1",), ("P2",)], 1, ["x"], tmp_path / name)
    first, second = ((tmp_path / name / "public" / "participants.csv").read_text() for name in "ab")
    assert first != second


def add_late(rows):
    rows.append(["f" * 64, "1"])


def leave_out(rows):
    del rows[5]


def replace_one(rows):
    rows[5] = [rows[5][0][:-1] + ("0" if rows[5][0][-1] != "0" else "1"), rows[5][1]]


def take_two_places(rows):
    row = next(row for row in rows[1:] if row[1] == "1")
    row[1] = "2"


@pytest.mark.parametrize("change", [add_late, leave_out, replace_one, take_two_places])
def test_a_list_altered_after_the_promise_is_found(folder, change):
    kept = folder / "kept.csv"
    kept.write_bytes((folder / "public" / "participants.csv").read_bytes())
    draw(folder, VALUES)
    alter(folder / "public" / "participants.csv", change)
    assert repeated(folder).returncode == 1
    assert find_faults(folder / "public")
    assert len(find_faults(folder / "public", kept)) > len(find_faults(folder / "public"))
    with pytest.raises(BadInput):
        draw(folder, VALUES)


LATE = "f" * 64 + ",1"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("participants.csv", lambda text: text + LATE),
        ("participants.csv", lambda text: text.replace("ticket,size", LATE)),
        ("participants.csv", lambda text: text.rstrip("\n")),
        ("withdrawn.csv", lambda text: text.replace("ticket", "f" * 64)),
        ("withdrawn.csv", lambda text: text + "f" * 64 + "\n"),
        ("draw.json", lambda text: text.replace('"commitment": "', '"commitment": "0')),
        ("draw.json", lambda text: text.replace('"seed": "', '"seed": "0')),
        ("draw.json", lambda text: text.replace("4711", "4712")),
    ],
)
def test_the_script_finds_what_is_altered_by_hand(folder, name, change):
    draw(folder, VALUES, ["P001"])
    path = folder / "public" / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = repeated(folder)
    assert done.returncode == 1
    assert "NOT OK" in done.stderr


@pytest.mark.parametrize("column", range(4))
def test_every_column_of_a_result_that_is_altered_is_found(folder, column):
    draw(folder, VALUES)

    def change(rows):
        rows[3][column] = {0: "9", 1: "a" * 64, 2: "7", 3: "withdrawn"}[column]

    alter(folder / "public" / "result.csv", change)
    assert repeated(folder).returncode == 1
    assert find_faults(folder / "public")


def test_an_altered_script_is_found_and_the_digest_of_the_promise_is_told(folder, capsys):
    draw(folder, VALUES)
    assert run(["draw", "verify", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["commitment"]
    assert told in repeated(folder).stdout
    script = folder / "public" / "replay_draw.py"
    script.write_text("print('OK')\n", encoding="utf-8")
    assert run(["draw", "verify", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "replay_draw.py 已不是" in said
    assert told in said


def test_a_list_of_withdrawals_or_a_proof_that_cannot_be_read_is_refused_in_words(folder, capsys):
    listed = folder / "withdrawn.txt"
    listed.write_bytes(b"P001\n" + "张三\n".encode("gb18030"))
    values = [word for name, value in VALUES.items() for word in ("--value", f"{name}={value}")]
    assert run(["draw", "run", str(folder), *values, "--withdrawn", str(listed)]) == 2
    assert "“withdrawn.txt”第 2 行" in capsys.readouterr().err
    assert not (folder / "public" / "draw.json").exists()
    words = ["--applicant", "P001", "--salt", "00", "--proof", "left:zz"]
    assert run(["draw", "verify", str(folder), *words]) == 2
    assert "proof" in capsys.readouterr().err


def test_a_receipt_with_its_proof_needs_no_list(folder, capsys):
    with (folder / "private" / "receipts.csv").open(encoding="utf-8") as file:
        receipt = next(csv.DictReader(file))
    (folder / "public" / "participants.csv").unlink()
    words = ["draw", "verify", str(folder), "--applicant", receipt["applicants"], "--salt", receipt["salt"]]
    assert run([*words, "--proof", receipt["proof"]]) == 0
    assert "回执与承诺的根相符" in capsys.readouterr().out
    way = receipt["proof"].split()
    assert run([*words, "--proof", " ".join(way[1:])]) == 1
    assert run(words) == 2
    assert run(["draw", "verify", str(folder), "--proof", receipt["proof"]]) == 2


def test_a_promise_that_was_interrupted_is_no_promise_and_can_be_made_again(tmp_path, monkeypatch):
    write = draw_folder.write_rows

    def interrupt(path, head, rows):
        if path.name == "receipts.csv":
            raise KeyboardInterrupt
        write(path, head, rows)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(draw_folder, "write_rows", interrupt)
        commit([("A",), ("B",)], 1, ["x"], tmp_path)
    commit([("A",), ("B",)], 1, ["x"], tmp_path)
    assert draw(tmp_path, {"x": "1"})["admitted"] == 1


def test_one_of_two_on_a_ticket_does_not_give_up_the_place_of_the_other(folder):
    with pytest.raises(BadInput, match="“P101”与 P100 同一张签"):
        draw(folder, VALUES, ["P101"])
    assert draw(folder, VALUES, ["P101", "P100"])["withdrawn"] == 1


def swap_winners(rows):
    rows[1][1], rows[30][1] = rows[30][1], rows[1][1]


def win_late(rows):
    rows[1][1] = "e" * 64


def forget_one(rows):
    del rows[20]


@pytest.mark.parametrize("change", [swap_winners, win_late, forget_one])
def test_an_altered_result_is_found(folder, change):
    draw(folder, VALUES)
    alter(folder / "public" / "result.csv", change)
    assert repeated(folder).returncode == 1
    assert find_faults(folder / "public")


@pytest.mark.parametrize("key", ["places", "root", "entropy", "title"])
def test_an_altered_promise_is_found(folder, key):
    draw(folder, VALUES)
    path = folder / "public" / "commitment.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said[key] = {"places": 13, "root": "0" * 64, "entropy": ["公证员", "彩票"], "title": "另一场"}[key]
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert repeated(folder).returncode == 1
    assert find_faults(folder / "public")


def test_whoever_withdraws_takes_no_place_and_moves_nobody(folder):
    before = draw(folder, VALUES)
    with (folder / "public" / "result.csv").open() as file:
        first = list(csv.DictReader(file))
    gone = first[0]["ticket"]
    after = draw(folder, VALUES, [gone])
    with (folder / "public" / "result.csv").open() as file:
        second = list(csv.DictReader(file))
    assert [row["ticket"] for row in first] == [row["ticket"] for row in second]
    assert second[0]["outcome"] == "withdrawn"
    assert after["admitted"] in (before["admitted"], before["admitted"] + 1)
    assert repeated(folder).returncode == 0
    (folder / "public" / "withdrawn.csv").write_text("ticket\n")
    assert repeated(folder).returncode == 1


def test_twins_are_one_ticket_and_the_last_one_is_taken_whole(tmp_path):
    commit([("A", "B"), ("C", "D"), ("E", "F")], 3, ["x"], tmp_path, key=KEY)
    said = draw(tmp_path, {"x": "1"})
    assert (said["admitted"], said["waiting"]) == (2, 1)
    with (tmp_path / "private" / "lottery.csv").open() as file:
        number = {row["applicant"]: row["lottery"] for row in csv.DictReader(file)}
    assert number["A"] == number["B"] != number["C"] == number["D"]


def test_a_promise_is_drawn_once_and_nobody_who_withdrew_comes_back(folder):
    draw(folder, VALUES, ["P001"])
    before = {path.name: path.read_bytes() for path in (folder / "public").iterdir()}
    draw(folder, VALUES, ["P001"])
    with pytest.raises(BadInput, match="不能重抽"):
        draw(folder, {**VALUES, "公证员": "4712"}, ["P001"])
    with pytest.raises(BadInput, match="只能增加"):
        draw(folder, VALUES, ["P002"])
    assert before == {path.name: path.read_bytes() for path in (folder / "public").iterdir()}


def test_every_number_named_before_is_needed_and_no_other(folder):
    with pytest.raises(BadInput, match="缺少公开数"):
        draw(folder, {"彩票": "1"})
    with pytest.raises(BadInput, match="承诺中没有"):
        draw(folder, {**VALUES, "第三个": "1"})
    with pytest.raises(BadInput, match="已有一份承诺"):
        commit([("A",)], 1, ["x"], folder)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 33])
def test_each_receipt_leads_to_the_root(count):
    entries = entries_of(salted([(f"P{n}",) for n in range(count)], KEY))
    levels = tree_of(entries)
    root = levels[-1][0].hex()
    for place, entry in enumerate(entries):
        way = proof_of(levels, place)
        assert leads_to(entry, way, root)
        assert not leads_to(entries[place - 1], way, root) or count == 1


def test_the_command_promises_draws_and_verifies(tmp_path, capsys):
    write_table(
        tmp_path / "list.csv", ["applicant", "ticket"], [["A", ""], ["B", "t"], ["C", "t"], ["D", ""]]
    )
    out = str(tmp_path / "draw")
    commit_words = [
        "draw",
        "commit",
        str(tmp_path / "list.csv"),
        "--out",
        out,
        "--places",
        "2",
        "--entropy",
        "彩票",
    ]
    assert run(commit_words) == 0
    assert run(commit_words) == 2
    assert run(["draw", "run", out, "--value", "彩票=1 2 3", "--json"]) == 0
    assert run(["draw", "verify", out, "--json"]) == 0
    write_table(tmp_path / "list.csv", ["applicant"], [["A"], ["B"], ["A"]])
    capsys.readouterr()
    assert run([*commit_words[:3], "--out", str(tmp_path / "other"), *commit_words[5:]]) == 2
    assert "第 4 行" in capsys.readouterr().err


def test_every_order_of_four_is_as_likely():
    counts: dict[tuple[int, ...], int] = {}
    for number in range(24_000):
        order = tuple(shuffled(4, number.to_bytes(4, "big")))
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 24
    assert stats.chisquare(list(counts.values())).pvalue > 1e-4


def test_numbers_are_uniform_and_do_not_follow_one_another():
    numbers = Numbers(b"uniform")
    drawn = np.array([numbers.below(100) for _ in range(100_000)])
    assert stats.chisquare(np.bincount(drawn, minlength=100)).pvalue > 1e-4
    pairs = np.bincount(drawn[:-1:2] // 10 * 10 + drawn[1::2] // 10, minlength=100)
    assert stats.chisquare(pairs).pvalue > 1e-4
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4 / np.sqrt(len(drawn))


def test_the_script_agrees_on_lists_of_any_size(tmp_path):
    chance = random.Random(5)
    for count in (1, 2, 3, 17, 64):
        folder = tmp_path / str(count)
        commit([(f"P{n}",) for n in range(count)], chance.randint(1, count), ["x"], folder)
        draw(folder, {"x": str(chance.random())})
        assert repeated(folder).returncode == 0
