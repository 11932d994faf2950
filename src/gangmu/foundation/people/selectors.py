"""Who holds which role, and how far it reaches."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Reach, permission
from gangmu.foundation.access.roles import SERVE_THE_BUREAU, Role
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import GroupMembership, OrganisationState
from gangmu.foundation.organisations.selectors import Tree, Unit, tree
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.models import Deputy, Leadership, Person, RoleAssignment

#: What the audit says where a person's work passes to another.
HANDED_OVER = gettext_noop("办理了移交")


def holding(on: date | None = None) -> Q:
    """Return the condition that a dated row holds on a day."""
    day = on or clock.today()
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def assignments_of(person_id: int, on: date | None = None) -> list[RoleAssignment]:
    """Return the roles that a person may use on a day: own ones first, then those of absent persons stood in for."""
    absent = Deputy._base_manager.filter(holding(on), deputy_id=person_id).values("absent_id")
    rows = RoleAssignment._base_manager.filter(holding(on)).filter(
        Q(person_id=person_id) | Q(person_id__in=absent)
    )
    found = rows.select_related("organisation", "person").order_by("-valid_from", "pk")
    return sorted(found, key=lambda held: held.person_id != person_id)


def roles_of(person_id: int, on: date | None = None) -> QuerySet[RoleAssignment]:
    """Return the roles that a person holds in their own name on a day."""
    held = RoleAssignment._base_manager.filter(holding(on), person_id=person_id)
    return held.select_related("organisation", "group")


class Reaches:
    """How far a person's roles reach on a day: at most four queries, however many permissions are asked for."""

    def __init__(self, person_id: int, on: date | None = None) -> None:
        self.person_id = person_id
        self.on = on or clock.today()
        self._over: dict[str, frozenset[int]] = {}
        self._units: dict[int, frozenset[int]] = {}

    @cached_property
    def assignments(self) -> list[RoleAssignment]:
        """The roles that may be used."""
        return assignments_of(self.person_id, self.on)

    @cached_property
    def standing(self) -> Tree:
        """The units of the day."""
        return tree(self.on)

    @cached_property
    def _members(self) -> dict[int, frozenset[int]]:
        """The units of each group to which a role is bound."""
        groups = {held.group_id for held in self.assignments if held.group_id}
        found: dict[int, set[int]] = defaultdict(set)
        if groups:
            rows = GroupMembership.objects.at(self.on).filter(group_id__in=groups)
            for group_id, unit_id in rows.values_list("group_id", "organisation_id"):
                found[group_id].add(unit_id)
        return {group_id: frozenset(ids) for group_id, ids in found.items()}

    def units_of(self, held: RoleAssignment) -> frozenset[int]:
        """Return the units over which a role reaches, with those that stood or will stand there."""
        if held.pk not in self._units:
            self._units[held.pk] = self._worked_out(held)
        return self._units[held.pk]

    def over(self, permission_code: str) -> frozenset[int]:
        """Return the units over which the roles give a permission; empty when none does."""
        if permission_code not in self._over:
            asked = permission(permission_code)
            found: set[int] = set()
            for held in self.assignments:
                if held.role in asked.roles:
                    found |= self.units_of(held)
                    if asked.reach is Reach.UPWARD:
                        found.update(self._above(held.organisation_id))
            self._over[permission_code] = frozenset(found)
        return self._over[permission_code]

    def _worked_out(self, held: RoleAssignment) -> frozenset[int]:
        own = frozenset({held.organisation_id})
        absent = _not_standing(self.standing, self.on)
        match held.scope_kind:
            case ScopeKind.LINE:
                root = self.standing.bureau_of(held.organisation_id) or held.organisation_id
                kinds, stages = set(held.line_kinds), set(held.line_stages)
                below = _below(self.standing, absent, root)
                units = [self.standing.units.get(i) or absent.get(i) for i in below]
                matching = {unit.id for unit in units if unit and _in_line(unit, kinds, stages)}
                return own | _with_campuses(self.standing, absent, matching)
            case ScopeKind.GROUP:
                return own | _with_campuses(
                    self.standing, absent, self._members.get(held.group_id or 0, frozenset())
                )
            case _:
                return _below(self.standing, absent, served_by(held, self.standing))

    def _above(self, unit_id: int) -> Iterable[int]:
        """The units above, up to the person's own bureau: a county's staff are no readers of the city's papers."""
        if unit_id in self.standing.units and self.standing.units[unit_id].kind == Kind.BUREAU:
            return
        for above in self.standing.ancestors(unit_id):
            yield above
            if self.standing.units[above].kind == Kind.BUREAU:
                return


def served_by(held: RoleAssignment, standing: Tree) -> int:
    """Return the unit that a role with its subtree serves: of the office, wherever it sits in the bureau, the bureau."""
    unit = standing.units.get(held.organisation_id)
    if held.role in SERVE_THE_BUREAU and unit is not None and unit.kind == Kind.SECTION:
        return standing.bureau_of(unit.id) or unit.id
    return held.organisation_id


def reach(person_id: int, permission_code: str, on: date | None = None) -> frozenset[int]:
    """Return the units over which a person's roles give a permission on a day; empty when none does."""
    return Reaches(person_id, on).over(permission_code)


#: Tree → units that do not stand on its day, as they were last or will be first. Kept as long as the tree is.
_absent: "WeakKeyDictionary[Tree, dict[int, Unit]]" = WeakKeyDictionary()


