"""Who acts: every write is somebody's, and every permission is asked of somebody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """A person signed in, or the system itself.

    `reach(permission)` gives the ids of the organisations over which the actor holds the permission: an empty set when it
    does not, `None` for all of them.
    """

    @property
    def account_id(self) -> int | None:
        """The account, or `None` for the system."""

    @property
    def person_id(self) -> int | None:
        """The person, or `None` for the system."""

    @property
    def person_ids(self) -> frozenset[int]:
        """The persons in whose names the actor may act: oneself and the absent ones stood in for."""

    @property
    def label(self) -> str:
        """How the actor is named in the audit."""

    def reach(self, permission: str) -> frozenset[int] | None:
        """Ids of organisations under the permission; `None` means every one."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The system at work: first run, imports of the demo, jobs. Reaches everything; its writes are audited under its label."""

    label: str = "系统"
    account_id: int | None = None
    person_id: int | None = None
    person_ids: frozenset[int] = frozenset()

    def reach(self, permission: str) -> frozenset[int] | None:
        """Everything."""
        return None


_actor: ContextVar[Actor | None] = ContextVar("gangmu_actor", default=None)


class ActorMissing(RuntimeError):
    """Code that needs an actor ran without one: a fault of the program, never of a user."""


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Make the actor the one whose writes and reads follow."""
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    """Return the one who acts.

    Raises
    ------
    ActorMissing
        Outside `acting_as`.
    """
    actor = _actor.get()
    if actor is None:
        raise ActorMissing("nobody acts: wrap the call in acting_as(...)")
    return actor
