"""What people decided goes on to the next text: who leads, until when, when a target is met, what needs no task of its own."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from gangmu.applications.planning.choices import ClauseState
from gangmu.applications.planning.models import PlanClause, ReadItem

#: Fields of a task that people decide.
DECIDED = ("name", "lead", "cooperating", "due_on", "due_words", "fan_out")
#: Where a target's value stands in its own text.
PLACED = ("value_start", "value_end")
#: What is confirmed at review and is not printed.
CONFIRMED = ("met_when", "measured_from", "measured_at")


def take_decisions(old: ReadItem, old_text: str, new: ReadItem, new_text: str) -> None:
    """Let an item of a new text keep what was decided of the same item of the text before.

    Where the words are the same, all of it stands. Where they are not, what the new text prints goes before: another mark of owners
    moves the lead, another deadline the day. What was only proposed from a section's duties never takes a decision's place.
    """
    if _words(old, old_text) == _words(new, new_text):
        new.name = old.name
        new.lead_id, new.cooperating = old.lead_id or new.lead_id, old.cooperating or new.cooperating
        new.due_on, new.due_words = old.due_on or new.due_on, old.due_words or new.due_words
        new.fan_out = old.fan_out or new.fan_out
        new.data = {**new.data, **old.data, **{key: new.data[key] for key in PLACED if key in new.data}}
        return
    if not new.owner_words or new.owner_words == old.owner_words:
        new.lead_id, new.cooperating = old.lead_id or new.lead_id, old.cooperating or new.cooperating
        new.fan_out = old.fan_out or new.fan_out
    else:
        new.cooperating, new.fan_out = new.cooperating or old.cooperating, new.fan_out or old.fan_out
        new.lead_id = new.lead_id or old.lead_id
    new.due_on = new.due_on or old.due_on
    same = ("comparator", "period", "unit")
    if all(old.data.get(key) == new.data.get(key) for key in same):
        new.data = {**new.data, **{key: old.data[key] for key in CONFIRMED if key in old.data}}


def take_declarations(
    old: Sequence[PlanClause], old_text: str, new: Sequence[PlanClause], new_text: str
) -> list[PlanClause]:
    """Let clauses of a new text stay declared to need no task (不单列任务) where the text before holds the same clause, so declared.

    A clause is the same when it has the same words at the same place in the order of clauses, or, moved, words that either text holds
    only once. What the new text makes a heading, a target or an action of is left as it is.

    Returns
    -------
    list[PlanClause]
        The clauses that changed, not yet written.
    """
    before, after = [_words(one, old_text) for one in old], [_words(one, new_text) for one in new]
    told = []
    for left, right in _same_places(before, after).items():
        declared, clause = old[left], new[right]
        if not declared.confirmed or declared.state != ClauseState.NOT_LISTED or clause.confirmed:
            continue
        if clause.state in (ClauseState.OPEN, ClauseState.NOT_LISTED):
            clause.state, clause.confirmed, clause.reason = ClauseState.NOT_LISTED, True, declared.reason
            told.append(clause)
    return told


def _same_places(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return which place of a sequence of words is which of another."""
    counted, recounted = Counter(before), Counter(after)
    place = {words: number for number, words in enumerate(after)}
    same = {
        number: place[words]
        for number, words in enumerate(before)
        if words and counted[words] == 1 and recounted[words] == 1
    }
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        same.update((block.a + step, block.b + step) for step in range(block.size))
    return same


def _words(item: ReadItem | PlanClause, text: str) -> str:
    return "".join(text[item.start : item.end].split())
