"""What is shown of identity data by kind: enough to recognise, not enough to use."""

import unicodedata
from enum import StrEnum

#: What stands in place of what nobody may see.
NOTHING = "●●●●"
#: Signs that stand in a value somebody else has masked.
MASKS = frozenset("*＊●×")


class Kind(StrEnum):
    """What a sealed value is: how it is written in one way, and what its mask leaves."""

    ID_NUMBER = "id_number"
    ROLL_NUMBER = "roll_number"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"


#: Characters that the mask of a kind leaves at the head and at the tail.
LEFT = {
    Kind.ID_NUMBER: (6, 4), Kind.ROLL_NUMBER: (7, 4), Kind.PHONE: (3, 4), Kind.ADDRESS: (6, 0), Kind.ACCOUNT: (0, 4),
}  # fmt: skip
#: Signs that people put between the digits of a number.
_BETWEEN = str.maketrans("", "", " -－—\u3000\t")


def normal(kind: Kind, words: str) -> str:
    """Return a value as it is stored and compared: half-width, numbers without blanks and dashes, letters large.

    >>> normal(Kind.ID_NUMBER, "１１０１０１ 20100101 123x")
    '11010120100101123X'
    """
    plain = (words if words.isascii() else unicodedata.normalize("NFKC", words)).strip()
    return plain if kind is Kind.ADDRESS else plain.translate(_BETWEEN).upper()


def mask(kind: Kind, plain: str) -> str:
    """Return a value with its middle hidden; one that is too short for its mask is hidden wholly.

    >>> mask(Kind.ID_NUMBER, "110101201001011234")
    '110101********1234'
    """
    head, tail = LEFT[kind]
    if len(plain) <= head + tail:
        return "*" * len(plain)
    hidden = "****" if kind is Kind.ADDRESS else "*" * (len(plain) - head - tail)
    return plain[:head] + hidden + (plain[-tail:] if tail else "")


def agree(one: str, other: str) -> bool:
    """Whether two masks of a value show the same at head and tail, as far as both show it: other systems hide more or less than we do.

    >>> agree("1101**********1234", "110101********1234")
    True
    >>> agree("110101********1234", "110101********1235")
    False
    """
    heads, tails = zip(*(_shown(words) for words in (one, other)), strict=True)
    return all(all(a == b for a, b in zip(*pair, strict=False)) for pair in (heads, tails))


def _shown(words: str) -> tuple[str, str]:
    """Return what stands before the first and, backwards, behind the last hidden character."""
    places = [place for place, sign in enumerate(words) if sign in MASKS]
    return words[: places[0]], words[: places[-1] : -1]


def is_masked(words: str) -> bool:
    """Whether somebody masked the value before it came here."""
    return any(sign in words for sign in MASKS)
