"""Taking a wrongly uploaded text out again: it leaves the lists, the audit keeps that it was there."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.applications.planning.models import DraftAnswer, Plan, PlanVersion, ReadItem
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.access.scope import reach_of, require
from gangmu.foundation.audit.selectors import Told, entries, sentence_of
from gangmu.foundation.audit.services import one_act, record
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.procedures.ledger.models import TaskSource

REVIEW = "planning.plan:review"
WITHDREW = gettext_noop("撤回了稿件")


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes with a text that is withdrawn: what people have done to it, and whether its plan goes too."""

    confirmed: int
    answers: int
    plan_too: bool


def loss_of(document: PlanVersion) -> Loss:
    """Return what would go with a text, for the page that asks."""
    items = ReadItem._base_manager.filter(document=document)
    others = PlanVersion._base_manager.filter(plan=document.plan_id).exclude(pk=document.pk)
    return Loss(
        items.filter(state="confirmed").count(),
        DraftAnswer._base_manager.filter(item__document=document).count(),
        not others.exists(),
    )


def may_withdraw(document: PlanVersion) -> bool:
    """Whether nothing that runs stands on a text: it is not adopted, and no trial was started from it."""
    if document.adopted:
        return False
    return not (
        TaskSource.objects.filter(version_id=document.pk).exists()
        or Target._base_manager.filter(version_id=document.pk).exists()
    )


@transaction.atomic
def withdraw(document: PlanVersion, reason: str) -> Plan | None:
    """Take a text out; return its plan while other texts of it are left, else the plan goes with it.

    The audit keeps title, file, hash, reason and person; the same file may come in again.

    Raises
    ------
    Refusal
        Without a reason, for an adopted text, and for one from which a trial runs.
    Conflict
        When somebody else withdrew it meanwhile.
    """
    bureau = document.plan.organisation_id
    require(REVIEW, bureau)
    if not reason.strip():
        raise Refusal("planning.no_reason", "请写明撤回的理由")
    plan = Plan._base_manager.select_for_update().filter(pk=document.plan_id).first()
    fresh = PlanVersion._base_manager.select_for_update().filter(pk=document.pk).first()
    if plan is None or fresh is None:
        raise Conflict("planning.withdrawn", "“%(title)s”已被撤回", title=str(document))
    if fresh.adopted:
        raise Refusal(
            "planning.withdraw_adopted", "“%(title)s”已被采用，不能撤回；请上传修订稿", title=str(fresh)
        )
    if not may_withdraw(fresh):
        raise Refusal(
            "planning.withdraw_running",
            "“%(title)s”正在试运行，台账中的任务出自它，不能撤回；请上传修订稿",
            title=str(fresh),
        )
    left = PlanVersion._base_manager.filter(plan=plan).exclude(pk=fresh.pk).exists()
    file = fresh.attachment.name if fresh.attachment else None
    changes = [["attachment", "附件", file, None]] if file else []
    changes.append(["sha256", "SHA-256", fresh.sha256, None])
    with one_act():
        record(fresh, WITHDREW, changes=changes, organisation_id=bureau, note=reason.strip())
        told = gettext_noop("撤回了一稿") if left else gettext_noop("撤回了工作要点")
        record(plan, told, changes=[], organisation_id=bureau, note=reason.strip())
        fresh.delete()
        if not left:
            plan.delete()
    return plan if left else None


def withdrawn() -> list[Told]:
    """Return what was withdrawn within the reach of the one who acts, latest first."""
    rows = entries(reach_of(REVIEW), subject_type=PlanVersion._meta.label_lower).filter(verb=WITHDREW)
    return [Told(row.at, sentence_of(row), row.note) for row in rows[:20]]
