"""Bells of the loop: who is told that something of theirs came back, was decided, or is theirs to do next."""

from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import Role
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.notices.services import tell
from gangmu.foundation.people.selectors import holders_of, leader_of
from gangmu.procedures.ledger.models import Paper, PaperStep
from gangmu.procedures.ledger.papers import current_steps

#: Who does the work of a unit, and is told of it.
OWNERS = (Role.SECTION_HEAD, Role.SECTION_CLERK, Role.SCHOOL_HEAD, Role.SCHOOL_CLERK)
OFFICE = (Role.OFFICE_HEAD, Role.OFFICE)


def tell_others(
    person_ids: Iterable[int | None], kind: str, words: str, told: Mapping[str, str], address: str
) -> None:
    """Ring for persons other than the one who acts; nobody (`None`) among them is left out.

    Parameters
    ----------
    words
        A Chinese message id marked by `gettext_noop`, with places for what is `told`.
    """
    own = set(current_actor().person_ids)
    tell({one for one in person_ids if one is not None} - own, kind, words, told, address=address)


def tell_turn(paper: Paper) -> None:
    """Ring for those whose step of a paper is next; when all are taken, for the office that gives it its number."""
    steps = current_steps(paper)
    if steps:
        persons = {person for step in steps for person in _takers(paper, step)}
        told = {"name": paper.title, "step": steps[0].name}
        words = gettext_noop("文书“%(name)s”请您办理：%(step)s")
    else:
        persons = set(_holders(OFFICE, paper.organisation_id))
        told, words = {"name": paper.title}, gettext_noop("文书“%(name)s”已签发，请编号印发")
    tell_others(persons, "ledger.paper_turn", words, told, _page_of(paper))


def tell_issued(paper: Paper) -> None:
    """Ring for the units to which an issued paper is addressed."""
    units = paper.addressed.values_list("organisation_id", flat=True)
    persons = {person for unit in units for person in _holders(OWNERS, unit)}
    words = gettext_noop("收到文书 %(number)s “%(name)s”，请办理")
    told = {"number": paper.number, "name": paper.title}
    tell_others(persons, "ledger.paper_issued", words, told, _page_of(paper))


def _takers(paper: Paper, step: PaperStep) -> Iterator[int]:
    """Among several leaders it is the one in charge of the unit that drafts."""
    in_charge = leader_of(paper.drafter_id) if step.roles == [Role.LEADER.value] else None
    if in_charge is not None:
        yield in_charge.pk
    else:
        yield from _holders([Role(role) for role in step.roles], step.organisation_id)


def _holders(roles: Iterable[Role], organisation_id: int) -> Iterator[int]:
    for role in roles:
        yield from holders_of(role, organisation_id).values_list("pk", flat=True)


def _page_of(paper: Paper) -> str:
    return reverse("ledger:paper", kwargs={"pk": paper.pk})
