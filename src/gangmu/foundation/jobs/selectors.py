"""Questions about background work."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gangmu.foundation.jobs.choices import OPEN, JobState
from gangmu.foundation.jobs.declaration import UnknownJob, daily_rules, kind_named
from gangmu.foundation.jobs.models import Job, Schedule


def jobs_of_scope(account_id: int | None = None) -> QuerySet[Job]:
    """Return the jobs inside the scope, newest first; of one account alone where it is named."""
    rows: QuerySet[Job] = Job.objects.select_related("pulse", "organisation", "account__person")
    return rows if account_id is None else rows.filter(account_id=account_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as a page shows it."""

    job: Job
    told: str
    address: str | None
    leads: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.job.state in OPEN

    @property
    def stopping(self) -> bool:
        """Whether it was cancelled and has not yet heard."""
        return self.job.state == JobState.RUNNING and self.job.pulse.cancel_asked_at is not None

    @property
    def words(self) -> str:
        """What is being done now."""
        return _(self.job.pulse.words) if self.job.pulse.words else ""


def shown(job: Job) -> Shown:
    """Return a job with its result in words and the page to which it leads."""
    told, address = "", None
    try:
        kind = kind_named(job.name)
    except UnknownJob:
        return Shown(job, told, address)
    if job.state == JobState.DONE and kind.told is not None:
        told = kind.told(job.result)
    if kind.address is not None:
        address = kind.address(job.arguments, job.result)
    return Shown(job, told, address, _(kind.leads))


def schedules() -> list[tuple[Schedule, str]]:
    """Return what is queued by itself, with its title; a rule that has never been looked at stands as it is declared."""
    held = {row.name: row for row in Schedule.objects.all()}
    return [
        (held.get(rule.name) or Schedule(name=rule.name, at=rule.at), _(kind_named(rule.name).title))
        for rule in daily_rules()
    ]
