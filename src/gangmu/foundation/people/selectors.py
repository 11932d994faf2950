"""Who holds which role, and how far it reaches."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from gangmu.foundation.access.permissions import Reach, permission
from gangmu.foundation.access.roles import Role
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import by_line, members_of, tree
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.models import Deputy, Leadership, Person, RoleAssignment


def holding(on: date | None = None) -> Q:
    """Return the condition that a dated row holds on a day."""
    day = on or clock.today()
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def assignments_of(person_id: int, on: date | None = None) -> list[RoleAssignment]:
    """Return the roles that a person may use on a day: own ones and those of absent persons the person stands in for."""
    absent = Deputy._base_manager.filter(holding(on), deputy_id=person_id).values("absent_id")
    rows = RoleAssignment._base_manager.filter(holding(on)).filter(
        Q(person_id=person_id) | Q(person_id__in=absent)
    )
    return list(rows.select_related("organisation"))


def units_of(assignment: RoleAssignment, on: date | None = None) -> frozenset[int]:
    """Return the units over which a role reaches on a day."""
    own = frozenset({assignment.organisation_id})
    match assignment.scope_kind:
        case ScopeKind.LINE:
            root = tree(on).bureau_of(assignment.organisation_id) or assignment.organisation_id
            return own | by_line(root, assignment.line_kinds, assignment.line_stages, on)
        case ScopeKind.GROUP:
            return own | members_of(assignment.group_id or 0, on)
        case _:
            return tree(on).subtree(assignment.organisation_id)


def reach(
    assignments: Iterable[RoleAssignment], permission_code: str, on: date | None = None
) -> frozenset[int]:
    """Return the units over which roles give a permission; empty when none does."""
    asked = permission(permission_code)
    found: set[int] = set()
    for assignment in assignments:
        if assignment.role in asked.roles:
            units = units_of(assignment, on)
            found |= units
            if asked.reach is Reach.UPWARD:
                found.update(*(tree(on).ancestors(unit) for unit in (assignment.organisation_id,)))
    return frozenset(found)


def holders_of(role: Role, organisation_id: int, on: date | None = None) -> QuerySet[Person]:
    """Return the persons who hold a role in a unit on a day."""
    held = RoleAssignment._base_manager.filter(holding(on), role=role, organisation_id=organisation_id)
    return Person._base_manager.filter(pk__in=held.values("person_id"))


def leader_of(section_id: int, on: date | None = None) -> Person | None:
    """Return the leader who answers for a section on a day (分管领导)."""
    row = Leadership._base_manager.filter(holding(on), section_id=section_id).select_related("leader").first()
    return row.leader if row else None


def sections_of(person_id: int, on: date | None = None) -> frozenset[int]:
    """Return the sections for which a leader answers on a day."""
    return frozenset(
        Leadership._base_manager.filter(holding(on), leader_id=person_id).values_list("section_id", flat=True)
    )
