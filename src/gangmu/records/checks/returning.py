"""Sheets that wait for a school: those that were sent back, as the audit keeps it, and those that nobody has confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from gangmu.foundation.audit.selectors import entries
from gangmu.foundation.calendars.selectors import school_year_of
from gangmu.foundation.kernel import clock
from gangmu.records.checks.models import CheckSheet

#: What the audit tells of a sheet that was sent back.
SENT_BACK = gettext_noop("退回了")


@dataclass(frozen=True, slots=True)
class SentBack:
    """How a sheet was sent back: for what reason, by whom, when."""

    words: str
    by: str
    at: datetime


def sent_back(rows: Iterable[CheckSheet]) -> dict[int, SentBack]:
    """Return how each of the open sheets was last sent back; one that was confirmed since, or never sent back, is left out."""
    waiting = [str(row.pk) for row in rows if row.confirmed_at is None]
    if not waiting:
        return {}
    told = entries(None, subject_type=CheckSheet._meta.label_lower)
    found = told.filter(verb=SENT_BACK, subject_id__in=waiting).order_by("at", "pk")
    return {int(entry.subject_id): SentBack(entry.note, entry.actor, entry.at) for entry in found}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet that a school has to check and confirm, and how it was sent back, if it was."""

    row: CheckSheet
    back: SentBack | None

    @property
    def is_late(self) -> bool:
        """Whether its day is over."""
        return self.row.round.due_on < clock.today()


def waiting_sheets() -> list[Waiting]:
    """Return the open sheets of this school year within the scope, and of any year those that were sent back; these come first."""
    rows = CheckSheet.objects.filter(confirmed_at__isnull=True).select_related("round", "organisation")
    held = list(rows.order_by("-round__school_year", "organisation__sort_key", "pk"))
    back, year = sent_back(held), school_year_of(clock.today()).start_year
    owed = [Waiting(row, back.get(row.pk)) for row in held if row.pk in back or row.round.school_year == year]
    return sorted(owed, key=lambda waiting: waiting.back is None)
