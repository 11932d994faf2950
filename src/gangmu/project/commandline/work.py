"""Run a worker of background jobs: gangmu work [--until-empty]."""

import argparse
import os


def run(argv: list[str]) -> int:
    """Work until stopped; several workers may run beside each other on PostgreSQL."""
    parser = argparse.ArgumentParser(prog="gangmu work", description=__doc__)
    parser.add_argument("--until-empty", action="store_true", help="end when nothing waits")
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from gangmu.foundation.jobs.worker import Worker

    worker = Worker(until_empty=chosen.until_empty, parent=chosen.parent)
    worker.configure_signals()
    worker.work()
    return 0
