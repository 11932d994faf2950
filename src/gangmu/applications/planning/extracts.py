"""Rows of planning's models → facts."""

from collections.abc import Iterable
from typing import Any

from gangmu.applications.planning.facts import PUBLICITY_ITEMS
from gangmu.applications.planning.models import PublicityItem
from gangmu.datacentre.facts import BATCH, Asked, declare_extract


def publicity_items(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give the rows of the publicity register; ordinary rows, the same whatever date is asked."""
    names = [column.name for column in PUBLICITY_ITEMS.columns]
    yield from PublicityItem.objects.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)


declare_extract("publicity_items", publicity_items)
