"""Rows of staff → facts."""

from collections.abc import Iterable
from typing import Any

from gangmu.datacentre.facts import BATCH, Asked, declare_extract
from gangmu.records.staff import facts
from gangmu.records.staff.models import StaffStanding

#: The attributes of a standing in the order of the fact's columns; the day asked about follows.
NAMES = (
    "pk", "organisation_id", "status", "category", "establishment", "stage", "subject", "education", "title", "certificate", "backbone",
)  # fmt: skip


def staff_standing(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give how staff stand on a day, as known at a moment."""
    rows = StaffStanding.objects.at(asked.effective, asked.known_at).order_by("pk")
    for told in rows.values_list(*NAMES).iterator(chunk_size=BATCH):
        yield *told, asked.effective


declare_extract(facts.STAFF.name, staff_standing)
