"""Rows of targets → their fact; ordinary rows, the same whatever date is asked."""

from collections.abc import Iterable
from typing import Any

from gangmu.datacentre.facts import BATCH, Asked, declare_extract
from gangmu.datacentre.targets.facts import TARGETS
from gangmu.datacentre.targets.models import Target


def targets(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """Give the targets."""
    names = [column.name for column in TARGETS.columns]
    yield from Target.objects.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)


declare_extract("targets", targets)
