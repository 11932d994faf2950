"""Proposing who leads: printed marks, last year's table, the sections' duties."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gangmu.applications.planning.choices import FanOut
from gangmu.procedures.ledger.unit_names import unit_named, words_of

_ALL = {
    FanOut.SCHOOLS: re.compile(r"各(?:中小学校?|学校|校)"),
    FanOut.KINDERGARTENS: re.compile(r"各幼儿园"),
    FanOut.TOWNSHIPS: re.compile(r"各(?:乡镇|镇|街道)"),
}
#: The bureau's own name before that of a section.
_OWN_BUREAU = re.compile(r"^(?:[一-龥]{0,8}教育(?:体育|科技|和体育|科学技术)?局|局机关|局)(?=[一-龥]{2})")


@dataclass(frozen=True, slots=True)
class Owners:
    """Who leads, who cooperates, and to whom else the row is addressed."""

    lead_id: int | None
    cooperating: tuple[int, ...]
    fan_out: FanOut = FanOut.NOBODY


def from_marks(marks: Iterable[str], units: Mapping[str, int]) -> Owners:
    """Return the owners that printed marks name; in a list the first is 牵头 (supervision_and_assessment 11.9).

    Where the first name is of no known unit nobody leads yet: a person says who does, the second is not moved up.
    `units` are names and short names with their ids; a mark that is the beginning or end of one name alone counts too.
    """
    words = words_of(marks)
    found = dict.fromkeys(unit for word in words if (unit := _unit(word, units)) is not None)
    lead = next((_unit(word, units) for word in words if not _addresses_all(word)), None)
    addressed = next(
        (kind for kind, pattern in _ALL.items() if any(pattern.search(word) for word in words)), FanOut.NOBODY
    )
    return Owners(lead, tuple(unit for unit in found if unit != lead), addressed)


def _unit(word: str, units: Mapping[str, int]) -> int | None:
    """Return the unit of a printed name, with the bureau's own name in front of it or without: 局办公室 is 办公室."""
    return unit_named(word, units) or unit_named(_OWN_BUREAU.sub("", word), units)


def _addresses_all(word: str) -> bool:
    return any(pattern.search(word) for pattern in _ALL.values())


def from_duties(text: str, duties: Iterable[tuple[int, str]]) -> int | None:
    """Return the section whose words of duty a text says most often; nothing when two are even."""
    said: dict[int, int] = {}
    for section, word in duties:
        said[section] = said.get(section, 0) + text.count(word) * len(word)
    best = sorted(((score, section) for section, score in said.items() if score), reverse=True)
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1]
