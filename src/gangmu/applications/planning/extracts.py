"""Rows of planning's models → facts."""

from collections.abc import Iterable
from typing import Any

from gangmu.applications.planning.facts import PUBLICITY_ITEMS
from gangmu.applications.planning.models import PublicityItem
from gangmu.datacentre.facts import declare_extract


def publicity_items() -> Iterable[tuple[Any, ...]]:
    """Give the rows of the publicity register."""
    columns = [column.name for column in PUBLICITY_ITEMS.columns]
    yield from PublicityItem.objects.order_by().values_list(*columns).iterator()


declare_extract("publicity_items", publicity_items)
