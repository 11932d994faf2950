"""A large import on a full disk leaves the register as before, says why, and is written when there is room; twice at once it is written once."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults.bringing import AFTER, BEFORE, JOBS, WORKERS
from tests.faults.killing import migrated, run, run_both
from tests.faults.test_large_import_killed import told

pytestmark = [pytest.mark.wide, pytest.mark.kills]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without anything in it."""
    return migrated(tmp_path_factory.mktemp("empty"))


def jobs_of(home: Path) -> list[tuple[str, str]]:
    """Return how the jobs that write stand, and the reason of those that were refused."""
    with sqlite3.connect(home / "gangmu.sqlite3") as database:
        return [
            (state, json.loads(refusal)[0] if refusal else "") for state, refusal in database.execute(JOBS)
        ]


def test_an_import_on_a_full_disk_writes_nothing_says_so_and_is_written_when_there_is_room(
    empty: Path, tmp_path: Path
) -> None:
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    run(tmp_path, "tests.faults.bringing:prepare")
    assert run(tmp_path, "tests.faults.bringing:write_with_little_room") is not None
    assert told(tmp_path) == BEFORE
    assert jobs_of(tmp_path) == [("failed", "kernel.disk_full")]
    run(tmp_path, "tests.faults.bringing:write_again")
    assert told(tmp_path) == AFTER


def test_one_file_handed_in_twice_and_written_by_two_workers_at_once_is_written_once(
    empty: Path, tmp_path: Path
) -> None:
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    run(tmp_path, "tests.faults.bringing:prepare_twice")
    run_both(tmp_path, "tests.faults.bringing:write_beside_another")
    assert told(tmp_path) == AFTER
    assert jobs_of(tmp_path) == [("done", ""), ("failed", "registers.moved_on")]
    with sqlite3.connect(tmp_path / "gangmu.sqlite3") as database:
        assert database.execute(WORKERS).fetchone() == (2, 1)
