"""Every write to targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.datacentre.targets.choices import Certainty, TargetState, ValueKind
from gangmu.datacentre.targets.models import ReportedValue, Target, TargetValue
from gangmu.datacentre.targets.selectors import propose_indicator, propose_met_when
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Conflict, Refusal


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """A value to be asked for in one year."""

    year: int
    kind: ValueKind
    value: float | None = None
    value_high: float | None = None
    certainty: Certainty = Certainty.CERTAIN
    base: str = ""
    change_unit: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """All that it takes to make a target object."""

    key: str
    organisation_id: int
    year: int
    name: str
    wording: str
    comparator: str
    unit: str
    measured_at: date
    values: tuple[ValueDraft, ...]
    measured_from: date | None = None
    scope_words: str = ""
    each: bool = False
    period_words: str = ""
    met_when: str = ""
    indicator: str | None = None
    version_id: int | None = None
    start: int | None = None
    end: int | None = None


@transaction.atomic
def create_target(draft: TargetDraft) -> Target:
    """Make a target; the same key of the same bureau is made once."""
    require("targets.target:edit", draft.organisation_id)
    known = Target._base_manager.filter(organisation_id=draft.organisation_id, key=draft.key).first()
    if known is not None:
        return known
    high = any(value.value_high is not None for value in draft.values)
    target = Target._base_manager.create(
        organisation_id=draft.organisation_id, year=draft.year, key=draft.key, name=draft.name[:200],
        wording=draft.wording[:300], comparator=draft.comparator, unit=draft.unit, scope_words=draft.scope_words,
        met_when=draft.met_when or propose_met_when(draft.comparator, high, draft.wording), each=draft.each,
        indicator=propose_indicator(draft.name, draft.unit) if draft.indicator is None else draft.indicator,
        period_words=draft.period_words, measured_from=draft.measured_from, measured_at=draft.measured_at,
        version_id=draft.version_id, start=draft.start, end=draft.end, state=TargetState.CONFIRMED,
    )  # fmt: skip
    TargetValue.objects.bulk_create(
        TargetValue(
            target=target, year=v.year, certainty=v.certainty, kind=v.kind, value=v.value, value_high=v.value_high,
            base=v.base, change_unit=v.change_unit, reference=v.reference,
        )
        for v in draft.values
    )  # fmt: skip
    record(target, gettext_noop("建立了目标"), organisation_id=draft.organisation_id)
    return target


@transaction.atomic
def update_target(target: Target, version: int, changes: Mapping[str, Any]) -> Target:
    """Change a target that nobody else changed since `version`.

    Raises
    ------
    Conflict
        When somebody did; nothing is written.
    """
    require("targets.target:edit", target.organisation_id)
    fresh = Target._base_manager.select_for_update().get(pk=target.pk)
    if fresh.version != version:
        raise Conflict("targets.stale", "“%(name)s”已被他人修改,请刷新后在最新内容上再改", name=fresh.name)
    before = snapshot(fresh)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.version = version + 1
    fresh.save()
    record(fresh, gettext_noop("修改了目标"), before=before, organisation_id=fresh.organisation_id)
    return fresh


@transaction.atomic
def report_value(
    target: Target, value: float, as_of: date, person_id: int | None, note: str = "",
    span: tuple[int, int, int] | None = None,
) -> ReportedValue:  # fmt: skip
    """Report a value (填报) of a target whose rows no register holds.

    Parameters
    ----------
    span
        Version id, start and end of the sentence of a summary that states it.

    Raises
    ------
    Refusal
        When the value is computed from rows: it is corrected there, not typed here.
    """
    require("targets.target:report", target.organisation_id)
    if target.indicator and span is None:
        raise Refusal(
            "targets.computed", "“%(name)s”由登记册计算,请在登记册中更正,不在这里填报", name=target.name
        )
    version_id, start, end = span or (None, None, None)
    row = ReportedValue._base_manager.create(
        target=target,
        value=value,
        as_of=as_of,
        person_id=person_id,
        note=note,
        version_id=version_id,
        start=start,
        end=end,
    )
    record(
        target,
        gettext_noop("填报了值"),
        before=snapshot(target),
        organisation_id=target.organisation_id,
        note=f"{value:g}",
    )
    return row
