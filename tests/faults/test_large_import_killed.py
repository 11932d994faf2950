"""The worker killed at any point of a large import leaves the register as before or as after, and the next ends it once."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults.bringing import AFTER, BEFORE, COUNTED, PART, ROWS
from tests.faults.killing import points, run, waiting_home

pytestmark = [pytest.mark.wide, pytest.mark.kills]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A home in which a checked table waits to be written, and how many statements a worker sends until it is."""
    return waiting_home(tmp_path_factory, "tests.faults.bringing:prepare", "tests.faults.bringing:write")


def told(home: Path) -> tuple[int, ...]:
    """Count pupils, enrolments, classes, entries of the audit about pupils, and imports that are done."""
    with sqlite3.connect(home / "gangmu.sqlite3") as database:
        return tuple(database.execute(query).fetchone()[0] for query in COUNTED)


def test_a_killed_large_import_is_as_before_or_as_after_and_ends_once(
    checked: tuple[Path, int], kill_seed: int, tmp_path: Path
) -> None:
    home, statements = checked
    assert statements > 5 * ROWS // PART
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    assert told(tmp_path) == BEFORE
    assert run(tmp_path, "tests.faults.bringing:write", kill_at=points(statements, kill_seed)) is None
    assert told(tmp_path) in (BEFORE, AFTER)
    assert run(tmp_path, "tests.faults.bringing:write") is not None
    assert told(tmp_path) == AFTER
