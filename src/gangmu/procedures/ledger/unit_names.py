"""From printed names of units to the units: a bureau's own sections, offices and schools."""

import re
from collections.abc import Iterable, Mapping

from gangmu.foundation.organisations.selectors import tree

_SEPARATORS = re.compile(r"[、,，;；/／\s]+")
_ROLE = re.compile(r"^(?:牵头|责任|配合)(?:科室|单位|部门)?[:：]?|[()（）]")


def names_under(organisation_id: int) -> dict[str, int]:
    """Return the names of the units under a bureau, and of the bureau itself, with their ids."""
    standing = tree()
    below = standing.subtree(organisation_id)
    return {unit.name: unit.id for unit in standing.units.values() if unit.id in below}


def words_of(marks: Iterable[str]) -> list[str]:
    """Return the single names of printed lists."""
    return [word for mark in marks for word in _SEPARATORS.split(mark) if word]


def unit_named(word: str, units: Mapping[str, int]) -> int | None:
    """Return the unit of that name; a word that is the beginning or end of one name alone counts too."""
    plain = _ROLE.sub("", word)
    if plain in units:
        return units[plain]
    near = {
        unit
        for name, unit in units.items()
        if len(plain) >= 2 and (name.startswith(plain) or name.endswith(plain))
    }
    return near.pop() if len(near) == 1 else None


def units_named(marks: Iterable[str], units: Mapping[str, int]) -> list[int]:
    """Return the units that printed lists name, each once, in their order."""
    found = (unit_named(word, units) for word in words_of(marks))
    return list(dict.fromkeys(unit for unit in found if unit is not None))
