"""What people decided of an item goes on to the next text: who leads, until when, when a target is met."""

from gangmu.applications.planning.models import ReadItem

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


def _words(item: ReadItem, text: str) -> str:
    return "".join(text[item.start : item.end].split())
