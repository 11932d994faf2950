"""The audit tells of jobs in words: what kind, about what; how the queue keeps them is nobody's reading."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gangmu.foundation.audit.telling import tell_field, tell_nothing_of
from gangmu.foundation.jobs.declaration import UnknownJob, kind_named
from gangmu.foundation.jobs.models import Job, Schedule


def kind_in_words(value: Any, _beside: Mapping[str, Any]) -> str | None:
    """Return the title of a kind of work; nothing for one that no room declares any more."""
    try:
        return _(kind_named(str(value)).title)
    except UnknownJob:
        return None


tell_field(Job, "name", kind_in_words)
tell_field(Schedule, "name", kind_in_words)
# The title is the kind's, which the name tells already.
tell_nothing_of(
    Job, "title", "arguments", "task_id", "attempt", "failures", "due_at", "result", "refusal", "fault"
)
