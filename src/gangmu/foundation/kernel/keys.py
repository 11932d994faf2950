"""Keys that lie outside of backups: a room that seals data declares its key by a fingerprint, never by the key itself.

A backup notes the fingerprints; a restore onto an installation with another key is refused, since nobody could read what was sealed.
"""

from collections.abc import Callable

Fingerprint = Callable[[], str]
_fingerprints: dict[str, Fingerprint] = {}


def declare_key(name: str, fingerprint: Fingerprint) -> None:
    """Declare a key. The fingerprint is empty while the installation has none, and tells nothing of the key."""
    _fingerprints[name] = fingerprint


def fingerprints() -> dict[str, str]:
    """Return the fingerprints of the keys that this installation has, by name."""
    found = {name: fingerprint() for name, fingerprint in sorted(_fingerprints.items())}
    return {name: told for name, told in found.items() if told}
