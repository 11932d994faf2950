"""Whose value a register tells, and whose is told by hand (填报)."""

from collections.abc import Iterable

from gangmu.datacentre import facts
from gangmu.datacentre.indicators import indicator
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.units import UnitsAsked


def told_by_hand(targets: Iterable[Target]) -> list[Target]:
    """Return the targets whose value no register tells, in their order.

    A count of rows is told by its register even while that is empty: none is nought. A sum or a rate over an empty register
    is no figure: until the bureau keeps rows there, somebody tells the value.
    """
    kept: dict[tuple[str, int], bool] = {}
    found = []
    for target in targets:
        source = _source_of(target)
        if source is not None:
            key = source, target.organisation_id
            if source and key not in kept:
                kept[key] = _holds_rows(*key)
            if kept.get(key, True):
                continue
        found.append(target)
    return found


def _source_of(target: Target) -> str | None:
    """Return the register without whose rows a target has no figure; empty where it has one anyway, `None` where it has none."""
    if not target.indicator:
        return None
    about = indicator(target.indicator)
    if about.is_count and about.numerator.sum_of is None:
        return ""
    return facts.fact((about.denominator or about.numerator).fact).register


def _holds_rows(source: str, organisation_id: int) -> bool:
    declared, today = register_named(source), clock.today()
    with unscoped("whether a bureau keeps a register is the same for every reader"):
        ids = UnitsAsked(organisation_id, today).ids(today)
        rows = declared.model._default_manager.filter(**{f"{declared.organisation_field}_id__in": ids})
        return bool(rows.order_by().exists())
