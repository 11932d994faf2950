"""Clerks who save at once, two in one grid: no report is lost, none doubled, cells merge; on either database."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugins.needs import ROOT

WORK = (
    "import sys, django; django.setup(); "
    "from django.core.management import call_command; call_command('migrate', verbosity=0); "
    "from django.test.utils import setup_test_environment; setup_test_environment(); "
    "from tests.faults.clerks import run; run(int(sys.argv[1]), int(sys.argv[2]))"
)


def save_at_once(home: Path, address: str, sections: int, rows: int) -> None:
    """Run it in a process of its own: its threads commit."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "gangmu.project.settings_test", "GANGMU_HOME": str(home), "DATABASE_URL": address,
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", WORK, str(sections), str(rows)], env=environment, cwd=ROOT, capture_output=True,
        text=True, timeout=900, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-3000:]


def test_no_report_is_lost_or_doubled_when_clerks_save_their_grids_at_once(tmp_path: Path) -> None:
    save_at_once(tmp_path, f"sqlite:///{tmp_path}/clerks.sqlite3", 4, 6)


@pytest.mark.wide
@pytest.mark.kills
def test_nor_when_fifty_do(tmp_path: Path) -> None:
    save_at_once(tmp_path, f"sqlite:///{tmp_path}/clerks.sqlite3", 25, 6)


@pytest.mark.wide
@pytest.mark.kills
@pytest.mark.postgres
def test_nor_when_fifty_do_on_postgresql(tmp_path: Path, new_database: Callable[..., str]) -> None:
    save_at_once(tmp_path, new_database("clerks"), 25, 6)
