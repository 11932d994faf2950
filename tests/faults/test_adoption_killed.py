"""The process killed at any point of an adoption leaves the database as before or as after."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults.killing import points, run, waiting_home

pytestmark = [pytest.mark.wide, pytest.mark.kills]
TABLES = (
    "ledger_task",
    "ledger_taskunit",
    "ledger_tasksource",
    "targets_target",
    "targets_targetvalue",
    "audit_auditentry",
)


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> tuple[Path, int]:
    """A home with a plan ready to be adopted, and how many statements its adoption sends."""
    return waiting_home(tmp_path_factory, "tests.faults.adoption:prepare", "tests.faults.adoption:adopt")


def state_of(home: Path) -> tuple[int, ...]:
    with sqlite3.connect(home / "gangmu.sqlite3") as database:
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]
        adopted = database.execute("SELECT sum(adopted) FROM planning_planversion").fetchone()[0]
    return (*counts, adopted)


def test_a_killed_adoption_is_wholly_there_or_not_at_all(ready, kill_seed, tmp_path):
    home, statements = ready
    assert statements > 50
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    before = state_of(tmp_path)
    assert before[0] == 0
    assert run(tmp_path, "tests.faults.adoption:adopt", kill_at=points(statements, kill_seed)) is None
    assert state_of(tmp_path) == before
    assert run(tmp_path, "tests.faults.adoption:adopt") is not None
    assert state_of(tmp_path)[0] == 8
