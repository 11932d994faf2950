"""What a bureau rules: when reports are due and where the thresholds of the lights lie, each from a day on."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.models import LightRule, ReportRule
from gangmu.procedures.ledger.services.showing import forget_lights_of

R = TypeVar("R", ReportRule, LightRule)


@transaction.atomic
def rule_reports(organisation_id: int, told: dict[str, Any]) -> ReportRule:
    """Rule on the reports of a source, or of all, from a day on; the rule of the same source and day is replaced."""
    require("ledger.rule:edit", organisation_id)
    held = ReportRule._base_manager.filter(
        organisation_id=organisation_id, source=told["source"], valid_from=told["valid_from"]
    ).first()
    return _write(held or ReportRule(organisation_id=organisation_id), told, gettext_noop("规定了报送"))


@transaction.atomic
def rule_lights(organisation_id: int, told: dict[str, Any]) -> LightRule:
    """Rule on the thresholds of the lights from a day on, with the paper that says so.

    Raises
    ------
    Refusal
        When the thresholds contradict each other.
    """
    require("ledger.rule:edit", organisation_id)
    if not 0 <= told["propose_left"] <= told["near_left"] <= 100:
        raise Refusal("ledger.rule_left", "提请下一步的剩余时间不能多于临近的剩余时间")
    if not 0 <= told["at_risk_behind"] <= told["unlikely_behind"] <= 100:
        raise Refusal("ledger.rule_behind", "有风险的落后百分点不能大于预计难以完成的百分点")
    held = LightRule._base_manager.filter(
        organisation_id=organisation_id, valid_from=told["valid_from"]
    ).first()
    return _write(held or LightRule(organisation_id=organisation_id), told, gettext_noop("规定了灯"))


def _write(row: R, told: dict[str, Any], verb: str) -> R:
    before = snapshot(row) if row.pk else None
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    forget_lights_of(row.organisation_id)
    record(row, verb, before=before, organisation_id=row.organisation_id)
    return row
