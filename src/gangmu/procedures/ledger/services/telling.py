"""Bells of the loop: who is told that something of theirs came back, was decided, or is theirs to do next."""

from django.urls import reverse
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import OFFICE, SCHOOL, SECTION, Role
from gangmu.foundation.notices.services import tell_others
from gangmu.foundation.people.selectors import leader_of, who_holds
from gangmu.procedures.ledger.models import Paper, PaperStep
from gangmu.procedures.ledger.papers import current_steps

#: Who does the work of a unit, and is told of it.
OWNERS = (*SECTION, *SCHOOL)


def tell_turn(paper: Paper) -> None:
    """Ring for those whose step of a paper is next; when all are taken, for the office that gives it its number."""
    steps = current_steps(paper)
    if steps:
        persons = {person for step in steps for person in _takers(paper, step)}
        told = {"name": paper.title, "step": steps[0].name}
        words = gettext_noop("文书“%(name)s”请您办理：%(step)s")
    else:
        persons = who_holds(OFFICE, paper.organisation_id)
        told, words = {"name": paper.title}, gettext_noop("文书“%(name)s”已签发，请编号印发")
    tell_others(persons, "ledger.paper_turn", words, told, address=_page_of(paper))


def tell_issued(paper: Paper) -> None:
    """Ring for the units to which an issued paper is addressed."""
    units = paper.addressed.values_list("organisation_id", flat=True)
    persons = {person for unit in units for person in who_holds(OWNERS, unit)}
    words = gettext_noop("收到文书 %(number)s “%(name)s”，请办理")
    told = {"number": paper.number, "name": paper.title}
    tell_others(persons, "ledger.paper_issued", words, told, address=_page_of(paper))


def _takers(paper: Paper, step: PaperStep) -> set[int]:
    """Among several leaders it is the one in charge of the unit that drafts."""
    in_charge = leader_of(paper.drafter_id) if step.roles == [Role.LEADER.value] else None
    return {in_charge.pk} if in_charge else who_holds(map(Role, step.roles), step.organisation_id)


def _page_of(paper: Paper) -> str:
    return reverse("ledger:paper", kwargs={"pk": paper.pk})
