"""The work that is killed: a job of several steps, each of which must be done once, in the hands of a worker."""

from datetime import date, timedelta

from django.utils.translation import gettext_noop

from gangmu.foundation.audit.services import record
from gangmu.foundation.jobs import execution
from gangmu.foundation.jobs.declaration import job
from gangmu.foundation.jobs.running import once, progress
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.jobs.worker import Worker
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import found

STEPS = 4
VERB = gettext_noop("记了一笔")


@job("faults.count", "测试", attempts=5)
def count(organisation_id: int) -> int:
    """Write one entry a step."""
    unit = Organisation.objects.get(pk=organisation_id)
    for step in range(STEPS):
        progress(step, STEPS)
        once(f"step {step}", lambda: record(unit, VERB, changes=[]).pk)
    return STEPS


def prepare() -> None:
    """Queue the job."""
    with acting_as(SystemActor("测试")):
        bureau = found("a0", date(2020, 1, 1), name="青山县教育局", kind=Kind.BUREAU, level="county")
        enqueue("faults.count", {"organisation_id": bureau.pk}, bureau, "once")


def work() -> None:
    """Start a worker: it takes over what a dead one left, without waiting, and works until nothing waits."""
    execution.LEASE = execution.FIRST_WAIT = timedelta(0)
    execution.take_over_lost_jobs()
    Worker(until_empty=True).work()
