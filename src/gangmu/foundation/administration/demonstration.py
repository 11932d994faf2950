"""Building the demo county: every room's slice in its order, each in one transaction, none twice."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from gangmu.foundation.administration.models import BuiltSlice
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.demonstration import Demonstration, Slice, slices
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.rooms import load_everywhere


def build(made: Demonstration) -> list[tuple[str, str, str]]:
    """Build what is not built yet; return the accounts to print. Stopped half-way, it goes on at the next slice.

    Raises
    ------
    Refusal
        When another demo stands in the database: of another seed or scale.
    """
    load_everywhere("demo")
    _insist_same(made)
    with acting_as(SystemActor("演示数据")):
        for name, part, given in _steps(made):
            known = BuiltSlice.objects.filter(name=name).first()
            if known is None:
                made.tell(name.partition(":")[2])
                with transaction.atomic():
                    part.build(made, *given)
                    BuiltSlice.objects.create(name=name, accounts=made.accounts)
            else:
                made.accounts = [tuple(account) for account in known.accounts]
    return made.accounts


def _steps(made: Demonstration) -> Iterator[tuple[str, Slice, tuple[Any, ...]]]:
    """Yield what is built in one transaction each: name, slice, what it is called with beside the demonstration."""
    for part in slices():
        if not part.by_county:
            yield f"{part.order}:{part.title}", part, ()
            continue
        for county in range(made.scale.counties):
            place = (
                f"（第 {county + 1} 个县，共 {made.scale.counties} 个）" if made.scale.counties > 1 else ""
            )
            yield f"{part.order}:{part.title}{place}", part, (county,)


def _insist_same(made: Demonstration) -> None:
    """One seed and one scale make one county: two halves of different ones would be neither."""
    name = f"0:{made.scale.name}:{made.seed}"
    known = BuiltSlice.objects.filter(name__startswith="0:").first()
    if known is None:
        BuiltSlice.objects.create(name=name)
    elif known.name != name:
        _order, scale, seed = known.name.split(":")
        raise Refusal(
            "demo.another",
            "这里已有规模为 %(scale)s、种子为 %(seed)s 的演示县。请用 --home 另选目录，或先删除该目录再建",
            scale=scale,
            seed=seed,
        )
