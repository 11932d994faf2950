"""Reads of papers: who sees which, and how many were issued against last year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from gangmu.foundation.access.among import Units
from gangmu.foundation.access.scope import current_scope
from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import PaperKind, PaperState
from gangmu.procedures.ledger.models import Paper, PaperStep


def papers() -> QuerySet[Paper]:
    """Return the papers that the reader may see: all of own bureau's, those with a step of one's unit, and those addressed to it once issued."""
    rows: QuerySet[Paper] = Paper.objects.select_related(
        "organisation", "drafter", "proposed_by", "decided_by", "decided_for"
    )
    ids = current_scope().organisation_ids
    if ids is None:
        return rows
    units = Units(ids)
    steps = PaperStep.objects.filter(paper=OuterRef("pk"), organisation_id__among=units)
    return rows.filter(
        Q(state=PaperState.ISSUED)
        | Q(organisation_id__among=units)
        | Q(drafter_id__among=units)
        | Exists(steps)
    )


@dataclass(frozen=True, slots=True)
class IssuedCount:
    """Papers of a kind issued this year so far, by the same day last year, and in the whole of last year.

    Papers of the division-of-work kind are limited, and their yearly count only falls (supervision_and_assessment 11.9).
    """

    kind: str
    label: str
    this_year: int
    by_this_day: int
    last_year: int

    @property
    def is_more(self) -> bool:
        """Whether more were issued than by the same day last year."""
        return self.this_year > self.by_this_day

    @property
    def is_beyond(self) -> bool:
        """Whether more were issued already than in the whole of last year."""
        return self.this_year > self.last_year


def issued_against_last_year(organisation_id: int, on: date | None = None) -> list[IssuedCount]:
    """Return the papers that a bureau has issued against last year, by kind; last year is told by what the system holds of it."""
    day = on or clock.today()
    same = date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
    rows = Paper._base_manager.filter(
        organisation_id=organisation_id, state=PaperState.ISSUED,
        issued_on__gte=date(day.year - 1, 1, 1), issued_on__lte=day,
    ).values_list("kind", "issued_on")  # fmt: skip
    held = [(kind, issued) for kind, issued in rows if issued is not None]
    return [_count(kind, [issued for k, issued in held if k == kind], day, same) for kind in PaperKind]


def _count(kind: PaperKind, days: Iterable[date], day: date, same: date) -> IssuedCount:
    issued = list(days)
    last = [told for told in issued if told.year < day.year]
    before = sum(told <= same for told in last)
    return IssuedCount(kind.value, str(kind.label), len(issued) - len(last), before, len(last))


def current_steps(paper: Paper) -> list[PaperStep]:
    """Return the steps that are next: one, or those of all units that sign beside each other."""
    undone = [step for step in paper.steps.select_related("organisation") if step.done_on is None]
    return [step for step in undone if step.order == undone[0].order]
