"""What happened to persons, for rooms that keep items in their names."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ItemsHandedOver:
    """Open items of one person pass to another from a day on.

    `organisation_ids` are the units in which the person held the roles that passed; empty when everything passes.
    """

    from_person_id: int
    to_person_id: int
    on: date
    reason: str
    organisation_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LeadershipChanged:
    """A section's leader changed from a day on, to nobody where none is named; open items of the section follow."""

    section_id: int
    from_person_id: int | None
    to_person_id: int | None
    on: date


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """A person works here no longer from a day on; what they did stays in their name."""

    person_id: int
    on: date
