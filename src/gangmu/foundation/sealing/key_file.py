"""The key of identity data: a file of its own in the home folder, readable by the service alone, never part of a backup.

`identity.key` holds the key that seals; `identity.key.<id>` are keys that it replaced, kept to open what they sealed: rows that a
rotation has not reached yet, and older backups.
"""

import base64
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.lasting_files import keep_names, put_in_place

FILE = "identity.key"
#: Hexadecimal digits of a key's id: it stands at the head of all that the key sealed, and tells nothing of the key.
ID_LENGTH = 8
BYTES = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its id, what seals, and what marks (two keys derived from the one in the file)."""

    id: str
    cipher: AESGCM = field(repr=False)
    marking: bytes = field(repr=False)
    fingerprint: str


#: Whether anything is sealed already: then a missing key is a loss to be told, never a reason to make another.
_sealed_rows: list[Callable[[], bool]] = []


def install_sealed_rows(check: Callable[[], bool]) -> None:
    """Install the question whether the database holds anything sealed."""
    _sealed_rows[:] = [check]


def path() -> Path:
    """Return where the key lies."""
    return Path(settings.HOME) / FILE


def current() -> Key:
    """Return the key that seals; made at the first use of an installation in which nothing is sealed yet.

    Raises
    ------
    Refusal
        When the file is missing though identity data is sealed, or damaged.
    """
    # Asked for every value of every row: the name as a string, since a `Path` costs more than the look at the file.
    name = f"{settings.HOME}{os.sep}{FILE}"
    try:
        return _read(name, os.stat(name).st_mtime_ns)  # noqa: PTH116
    except FileNotFoundError:
        if any(check() for check in _sealed_rows):
            raise Refusal(
                "sealing.no_key",
                "找不到身份数据的密钥文件“%(path)s”；请把原来的密钥文件放回，不要新建",
                path=name,
            ) from None
    _make(path())
    return _read(name, os.stat(name).st_mtime_ns)  # noqa: PTH116


def key_named(key_id: str) -> Key:
    """Return the key of an id: the one that seals, or one that it replaced.

    Raises
    ------
    Refusal
        When the key is not here.
    """
    held = current()
    if held.id == key_id:
        return held
    place = path().with_name(f"{FILE}.{key_id}")
    try:
        return _read(str(place), place.stat().st_mtime_ns)
    except FileNotFoundError:
        raise Refusal(
            "sealing.other_key",
            "这条身份数据是用另一把密钥（%(key)s）加密的，请把该密钥文件放回原处",
            key=key_id,
        ) from None


def all_keys() -> list[Key]:
    """Return the key that seals, then those that it replaced: a search must ask for the marks of all of them."""
    held = current()
    replaced = sorted(path().parent.glob(f"{FILE}.*"))
    others = [
        _read(str(place), place.stat().st_mtime_ns)
        for place in replaced
        if len(place.suffix) == ID_LENGTH + 1
    ]
    return [held, *(key for key in others if key.id != held.id)]


def fingerprint() -> str:
    """Return the mark of the key that seals; empty while there is none."""
    return current().fingerprint if path().exists() else ""


def replace_key() -> tuple[Key, Key]:
    """Put a new key in the place of the one that seals, which is kept beside it; return the old and the new one.

    Stopped between its two steps it has changed nothing but a copy.
    """
    held, place = current(), path()
    _write(place.with_name(f"{FILE}.{held.id}"), place.read_bytes())
    _write(place, _fresh())
    return held, current()


def _fresh() -> bytes:
    return base64.urlsafe_b64encode(secrets.token_bytes(BYTES)) + b"\n"


def _make(place: Path) -> None:
    """Make the first key, unless somebody else made it meanwhile."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = _written(place, _fresh())
    try:
        os.link(part, place)
        keep_names(place.parent)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _write(place: Path, data: bytes) -> None:
    put_in_place(_written(place, data), place)


def _written(place: Path, data: bytes) -> Path:
    """Return a file beside the place with the data safely on the disk, readable by the service alone."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".key-")
    with os.fdopen(handle, "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    return Path(name)


@lru_cache(maxsize=16)
def _read(place: str, _changed: int) -> Key:
    """Return the key of a file; read anew when the file changed."""
    try:
        master = base64.urlsafe_b64decode(Path(place).read_bytes().strip())
        if len(master) != BYTES:
            raise ValueError
    except ValueError:
        raise Refusal(
            "sealing.damaged_key", "密钥文件“%(path)s”已损坏，请放回完好的副本", path=place
        ) from None
    told = keyed_hash(master, b"gangmu identity key").hex()
    return Key(
        told[:ID_LENGTH], AESGCM(_derived(master, b"gangmu identity seal")), _derived(master, b"gangmu identity mark"), told[:32]
    )  # fmt: skip


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=BYTES, salt=None, info=purpose).derive(master)


def keyed_hash(key: bytes, data: bytes) -> bytes:
    """Return the HMAC-SHA256 of data (RFC 2104); what is the same for all values under a key is made once."""
    found = _begun(key).copy()
    found.update(data)
    return found.digest()


@lru_cache(maxsize=16)
def _begun(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")
