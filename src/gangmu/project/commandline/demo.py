"""Build the demo county, unless it stands already, and serve it on http://127.0.0.1:8000."""

import argparse
import os
import sys
import time
from pathlib import Path

from gangmu.foundation.kernel.demonstration import SCALES, Demonstration


def run(argv: list[str]) -> int:
    """Build and serve; stopped half-way it goes on at the slice it had not finished."""
    parser = argparse.ArgumentParser(prog="gangmu demo", description=__doc__)
    parser.add_argument(
        "--home", default=os.environ.get("GANGMU_HOME", "var/demo"), help="folder of the demo's database"
    )
    parser.add_argument(
        "--scale", choices=SCALES, default="county",
        help="county: about 120 schools and 50,000 pupils; city: 1,000,000 pupils, on PostgreSQL; small: for tests",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same county")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--build-only", action="store_true", help="build, do not serve")
    chosen = parser.parse_args(argv)
    os.environ["GANGMU_HOME"] = str(Path(chosen.home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    begun = time.monotonic()

    def tell(words: str) -> None:
        print(f"› {time.monotonic() - begun:4.0f} s  {words}", flush=True)

    done = _build(Demonstration(chosen.seed, SCALES[chosen.scale], tell))
    if done or chosen.build_only:
        return done
    from gangmu.project.commandline.serve import serve

    print(f"› http://127.0.0.1:{chosen.port}   (Ctrl-C stops it; run again at any time)", flush=True)
    return serve("127.0.0.1", chosen.port)


def _build(made: Demonstration) -> int:
    """Build what is not built yet and print the accounts; return 2 and say why where it cannot be built here."""
    from django.core.management import call_command
    from django.db import connection

    from gangmu.foundation.administration.demonstration import build
    from gangmu.foundation.kernel.errors import Refusal

    if made.scale.counties > 1 and connection.vendor != "postgresql":
        print(
            "规模 city 有一百万名学生，须用 PostgreSQL：请在环境变量 DATABASE_URL 中给出地址", file=sys.stderr
        )
        return 2
    made.tell("数据库")
    call_command("migrate", verbosity=0)
    try:
        accounts = build(made)
    except Refusal as refused:
        print(refused, file=sys.stderr)
        return 2
    made.tell("完成")
    for account in accounts:
        print("   {:<14} {:<16} {}".format(*account))
    return 0
