"""Every write to targets."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.datacentre.indicators import Direction, indicator, known_indicator
from gangmu.datacentre.targets.by_hand import told_by_hand
from gangmu.datacentre.targets.choices import Certainty, LightWord, TargetState, ValueKind
from gangmu.datacentre.targets.models import LightOverride, ReportedValue, Target, TargetValue
from gangmu.datacentre.targets.proposals import (
    propose_gathered,
    propose_indicator,
    propose_measured,
    propose_met_when,
)
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Conflict, Refusal

#: What a person may change of a target by hand.
CONFIRMABLE = frozenset(
    {
        "name", "unit", "indicator", "met_when", "gathered", "measured_from", "measured_at", "known_from", "each",
        "scope_words", "scope_filter", "issued_on",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """A value to be asked for in one year; `organisation_id` for a unit's share of a split target."""

    year: int
    kind: ValueKind
    value: float | None = None
    value_high: float | None = None
    certainty: Certainty = Certainty.CERTAIN
    base: str = ""
    base_value: float | None = None
    change_unit: str = ""
    reference_indicator: str = ""
    reference_scope: str = ""
    reference_period: str = ""
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """All that it takes to make a target object.

    What is left empty is proposed: `met_when` from words and direction, `indicator` (`None`) from the printed name, `gathered`
    from the unit. The window is taken from the bound indicator unless `window_confirmed`. A target is confirmed only when a
    person gave `met_when`.
    """

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
    window_confirmed: bool = False
    scope_words: str = ""
    scope_filter: Mapping[str, Any] = field(default_factory=dict)
    each: bool = False
    gathered: bool | None = None
    period_words: str = ""
    met_when: str = ""
    indicator: str | None = None
    issued_on: date | None = None
    version_id: int | None = None
    start: int | None = None
    end: int | None = None


@transaction.atomic
def create_target(draft: TargetDraft) -> Target:
    """Make a target; the same key of the same bureau is made once, asked again it is returned as it stands."""
    require("targets.target:edit", draft.organisation_id)
    known = Target._base_manager.filter(organisation_id=draft.organisation_id, key=draft.key).first()
    if known is not None:
        return known
    target = Target(organisation_id=draft.organisation_id, key=draft.key, **_fields(draft))
    target.save(force_insert=True)
    _write_values(target, draft.values)
    record(target, gettext_noop("建立了目标"), organisation_id=draft.organisation_id)
    return target


@transaction.atomic
def place_target(draft: TargetDraft) -> Target:
    """Make a target, or bring the one of the same key to the words of a later version.

    Other words or another value make it a proposal again: a person confirms. What was reported of it stays. The same words
    change nothing but where they stand.
    """
    require("targets.target:edit", draft.organisation_id)
    held = Target._base_manager.select_for_update().filter(
        organisation_id=draft.organisation_id, key=draft.key
    )
    known = held.first()
    if known is None:
        return create_target(draft)
    fields = _fields(draft)
    same = all(getattr(known, name) == fields[name] for name in ("wording", "name", "unit", "comparator"))
    same = same and _told(known.values.all()) == _told(_rows(known, draft.values))
    if same:
        fields = {name: fields[name] for name in ("version_id", "start", "end", "issued_on")}
        fields["issued_on"] = known.issued_on or fields["issued_on"]
    if all(getattr(known, name) == value for name, value in fields.items()):
        return known
    before = snapshot(known)
    for name, value in fields.items():
        setattr(known, name, value)
    known.version += 1
    known.save()
    if not same:
        known.values.all().delete()
        _write_values(known, draft.values)
    record(known, gettext_noop("按新稿修改了目标"), before=before, organisation_id=known.organisation_id)
    return known


@transaction.atomic
def confirm_target(
    target: Target,
    version: int,
    changes: Mapping[str, Any] | None = None,
    values: Iterable[ValueDraft] | None = None,
) -> Target:
    """Confirm when a target is met, when it is measured and by which indicator, with what the person changed of it.

    `values` replace the target's values where the person changed those too.
    """
    with one_act():
        told = {**(changes or {}), "state": TargetState.CONFIRMED}
        fresh = _change(target, version, told, gettext_noop("确认了目标"), "")
        if values is not None:
            _replace_values(fresh, tuple(values))
    return fresh


@transaction.atomic
def bind_indicator(target: Target, version: int, code: str) -> Target:
    """Bind a target to an indicator, so that its value is computed; an empty code unbinds it, so that it is reported."""
    verb = gettext_noop("绑定了指标") if code else gettext_noop("解除了指标绑定")
    return _change(target, version, {"indicator": code}, verb, "")


