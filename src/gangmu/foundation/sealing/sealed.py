"""A sealed value: it compares and is found as what it holds, and shows only its mask until somebody opens it on purpose."""

import base64
import binascii
import os
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.sealing.key_file import ID_LENGTH, Key, all_keys, current, key_named, keyed_hash
from gangmu.foundation.sealing.masking import MASKS, Kind, agree, mask, normal

#: Characters of a mark: 128 bits.
MARK_LENGTH = 22
#: Characters at the head of a sealed value by which it is found: the key's id and the mark.
HEAD_LENGTH = ID_LENGTH + 1 + MARK_LENGTH
_NONCE = 12


class Sealed:
    """A value under a key. `str` and pages get its mask, `repr` its mark; `opened()` is the only way to the value.

    Parameters
    ----------
    token
        What lies in the database: key id, mark and ciphertext, apart by dots; `None` for a value that is sealed when it is written.
    kind
        What the value is.
    place
        The field to which the ciphertext is bound: copied into another field it cannot be opened.
    """

    __slots__ = ("_mark", "_plain", "_searchable", "_token", "kind", "place")

    def __init__(
        self, token: str | None, kind: Kind, place: str, plain: str | None = None, *, searchable: bool = True
    ) -> None:
        self._token, self._plain, self._searchable = token, plain, searchable
        self._mark: tuple[str, str] = ("", "")
        self.kind, self.place = kind, place

    @property
    def token(self) -> str:
        """What lies in the database."""
        if self._token is None:
            mark = self._marked() if self._searchable else ""
            self._token = _closed(self.place, self.opened(), mark)
        return self._token

    def opened(self) -> str:
        """Return the value itself.

        Raises
        ------
        Refusal
            When its key is not here, or the value is damaged.
        """
        if self._plain is None:
            self._plain = _open(self._token or "", self.place)
        return self._plain

    @property
    def key_id(self) -> str:
        """The id of the key under which the value lies."""
        return self.token[:ID_LENGTH]

    def __str__(self) -> str:
        return mask(self.kind, self.opened())

    def __repr__(self) -> str:
        return f"<{self.kind} {self._marked()}>"

    def _marked(self) -> str:
        """Return the value's mark under the current key, made once."""
        key = current()
        if self._mark[0] != key.id:
            self._mark = key.id, mark_of(self.kind, self.opened(), key)
        return self._mark[1]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return self.opened() == other.opened()
        return self.opened() == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.opened())

    def __bool__(self) -> bool:
        return True

    def __copy__(self) -> "Sealed":
        return self

    def __deepcopy__(self, _memo: Any) -> "Sealed":
        return self


class Masked:
    """A value that came with its middle hidden: it says nothing new, and so equals whatever is held.

    Parameters
    ----------
    words
        What came.
    """

    __slots__ = ("_words",)

    def __init__(self, words: str = "") -> None:
        self._words = words

    def is_shown_of(self, held: object) -> bool:
        """Whether it is the very mask that pages show of what is held."""
        if not isinstance(held, Sealed):
            return False
        return "".join("*" if sign in MASKS else sign for sign in normal(held.kind, self._words)) == str(held)

    def may_be_of(self, held: object) -> bool:
        """Whether it may be a mask of what is held: of a number one that another system made, of an address the very one."""
        if not isinstance(held, Sealed) or self.is_shown_of(held):
            return True
        return held.kind is not Kind.ADDRESS and agree(normal(held.kind, self._words), str(held))

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "<masked>"

    def __str__(self) -> str:
        return ""


def seal(kind: Kind, place: str, words: str, *, searchable: bool = True) -> Sealed:
    """Return words as a sealed value; it is put under the current key when it is written.

    Parameters
    ----------
    searchable
        Whether equal values are found by their mark. A thief of the database sees which rows are equal; so what is never searched
        carries none.
    """
    return Sealed(None, kind, place, normal(kind, words), searchable=searchable)


