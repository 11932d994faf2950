"""What a person looks for by a word, wherever it stands: pages of the rail come first, then what rooms find in their own."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.ui import menu

#: Characters of a question that are read.
LONGEST = 100
#: Eleven digits, however they are set apart: a telephone has as many, a citizen's number more, the code of a school fewer.
NUMBER = re.compile(r"(?:\d[\s-]*){11}")


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
        Whether looking took too long or broke off, so that nothing is known.
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
    """Return a question as it is looked for: what is seen of it, one space between words."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in asked)[:LONGEST].split())


def is_number(words: str) -> bool:
    """Whether a question holds a number of a person, written in any way: those are found on a page of their own."""
    return NUMBER.search(unicodedata.normalize("NFKC", words)) is not None


def found(words: str, most: int, whole: str = "") -> list[Group]:
    """Return what is found for a plain question, in order; nothing for one without words.

    `whole` is where more pages than `most` are listed; without it all of them stand here, since they have no list of their own.
    """
    return list(_found(words, most, whole)) if words else []


def _found(words: str, most: int, whole: str) -> Iterator[Group]:
    pages = _pages(words)
    if whole and len(pages) > most:
        yield Group(_("页面"), pages[:most], whole)
    elif pages:
        yield Group(_("页面"), pages)
    for _order, source in sorted(_sources.values(), key=lambda told: told[0]):
        yield from source(words, most)


def _pages(words: str) -> tuple[Hit, ...]:
    """Return the lines of the rail that the words name, in Chinese too, by their sound and initials too."""
    asked = unicodedata.normalize("NFKC", words).casefold().split()
    return tuple(
        Hit(str(line.label), str(duty), reverse(line.route))
        for duty, lines in menu.rail()
        for line in lines
        if all(word in f"{str(line.label).casefold()} {_in_chinese(line.label)}" for word in asked)
    )


def _in_chinese(label: str | Promise) -> str:
    with override("zh-hans"):
        return _with_sound(str(label))


@cache
def _with_sound(label: str) -> str:
    return f"{label.casefold()} {pinyin_key(label)}"
