"""The drill by the commands themselves: backup, restore elsewhere, on both databases and from one to the other."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.killing import CHILD, environment_of, points
from tests.plugins.needs import ROOT

pytestmark = [pytest.mark.wide, pytest.mark.kills]


class Home:
    """An installation: its folder and its database."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder = folder
        self.environment = environment_of(folder, address)

    def gangmu(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        return self._run([sys.executable, "-m", "gangmu.project.commandline", *words])

    def work(self, name: str, kill_at: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a function of a module, killed before its n-th statement."""
        return self._run([sys.executable, "-c", CHILD, *name.split(":"), str(kill_at)])

    def mark(self) -> str:
        """Return a mark of all that it holds."""
        done = self.work("tests.faults.drilling:tell")
        return next(line for line in done.stdout.splitlines() if line.startswith("mark "))

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path, str]:
    """A home, its backup, and its mark."""
    home = Home(tmp_path_factory.mktemp("home"))
    assert home.gangmu("migrate", "--verbosity", "0").returncode == 0
    done = home.work("tests.faults.drilling:prepare")
    assert done.returncode == 0, done.stderr[-2000:]
    file = home.folder / "b.zip"
    done = home.gangmu("backup", str(file))
    assert done.returncode == 0, done.stderr
    return home, file, home.mark()


def test_a_backup_restored_elsewhere_is_the_same(bureau: tuple[Home, Path, str], tmp_path: Path) -> None:
    _home, file, mark = bureau
    other = Home(tmp_path)
    assert other.gangmu("restore", str(file), "--check").returncode == 0
    assert not (tmp_path / "gangmu.sqlite3").exists()
    done = other.gangmu("restore", str(file))
    assert done.returncode == 0, done.stderr
    assert other.mark() == mark
    again = other.gangmu("restore", str(file))
    assert again.returncode == 2
    assert "--replace" in again.stderr
    assert other.gangmu("restore", str(file), "--replace").returncode == 0
    assert other.mark() == mark
    assert "不需要升级" in other.gangmu("upgrade").stdout


def test_a_damaged_backup_is_refused_before_anything_is_made(
    bureau: tuple[Home, Path, str], tmp_path: Path
) -> None:
    data = bytearray(bureau[1].read_bytes())
    data[len(data) // 2] ^= 0xFF
    bad = tmp_path / "bad.zip"
    bad.write_bytes(data)
    other = Home(tmp_path / "home")
    done = other.gangmu("restore", str(bad))
    assert done.returncode == 2
    assert "已损坏" in done.stderr
    assert not (tmp_path / "home" / "gangmu.sqlite3").exists()


def test_a_restore_that_is_killed_leaves_what_was_there(
    bureau: tuple[Home, Path, str], kill_seed: int, tmp_path: Path
) -> None:
    other = Home(tmp_path / "home")
    assert other.gangmu("restore", str(bureau[1])).returncode == 0
    os.environ["GANGMU_DRILL_FILE"] = str(bureau[1])
    other.environment["GANGMU_DRILL_FILE"] = str(bureau[1])
    killed = other.work("tests.faults.drilling:restore", kill_at=points(60, kill_seed))
    assert killed.returncode == -9
    assert other.mark() == bureau[2]


@pytest.mark.postgres
def test_a_county_moves_to_postgresql_and_back(
    bureau: tuple[Home, Path, str], tmp_path: Path, new_database: Callable[..., str]
) -> None:
    moved = Home(tmp_path / "moved", new_database("drill"))
    done = moved.gangmu("restore", str(bureau[1]))
    assert done.returncode == 0, done.stderr
    assert moved.mark() == bureau[2]
    file = tmp_path / "from-postgresql.zip"
    assert moved.gangmu("backup", str(file)).returncode == 0
    assert moved.gangmu("restore", str(file), "--replace").returncode == 0
    assert moved.mark() == bureau[2]
    back = Home(tmp_path / "back")
    assert back.gangmu("restore", str(file)).returncode == 0
    assert back.mark() == bureau[2]
