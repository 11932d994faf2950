"""A county's pupils taken out: the list as a workbook with all its columns, and the template with the rows that are there."""

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.figures import Figure
from benchmarks.importing import PUPILS

#: Rows that are taken out (the project's size of a large list), and seconds within which nobody thinks that a page hangs.
ROWS, SECONDS = 100_000, 60


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the seconds, rows per second and memory of each way out, beside the bare rows written as lines of values."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings_test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from gangmu.foundation.access.scope import scoped
    from gangmu.foundation.kernel.actors import SystemActor, acting_as

    call_command("migrate", verbosity=0)
    count = 2_500 if quick else ROWS
    with acting_as(SystemActor("测试")), scoped("rolls.pupil:edit"):
        _fill(count)
        bare, _size = _timed(_bare)
        for name, work in _ways():
            spent, size = _timed(work)
            told = f"{connection.vendor}, {count:,} pupils: {name}"
            yield Figure(f"{told}, processor", spent, "s", SECONDS, peer="bare values", peer_value=bare)
            yield Figure(f"{told}, rows", count / spent, "rows/s", better="higher")
            yield Figure(f"{told}, size", size / 1e6, "MB")
            held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield Figure(f"{told}: memory of the process at its most so far", held, "MB")


def _ways() -> Iterator[tuple[str, Callable[[], int]]]:
    from gangmu.foundation.registers.declaration import register_named
    from gangmu.foundation.registers.importing.cells import cells_of
    from gangmu.foundation.registers.importing.sheets import template_of
    from gangmu.foundation.registers.list_sheets import list_sheet_of

    declared = register_named("pupils")
    rows = declared.rows().iterator
    yield "list as workbook", lambda: len(list_sheet_of(declared, rows(chunk_size=2000)))
    yield "template with rows", lambda: len(template_of(declared, cells_of(declared), rows(chunk_size=2000)))


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    began = time.process_time()
    size = work()
    return time.process_time() - began, size


def _bare() -> int:
    from gangmu.records.rolls.models import Pupil

    return sum(len(str(line)) for line in Pupil._base_manager.values_list().iterator(chunk_size=2000))


def _fill(count: int) -> Any:
    from benchmarks.importing import _county, _import, _lines, _workbook

    bureau, schools = _county(count // PUPILS)
    return _import(bureau, _workbook(list(_lines(count, [school.name for school in schools]))))
