"""The order in which people expect units: by sound, and numbers by what they count, 第2小学 before 第10小学."""

import re
import unicodedata
from functools import cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

#: Digits to which a number in a key is filled up, so that comparing letters compares numbers.
WIDTH = 6
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_NUMERAL = "[零〇一二两三四五六七八九十百]+"
#: Chinese numerals count where a unit is numbered (第十小学, 十二中, 城关三小), not where they are part of a place (三里桥).
_COUNTING = re.compile(rf"第({_NUMERAL})|({_NUMERAL})(?=[中小幼])")
#: Names that are written in characters alone: one reading gives both keys.
_HAN = re.compile("[\u4e00-\u9fff]+")
_ARABIC = re.compile(r"\d+")
#: Characters of a name whose parts are looked up one by one: names of people are as long.
_SHORT = 4


def pinyin_key(name: str) -> str:
    """Return a key for search: full pinyin, then initials."""
    han = _HAN.fullmatch(name)
    sounds = list(map(_sound, name)) if han and _is_without_phrase(name) else lazy_pinyin(name)
    if han:
        initials = "".join(sound[0] for sound in sounds)
    else:
        initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return f"{''.join(sounds)} {initials}".lower()[:400]


@cache
def _sound(character: str) -> str:
    """Return how a character sounds by itself; there are some thousands of them."""
    return lazy_pinyin(character)[0]


def _is_without_phrase(name: str) -> bool:
    """Whether no part of a short name is a phrase, in which a character may sound otherwise than by itself."""
    size = len(name)
    if size > _SHORT:
        return False
    for begin in range(size - 1):
        for end in range(begin + 2, size + 1):
            if name[begin:end] in PHRASES_DICT:
                return False
    return True


def sort_key(name: str) -> str:
    """Return a key that sorts names as people do, in any database and from an index.

    Letters and digits alone, so that every collation puts keys in the same order; numbers, written in Arabic, full-width or
    Chinese digits, are filled up to one width.
    """
    plain = unicodedata.normalize("NFKC", name)
    plain = _COUNTING.sub(lambda found: f"di{_number(found[1] or found[2])}", plain)
    plain = _ARABIC.sub(lambda found: found[0].lstrip("0").rjust(WIDTH, "0"), plain.replace("第", "di"))
    return re.sub(r"[^0-9a-z]", "", "".join(lazy_pinyin(plain)).lower())[:200]


def name_keys(name: str) -> dict[str, str]:
    """Return the fields of a unit that follow from its name."""
    return {"pinyin": pinyin_key(name), "sort_key": sort_key(name)}


def _number(words: str) -> int:
    total, digits = 0, ""
    for word in words:
        if word in _TENS:
            total, digits = total + int(digits or 1) * _TENS[word], ""
        else:
            digits += str(_DIGITS[word])
    return total + int(digits or 0)
