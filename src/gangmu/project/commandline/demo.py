"""Build the demo county, unless it stands already, and serve it on http://127.0.0.1:8000."""

import argparse
import os
from pathlib import Path


def run(argv: list[str]) -> int:
    """Build and serve; stopped half-way it goes on at the slice it had not finished."""
    parser = argparse.ArgumentParser(prog="gangmu demo", description=__doc__)
    parser.add_argument(
        "--home", default=os.environ.get("GANGMU_HOME", "var/demo"), help="folder of the demo's database"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same county")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--build-only", action="store_true", help="build, do not serve")
    chosen = parser.parse_args(argv)
    os.environ["GANGMU_HOME"] = str(Path(chosen.home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from django.core.management import call_command

    from gangmu.foundation.administration.demonstration import build

    print("› database", flush=True)
    call_command("migrate", verbosity=0)
    for account in build(chosen.seed, lambda words: print(f"› {words}", flush=True)):
        print("   {:<14} {:<16} {}".format(*account))
    if chosen.build_only:
        return 0
    from gangmu.project.commandline.serve import serve

    print(f"› http://127.0.0.1:{chosen.port}   (Ctrl-C stops it; run again at any time)", flush=True)
    return serve("127.0.0.1", chosen.port)
