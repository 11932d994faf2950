"""A person's own figures: the targets of the tasks that their units lead."""

from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.selectors import Evaluation, evaluate_all, targets
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.kernel import clock
from gangmu.foundation.people.selectors import sections_of
from gangmu.procedures.ledger.choices import RUNNING, Part
from gangmu.procedures.ledger.models import TaskUnit

#: Figures that the own page shows; the list of targets shows all.
MOST = 8
#: The worst first; what has no figure yet comes last.
ORDER = tuple(light.value for light in (ResultLight.UNLIKELY, ResultLight.AT_RISK, ResultLight.REACHABLE))


def figures_of(actor: SignedInActor) -> list[Evaluation]:
    """Return how this year's targets of a person's units stand, within the reader's scope."""
    units = {held.organisation_id for held in actor.assignments} | sections_of(actor.person_id)
    led = TaskUnit.objects.filter(
        organisation_id__in=units, part=Part.LEAD, task__state__in=RUNNING, task__targets__isnull=False
    )
    ids = set(led.values_list("task__targets", flat=True))
    if not ids:
        return []
    told = evaluate_all(targets(clock.today().year).filter(pk__in=ids))
    place = {light: number for number, light in enumerate(ORDER)}
    return sorted(told, key=lambda one: (place.get(one.shown, len(place)), one.target.pk))[:MOST]
