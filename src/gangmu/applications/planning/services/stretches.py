"""确保 and 力争 of one target: the value to strive for belongs to the target that is named before it."""

from collections.abc import Iterable

from gangmu.applications.planning.choices import ItemKind
from gangmu.applications.planning.models import ReadItem


def strives(item: ReadItem) -> bool:
    """Whether an item's value is one to strive for (力争, 争取)."""
    return item.kind == ItemKind.TARGET and "strive" in (item.data.get("flags") or [])


def stretches_of(items: Iterable[ReadItem], text: str) -> dict[int, ReadItem]:
    """Return which items are the stretch of which target: id of the target's item → the item that holds the wider value.

    It is one that names no subject of its own and follows the target in the same sentence, in the same unit:
    不少于50篇，力争60篇. Any other value to strive for is a target of its own.
    """
    told: dict[int, ReadItem] = {}
    before: ReadItem | None = None
    for item in sorted((one for one in items if one.kind == ItemKind.TARGET), key=lambda one: one.start):
        if strives(item):
            if before is not None and before.pk not in told and _same_target(before, item, text):
                told[before.pk] = item
        else:
            before = item
    return told


def _same_target(target: ReadItem, stretch: ReadItem, text: str) -> bool:
    between = text[target.end : stretch.start]
    return (
        not stretch.data.get("subject")
        and target.data.get("unit") == stretch.data.get("unit")
        and not any(mark in between for mark in "。；;\n")
        and stretch.data.get("value") is not None
    )
