"""The demo county: each room adds its slice in a module `demo.py`, in the order that its slice states."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Demonstration:
    """A demo county in the making.

    `made` holds what earlier slices made, by name; `accounts` what is printed at the end: (user name, password, who it is).
    """

    seed: int = 1
    made: dict[str, Any] = field(default_factory=dict)
    accounts: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slice:
    """A room's part of the demo county."""

    order: int
    title: str
    build: Callable[[Demonstration], None]


_slices: list[Slice] = []


def slice_of_demo(
    order: int, title: str
) -> Callable[[Callable[[Demonstration], None]], Callable[[Demonstration], None]]:
    """Declare a function of a room's `demo.py` as its slice."""

    def keep(build: Callable[[Demonstration], None]) -> Callable[[Demonstration], None]:
        _slices.append(Slice(order, title, build))
        return build

    return keep


def slices() -> tuple[Slice, ...]:
    """Return the slices in their order."""
    return tuple(sorted(_slices, key=lambda part: part.order))
