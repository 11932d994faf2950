"""What a search leaves when it is interrupted or its seconds are over, in a process of its own."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gangmu.engines.contract import Allowance, Exit
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.drawing import draw, write_map
from gangmu.engines.zoning.formats import read_instance
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
