"""Which clause is accounted for by what, and the two bars that stand at 100 % before a plan is adopted."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.applications.planning.choices import ClauseState, ItemKind, ItemState, ProposedBy
from gangmu.applications.planning.models import PlanClause, PlanVersion, ReadItem

#: Kinds whose spans account for a clause that they touch, strongest first.
ACCOUNTING = (
    (ItemKind.HEADING, ClauseState.HEADING),
    (ItemKind.TARGET, ClauseState.TARGET),
    (ItemKind.RESULT, ClauseState.TARGET),
    (ItemKind.ACTION, ClauseState.ACTION),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """So many of so many."""

    done: int
    total: int

    @property
    def full(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.total

    @property
    def percent(self) -> int:
        """Whole per cent, never 100 before all is done."""
        return 100 if self.full else min(99, 100 * self.done // max(1, self.total))


def is_accounted(clause: PlanClause) -> bool:
    """Whether a clause needs nobody any more: a declared 不单列任务 needs a person's word."""
    if clause.state == ClauseState.NOT_LISTED:
        return clause.confirmed
    return clause.state != ClauseState.OPEN


def clause_bar(clauses: Sequence[PlanClause]) -> Bar:
    """条款覆盖: clauses of body and appendices accounted for; what lies outside is listed, not counted."""
    counted = [clause for clause in clauses if clause.state != ClauseState.OUTSIDE]
    return Bar(sum(map(is_accounted, counted)), len(counted))


def owner_bar(items: Sequence[ReadItem]) -> Bar:
    """责任落实: tasks with a unit that leads."""
    tasks = [item for item in items if item.kind == ItemKind.TASK]
    return Bar(sum(task.lead_id is not None for task in tasks), len(tasks))


def is_empty(items: Sequence[ReadItem]) -> bool:
    """Whether a reading holds nothing that could run: no task, no target, no result; a full bar of nothing is no readiness."""
    return not any(item.kind in (ItemKind.TASK, ItemKind.TARGET, ItemKind.RESULT) for item in items)


def states_of(clauses: Sequence[PlanClause], items: Sequence[ReadItem]) -> list[tuple[PlanClause, str]]:
    """Return the clauses whose state must change after the items changed, with the new state.

    Lying inside a task's span is not enough: only a heading, a target or a named action accounts for a clause.
    """
    starts = [clause.start for clause in clauses]
    items = [item for item in items if not is_mere_proposal(item)]
    held: dict[int, str] = {}
    for kind, state in ACCOUNTING:
        for item in (one for one in items if one.kind == kind):
            for number in _touched(starts, clauses, item.start, _end_of(item)):
                held.setdefault(number, state)
    changed = []
    for number, clause in enumerate(clauses):
        wanted = held.get(number)
        if wanted is None:
            wanted = (
                clause.state
                if clause.state in (ClauseState.NOT_LISTED, ClauseState.OUTSIDE)
                else ClauseState.OPEN
            )
        if wanted != clause.state:
            changed.append((clause, wanted))
    return changed


def is_mere_proposal(item: ReadItem) -> bool:
    """Whether only the assistant says so: it accounts for nothing until a person confirms it."""
    return item.proposed_by == ProposedBy.ASSISTANT and item.state == ItemState.PROPOSED


def _end_of(item: ReadItem) -> int:
    return item.data.get("title_end", item.end) if item.kind == ItemKind.HEADING else item.end


def _touched(starts: Sequence[int], clauses: Sequence[PlanClause], start: int, end: int) -> range:
    first = max(0, bisect_left(starts, start + 1) - 1)
    if first < len(clauses) and clauses[first].end <= start:
        first += 1
    last = first
    while last < len(clauses) and clauses[last].start < end:
        last += 1
    return range(first, last)


def recount(version: PlanVersion) -> None:
    """Bring the clauses of a version in line with its items. Call inside the transaction that changed them."""
    changed = states_of(list(version.clauses.all()), list(ReadItem._base_manager.filter(document=version)))
    for clause, state in changed:
        clause.state, clause.confirmed = state, False
    PlanClause.objects.bulk_update([clause for clause, _state in changed], ["state", "confirmed"])
