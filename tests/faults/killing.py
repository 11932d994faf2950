"""Runs a piece of work in a process of its own and kills that process at a statement of its database."""

import os
import random
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.plugins.needs import ROOT

#: Code of the child: counts statements that the work sends and kills itself, without any clean-up, before the n-th.
CHILD = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from importlib import import_module
module, name, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
count = 0
def counted(execute, sql, params, many, context):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
work = getattr(import_module(module), name)
with connection.execute_wrapper(counted):
    work()
print(count)
"""


def environment_of(home: Path, address: str = "") -> dict[str, str]:
    """Return the environment of a process that works on a home's own database, or on the one at an address."""
    told = {**os.environ, "GANGMU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gangmu.project.settings"}
    told.pop("DATABASE_URL", None)
    return told | ({"DATABASE_URL": address} if address else {})


def migrated(home: Path, address: str = "") -> Path:
    """Make the tables of a home's database."""
    words = [sys.executable, "-m", "gangmu.project.commandline", "migrate", "--verbosity", "0"]
    subprocess.run(words, env=environment_of(home, address), cwd=ROOT, check=True)
    return home


def waiting_home(folders: pytest.TempPathFactory, prepare: str, work: str) -> tuple[Path, int]:
    """Return a home in which a piece of work is prepared, and how many statements the work sends when nobody kills it."""
    home = migrated(folders.mktemp("waiting"))
    run(home, prepare)
    whole = folders.mktemp("whole")
    shutil.copytree(home, whole, dirs_exist_ok=True)
    return home, run(whole, work) or 0


def run(home: Path, work: str, kill_at: int = 0, address: str = "") -> int | None:
    """Run `module:function` on a home's database; return its count of statements, or `None` when it was killed."""
    module, name = work.split(":")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, module, name, str(kill_at)],
        env=environment_of(home, address),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.strip().splitlines()[-1])


def run_both(home: Path, work: str, address: str = "") -> None:
    """Run `module:function` in two processes at once; the work itself sees to it that they meet."""
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _n: run(home, work, address=address), range(2)))


def points(total: int, seed: int) -> int:
    """Return the seeded statement at which to kill, of so many; the first and the last are always among the seeds."""
    return {0: 1, 1: total}.get(seed) or random.Random(seed).randint(2, max(2, total - 1))
