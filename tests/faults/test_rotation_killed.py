"""A change of the key of identity data that is killed at any point loses nothing, and is gone on with."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.killing import CHILD, environment_of, points, run, waiting_home
from tests.plugins.needs import ROOT

pytestmark = [pytest.mark.wide, pytest.mark.kills]


def told(home: Path) -> list[str]:
    """What is sealed as it reads, whether a change is under way, the key's id."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "tests.faults.rotation", "tell", "0"], env=environment_of(home), cwd=ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return next(line for line in done.stdout.splitlines() if line.startswith("mark ")).split()[1:]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A home with sealed rows and files, and how many statements a change of the key sends."""
    return waiting_home(tmp_path_factory, "tests.faults.rotation:prepare", "tests.faults.rotation:rotate")


def test_a_killed_change_of_the_key_loses_nothing_and_is_gone_on_with(
    ready: tuple[Path, int], kill_seed: int, tmp_path: Path
) -> None:
    home, statements = ready
    assert statements > 30
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    mark, rotating, _key = told(tmp_path)
    assert rotating == "False"
    assert run(tmp_path, "tests.faults.rotation:rotate", kill_at=points(statements, kill_seed)) is None
    assert told(tmp_path)[0] == mark, "half-way everything reads and is found"
    assert run(tmp_path, "tests.faults.rotation:rotate") is not None
    assert told(tmp_path)[:2] == [mark, "False"]
