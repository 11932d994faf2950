"""Rooms of the foundation that stand below the room that draws pages: where the rows behind their figures are shown."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_noop

from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.events import JobEnded
from gangmu.foundation.kernel.events import on
from gangmu.foundation.kernel.results import RowsPath
from gangmu.foundation.notices.services import tell
from gangmu.foundation.ui.rows import declare_rows

#: Column of a count of units → how the page of the tree asks for it.
ASKED = {"stages": "stage"}


def units_address(path: RowsPath) -> str:
    """Return the page of the tree that lists exactly the units of a count, at its dates."""
    asked = {ASKED.get(field, field): value for field, _operator, value in path.filters}
    if path.effective:
        asked["on"] = path.effective.isoformat()
    if path.known_at:
        asked["known_at"] = path.known_at.isoformat()
    return f"{reverse('organisations:units')}?{urlencode(asked)}"


declare_rows("units", units_address)

#: How the end of a job is told to who asked for it; who cancelled it knows.
ENDS = {
    JobState.DONE: gettext_noop("“%(title)s”已完成"),
    JobState.FAILED: gettext_noop("“%(title)s”没有完成，请打开查看原因"),
}


@on(JobEnded)
def job_ended(event: JobEnded) -> None:
    """Tell who asked for a job that it has ended; jobs stand below notices and do not know of them."""
    words = ENDS.get(JobState(event.state))
    if words and event.person_id is not None:
        address = reverse("jobs:job", kwargs={"pk": event.job_id})
        tell([event.person_id], "jobs.ended", words, {"title": event.title}, address=address)
