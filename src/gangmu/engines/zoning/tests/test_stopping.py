"""What a search leaves when it is interrupted or its seconds are over, in a process of its own."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gangmu.engines.contract import Allowance, Exit
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.drawing import draw, write_map
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.search import Search
from gangmu.engines.zoning.solving import solve

#: Seconds that compiling may take on a busy machine.
PATIENCE = 240.0


def question(folder: Path, units: int = 300, schools: int = 12) -> list[str]:
    """Write a map; return the words that name it."""
    instance, connectivity = write_map(draw(units, schools, 5, supply=1.2), folder, "map")
    return [str(instance), "--format", "sap", "--connectivity", str(connectivity)]


def start(words: list[str], screen: int) -> subprocess.Popen[bytes]:
    """Start `gangmu zone solve` with a terminal for its progress."""
    return subprocess.Popen(
        [sys.executable, "-m", "gangmu.project.commandline", "zone", "solve", *words],
        stdout=subprocess.PIPE, stderr=screen,
    )  # fmt: skip


def read_until(screen: int, word: str) -> str:
    """Read what is written to a terminal until a word comes."""
    seen, ends = b"", time.monotonic() + PATIENCE
    while word.encode() not in seen:
        ready, _, _ = select.select([screen], [], [], max(0.0, ends - time.monotonic()))
        if not ready:
            pytest.fail(f"“{word}” did not come: {seen.decode(errors='replace')}")
        seen += os.read(screen, 4096)
    return seen.decode(errors="replace")


def test_ctrl_c_writes_the_best_found_and_says_so_by_its_exit_code(tmp_path: Path) -> None:
    asked, out = question(tmp_path), tmp_path / "answer.csv"
    ours, theirs = pty.openpty()
    begun = time.monotonic()
    process = start([*asked, "--out", str(out), "--seconds", "3600"], theirs)
    try:
        read_until(ours, "目标值")
        process.send_signal(signal.SIGINT)
        read_until(ours, "正在停止")
        code = process.wait(PATIENCE)
    finally:
        process.kill()
        os.close(ours)
        os.close(theirs)
    assert code == Exit.INTERRUPTED
    assert time.monotonic() - begun < 3600
    assert run(["zone", "check", asked[0], str(out), *asked[1:]]) == Exit.FINE
    assert run(["zone", "replay", f"{out}.json"]) == Exit.FINE


def test_a_search_that_is_stopped_before_it_found_anything_ends_without_an_answer(tmp_path: Path) -> None:
    asked = question(tmp_path)
    allowance = Allowance(3600)
    allowance.stopped = True
    assert solve(read_instance(Path(asked[0]), "sap", Path(asked[-1])), allowance).given is None


def test_what_is_stopped_before_its_first_run_ended_has_the_map_that_grew(tmp_path: Path) -> None:
    words = question(tmp_path, 60, 3)
    instance = read_instance(Path(words[0]), "sap", Path(words[-1]))
    roomy = replace(instance, capacity=instance.capacity * 9, seats=instance.seats * 9)
    allowance = Allowance(3600)
    allowance.stopped = True
    found = solve(roomy, allowance).given
    assert found is not None
    assert check(roomy, found).feasible


def test_a_run_that_is_cut_off_leaves_the_best_it_has_seen(tmp_path: Path) -> None:
    words = question(tmp_path)
    instance = read_instance(Path(words[0]), "sap", Path(words[-1]))
    best = solve(instance, Allowance(60, 12)).given
    assert best is not None
    for counted, stopped in ((None, False), (5, True), (5, False)):
        search = Search(Ground.of(instance), Allowance(60, counted), 1)
        search.passing = (1.0, best)
        search.allowance.stopped = stopped
        search.offer_passing()
        assert (search.best is None) == (counted == 5 and not stopped)


def test_work_that_was_not_done_to_its_end_is_not_claimed_to_be_repeatable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "answer.csv"
    drawn, beside = write_map(draw(300, 12, 5, supply=4), tmp_path, "map")
    monkeypatch.setattr(Allowance, "stop_on_interrupt", lambda self: setattr(self, "stopped", True))
    words = ["zone", "solve", str(drawn), "--format", "sap", "--connectivity", str(beside), "--out", str(out)]
    assert run([*words, "--work", "400", "--quiet"]) == Exit.INTERRUPTED
    assert json.loads(Path(f"{out}.json").read_text(encoding="utf-8"))["work"] is None
    assert run(["zone", "replay", f"{out}.json"]) == Exit.FINE


@pytest.mark.parametrize("how", [["--seconds", "60"], ["--work", "12"]])
def test_a_result_is_replayed_and_an_altered_one_is_refuted(how: list[str], tmp_path: Path) -> None:
    asked, out = question(tmp_path, 30, 4), tmp_path / "answer.csv"
    said = tmp_path / "answer.csv.json"
    assert run(["zone", "solve", *asked, "--out", str(out), *how, "--seed", "3", "--quiet"]) == Exit.FINE
    told = json.loads(said.read_text(encoding="utf-8"))
    assert told["seed"] == 3
    assert told["work_done"] > 0
    assert told["work"] == (12 if how[0] == "--work" else None)
    assert run(["zone", "replay", str(said)]) == Exit.FINE
    assert run(["zone", "replay", str(out)]) == Exit.FINE, "who names the answer means its certificate"
    # A unit is given elsewhere, and the digest of the answer is not forged.
    text = out.read_text(encoding="utf-8")
    rows = text.splitlines()
    other = next(row.split(",")[1] for row in rows[1:] if row.split(",")[1] != rows[1].split(",")[1])
    out.write_text(
        "\n".join([rows[0], f"{rows[1].split(',')[0]},{other}", *rows[2:]]) + "\n", encoding="utf-8"
    )
    assert run(["zone", "replay", str(said)]) == Exit.REFUTED
    out.write_text(text, encoding="utf-8")
    # A better objective is claimed than the answer has.
    said.write_text(json.dumps(told | {"objective": told["objective"] * 0.99}), encoding="utf-8")
    assert run(["zone", "replay", str(said)]) == Exit.REFUTED
    said.write_text(json.dumps(told), encoding="utf-8")
    # The question was changed after it was answered.
    map_file = Path(asked[0])
    map_file.write_text(map_file.read_text(encoding="utf-8").replace("\n2\t", "\n2\t1"), encoding="utf-8")
    assert run(["zone", "replay", str(said)]) == Exit.REFUTED