@transaction.atomic
def set_values(target: Target, version: int, values: Iterable[ValueDraft]) -> Target:
    """Give a target other values: a revision, a stretch, a reference that was published, shares by unit."""
    fresh = _change(target, version, {}, "", "")
    _replace_values(fresh, tuple(values))
    return fresh


def draft_of(value: TargetValue) -> ValueDraft:
    """Return a value as a draft, to be changed and written again."""
    names = (f.name for f in fields(ValueDraft))
    return ValueDraft(**{name: getattr(value, name) for name in names})


@dataclass(frozen=True, slots=True)
class Span:
    """The place in a summary from which a value was taken."""

    version_id: int
    start: int
    end: int
    sentence: str = ""


@transaction.atomic
def report_value(
    target: Target,
    value: float,
    as_of: date,
    person_id: int | None,
    note: str = "",
    span: Span | None = None,
    *,
    organisation_id: int | None = None,
    numerator: float | None = None,
    denominator: float | None = None,
) -> ReportedValue:
    """Report a value (填报) of a target whose rows no register holds, or keep what a summary states, with its span.

    Parameters
    ----------
    organisation_id
        The unit of which it is told, for a split target or one that each unit must reach.

    Raises
    ------
    Refusal
        When the value is computed from rows, its day lies ahead, it is no number, or does not equal its own fraction.
    """
    require("targets.target:report", target.organisation_id)
    if span is None and not told_by_hand([target]):
        raise Refusal(
            "targets.computed", "“%(name)s”由登记册计算，请在登记册中更正，不在这里填报", name=target.name
        )
    if not math.isfinite(value):
        raise Refusal("targets.no_number", "“%(name)s”的填报值不是一个数，请填写数值", name=target.name)
    if span is None and as_of > clock.today():
        raise Refusal(
            "targets.not_yet", "截至日期 %(day)s 还没有到，请填写已经过去的日期", day=as_of.isoformat()
        )
    _check_fraction(target, value, numerator, denominator)
    row = ReportedValue._base_manager.create(
        target=target, organisation_id=organisation_id, value=value, numerator=numerator, denominator=denominator,
        as_of=as_of, person_id=person_id, note=note[:300], sentence=span.sentence if span else "",
        version_id=span.version_id if span else None, start=span.start if span else None, end=span.end if span else None,
    )  # fmt: skip
    changes: list[list[Any]] = [
        ["value", "填报值", None, value],
        ["as_of", "截至日期", None, as_of.isoformat()],
    ]
    record(target, gettext_noop("填报了"), organisation_id=target.organisation_id, changes=changes, note=note)
    return row


@transaction.atomic
def override_light(
    target: Target, light: str, reason: str, set_on: date, person_id: int | None, until: date | None = None
) -> LightOverride:
    """Set a target's light by hand: dated, signed and shown beside the rule's own.

    Raises
    ------
    Refusal
        Without a reason, or when it would end before it begins.
    """
    require("targets.light:override", target.organisation_id)
    if not reason.strip():
        raise Refusal("targets.no_reason", "人工改灯必须写明理由")
    if until is not None and until <= set_on:
        raise Refusal("targets.override_ends_early", "止日应晚于起日，请重新填写")
    row = LightOverride._base_manager.create(
        target=target, light=LightWord(light), reason=reason.strip()[:300], set_on=set_on, until=until,
        signed=current_actor().label[:100], person_id=person_id,
    )  # fmt: skip
    changes = [
        ["light", "结果灯", None, str(row.get_light_display())],
        ["set_on", "自何日起", None, set_on.isoformat()],
    ]
    record(
        target, gettext_noop("人工改灯"), organisation_id=target.organisation_id, changes=changes, note=reason
    )
    return row


@transaction.atomic
def end_override(override: LightOverride, on: date) -> LightOverride:
    """Let a target's light follow its rule again from a day on."""
    target = override.target
    require("targets.light:override", target.organisation_id)
    fresh = LightOverride._base_manager.select_for_update().get(pk=override.pk)
    fresh.until = max(on, fresh.set_on)
    fresh.save(update_fields=["until"])
    changes = [["until", "至何日止", None, fresh.until.isoformat()]]
    record(target, gettext_noop("撤销了人工改灯"), organisation_id=target.organisation_id, changes=changes)
    return fresh


