"""Signing for a task (签收) and returning one that was wrongly assigned (退办)."""

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import RUNNING, Part, RequestKind, TaskState
from gangmu.procedures.ledger.models import Request, Task, TaskUnit
from gangmu.procedures.ledger.services.tasks import locked


@transaction.atomic
def sign_for(task: Task, organisation_id: int) -> TaskUnit:
    """Sign for a task in the name of a unit that leads it or cooperates; signing twice changes nothing.

    Raises
    ------
    Refusal
        When the unit has no part in the task, or has returned it and nobody has decided yet.
    """
    require("ledger.task:sign", organisation_id)
    unit = TaskUnit.objects.select_for_update().filter(task=task, organisation_id=organisation_id).first()
    if unit is None:
        raise Refusal("ledger.no_part", "本单位不是“%(name)s”的牵头或配合单位，无须签收", name=task.name)
    if unit.part == Part.LEAD and task.state == TaskState.RETURNED:
        raise Refusal("ledger.returned", "“%(name)s”已退办，等待办公室决定，现在不能签收", name=task.name)
    if unit.signed_on is None:
        unit.signed_on, unit.signed_by_id = clock.today(), current_actor().person_id
        unit.save(update_fields=["signed_on", "signed_by"])
        changes = [["signed_on", "签收日期", None, unit.signed_on.isoformat()]]
        record(task, gettext_noop("签收了任务"), organisation_id=organisation_id, changes=changes)
    return unit


@transaction.atomic
def return_task(task: Task, version: int, reason: str) -> Request:
    """Give back a task that was wrongly assigned, before it counts: the office decides who gets it.

    Raises
    ------
    Refusal
        Without a reason, or after the unit has signed for it.
    """
    lead = task.units.filter(part="lead").first()
    require("ledger.task:sign", lead.organisation_id if lead else task.organisation_id)
    fresh = locked(task, version)
    if not reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    if fresh.state != TaskState.OPEN:
        raise Refusal("ledger.not_open", "“%(name)s”不在进行中，不能办理这一步", name=fresh.name)
    if lead is not None and lead.signed_on is not None:
        raise Refusal("ledger.signed", "已签收的任务不能退办；需要换单位的，请申请转办")
    before = snapshot(fresh)
    fresh.state, fresh.version = TaskState.RETURNED, version + 1
    fresh.save(update_fields=["state", "version"])
    asked = Request._base_manager.create(
        task=fresh, kind=RequestKind.RETURN, reason=reason.strip()[:500], asked_on=clock.today(),
        asked_by_id=current_actor().person_id,
    )  # fmt: skip
    record(
        fresh, gettext_noop("退办了任务"), before=before, organisation_id=fresh.organisation_id, note=reason
    )
    return asked


def require_running(task: Task, *, or_on_trial: bool = False) -> None:
    """Refuse what may only be done to a task that is still to be done; progress is told of one on trial as well.

    Raises
    ------
    Refusal
        When it is closed, stopped or merged, or on trial where nothing but progress is told.
    """
    if task.state not in RUNNING and not (or_on_trial and task.state == TaskState.TRIAL):
        raise Refusal("ledger.not_open", "“%(name)s”不在进行中，不能办理这一步", name=task.name)
