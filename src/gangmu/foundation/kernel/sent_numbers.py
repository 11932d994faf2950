"""Numbers that an address or a form sends as words."""

from collections.abc import Iterable

#: Digits of the longest key of a database; what is longer is the number of nothing.
_LONGEST = 18


def whole_number(words: str) -> int | None:
    """Return a whole number; `None` for words that are none, and for more digits than anything is numbered with."""
    return int(words) if words.isascii() and words.isdigit() and len(words) <= _LONGEST else None


def whole_numbers(sent: Iterable[str]) -> list[int]:
    """Return those of some words that are whole numbers."""
    return [number for words in sent if (number := whole_number(words)) is not None]
