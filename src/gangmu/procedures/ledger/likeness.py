"""Rows in somebody else's words matched to tasks: by the pairs of signs that both hold, so that many rows meet many tasks quickly."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

#: How alike a row and a task must be to be proposed as the same.
ALIKE = 0.5
#: A text shorter than so many pairs is not found inside a longer one.
INSIDE = 6


def matched(rows: Mapping[int, str], tasks: Mapping[int, Sequence[str]]) -> dict[int, tuple[int, float]]:
    """Return for each row the task that it most likely stands for, and how alike they are from 0 to 1; each task once.

    Parameters
    ----------
    rows
        The words of each row by its key.
    tasks
        The wordings of each task by its key.
    """
    found = sorted(_pairs(rows, tasks), key=lambda told: (-told[0], told[1], told[2]))
    taken_rows: dict[int, tuple[int, float]] = {}
    taken_tasks: set[int] = set()
    for score, row, task in found:
        if row not in taken_rows and task not in taken_tasks:
            taken_rows[row] = (task, round(score, 3))
            taken_tasks.add(task)
    return taken_rows


def _pairs(rows: Mapping[int, str], tasks: Mapping[int, Sequence[str]]) -> Iterable[tuple[float, int, int]]:
    wordings = [(key, pairs) for key, words in tasks.items() for one in words if (pairs := pairs_of(one))]
    holding: dict[str, list[int]] = defaultdict(list)
    for place, (_key, pairs) in enumerate(wordings):
        for pair in pairs:
            holding[pair].append(place)
    for row, words in rows.items():
        own = pairs_of(words)
        shared = Counter(place for pair in own for place in holding.get(pair, ()))
        for place, count in shared.items():
            key, pairs = wordings[place]
            score = alike(len(own), len(pairs), count)
            if score >= ALIKE:
                yield score, row, key


def alike(own: int, other: int, shared: int) -> float:
    """Return how alike two texts are: twice the shared pairs over all, or the part of the shorter that lies in the longer."""
    shorter = min(own, other)
    inside = 0.9 * shared / shorter if shorter >= INSIDE else 0.0
    return max(2 * shared / (own + other), inside)


def pairs_of(words: str) -> frozenset[str]:
    """Return the pairs of neighbouring signs of a text, without blanks and punctuation."""
    plain = re.sub(r"\W", "", unicodedata.normalize("NFKC", words))
    if len(plain) < 2:
        return frozenset({plain}) if plain else frozenset()
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))
