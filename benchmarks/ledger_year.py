"""The ledger's year: 5,000 tasks with twelve months of reports; the pages, all lights anew, fifty clerks who save at once."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from benchmarks.figures import Figure, measured, percentile, seconds, served

SECTIONS = 50
#: Server time of a page; recomputing every light of the year.
GRID, LIGHTS = 0.150, 2.0


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the 95th percentiles of the pages, the seconds of all lights, and what fifty clerks at once lost or doubled."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings_test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    served()
    call_command("migrate", verbosity=0)
    yield from _clerks(quick)
    from tests.cast import build_cast

    from gangmu.foundation.kernel import clock

    cast = build_cast()
    sections = _sections(cast.own.bureau)
    count = 500 if quick else 5_000
    _fill(cast.own, sections, count)
    _move(cast.own.section, sections[0])
    rows = count // SECTIONS
    pages = (
        ("小周", f"grid of a section, {rows} of {count:,} tasks", "/ledger/month/", GRID, 40),
        ("小周", "the same, another month", f"/ledger/month/?month={clock.today():%Y}-01", GRID, 40),
        ("王局长", "leader's page", "/ledger/morning/", GRID, 40),
        ("小陈", "office's year", "/ledger/year/", GRID, 40),
        ("小陈", "month of the whole bureau", "/ledger/month/", None, 40),
        ("小陈", "list", "/r/tasks/", GRID, 16),
        ("小陈", "list by light", "/r/tasks/?shown__time=overdue&sort=-shown_rank", GRID, 16),
    )
    for person, name, address, goal, queries in pages:
        client = cast.client(person)
        assert client.get(address).status_code == 200
        yield from measured(name, partial(client.get, address), 5 if quick else 30, goal)
        with CaptureQueriesContext(connection) as sent:
            client.get(address)
        yield Figure(f"{name}: queries", len(sent), "queries", queries)
    yield from _lights(count, quick)


def _lights(count: int, quick: bool) -> Iterator[Figure]:
    """Work out all lights anew, the slowest of a few runs; the pure function alone beside it."""
    from gangmu.datacentre.targets.task_lights import task_lights
    from gangmu.foundation.kernel import clock
    from gangmu.procedures.ledger.models import Task
    from gangmu.procedures.ledger.standing import standings

    today = clock.today()
    rows = list(Task._base_manager.exclude(key__contains="/"))
    told = standings(rows, today)
    alone = seconds(lambda: [task_lights(one.inputs, today, one.rule) for one in told], 3)
    passed, spent = measured(
        f"all lights of {count:,} tasks × 12 months", lambda: standings(rows, today), 5, LIGHTS
    )
    yield passed
    yield spent
    yield Figure("lights of the same inputs in memory", max(alone), "s")


def _clerks(quick: bool) -> Iterator[Figure]:
    from tests.faults import clerks

    sections, rows = (4, 3) if quick else (25, 20)
    clerks.prepare(sections, rows)
    begun = time.perf_counter()
    outcome = clerks.save_at_once(sections)
    whole = time.perf_counter() - begun
    wrong = outcome.faults + clerks.lost_or_doubled()
    name = f"{2 * sections} clerks at once, {sections * rows} reports"
    yield Figure(f"{name}: lost, doubled or refused", len(wrong), "reports", 0)
    yield Figure(f"{name}: an answer", percentile(outcome.taken, 0.95), "s p95")
    yield Figure(f"{name}: answers", len(outcome.taken) / whole, "answers/s", better="higher")


def _sections(bureau: Any) -> list[Any]:
    from gangmu.foundation.kernel.actors import SystemActor, acting_as
    from gangmu.foundation.organisations.choices import Kind
    from gangmu.foundation.organisations.services import found

    with acting_as(SystemActor("测试")):
        return [
            found(f"s{n}", date(2020, 1, 1), bureau, name=f"第{n + 1}科", kind=Kind.SECTION)
            for n in range(SECTIONS)
        ]


def _move(section: Any, other: Any) -> None:
    """Give the cast's section the tasks of one of the fifty."""
    from gangmu.procedures.ledger.models import TaskUnit

    TaskUnit.objects.filter(organisation=other).update(organisation=section)


def _fill(county: Any, sections: list[Any], count: int) -> None:
    """Write tasks of every kind with milestones, twelve months of reports and some completions and extensions."""
    from gangmu.foundation.kernel import clock
    from gangmu.procedures.ledger.choices import (
        CompletionState,
        Part,
        ReportState,
        RequestKind,
        RequestState,
        SourceKind,
        TaskKind,
    )
    from gangmu.procedures.ledger.models import (
        Completion,
        Milestone,
        Report,
        Request,
        Task,
        TaskSource,
        TaskUnit,
    )

    year = clock.today().year
    kinds = [TaskKind.DEADLINE, TaskKind.DEADLINE, TaskKind.STANDING, TaskKind.START]
    begins = date(year, 1, 1)
    Task._base_manager.bulk_create(
        [
            Task(
                organisation=county.bureau, year=year, key=f"y{n}", order=n, number=str(n), theme=f"第{n % 12}部分",
                name=f"第{n}项学位工作", content="落实措施" * 20, kind=kinds[n % 4], issued_on=begins + timedelta(days=n % 60),
                due_on=begins + timedelta(days=200 + n % 165), extended=n % 10 == 0,
                first_due_on=begins + timedelta(days=180) if n % 10 == 0 else None,
            )
            for n in range(count)
        ],
        batch_size=1000,
    )  # fmt: skip
    tasks = list(Task._base_manager.filter(key__startswith="y").order_by("order"))
    TaskUnit.objects.bulk_create(
        [TaskUnit(task=t, organisation=sections[n % SECTIONS], part=Part.LEAD) for n, t in enumerate(tasks)],
        batch_size=1000,
    )
    sources = (SourceKind.PLAN, SourceKind.COUNTY_TABLE, SourceKind.LIVELIHOOD)
    TaskSource.objects.bulk_create(
        [TaskSource(task=t, kind=sources[n % 3], title="来源", wording=t.name) for n, t in enumerate(tasks)],
        batch_size=1000,
    )
    Milestone.objects.bulk_create(
        [
            Milestone(task=t, name=f"节点{k}", due_on=begins + timedelta(days=60 * k + n % 30),
                      reached_on=begins + timedelta(days=60 * k + n % 50) if (n + k) % 3 else None)
            for n, t in enumerate(tasks) if n % 2 for k in (1, 2, 3)
        ],
        batch_size=1000,
    )  # fmt: skip
    Report._base_manager.bulk_create(
        (
            Report(task=t, month=date(year, month, 1), words="本月完成土建工程，正在安装。" * 3, state=ReportState.CONFIRMED,
                   handed_in_on=date(year, month, 24), confirmed_on=date(year, month, 25))
            for n, t in enumerate(tasks) for month in range(1, 13) if (n + month) % 11
        ),
        batch_size=2000,
    )  # fmt: skip
    Request._base_manager.bulk_create(
        Request(task=t, kind=RequestKind.EXTEND, reason="雨季", asked_on=begins, state=RequestState.GRANTED,
                decided_on=begins + timedelta(days=150), due_on=t.due_on)
        for t in tasks if t.extended
    )  # fmt: skip
    Completion._base_manager.bulk_create(
        Completion(task=t, words="已完成", proposed_on=begins + timedelta(days=190), state=CompletionState.PROPOSED)
        for n, t in enumerate(tasks) if n % 20 == 0
    )  # fmt: skip
