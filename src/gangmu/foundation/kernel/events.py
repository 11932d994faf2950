"""Typed events: a room tells what happened without knowing who listens. Receivers run at once, inside the sender's transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_receivers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a receiver for a type of event; used as a decorator in a room's `receivers.py`."""

    def keep(receiver: Callable[[E], None]) -> Callable[[E], None]:
        if receiver not in _receivers[event_type]:
            _receivers[event_type].append(receiver)
        return receiver

    return keep


def publish(event: object) -> None:
    """Hand the event to each receiver in the order of registration; an error of one stops the sender's transaction."""
    for receiver in _receivers[type(event)]:
        receiver(event)
