"""Rows of premises → facts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gangmu.datacentre.facts import BATCH, Asked, declare_extract
from gangmu.records.premises import facts
from gangmu.records.premises.models import EquipmentState, GroundState, RoomState, SeatState
from gangmu.records.premises.selectors import NONE, shares_at


def _shared(states: Any, names: tuple[str, ...], amount: str) -> Callable[[Asked], Iterator[tuple[Any, ...]]]:
    """Return the extract of states whose amount is shared among the stages of their school.

    Parameters
    ----------
    names
        The attributes of a row in the order of the fact's columns; the second is the unit.
    amount
        The attribute that is shared.
    """
    place = names.index(amount)

    def extract(asked: Asked) -> Iterator[tuple[Any, ...]]:
        shares = shares_at(asked.effective, asked.known_at)
        held = states.objects.at(asked.effective, asked.known_at).order_by("pk")
        for row in held.values_list(*names).iterator(chunk_size=BATCH):
            part, whole = shares.get(row[1], NONE), float(row[place])
            yield (
                *row, part.primary, part.junior, whole * part.primary, whole * part.junior, asked.effective
            )  # fmt: skip

    return extract


def seats_delivered(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give the deliveries of seats that are known at a moment, up to a day."""
    held = SeatState.objects.at(asked.effective, asked.known_at).order_by("pk")
    yield from held.values_list("pk", "organisation_id", "stage", "kind", "seats", "delivered_on")


declare_extract(
    facts.ROOMS.name, _shared(RoomState, ("pk", "organisation_id", "use", "area", "multimedia"), "area")
)
declare_extract(facts.GROUNDS.name, _shared(GroundState, ("pk", "organisation_id", "kind", "area"), "area"))
declare_extract(
    facts.EQUIPMENT.name,
    _shared(EquipmentState, ("pk", "organisation_id", "kind", "teaching", "quantity", "value"), "value"),
)
declare_extract(facts.SEATS_DELIVERED.name, seats_delivered)
