"""Proposing who leads: printed marks, last year's table, the sections' duties."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gangmu.applications.planning.choices import FanOut
from gangmu.procedures.ledger.unit_names import units_named, words_of

_ALL = {
    FanOut.SCHOOLS: re.compile(r"各(?:中小学校?|学校|校)"),
    FanOut.KINDERGARTENS: re.compile(r"各幼儿园"),
    FanOut.TOWNSHIPS: re.compile(r"各(?:乡镇|镇|街道)"),
}


@dataclass(frozen=True, slots=True)
class Owners:
    """Who leads, who cooperates, and to whom else the row is addressed."""

    lead_id: int | None
    cooperating: tuple[int, ...]
    fan_out: FanOut = FanOut.NOBODY


def from_marks(marks: Iterable[str], units: Mapping[str, int]) -> Owners:
    """Return the owners that printed marks name; in a list the first is 牵头 (supervision_and_assessment 11.9).

    `units` are names and short names with their ids; a mark that is the beginning or end of one name alone counts too.
    """
    words = words_of(marks)
    found = units_named(words, units)
    addressed = next(
        (kind for kind, pattern in _ALL.items() if any(pattern.search(word) for word in words)), FanOut.NOBODY
    )
    return Owners(found[0] if found else None, tuple(found[1:]), addressed)


def from_duties(text: str, duties: Iterable[tuple[int, str]]) -> int | None:
    """Return the section whose words of duty a text says most often; nothing when two are even."""
    said: dict[int, int] = {}
    for section, word in duties:
        said[section] = said.get(section, 0) + text.count(word) * len(word)
    best = sorted(((score, section) for section, score in said.items() if score), reverse=True)
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1]
