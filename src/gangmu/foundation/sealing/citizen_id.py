"""The citizen identity number (公民身份号码, GB 11643): 18 places, the last a check sign mod 11-2; birth date and sex stand in it."""

import re
from datetime import date
from operator import mul

_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
_WEIGHTS = tuple(pow(2, place, 11) for place in range(17, 0, -1))
_SIGNS = "10X98765432"
#: A digit's code is 48 more than the digit. A place below nothing counts from the end of the eleven signs, which is right.
_OFFSET = 48 * sum(_WEIGHTS) % 11

MALE, FEMALE = "male", "female"


def check_sign(first: str) -> str:
    """Return the check sign of the first 17 digits.

    *Formula*: Σ aᵢ·Wᵢ ≡ 1 (mod 11) over all 18 places, Wᵢ = 2^(i−1) mod 11 counted from the right (ISO 7064, MOD 11-2).

    >>> check_sign("11010519491231002")
    'X'
    """
    return _SIGNS[sum(map(mul, first.encode(), _WEIGHTS)) % 11 - _OFFSET]


def told_by(number: str) -> tuple[date, str] | None:
    """Return the day of birth and the sex that stand in a number; `None` for one without the shape, such a day, or the check sign."""
    if not _SHAPE.fullmatch(number) or check_sign(number[:17]) != number[17]:
        return None
    birth = birth_of(number)
    return None if birth is None else (birth, sex_of(number))


def birth_of(number: str) -> date | None:
    """Return the day of birth that stands in a number of the right shape, if there is such a day."""
    try:
        return date.fromisoformat(number[6:14])
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """Return the sex that stands in a number: the seventeenth digit is odd for men."""
    return MALE if int(number[16]) % 2 else FEMALE
