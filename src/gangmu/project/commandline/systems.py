"""Print the named systems and the rows of the acceptance table that they serve."""

import argparse
import os

#: Rows of the acceptance table (systems_in_the_seeds, all applications).
ROWS = 196


def run(argv: list[str]) -> int:
    """Print one line a system, then "N of 196"."""
    argparse.ArgumentParser(prog="gangmu systems", description=__doc__).parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")
    import django

    django.setup()
    from gangmu.procedures.ledger.registry import all_systems, rows_served

    for system in all_systems():
        print(f"{system.code:<28} {system.name}  {', '.join(system.rows)}")
    print(f"{len(rows_served())} of {ROWS}")
    return 0
