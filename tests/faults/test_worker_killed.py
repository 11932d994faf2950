"""A worker killed at any point of a job: the next one ends it, and no step is done twice."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.counting import STEPS
from tests.faults.killing import environment_of, points, run, waiting_home
from tests.plugins.needs import ROOT

pytestmark = [pytest.mark.wide, pytest.mark.kills]


@pytest.fixture(scope="module")
def queued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A home in which the job waits, and how many statements a worker sends until nothing waits."""
    return waiting_home(tmp_path_factory, "tests.faults.counting:prepare", "tests.faults.counting:work")


def told(home: Path) -> tuple[str, int, int, int]:
    """Return the job's state, its attempts, its steps, and what the steps wrote."""
    with sqlite3.connect(home / "gangmu.sqlite3") as database:
        state, attempt = database.execute("SELECT state, attempt FROM jobs_job").fetchone()
        steps = database.execute("SELECT count(*) FROM jobs_jobstep").fetchone()[0]
        written = database.execute("SELECT count(*) FROM audit_auditentry WHERE verb = '记了一笔'")
        return state, attempt, steps, written.fetchone()[0]


def test_a_killed_worker_leaves_whole_steps_and_the_next_ends_the_job_once(
    queued: tuple[Path, int], kill_seed: int, tmp_path: Path
) -> None:
    home, statements = queued
    assert statements > 4 * STEPS
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    assert run(tmp_path, "tests.faults.counting:work", kill_at=points(statements, kill_seed)) is None
    _state, _attempt, steps, written = told(tmp_path)
    assert steps == written
    assert run(tmp_path, "tests.faults.counting:work") is not None
    state, attempt, steps, written = told(tmp_path)
    assert (state, steps, written) == ("done", STEPS, STEPS)
    assert attempt in (1, 2)


def test_the_worker_beside_the_server_ends_with_it_even_when_it_is_killed(
    queued: tuple[Path, int], tmp_path: Path
) -> None:
    shutil.copytree(queued[0], tmp_path, dirs_exist_ok=True)
    script = (
        "import sys, time; from gangmu.foundation.jobs.companion import Companion\n"
        "with Companion() as beside:\n"
        "    print(beside.process, flush=True); time.sleep(60)\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment_of(tmp_path),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    worker = int(server.stdout.readline())
    time.sleep(6)
    assert Path(f"/proc/{worker}").exists()
    server.kill()
    server.wait()
    for _second in range(30):
        time.sleep(1)
        if not Path(f"/proc/{worker}").exists():
            return
    os.kill(worker, 9)
    pytest.fail("the worker outlived its server")
