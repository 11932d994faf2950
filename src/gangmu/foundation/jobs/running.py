"""Inside a job: tell how far it is, hear that it was cancelled, do a step once. Outside of one the calls do nothing in the way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.models import Job, JobPulse, JobStep
from gangmu.foundation.kernel import clock

T = TypeVar("T")


class JobStopped(BaseException):
    """The work must end here: it was cancelled, its worker stops, or another worker has it by now.

    No `Exception`: work that catches what goes wrong with a row must not swallow it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


#: Reasons of `JobStopped`.
CANCELLED, STOPPING, LOST = "cancelled", "stopping", "lost"


@dataclass(slots=True)
class Run:
    """A job in the hands of a worker. `attempt` is the token by which a worker that was thought dead finds itself replaced.

    `inline` runs have no thread that beats for them: they beat when they tell their progress.
    """

    job_id: int
    attempt: int
    inline: bool = False
    done: int = 0
    total: int = 0
    words: str = ""
    stop: str = ""
    in_step: bool = False

    def beat(self) -> None:
        """Write that the worker lives and how far it is; learn whether the job was cancelled or taken over."""
        mine = JobPulse.objects.filter(job_id=self.job_id, attempt=self.attempt)
        told = {"beat_at": clock.now(), "done": self.done, "total": self.total, "words": self.words[:200]}
        if not mine.update(**told):
            self.stop = LOST
        elif not self.stop and mine.filter(cancel_asked_at__isnull=False).exists():
            self.stop = CANCELLED


_run: ContextVar[Run | None] = ContextVar("gangmu_job_run", default=None)


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make a run the one that the calls below speak of."""
    token = _run.set(run)
    try:
        yield run
    finally:
        _run.reset(token)


def progress(done: int, total: int = 0, words: str = "") -> None:
    """Tell how far the work is; costs nothing, so call it as often as there is something to tell.

    Parameters
    ----------
    done, total
        How many of how many; a total of 0 is unknown.
    words
        What is being done, a Chinese message id marked by `gettext_noop`; empty keeps the last words.

    Raises
    ------
    JobStopped
        When the job was cancelled, its worker stops, or another worker has taken it over: whatever is not yet committed is undone.
    """
    run = _run.get()
    if run is None:
        return
    run.done, run.total, run.words = done, total, words or run.words
    if run.inline and not run.in_step:
        run.beat()
    if run.stop:
        raise JobStopped(run.stop)


def cancelled() -> bool:
    """Whether the work should end: for work that ends in its own way instead of by `progress`."""
    run = _run.get()
    if run is None:
        return False
    if run.inline and not run.in_step:
        run.beat()
    return bool(run.stop)


def once(name: str, work: Callable[[], T]) -> T:
    """Do a step in one transaction, never twice: a job that is taken up again gets what the step gave the first time.

    What the step writes, and that it was done, are committed together; a worker that was replaced meanwhile commits nothing.

    Parameters
    ----------
    name
        Of the step within its job.
    work
        Writes to the database and returns plain JSON. Outside of a job it is simply done, in a transaction.

    Raises
    ------
    JobStopped
        When the job was cancelled or belongs to another worker by now.
    """
    run = _run.get()
    if run is None:
        with transaction.atomic():
            return work()
    with transaction.atomic():
        _hold(run)
        kept = JobStep.objects.filter(job_id=run.job_id, name=name).first()
        if kept is not None:
            value: Any = kept.value
            return value  # type: ignore[no-any-return]
        run.in_step = True
        try:
            value = work()
        finally:
            run.in_step = False
        if run.stop:
            raise JobStopped(run.stop)
        JobStep.objects.create(job_id=run.job_id, name=name, value=value)
        return value  # type: ignore[no-any-return]


def _hold(run: Run) -> None:
    """Lock the job for this transaction and insist that it is still this run's."""
    mine = Job._base_manager.select_for_update().filter(
        pk=run.job_id, attempt=run.attempt, state=JobState.RUNNING
    )
    if mine.first() is None:
        run.stop = LOST
    elif not run.stop and JobPulse.objects.filter(job_id=run.job_id, cancel_asked_at__isnull=False).exists():
        run.stop = CANCELLED
    if run.stop:
        raise JobStopped(run.stop)
