"""Clerks who save at once, two in one grid: no report is lost, none doubled, cells merge."""

import os
import subprocess
import sys
from pathlib import Path

from tests.plugins.needs import ROOT

WORK = (
    "import django; django.setup(); "
    "from django.core.management import call_command; call_command('migrate', verbosity=0); "
    "from django.test.utils import setup_test_environment; setup_test_environment(); "
    "from tests.faults.clerks import run_small; run_small()"
)


def test_no_report_is_lost_or_doubled_when_clerks_save_their_grids_at_once(tmp_path: Path) -> None:
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "gangmu.project.settings_test", "GANGMU_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/clerks.sqlite3",
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", WORK], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-3000:]
