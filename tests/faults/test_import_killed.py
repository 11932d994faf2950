"""The process killed at any point of a monthly import leaves the ledger as before or as after, and the file can be given again."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.faults.killing import points, run, waiting_home
from tests.faults.returning import ROWS

pytestmark = [pytest.mark.wide, pytest.mark.kills]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A home whose section has filled its workbook in, and how many statements taking it back sends."""
    return waiting_home(tmp_path_factory, "tests.faults.returning:prepare", "tests.faults.returning:take")


def state_of(home: Path) -> tuple[int, ...]:
    """Count reports, those handed in, files returned, files kept, and entries of what was done."""
    with sqlite3.connect(home / "gangmu.sqlite3") as database:
        asked = (
            "SELECT count(*) FROM ledger_report",
            "SELECT count(*) FROM ledger_report WHERE state = 'handed_in'",
            "SELECT count(*) FROM registers_roundunit WHERE returned_at IS NOT NULL",
            "SELECT count(*) FROM files_attachment",
            "SELECT count(*) FROM audit_auditentry",
        )
        return tuple(database.execute(query).fetchone()[0] for query in asked)


def test_a_killed_import_is_wholly_there_or_not_at_all(
    filled: tuple[Path, int], kill_seed: int, tmp_path: Path
) -> None:
    home, statements = filled
    assert statements > 5 * ROWS
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    before = state_of(tmp_path)
    assert before[:3] == (0, 0, 0)
    assert run(tmp_path, "tests.faults.returning:take", kill_at=points(statements, kill_seed)) is None
    assert state_of(tmp_path) == before
    assert run(tmp_path, "tests.faults.returning:take") is not None
    assert state_of(tmp_path)[:3] == (ROWS, ROWS, 1)
