"""Bells of checks: a school is told that its sheet waits and what was settled or sent back, the section that a figure is disputed."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import OFFICE, SCHOOL, SECTION
from gangmu.foundation.kernel import clock
from gangmu.foundation.notices.services import tell, tell_others
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import holding, who_holds
from gangmu.records.checks.models import CheckCell, CheckRound, CheckSheet


def tell_opened(about: CheckRound, sheets: Iterable[CheckSheet]) -> None:
    """Ring for who checks sheets: one sheet opens by itself, of several the round."""
    waiting = {sheet.organisation_id: sheet for sheet in sheets}
    by_person: dict[int, set[int]] = {}
    for school, persons in _keepers(about.organisation_id, waiting).items():
        for person in persons:
            by_person.setdefault(person, set()).add(waiting[school].pk)
    told = {"year": str(about.school_year), "day": about.due_on.isoformat()}
    for person, theirs in by_person.items():
        [first, *more] = sorted(theirs)
        tell(
            [person],
            "checks.opened",
            gettext_noop("%(number)s 张九月核对单（%(year)s 学年）等您核对，请在 %(day)s 前确认"),
            {**told, "number": len(theirs)},
            address=reverse("checks:round", kwargs={"pk": about.pk}) if more else _page_of(first),
            key=f"check-opened:{about.pk}",
        )


def tell_disputed(sheet: CheckSheet, count: int) -> None:
    """Ring for the section that settles, for the office where the section has nobody: once a day for each sheet."""
    tell_others(
        who_holds(SECTION, sheet.round.section_id) or who_holds(OFFICE, sheet.round.organisation_id),
        "checks.disputed",
        gettext_noop("%(school)s对核对单上的 %(number)s 个数有异议，请裁定"),
        {"school": str(sheet.organisation), "number": count},
        address=_page_of(sheet.pk),
        key=f"check-disputed:{sheet.pk}:{clock.today().isoformat()}",
    )


def tell_settled(sheet: CheckSheet, cell: CheckCell) -> None:
    """Ring for the school whose dispute was settled."""
    tell_others(
        _keepers(sheet.round.organisation_id, [sheet.organisation_id])[sheet.organisation_id],
        "checks.settled",
        gettext_noop("%(school)s的核对单有一项异议已裁定：%(words)s"),
        {"school": str(sheet.organisation), "words": cell.settled_words},
        address=_page_of(sheet.pk),
    )


def tell_sent_back(sheet: CheckSheet, words: str) -> None:
    """Ring for the school whose sheet was sent back with a settlement."""
    tell_others(
        _keepers(sheet.round.organisation_id, [sheet.organisation_id])[sheet.organisation_id],
        "checks.sent_back",
        gettext_noop("%(school)s的核对单已退回，请重新核对并确认。裁定意见：%(words)s"),
        {"school": str(sheet.organisation), "words": words},
        address=_page_of(sheet.pk),
    )


def _page_of(sheet_id: int) -> str:
    return reverse("checks:sheet", kwargs={"pk": sheet_id})


def _keepers(bureau_id: int, schools: Iterable[int]) -> dict[int, set[int]]:
    """Return who keeps the figures of each school: its own people and those of the unit between it and the bureau, in one query."""
    standing = tree()
    above = {bureau_id, *standing.ancestors(bureau_id)}
    around = {
        school: {school, *(unit for unit in standing.ancestors(school) if unit not in above)}
        for school in schools
    }
    units = {unit for some in around.values() for unit in some}
    held = RoleAssignment._base_manager.filter(holding(), role__in=SCHOOL, organisation_id__in=units)
    pairs = list(held.values_list("organisation_id", "person_id"))
    return {school: {person for unit, person in pairs if unit in some} for school, some in around.items()}
