"""What is done every night by itself: changes of units that were entered ahead of their day come to show."""

from collections.abc import Iterable
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gangmu.foundation.jobs.declaration import DailyRule, daily, job
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.services import repeat_all_today


def _told(result: int) -> str:
    return _("%(count)s 个单位的名称、上级或状态自今日起变更") % {"count": result}


@job("administration.units_today", gettext_noop("单位变更生效"), attempts=5, told=_told)
def units_today(organisation_id: int) -> int:
    """Bring the units' own rows to what holds today; return how many differed.

    One run does it for every tree of the database, whose ever the run is.
    """
    return repeat_all_today()


def first_bureau() -> Iterable[int]:
    """Return the first bureau at the top of the tree, for which the run is queued."""
    return tree().children.get(None, [])[:1]


daily(DailyRule("administration.units_today", time(0, 5), first_bureau, working_days=False))
