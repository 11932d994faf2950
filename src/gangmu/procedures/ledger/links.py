"""How a source of a task opens: the room that keeps the source says where; the ledger knows none of them."""

from collections.abc import Callable

Opener = Callable[[int, int | None], str]

_openers: dict[str, Opener] = {}


def declare_source(kind: str, opener: Opener) -> None:
    """Say how sources of a kind open: a function of (version id, start) that gives an address."""
    _openers[kind] = opener


def address_of(kind: str, version_id: int | None, start: int | None) -> str | None:
    """Return the address of a source's words, if the room that keeps them declared one."""
    opener = _openers.get(kind)
    return opener(version_id, start) if opener is not None and version_id is not None else None
