"""The ladder's daily run, queued by the clock of the worker on every working day."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gangmu.foundation.jobs.declaration import DailyRule, daily, job
from gangmu.procedures.ledger.choices import TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.reminding import run_ladder


def _told(result: dict[str, Any]) -> str:
    return _("提醒和催办 %(reminded)s 项，提请批示 %(proposed)s 项") % result


@job("ledger.ladder", gettext_noop("提醒和催办"), attempts=5, told=_told)
def ladder(organisation_id: int) -> dict[str, int]:
    """Run a bureau's ladder for today."""
    done = run_ladder(organisation_id)
    return {"reminded": done.reminded, "proposed": done.proposed}


def bureaus_at_work() -> Iterable[int]:
    """Return the bureaus that have open tasks."""
    rows = Task._base_manager.filter(state__in=(TaskState.OPEN, TaskState.PROPOSED))
    return rows.order_by("organisation_id").values_list("organisation_id", flat=True).distinct()


daily(DailyRule("ledger.ladder", time(8, 0), bureaus_at_work))
