"""From printed names of units to the units: a bureau's own sections, offices and schools."""

import re
from collections.abc import Iterable, Mapping

from gangmu.foundation.organisations.selectors import tree

_SEPARATORS = re.compile(r"[、,，;；/／\s]+")
_ROLE = re.compile(r"^(?:牵头|责任|配合)(?:[科股处]室|单位|部门)?[:：]?|[()（）]")
#: The last word of a section's name. Which one a bureau uses is a setting, and documents of other levels print another.
_SECTION = re.compile(r"(?<=..)(?:[科股处]室?|室)$")


def names_under(organisation_id: int) -> dict[str, int]:
    """Return the names of the units under a bureau, and of the bureau itself, with their ids."""
    standing = tree()
    below = standing.subtree(organisation_id)
    return {unit.name: unit.id for unit in standing.units.values() if unit.id in below}


def words_of(marks: Iterable[str]) -> list[str]:
    """Return the single names of printed lists."""
    return [word for mark in marks for word in _SEPARATORS.split(mark) if word]


def unit_named(word: str, units: Mapping[str, int]) -> int | None:
    """Return the unit of that name; a word that is the beginning or end of one name alone counts too.

    Where none is found the last word of a section's name does not count: 计财科 is 计财股.
    """
    plain = _ROLE.sub("", word)
    found = _alike(plain, units)
    if found is not None or not _SECTION.search(plain):
        return found
    sections: dict[str, set[int]] = {}
    for name, unit in units.items():
        if _SECTION.search(name):
            sections.setdefault(_SECTION.sub("", name), set()).add(unit)
    return _alike(
        _SECTION.sub("", plain), {name: min(held) for name, held in sections.items() if len(held) == 1}
    )


def _alike(plain: str, units: Mapping[str, int]) -> int | None:
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
