"""Runs a piece of work in a process of its own and kills that process at a statement of its database."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

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


def run(home: Path, work: str, kill_at: int = 0) -> int | None:
    """Run `module:function` on a home's database; return its count of statements, or `None` when it was killed."""
    module, name = work.split(":")
    environment = {
        **os.environ,
        "GANGMU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "gangmu.project.settings",
    }
    if not environment.get("DATABASE_URL", "").startswith("postgres"):
        environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, module, name, str(kill_at)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.strip().splitlines()[-1])


def points(total: int, seed: int) -> int:
    """Return the seeded statement at which to kill, of so many; the first and the last are always among the seeds."""
    return {0: 1, 1: total}.get(seed) or random.Random(seed).randint(2, max(2, total - 1))
