"""The one who acts, as a signed-in person."""

from dataclasses import dataclass, field
from functools import cached_property

from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import assignments_of, reach


@dataclass
class SignedInActor:
    """A person signed in; reaches are worked out once a request."""

    account_id: int | None
    person_id: int
    label: str
    _reaches: dict[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def assignments(self) -> list[RoleAssignment]:
        """The roles that may be used today."""
        return assignments_of(self.person_id)

    def reach(self, permission: str) -> frozenset[int] | None:
        """Ids of the units over which the person holds the permission."""
        if permission not in self._reaches:
            self._reaches[permission] = reach(self.assignments, permission)
        return self._reaches[permission]
