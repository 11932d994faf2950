"""Rows of planning's models → facts."""

from collections.abc import Iterable
from typing import Any

from gangmu.applications.planning import facts, models
from gangmu.applications.planning.registers.unit_changes import unit_changes
from gangmu.datacentre.facts import BATCH, Asked, Extract, Fact, declare_extract
from gangmu.foundation.access.scope import ScopedModel


def rows_of(fact: Fact, model: type[ScopedModel]) -> Extract:
    """Return the extract of a register of ordinary rows, the same whatever date is asked: its columns are fields of the model."""
    names = [column.name for column in fact.columns]

    def extract(asked: Asked) -> Iterable[tuple[Any, ...]]:
        yield from model.objects.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)

    return extract


def changes_of_units(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give what units became, as known at the moment asked for."""
    names = [column.name for column in facts.UNIT_CHANGES.columns]
    yield from unit_changes(asked.known_at).order_by("pk").values_list(*names).iterator(chunk_size=BATCH)


REGISTERS: dict[Fact, Any] = {
    facts.PUBLICITY_ITEMS: models.PublicityItem,
    facts.DECISIONS: models.Decision,
    facts.WORK_PROJECTS: models.WorkProject,
    facts.PILOTS: models.Pilot,
    facts.MEETINGS: models.Meeting,
    facts.PARTY_ACTIVITIES: models.PartyActivity,
    facts.HIGHLIGHTS: models.Highlight,
    facts.COUNTY_MATTERS: models.CountyMatter,
    facts.TASK_REVIEWS: models.TaskReview,
    facts.STAFF_TRANSFERS: models.StaffTransfer,
    facts.POLICY_DIFFERENCES: models.PolicyDifference,
}
for fact, model in REGISTERS.items():
    declare_extract(fact.name, rows_of(fact, model))
declare_extract(facts.UNIT_CHANGES.name, changes_of_units)
