"""What a person looks for by a word, wherever it stands: pages of the rail come first, then what rooms find in their own."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.ui import menu

#: Characters of a question that are read.
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it from others of that name, where it opens."""

    words: str
    beside: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in one place.

    Attributes
    ----------
    rest
        Where all of it is listed; empty where `hits` are all.
    late
        Whether looking took too long, so that nothing is known.
    """

    title: str | Promise
    hits: tuple[Hit, ...]
    rest: str = ""
    late: bool = False


#: Finds at most so many things of each kind, within the scope of the one who acts.
Source = Callable[[str, int], Iterable[Group]]

_sources: dict[str, tuple[int, Source]] = {}


def declare(key: str, order: int, source: Source) -> None:
    """Add a place where is looked."""
    _sources[key] = (order, source)


def plain(asked: str) -> str:
    """Return a question as it is looked for: one form of each letter, one space between words."""
    words = "".join(letter for letter in unicodedata.normalize("NFKC", asked) if letter.isprintable())
    return " ".join(words[:LONGEST].split())


def found(asked: str, most: int) -> list[Group]:
    """Return what is found for a question, in order; nothing for one without words."""
    words = plain(asked)
    return list(_found(words, most)) if words else []


def _found(words: str, most: int) -> Iterator[Group]:
    pages = _pages(words)
    if pages:
        yield Group(_("页面"), pages[:most])
    for _order, source in sorted(_sources.values(), key=lambda told: told[0]):
        yield from source(words, most)


def _pages(words: str) -> tuple[Hit, ...]:
    """Return the lines of the rail that the words name, by their sound and initials too."""
    asked = words.casefold().split()
    return tuple(
        Hit(label, str(duty), reverse(line.route))
        for duty, lines in menu.rail()
        for line in lines
        if _names(label := str(line.label), asked)
    )


def _names(label: str, asked: list[str]) -> bool:
    told = f"{label.casefold()} {pinyin_key(label)}"
    return all(word in told for word in asked)
