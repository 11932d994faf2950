"""What happens to units, told to rooms above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnitClosed:
    """A unit stands no longer from a day on; who carries it on, if anybody."""

    organisation_id: int
    on: date
    successor_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit stands under another from a day on."""

    organisation_id: int
    from_id: int | None
    to_id: int
    on: date