def _not_standing(standing: Tree, on: date) -> dict[int, Unit]:
    """Return closed units as they were last, and coming ones as they will be first: their rows still have a keeper."""
    if standing not in _absent:
        here = OrganisationState.objects.at(on).values("organisation_id")
        rows = OrganisationState.objects.known().exclude(organisation_id__in=here)
        found: dict[int, tuple[tuple[bool, int], Unit]] = {}
        for row in rows.only("organisation_id", "name", "kind", "parent_id", "stages", "valid_from"):
            coming = row.valid_from > on
            nearness = (coming, abs((row.valid_from - on).days))
            if row.organisation_id not in found or nearness < found[row.organisation_id][0]:
                unit = Unit(row.organisation_id, row.name, row.kind, row.parent_id, stages=tuple(row.stages))
                found[row.organisation_id] = (nearness, unit)
        _absent[standing] = {unit_id: unit for unit_id, (_nearness, unit) in found.items()}
    return _absent[standing]


def _below(standing: Tree, absent: dict[int, Unit], root: int) -> frozenset[int]:
    found = set(standing.subtree(root))
    waiting = [unit for unit in absent.values() if unit.id not in found]
    while joining := [unit for unit in waiting if unit.parent_id in found]:
        for unit in joining:
            found |= standing.subtree(unit.id)
        waiting = [unit for unit in waiting if unit.id not in found]
    return frozenset(found)


def _in_line(unit: Unit, kinds: set[str], stages: set[str]) -> bool:
    return (not kinds or unit.kind in kinds) and (not stages or not stages.isdisjoint(unit.stages))


def _with_campuses(standing: Tree, absent: dict[int, Unit], ids: Iterable[int]) -> frozenset[int]:
    found = set(ids)
    children = {child for unit_id in found for child in standing.children.get(unit_id, ())}
    campuses = {child for child in children if standing.units[child].kind == Kind.CAMPUS}
    gone = {unit.id for unit in absent.values() if unit.kind == Kind.CAMPUS and unit.parent_id in found}
    return frozenset(found | campuses | gone)


def holders_of(role: Role, organisation_id: int, on: date | None = None) -> QuerySet[Person]:
    """Return the persons who hold a role in a unit on a day; the office of a bureau, wherever in it a person of the office sits."""
    return Person._base_manager.filter(pk__in=_held(role, organisation_id, on).values("person_id"))


def seat_of(role: Role, organisation_id: int, on: date | None = None) -> int | None:
    """Return the unit in which a role of a unit is held on a day: of a bureau's office the section that is its office."""
    seats = _held(role, organisation_id, on).order_by("organisation__order", "organisation__sort_key", "pk")
    return seats.values_list("organisation_id", flat=True).first()


def _held(role: Role, organisation_id: int, on: date | None) -> QuerySet[RoleAssignment]:
    units = {organisation_id}
    if role in SERVE_THE_BUREAU:
        standing = tree(on)
        below = (standing.units[unit] for unit in standing.subtree(organisation_id) & standing.units.keys())
        units |= {
            unit.id
            for unit in below
            if unit.kind == Kind.SECTION and standing.bureau_of(unit.id) == organisation_id
        }
    return RoleAssignment._base_manager.filter(holding(on), role=role, organisation_id__in=units)


def who_holds(roles: Iterable[Role], organisation_id: int, on: date | None = None) -> set[int]:
    """Return the ids of the persons who hold one of some roles in a unit on a day."""
    return {pk for role in roles for pk in holders_of(role, organisation_id, on).values_list("pk", flat=True)}


def leader_of(section_id: int, on: date | None = None) -> Person | None:
    """Return the leader who answers for a section on a day (分管领导)."""
    row = Leadership._base_manager.filter(holding(on), section_id=section_id).select_related("leader").first()
    return row.leader if row else None


def sections_of(person_id: int, on: date | None = None) -> frozenset[int]:
    """Return the sections for which a leader answers on a day."""
    return frozenset(
        Leadership._base_manager.filter(holding(on), leader_id=person_id).values_list("section_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class HandOver:
    """That a person's work passed to another."""

    on: str
    to_id: int
    to_name: str
    reason: str


def hand_overs_of(person: Person) -> list[HandOver]:
    """Return to whom a person's work passed, latest first, as the audit keeps it."""
    rows = AuditEntry.objects.filter(
        subject_type=Person._meta.label_lower, subject_id=str(person.pk), verb=HANDED_OVER
    )
    told = [({change[0]: change[3] for change in row.changes}, row.note) for row in rows]
    return [HandOver(now["on"], now["person"]["id"], now["person"]["name"], note) for now, note in told]


def stand_ins_of(person_id: int) -> QuerySet[Deputy]:
    """Return who stands in for a person today or later."""
    rows = Deputy._base_manager.filter(absent_id=person_id, valid_to__gt=clock.today())
    return rows.select_related("deputy", "absent").order_by("valid_from", "id")


def staff_of(organisation_id: int, on: date | None = None) -> QuerySet[Person]:
    """Return the persons who work in a unit on a day: those who have not left."""
    day = on or clock.today()
    return Person._base_manager.filter(organisation_id=organisation_id).filter(
        Q(left_on__isnull=True) | Q(left_on__gt=day)
    )