def _closed(place: str, plain: str, mark: str) -> str:
    key, nonce = current(), os.urandom(_NONCE)
    data = nonce + key.cipher.encrypt(nonce, plain.encode(), place.encode())
    return f"{key.id}.{mark}.{_in_letters(data)}"


def close_many(values: Sequence[Sealed]) -> None:
    """Put values under the current key that are not under one yet: as each is when it is asked for, with the key looked for once."""
    fresh = [value for value in values if value._token is None]
    if not fresh:
        return
    key, nonces = current(), os.urandom(_NONCE * len(fresh))
    _mark_many([value for value in fresh if value._searchable], key)
    encrypt, begin = key.cipher.encrypt, f"{key.id}."
    for start, value in zip(range(0, len(nonces), _NONCE), fresh, strict=True):
        nonce, mark = nonces[start : start + _NONCE], value._mark[1] if value._searchable else ""
        data = nonce + encrypt(nonce, value.opened().encode(), value.place.encode())
        value._token = f"{begin}{mark}.{_in_letters(data)}"


def _mark_many(values: Sequence[Sealed], key: Key) -> None:
    """Give values their marks under a key, as `mark_of` does one by one."""
    fresh = [value for value in values if value._mark[0] != key.id]
    # 16 bytes filled up to 18 are 24 letters of base64, of which the last two tell nothing.
    told = [keyed_hash(key.marking, f"{v.kind}:{v.opened()}".encode())[:16] + b"\0\0" for v in fresh]
    letters = _in_letters(b"".join(told))
    for place, value in enumerate(fresh):
        value._mark = key.id, letters[24 * place : 24 * place + MARK_LENGTH]


#: From the letters of base64 to those that stand in addresses, too.
_LETTERS = bytes.maketrans(b"+/", b"-_")


def _in_letters(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).translate(_LETTERS).decode()


def seal_bytes(data: bytes, place: str) -> tuple[str, bytes]:
    """Return the id of the current key, and a file's bytes sealed under it for a place."""
    key, nonce = current(), os.urandom(_NONCE)
    return key.id, nonce + key.cipher.encrypt(nonce, data, place.encode())


def open_bytes(key_id: str, data: bytes, place: str) -> bytes:
    """Return the bytes of a sealed file.

    Raises
    ------
    Refusal
        When its key is not here, or the file is damaged.
    """
    try:
        return key_named(key_id).cipher.decrypt(data[:_NONCE], data[_NONCE:], place.encode())
    except InvalidTag:
        raise Refusal("sealing.damaged", "身份数据已损坏，无法打开；请从备份恢复") from None


def mark_of(kind: Kind, plain: str, key: Key) -> str:
    """Return the keyed mark of a value: equal for equal values of a kind, in whatever table, and tells nothing of the value."""
    told = keyed_hash(key.marking, f"{kind}:{plain}".encode())
    return _in_letters(told[:16]).rstrip("=")


def heads_of(kind: Kind, words: Iterable[str | Sealed]) -> list[str]:
    """Return the heads under which values may lie: for each value one of each key of this installation.

    A value that is sealed already keeps the mark that it gets here.
    """
    keys = all_keys()
    sealed = [
        told if isinstance(told, Sealed) else Sealed(None, kind, "", normal(kind, told)) for told in words
    ]
    _mark_many(sealed, keys[0])
    others = [f"{key.id}.{mark_of(kind, told.opened(), key)}" for told in sealed for key in keys[1:]]
    return [*(f"{keys[0].id}.{told._mark[1]}" for told in sealed), *others]


def _open(token: str, place: str) -> str:
    try:
        key_id, _mark, cipher = token.split(".")
        data = base64.urlsafe_b64decode(cipher)
        return key_named(key_id).cipher.decrypt(data[:_NONCE], data[_NONCE:], place.encode()).decode()
    except (ValueError, InvalidTag):
        raise Refusal("sealing.damaged", "身份数据已损坏，无法打开；请从备份恢复") from None
