"""Building the demo county: every room's slice in its order, each in one transaction, none twice."""

from collections.abc import Callable

from django.db import transaction

from gangmu.foundation.administration.models import BuiltSlice
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.demonstration import Demonstration, slices
from gangmu.foundation.kernel.rooms import load_everywhere


def build(seed: int, tell: Callable[[str], None]) -> list[tuple[str, str, str]]:
    """Build what is not built yet; return the accounts to print. Stopped half-way, it goes on at the next slice."""
    load_everywhere("demo")
    made = Demonstration(seed)
    with acting_as(SystemActor("演示数据")):
        for part in slices():
            name = f"{part.order}:{part.title}"
            known = BuiltSlice.objects.filter(name=name).first()
            if known is None:
                tell(part.title)
                with transaction.atomic():
                    part.build(made)
                    BuiltSlice.objects.create(name=name, accounts=made.accounts)
            else:
                made.accounts = [tuple(account) for account in known.accounts]
    return made.accounts
