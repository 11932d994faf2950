"""Which of many named things a printed name means: by name, unit and scope, with the reasons told. Pure, no Django."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

#: From this likeness on two names may mean the same.
LIKELY = 0.6
#: The shares of name, unit and scope in the likeness.
WEIGHTS = (0.7, 0.2, 0.1)

_DROPPED = re.compile(
    r"[\s，,、。:：;；“”\"'()（）《》的了]|全市|全县|全区|全年|今年|年内|本年度?|累计|共计?|总计|已经?"
)
_TAIL = re.compile(r"(?:篇数|条数|个数|人数|数量|总数|数|比例|占比)$")
_UNITS = {"％": "%", "：": ":", "百分点": "个百分点", "余篇": "篇", "多篇": "篇", "条": "篇"}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name, a unit and a scope in words."""

    key: str
    name: str
    unit: str
    scope: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """How alike a candidate is: the likeness of name, unit and scope, each 0 to 1, and their weighted sum.

    `certain` says that names are equal, units and scopes do not speak against it, and no other of that name is as near.
    """

    key: str
    score: float
    name: float
    unit: float
    scope: float
    certain: bool = False


def bare(name: str) -> str:
    """Return a name without the words that tell no indicator from another.

    >>> bare("全市报送信息篇数")
    '报送信息'
    """
    short = _DROPPED.sub("", name)
    return _TAIL.sub("", short) or short


def likeness(one: str, other: str) -> float:
    """Return how alike two names are: the shared pairs of neighbouring characters (Dice), 1 for equal ones."""
    first, second = bare(one), bare(other)
    if first == second:
        return 1.0 if first else 0.0
    pairs = [Counter(zip(f"^{text}", f"{text}$", strict=True)) for text in (first, second)]
    shared = sum((pairs[0] & pairs[1]).values())
    return 2 * shared / (pairs[0].total() + pairs[1].total())


def compare(asked: Named, candidate: Named) -> Similar:
    """Return how alike two named things are."""
    name = max(likeness(asked.name, other) for other in (candidate.name, *candidate.aliases))
    unit = _same_unit(asked.unit, candidate.unit)
    scope = (
        1.0
        if bare(asked.scope) == bare(candidate.scope)
        else 0.5
        if not (asked.scope and candidate.scope)
        else 0.0
    )
    parts = (name, unit, scope)
    return Similar(candidate.key, round(sum(w * p for w, p in zip(WEIGHTS, parts, strict=True)), 6), *parts)


def best(asked: Named, candidates: Iterable[Named]) -> list[Similar]:
    """Return the candidates that may be meant, likeliest first; a different unit or another scope rules one out.

    Only the first can be `certain`: its name is equal, and no other of the same name fits as well.
    """
    found = [s for s in (compare(asked, c) for c in candidates) if s.unit and s.score >= LIKELY]
    found.sort(key=lambda similar: (-similar.score, similar.key))
    if found and found[0].name == 1.0 and found[0].scope:
        rivals = [other for other in found[1:] if other.name == 1.0 and other.score == found[0].score]
        found[0] = replace(found[0], certain=not rivals)
    return found


def _same_unit(one: str, other: str) -> float:
    first, second = (_UNITS.get(unit.strip(), unit.strip()) for unit in (one, other))
    if first == second:
        return 1.0
    return 0.5 if not first or not second else 0.0
