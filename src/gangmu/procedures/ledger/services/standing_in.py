"""In whose name somebody decides: one's own, or that of an absent leader (代)."""

from collections.abc import Sequence

from gangmu.foundation.access.roles import Role
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.selectors import holders_of


def stood_in_for(
    organisation_id: int,
    in_charge_id: int | None = None,
    roles: Sequence[Role] = (Role.LEADER, Role.DIRECTOR),
) -> Person | None:
    """Return the absent person in whose name the one who acts decides; `None` in one's own.

    Parameters
    ----------
    in_charge_id
        The leader in charge of the matter, where there is one: own duty and that of an absent leader come before a role.
    roles
        The roles in the bureau by which anybody else may decide.
    """
    actor = current_actor()
    if actor.person_id is None or actor.person_id == in_charge_id:
        return None
    if in_charge_id is not None and in_charge_id in actor.person_ids:
        return Person._base_manager.get(pk=in_charge_id)
    by_role = {
        person.pk: person
        for role in roles
        for person in holders_of(role, organisation_id).filter(pk__in=actor.person_ids)
    }
    return None if actor.person_id in by_role else next(iter(by_role.values()), None)


def in_name_of(person: Person | None, note: str, act: str = "批示") -> str:
    """Return the note of a decision as the history keeps it: it begins with the one in whose name it was made."""
    return f"代{person.name}{act}。{note}".strip() if person else note
