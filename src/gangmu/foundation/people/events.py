"""What happened to persons, for rooms that keep items in their names."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ItemsHandedOver:
    """Open items of one person pass to another from a day on."""

    from_person_id: int
    to_person_id: int
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class LeadershipChanged:
    """A section's leader changed from a day on; open items of the section follow."""

    section_id: int
    from_person_id: int | None
    to_person_id: int
    on: date