def _change(target: Target, version: int, changes: Mapping[str, Any], verb: str, note: str) -> Target:
    require("targets.target:edit", target.organisation_id)
    fresh = Target._base_manager.select_for_update().get(pk=target.pk)
    if fresh.version != version:
        raise Conflict("targets.stale", "“%(name)s”已被他人修改，请刷新后在最新内容上再改", name=fresh.name)
    unknown = set(changes) - CONFIRMABLE - {"state"}
    if unknown:
        raise ValueError(f"a target has no such field to change: {sorted(unknown)}")
    before = snapshot(fresh)
    for name, value in changes.items():
        setattr(fresh, name, value)
    if fresh.indicator and not known_indicator(fresh.indicator):
        raise Refusal("targets.no_indicator", "没有代码为“%(code)s”的指标", code=fresh.indicator)
    if fresh.measured_from is not None and fresh.measured_from > fresh.measured_at:
        raise Refusal("targets.window", "统计起 %(first)s 晚于统计时点 %(last)s，请重新填写",
                      first=fresh.measured_from.isoformat(), last=fresh.measured_at.isoformat())  # fmt: skip
    fresh.version = version + 1
    fresh.save()
    if verb:
        record(fresh, verb, before=before, organisation_id=fresh.organisation_id, note=note)
    return fresh


def _fields(draft: TargetDraft) -> dict[str, Any]:
    """Return a target's fields from its draft, with proposals where the draft leaves them open."""
    code = (
        propose_indicator(draft.name, draft.unit, draft.wording)
        if draft.indicator is None
        else draft.indicator
    )
    bound = indicator(code) if code else None
    high = any(value.value_high is not None for value in draft.values)
    kind = str(draft.values[0].kind) if draft.values else ""
    direction = bound.direction if bound else Direction.NONE
    measured = propose_measured(
        draft.measured_from, draft.measured_at, None if draft.window_confirmed else bound
    )
    gathered = propose_gathered(draft.name, draft.unit, bound) if draft.gathered is None else draft.gathered
    met_when = draft.met_when or propose_met_when(draft.comparator, high, draft.wording, direction, kind)
    return {
        "year": draft.year, "name": draft.name[:200], "wording": draft.wording[:300], "indicator": code,
        "comparator": draft.comparator, "met_when": met_when, "unit": draft.unit[:20], "scope_words": draft.scope_words[:60],
        "scope_filter": dict(draft.scope_filter), "each": draft.each, "gathered": gathered,
        "period_words": draft.period_words[:40], "measured_from": measured.first, "measured_at": measured.decides,
        "known_from": measured.known_from, "issued_on": draft.issued_on,
        "state": TargetState.CONFIRMED if draft.met_when else TargetState.PROPOSED, "version_id": draft.version_id,
        "start": draft.start, "end": draft.end,
    }  # fmt: skip


def _told(values: Iterable[TargetValue]) -> set[tuple[Any, ...]]:
    """Return values as plain tuples, to be held against one another."""
    names = [f.attname for f in TargetValue._meta.concrete_fields if f.name not in ("id", "target")]
    return {tuple(getattr(value, name) for name in names) for value in values}


def _write_values(target: Target, values: Iterable[ValueDraft]) -> None:
    TargetValue.objects.bulk_create(_rows(target, values))


def _replace_values(target: Target, drafts: tuple[ValueDraft, ...]) -> None:
    held = TargetValue.objects.filter(target=target)
    if _told(held) == _told(_rows(target, drafts)):
        return
    was = "、".join(map(str, held))
    held.delete()
    _write_values(target, drafts)
    now = "、".join(map(str, TargetValue.objects.filter(target=target)))
    record(
        target, gettext_noop("修改了目标值"), organisation_id=target.organisation_id, changes=[["values", "目标值", was, now]]
    )  # fmt: skip


def _rows(target: Target, values: Iterable[ValueDraft]) -> list[TargetValue]:
    return [
        TargetValue(
            target=target, organisation_id=v.organisation_id, year=v.year, certainty=v.certainty, kind=v.kind, value=v.value,
            value_high=v.value_high, base=v.base[:60], base_value=v.base_value, change_unit=v.change_unit,
            reference_indicator=v.reference_indicator[:60], reference_scope=v.reference_scope[:60],
            reference_period=v.reference_period[:40],
        )
        for v in values
    ]  # fmt: skip


def _check_fraction(target: Target, value: float, numerator: float | None, denominator: float | None) -> None:
    """A fraction given with a value must give that value, to the two decimals in which rates are printed (indicators 1.9)."""
    if numerator is None or denominator is None:
        return
    if denominator == 0:
        raise Refusal("targets.zero_denominator", "“%(name)s”的分母不能为零", name=target.name)
    told = numerator / denominator * (100 if target.unit in ("%", "％") else 1)
    if abs(told - value) > 0.005 + 1e-9:
        raise Refusal(
            "targets.fraction", "分子 ÷ 分母 = %(told)s，与填报值 %(value)s 不符，请核对", told=f"{told:.2f}", value=f"{value:g}"
        )  # fmt: skip
