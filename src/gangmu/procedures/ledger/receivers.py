"""What the ledger does when persons change."""

from gangmu.foundation.kernel.events import on
from gangmu.foundation.people.events import ItemsHandedOver, LeadershipChanged
from gangmu.procedures.ledger.services.handing import pass_items, pass_section


@on(ItemsHandedOver)
def items_handed_over(event: ItemsHandedOver) -> None:
    """Open tasks in the name of who leaves go to the successor."""
    pass_items(event.from_person_id, event.to_person_id, event.reason)


@on(LeadershipChanged)
def leadership_changed(event: LeadershipChanged) -> None:
    """Open tasks that the section leads follow to its new leader; with none, those of the former one have no leader."""
    pass_section(event.section_id, event.from_person_id, event.to_person_id)
