"""Bring the database to the version that is installed: gangmu upgrade [--no-copy]."""

import argparse
import os
import sys
from pathlib import Path


def run(argv: list[str]) -> int:
    """Keep a copy of the database, change its tables; a second run changes nothing. Stop the service first."""
    parser = argparse.ArgumentParser(prog="gangmu upgrade", description=__doc__)
    parser.add_argument("--no-copy", action="store_true", help="keep no copy of the database before")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from gangmu.foundation.administration.upgrading import upgrade
    from gangmu.foundation.kernel import clock
    from gangmu.foundation.kernel.errors import Refusal

    stamp = clock.now().astimezone(clock.BUREAU_ZONE).strftime("%Y%m%d-%H%M%S")
    ending = "sqlite3" if connection.vendor == "sqlite" else "dump"
    copy = Path(settings.HOME) / "backups" / f"before-upgrade-{stamp}.{ending}"
    try:
        upgrade(None if chosen.no_copy else copy, lambda words: print(f"› {words}", flush=True))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return 0
