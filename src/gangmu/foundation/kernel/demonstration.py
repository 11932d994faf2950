"""The demo county: each room adds its slice in a module `demo.py`, in the order that its slice states."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a demo is.

    Attributes
    ----------
    counties
        The first is the county in which the demo's persons work; others lie beside it under one city.
    towns
        Townships of a county, the seat among them.
    villages
        Whether villages, new estates and private owners have schools and kindergartens beside those of the townships.
    classes
        Classes of a grade against those of a county of its kind, 1 for as many.
    years
        School years of history, the present one among them.
    """

    name: str
    counties: int = 1
    towns: int = 12
    villages: bool = True
    classes: float = 1.0
    years: int = 5


#: For tests and journeys, for a county of about fifty thousand pupils, and for measuring at a million.
SCALES = {
    told.name: told
    for told in (
        Scale("small", towns=6, villages=False, classes=0.34),
        Scale("county"),
        Scale("city", counties=20),
    )
}


@dataclass(slots=True)
class Demonstration:
    """A demo county in the making.

    `accounts` is what is printed at the end: (user name, password, who it is); `tell` says what is being done meanwhile.
    """

    seed: int = 1
    scale: Scale = SCALES["small"]
    tell: Callable[[str], None] = lambda _words: None
    accounts: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slice:
    """A room's part of the demo; `build` takes the number of the county where there is a part `by_county`."""

    order: int
    title: str
    build: Callable[..., None]
    by_county: bool = False


_slices: list[Slice] = []


def slice_of_demo(order: int, title: str, *, by_county: bool = False) -> Callable[[Any], Any]:
    """Declare a function of a room's `demo.py` as its slice: `build(made)`, or `build(made, county)` for one `by_county`."""

    def keep(build: Callable[..., None]) -> Callable[..., None]:
        _slices.append(Slice(order, title, build, by_county))
        return build

    return keep


def slices() -> tuple[Slice, ...]:
    """Return the slices in their order."""
    return tuple(sorted(_slices, key=lambda part: part.order))
