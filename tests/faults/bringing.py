"""The work that is killed: a large table of pupils on its way through the worker, checked and written."""

import io
import os
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.signals import connection_created

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.jobs import execution
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.running import Run
from gangmu.foundation.jobs.services import repeat_job
from gangmu.foundation.jobs.worker import Worker
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.services import found
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.preview import Preview
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.registers.services import imports
from gangmu.foundation.registers.services.import_jobs import is_large, queue_check, queue_write
from gangmu.foundation.registers.services.imports import begin_import

#: Rows of the table: more than the page takes itself, written in several parts.
ROWS = 600
PART = 100
#: Counts of pupils, enrolments, classes, entries of the audit about pupils, and imports that are done: before and after.
COUNTED = (
    "SELECT count(*) FROM rolls_pupil",
    "SELECT count(*) FROM rolls_enrolment",
    "SELECT count(*) FROM rolls_schoolclass",
    "SELECT coalesce(sum(coalesce(last_subject - first_subject, 0) + 1), 0) FROM audit_auditentry"
    " WHERE subject_type = 'rolls.pupil'",
    "SELECT count(*) FROM registers_importrun WHERE state = 'done'",
)
BEFORE, AFTER = (0, 0, 0, 0, 0), (ROWS, ROWS, 20, ROWS, 1)
#: How the jobs that write stand, and why those that failed did.
JOBS = "SELECT state, refusal FROM jobs_job WHERE name = 'registers.write' ORDER BY state"
#: How many workers had the jobs that write, and how often one of these was begun at most.
WORKERS = (
    "SELECT count(DISTINCT pulse.worker), max(job.attempt) FROM jobs_jobpulse pulse"
    " JOIN jobs_job job ON job.id = pulse.job_id WHERE job.name = 'registers.write'"
)
#: Seconds for which a worker with a job in hand waits for another.
MEETING = 60


def _file() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("学生")
        sheet.write_row(0, 0, ("姓名", "学籍号", "年级", "班号"))
        for n in range(ROWS):
            sheet.write_row(n + 1, 0, (f"学生{n}", f"G{n:018d}", "一年级", str(1 + n % 20)))
    return target.getvalue()


def _work_off() -> None:
    execution.LEASE = execution.FIRST_WAIT = timedelta(0)
    execution.take_over_lost_jobs()
    Worker(until_empty=True).work()


def prepare(times: int = 1) -> None:
    """Hand the table in and let it be checked; its writing waits for a worker."""
    with acting_as(SystemActor("测试")), scoped("rolls.pupil:edit"):
        bureau = found("a0", date(2020, 1, 1), name="青山县教育局", kind=Kind.BUREAU, level="county")
        school = found("a1", date(2020, 1, 1), bureau, name="青山小学", kind=Kind.SCHOOL, stages=[Stage.PRI])
        for _ in range(times):
            upload = SimpleUploadedFile("学籍.xlsx", _file())
            run = begin_import(register_named("pupils"), upload, school, matched=True)
            assert is_large(run)
            queue_check(run)
    _work_off()
    with acting_as(SystemActor("测试")), scoped("rolls.pupil:edit"):
        for run in ImportRun._base_manager.all():
            queue_write(run, Preview.of_kept(run.preview.opened()).digest)


def prepare_twice() -> None:
    """Hand the same table in twice, both checked while the register is empty; both wait to be written."""
    prepare(2)


def write() -> None:
    """Start a worker: it takes over what a dead one left, and works until nothing waits."""
    imports.CHUNK = PART
    _work_off()


def write_beside_another() -> None:
    """Start a worker that begins with its job when another has one in hand too; neither takes the other for dead."""
    imports.CHUNK = PART
    execution.in_hand.append(_meet)
    Worker(until_empty=True).work()


def _meet(run: Run | None) -> None:
    """Tell in the home that a job is in hand, and wait for the other worker to tell so."""
    if run is None:
        return
    home, until = Path(os.environ["GANGMU_HOME"]), time.monotonic() + MEETING
    (home / f"in-hand-{os.getpid()}").touch()
    while len(list(home.glob("in-hand-*"))) < 2:
        if time.monotonic() > until:
            raise SystemExit("no other worker took a job")
        time.sleep(0.01)


def write_with_little_room() -> None:
    """Start a worker while the file of the database may grow by 20 pages and no more, as on a disk that is full."""
    with connection.cursor() as cursor:
        most = cursor.execute("PRAGMA page_count").fetchone()[0] + 20

    def limit(connection: Any, **_told: Any) -> None:
        connection.cursor().execute(f"PRAGMA max_page_count = {most}")

    connection_created.connect(limit)
    connection.close()
    write()


def write_again() -> None:
    """Let the work that failed be done again, and start a worker."""
    with acting_as(SystemActor("测试")), scoped("jobs.job:edit"):
        repeat_job(Job._base_manager.get(state=JobState.FAILED))
    write()
