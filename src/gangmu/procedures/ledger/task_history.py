"""What happened to a task: to itself, and to what was reported, asked for and proposed of it."""

from collections.abc import Iterable

from django.db.models import Q

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import Told, history_of, sentence_of
from gangmu.procedures.ledger.models import Completion, Report, Request, Task

#: A cell of the grid that was left: what came of it stands in the report that is handed in.
TYPING = "填写了进展"


def history_of_task(
    task: Task, about: Iterable[Report | Request | Completion], most: int = 100
) -> list[Told]:
    """Return what happened to a task as sentences, latest first.

    Parameters
    ----------
    task
        The task.
    about
        Its reports, requests and completions that are shown; what was only typed into a report is left out.
    most
        Sentences at most.
    """
    told, asked = history_of(task, most), Q()
    for one in about:
        asked |= Q(subject_type=one._meta.label_lower, subject_id=str(one.pk))
    if asked:
        rows = AuditEntry.objects.filter(asked).exclude(verb=TYPING)[:most]
        told += [Told(row.at, sentence_of(row), row.note) for row in rows]
    return sorted(told, key=lambda entry: entry.at, reverse=True)[:most]
