"""The ledger's list page at 20,000 tasks: server time of a request, and how many queries it sends."""

import os
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from benchmarks.figures import Figure, measured, percentile, seconds, served

GOAL = 0.100


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the 95th percentile of the page's server time and its queries, beside the bare query of one page of rows."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings_test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    served()
    call_command("migrate", verbosity=0)
    from tests.cast import build_cast

    cast = build_cast()
    count = 2_000 if quick else 20_000
    _fill(cast.own, count)
    client = cast.client("小陈")
    pages = ["/r/tasks/", "/r/tasks/?state=open&sort=-due_on", "/r/tasks/?page=7", "/r/tasks/?q=学位"]
    for address in pages:
        assert client.get(address).status_code == 200
    for address in pages:
        name = f"list of {count:,} tasks {address}"
        yield from measured(name, partial(client.get, address), 5 if quick else 20, GOAL)
    yield Figure("one page of bare rows", percentile(seconds(_bare, 10), 0.5), "s")
    with CaptureQueriesContext(connection) as sent:
        client.get(pages[0])
    yield Figure("queries of the list page", len(sent), "queries", 16)


def _bare() -> list[object]:
    from gangmu.procedures.ledger.models import Task

    return list(Task._base_manager.order_by("year", "order", "id")[:50])


def _fill(county: object, count: int) -> None:
    from gangmu.procedures.ledger.choices import Part, TaskKind, TaskState
    from gangmu.procedures.ledger.models import Task, TaskUnit

    bureau, sections = county.bureau, [county.section, county.other_section]
    rows = [
        Task(
            organisation=bureau, year=2026, key=f"b{n}", order=n, number=str(n), theme=f"第{n % 12}部分", name=f"第{n}项学位工作",
            content="落实措施" * 20, kind=TaskKind.DEADLINE, due_on=date(2026, 1, 1) + timedelta(days=n % 365), state=TaskState.OPEN,
        )
        for n in range(count)
    ]  # fmt: skip
    Task._base_manager.bulk_create(rows, batch_size=1000)
    tasks = Task._base_manager.values_list("pk", flat=True)
    TaskUnit.objects.bulk_create(
        [TaskUnit(task_id=pk, organisation=sections[n % 2], part=Part.LEAD) for n, pk in enumerate(tasks)],
        batch_size=1000,
    )
