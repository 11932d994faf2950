"""Reads of the unit tree: as it was on a date and known at a moment, and as it is."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import SectionWord, StageBoundary
from gangmu.foundation.organisations.comparisons import AsIs, as_is_of, carry, count_of, counts_of
from gangmu.foundation.organisations.models import (
    CountyParameters,
    GroupMembership,
    Organisation,
    OrganisationState,
    Succession,
)
from gangmu.foundation.organisations.standing import Asked, Tree, Unit, as_was, tree

__all__ = [
    "AsIs", "Asked", "Tree", "Unit", "ancestor_ids", "as_is_of", "as_was", "bureau_of", "bureaus_of", "by_line", "carry", "choices_of",
    "count_of", "counts_of", "current_units", "group_members", "groups_of", "members_of", "name_of", "names_of", "section_word_of",
    "stage_boundary_of", "states_of", "subtree_ids", "successions_of", "tree", "units", "units_as_is",
]  # fmt: skip


def units(
    asked: Asked | None = None,
    below: int | None = None,
    kinds: Iterable[str] = (),
    stages: Iterable[str] = (),
    ownerships: Iterable[str] = (),
    places: Iterable[str] = (),
) -> list[Unit]:
    """Return the units of a date as known at a moment, each after the one above it; an empty condition means any."""
    when = asked or as_was()
    wanted = (set(kinds), set(stages), set(ownerships), set(places))
    return [unit for unit in tree(when.on, when.known_at).below(below) if _is_one(unit, *wanted)]


def _is_one(unit: Unit, kinds: set[str], stages: set[str], ownerships: set[str], places: set[str]) -> bool:
    return (
        (not kinds or unit.kind in kinds)
        and (not stages or not stages.isdisjoint(unit.stages))
        and (not ownerships or unit.ownership in ownerships)
        and (not places or unit.urban_rural in places)
    )


def units_as_is(
    asked: Asked, below: int | None = None, kinds: Iterable[str] = (), stages: Iterable[str] = ()
) -> tuple[list[Unit], AsIs]:
    """Return today's units that carry on the units of an earlier date, and how each was followed."""
    then = units(asked, None, kinds, stages)
    followed = as_is_of([unit.id for unit in then], asked.on, known_at=asked.known_at)
    now = tree(None, asked.known_at)
    inside = None if below is None else now.subtree(below)
    wanted = {i for targets in followed.to.values() for i in targets}
    return [u for u in now.below(None) if u.id in wanted and (inside is None or u.id in inside)], followed


def current_units(
    below: int | None = None, kinds: Iterable[str] = (), stages: Iterable[str] = ()
) -> QuerySet[Organisation]:
    """Return the units that stand today, for forms and lists."""
    return Organisation.objects.filter(pk__in=[unit.id for unit in units(None, below, kinds, stages)])


def name_of(organisation_id: int, on: date | None = None, known_at: datetime | None = None) -> str:
    """Return a unit's name on a date; the unit's latest name when it had none on that date."""
    unit = tree(on, known_at).units.get(organisation_id)
    return unit.name if unit else Organisation.objects.values_list("name", flat=True).get(pk=organisation_id)


def names_of(ids: Iterable[int], on: date | None = None, known_at: datetime | None = None) -> dict[int, str]:
    """Return the names of units on a date; those that did not stand then by their latest name."""
    asked = set(ids)
    standing = tree(on, known_at).units
    found = {unit_id: standing[unit_id].name for unit_id in asked if unit_id in standing}
    missing = asked - found.keys()
    if missing:
        found.update(Organisation.objects.filter(pk__in=missing).values_list("pk", "name"))
    return found


