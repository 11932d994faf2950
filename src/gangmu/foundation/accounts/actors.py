"""The one who acts, as a signed-in person."""

from dataclasses import dataclass
from functools import cached_property

from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import Reaches


@dataclass
class SignedInActor:
    """A person signed in; reaches are worked out once a request."""

    account_id: int | None
    person_id: int
    label: str

    @cached_property
    def _reaches(self) -> Reaches:
        return Reaches(self.person_id)

    @property
    def assignments(self) -> list[RoleAssignment]:
        """The roles that may be used today: own ones first, then those of absent persons (代)."""
        return self._reaches.assignments

    @cached_property
    def person_ids(self) -> frozenset[int]:
        """The persons in whose names items are this person's to do: oneself and the absent ones stood in for."""
        return frozenset({self.person_id, *(held.person_id for held in self.assignments)})

    def reach(self, permission: str) -> frozenset[int] | None:
        """Ids of the units over which the person holds the permission; never everything."""
        return self._reaches.over(permission)
