"""What is done every night by itself: changes of units entered ahead of their day come to show, bytes that nobody names go."""

from collections.abc import Iterable
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gangmu.foundation.files.leftovers import discard_leftovers
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


def _gone(result: int) -> str:
    return _("清除了 %(count)s 个没有记录引用的文件") % {"count": result}


@job("administration.leftovers", gettext_noop("清除无主文件"), attempts=5, told=_gone)
def leftovers(organisation_id: int) -> int:
    """Set aside, and weeks later take away, what uploads that were taken back left on the disk; one run does it for all."""
    return discard_leftovers()


def first_bureau() -> Iterable[int]:
    """Return the first bureau at the top of the tree, for which the run is queued."""
    return tree().children.get(None, [])[:1]


daily(DailyRule("administration.units_today", time(0, 5), first_bureau, working_days=False))
daily(DailyRule("administration.leftovers", time(3, 40), first_bureau, working_days=False))