def choices_of(ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return units with their names as choices, in the order in which people look for them: 第2小学 before 第10小学."""
    asked, standing = set(ids), tree().units
    here = sorted((standing[i] for i in asked if i in standing), key=lambda unit: (unit.sort_key, unit.id))
    gone = Organisation.objects.filter(pk__in=asked - standing.keys()) if asked - standing.keys() else ()
    return [(unit.id, unit.name) for unit in here] + [
        (unit.pk, unit.name) for unit in sorted(gone, key=lambda unit: (unit.sort_key, unit.pk))
    ]


def subtree_ids(
    organisation_id: int, on: date | None = None, known_at: datetime | None = None
) -> frozenset[int]:
    """Return the ids of a unit and all below it."""
    return tree(on, known_at).subtree(organisation_id)


def ancestor_ids(organisation_id: int, on: date | None = None) -> tuple[int, ...]:
    """Return the ids of the units above, nearest first."""
    return tree(on).ancestors(organisation_id)


def bureau_of(organisation_id: int, on: date | None = None) -> int | None:
    """Return the id of the bureau to which a unit belongs."""
    return tree(on).bureau_of(organisation_id)


def bureaus_of(organisation_id: int, on: date | None = None) -> tuple[int, ...]:
    """Return the ids of the bureaus to which a unit belongs, nearest first; the calendar asks for them as `within`."""
    return tree(on).bureaus_of(organisation_id)


def by_line(
    root_id: int, kinds: Iterable[str] = (), stages: Iterable[str] = (), on: date | None = None
) -> frozenset[int]:
    """Return the units of a business line: those of the kinds and with one of the stages below a root; empty means any."""
    return frozenset(unit.id for unit in units(as_was(on), root_id, kinds, stages))


def members_of(group_id: int, on: date | None = None, known_at: datetime | None = None) -> frozenset[int]:
    """Return the units of a group on a date."""
    return frozenset(
        GroupMembership.objects.at(on, known_at)
        .filter(group_id=group_id)
        .values_list("organisation_id", flat=True)
    )


def group_members(
    group_id: int, on: date | None = None, known_at: datetime | None = None
) -> QuerySet[GroupMembership]:
    """Return the memberships of a group on a date, the core school first."""
    held = GroupMembership.objects.at(on, known_at).filter(group_id=group_id)
    return held.select_related("organisation").order_by("-is_core", "organisation__sort_key")


def groups_of(
    organisation_id: int, on: date | None = None, known_at: datetime | None = None
) -> QuerySet[GroupMembership]:
    """Return the memberships of a unit on a date."""
    held = GroupMembership.objects.at(on, known_at).filter(organisation_id=organisation_id)
    return held.select_related("group").order_by("group__kind", "group__name")


def states_of(organisation_id: int, known_at: datetime | None = None) -> QuerySet[OrganisationState]:
    """Return what a unit was over time as known at a moment, latest first."""
    held = OrganisationState.objects.known(known_at).filter(organisation_id=organisation_id)
    return held.select_related("parent").order_by("-valid_from")


def _parameters(organisation_id: int, on: date | None, known_at: datetime | None) -> CountyParameters | None:
    bureaus = tree(on, known_at).bureaus_of(organisation_id)
    held = {
        row.organisation_id: row
        for row in CountyParameters.objects.at(on, known_at).filter(organisation__in=bureaus)
    }
    return next((held[bureau] for bureau in bureaus if bureau in held), None)


def stage_boundary_of(
    organisation_id: int, on: date | None = None, known_at: datetime | None = None
) -> StageBoundary:
    """Return where primary ends in the county of a unit; six-three where neither county nor city said otherwise."""
    row = _parameters(organisation_id, on or clock.today(), known_at)
    return StageBoundary(row.stage_boundary) if row else StageBoundary.SIX_THREE


def stage_boundaries_of(
    organisation_ids: Iterable[int], on: date | None = None, known_at: datetime | None = None
) -> dict[int, StageBoundary]:
    """Return where primary ends for many units, in one query."""
    day = on or clock.today()
    standing = tree(day, known_at)
    above = {unit: standing.bureaus_of(unit) for unit in organisation_ids}
    asked = {bureau for bureaus in above.values() for bureau in bureaus}
    rows = CountyParameters.objects.at(day, known_at).filter(organisation__in=asked)
    held = {row.organisation_id: StageBoundary(row.stage_boundary) for row in rows}
    return {
        unit: next((held[bureau] for bureau in bureaus if bureau in held), StageBoundary.SIX_THREE)
        for unit, bureaus in above.items()
    }


def section_word_of(organisation_id: int, on: date | None = None) -> SectionWord:
    """Return how the bureau of a unit calls its sections: 科室, 股室 or 处室."""
    row = _parameters(organisation_id, on or clock.today(), None)
    return SectionWord(row.section_word) if row else SectionWord.KESHI


def successions_of(organisation_id: int) -> QuerySet[Succession]:
    """Return what is recorded of who follows a unit, as known now."""
    known = Succession.objects.filter(predecessor_id=organisation_id, recorded_to__isnull=True)
    return known.select_related("successor").order_by("on", "id")
