"""Which units a reader of the pages may see, today's and those that stand no longer."""

from collections.abc import Iterable

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services.writing import EDIT, seat_of
from gangmu.foundation.organisations.standing import Tree, Unit, tree

VIEW = "organisations.unit:view"


def may_see(organisation_id: int, permission: str = VIEW) -> bool:
    """Whether the one who acts may see a unit; one that does not stand is seen by who sees all below the unit above it."""
    reach = reach_of(permission)
    if reach is None or organisation_id in reach:
        return True
    if organisation_id in tree().units:
        return False
    return tree().subtree(seat_of(organisation_id)) <= reach


def seen(units: Iterable[Unit], standing: Tree) -> list[Unit]:
    """Keep the units that the one who acts may see, of a tree of any date."""
    reach = reach_of(VIEW)
    if reach is None:
        return list(units)
    now = tree()
    whole = {unit_id for unit_id in reach if now.subtree(unit_id) <= reach and unit_id in now.units}
    return [
        unit
        for unit in units
        if unit.id in reach
        or (unit.id not in now.units and not whole.isdisjoint(standing.ancestors(unit.id)))
    ]


def editable(standing: Tree | None = None, kinds: Iterable[str] = ()) -> list[tuple[int, str]]:
    """Return the units that the one who acts may edit, as choices of a form, each with the unit above it."""
    now, reach, wanted = standing or tree(), reach_of(EDIT), set(kinds)
    return [
        (unit.id, unit.name + (f" · {above}" if (above := now.names([unit.parent_id or 0])) else ""))
        for unit in now.below(None)
        if (reach is None or unit.id in reach) and (not wanted or unit.kind in wanted)
    ]


def matching(words: str) -> frozenset[int]:
    """Return the units whose name, pinyin, initials or key has the words."""
    found = Organisation.objects.none()
    for field in ("name", "pinyin", "key"):
        found = found | Organisation.objects.filter(**{f"{field}__icontains": words.strip().lower()})
    return frozenset(found.values_list("pk", flat=True))
