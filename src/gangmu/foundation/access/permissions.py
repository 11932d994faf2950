"""The vocabulary of permissions. Each room declares its own in `permissions.py`; one that nobody declared raises."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gangmu.foundation.access.roles import Role


class Reach(StrEnum):
    """Which organisations a granted permission covers, seen from the role's own scope."""

    #: The role's scope: its subtree, business line or group.
    SCOPE = "scope"
    #: The role's scope and the units above it, for what a bureau shows to its own.
    UPWARD = "upward"


@dataclass(frozen=True, slots=True)
class Permission:
    """A thing that may be done, `room.noun:action`, and the roles that may do it."""

    code: str
    label: str
    roles: tuple[Role, ...]
    reach: Reach = Reach.SCOPE


class UnknownPermission(LookupError):
    """A permission that no room declared: a typo can neither grant nor deny."""


_declared: dict[str, Permission] = {}


def declare(permissions: Iterable[Permission]) -> None:
    """Enter a room's permissions into the vocabulary; called when the room's `permissions.py` is loaded."""
    for permission in permissions:
        room, _, verb = permission.code.partition(":")
        if "." not in room or not verb:
            raise ValueError(f"{permission.code} is not room.noun:action")
        known = _declared.get(permission.code)
        if known is not None and known != permission:
            raise ValueError(f"{permission.code} is declared twice")
        _declared[permission.code] = permission


def permission(code: str) -> Permission:
    """Return the declared permission.

    Raises
    ------
    UnknownPermission
        When no room declared it.
    """
    try:
        return _declared[code]
    except KeyError:
        raise UnknownPermission(code) from None


def all_permissions() -> tuple[Permission, ...]:
    """Return every declared permission, by code."""
    return tuple(_declared[code] for code in sorted(_declared))
