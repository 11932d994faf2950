"""Units that follow one another: merger and split."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_noop

from gangmu.foundation.audit.services import one_act, record
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import SuccessionKind
from gangmu.foundation.organisations.models import Organisation, OrganisationState, Succession
from gangmu.foundation.organisations.services.checks import held_on
from gangmu.foundation.organisations.services.units import change, close, found
from gangmu.foundation.organisations.services.writing import may_edit, writing_tree


def merge(units: Sequence[Organisation], into: Organisation, on: date, basis: str = "") -> Organisation:
    """Close units whose rows go on in another (合并); what stands below them goes with them.

    `into` may be one of the units, an older one, or one founded for it.
    """
    others = [unit for unit in dict.fromkeys(units) if unit.pk != into.pk]
    if not others:
        raise Refusal("organisations.nothing_to_merge", "请选择要并入“%(name)s”的单位", name=into.name)
    may_edit(into)
    with writing_tree(), one_act():
        held_on(into, on)
        for unit in others:
            may_edit(unit)
            held_on(unit, on)
            hand_children(unit, into, on, basis)
            close(unit, on, basis, successors=(into.pk,))
            _succeed(unit, into, SuccessionKind.MERGER, on, basis)
        record(
            into, gettext_noop("合并了单位"), organisation_id=into.pk, note=basis,
            changes=[
                ["valid_from", "生效日期", None, on.isoformat()],
                ["units", "并入单位", None, "、".join(unit.name for unit in others)],
            ],
        )  # fmt: skip
    return into


def split(
    unit: Organisation,
    parts: Sequence[Organisation],
    on: date,
    basis: str = "",
    children: Mapping[Organisation, Organisation] | None = None,
) -> None:
    """Let several units follow one (分立); the unit itself may be one of them and then stays open.

    Parameters
    ----------
    parts
        At least two units that stand on the day.
    children
        Which part takes what stands below the unit; needed for all of it when the unit closes.
    """
    may_edit(unit)
    chosen = list(dict.fromkeys(parts))
    if len(chosen) < 2:
        raise Refusal(
            "organisations.one_part",
            "分立后应有至少两个单位；只有一个时请用更名或合并（“%(name)s”）",
            name=unit.name,
        )
    with writing_tree(), one_act():
        held_on(unit, on)
        for part in chosen:
            may_edit(part)
            held_on(part, on)
        for child, part in (children or {}).items():
            if part not in chosen:
                raise Refusal("organisations.not_a_part", "“%(name)s”不是分立后的单位之一", name=part.name)
            if part.pk != unit.pk:
                change(child, on, {"parent": part}, basis, verb=gettext_noop("划转了单位"))
        for part in chosen:
            _succeed(unit, part, SuccessionKind.SPLIT, on, basis)
        stays = unit.pk in {part.pk for part in chosen}
        names = "、".join(part.name for part in chosen)
        record(
            unit, gettext_noop("分立了单位"), organisation_id=unit.pk, note=basis,
            changes=[["valid_from", "生效日期", None, on.isoformat()], ["units", "分立为", None, names]],
        )  # fmt: skip
        if not stays:
            close(unit, on, basis, successors=tuple(part.pk for part in chosen))


def split_off(
    unit: Organisation, names: Sequence[str], on: date, basis: str = "", stays: bool = True
) -> list[Organisation]:
    """Found units of some names beside one that they follow, of its kind, stages and place; codes come later.

    When the unit does not stay, what stands below it goes to the first of them.
    """
    may_edit(unit)
    with writing_tree(), one_act():
        state = held_on(unit, on)
        kept = {
            name: value
            for name, value in state.state().items()
            if name in ("kind", "stages", "ownership", "urban_rural", "urban_rural_detail", "division_code")
        }
        made = [found("", on, state.parent, basis=basis, name=name, **kept) for name in names]
        if not stays and made:
            hand_children(unit, made[0], on, basis)
        split(unit, [unit, *made] if stays else made, on, basis)
    return made


def withdraw_succession(succession: Succession, basis: str) -> None:
    """Take back that one unit follows another, recorded by mistake; what was known before stays askable."""
    may_edit(succession.predecessor)
    with writing_tree():
        held = Succession.objects.select_for_update().get(pk=succession.pk)
        if held.recorded_to is None:
            held.recorded_to = clock.now()
            held.save(update_fields=["recorded_to"])
            record(
                held.predecessor, gettext_noop("撤回了承接关系"), organisation_id=held.predecessor_id,
                note=basis, changes=[["successor", "承接单位", held.successor.name, None]],
            )  # fmt: skip


def hand_children(unit: Organisation, to: Organisation, on: date, basis: str) -> None:
    """Put what stands below a unit, on the day or later, under another."""
    while True:
        row = (
            OrganisationState.objects.touching(on)
            .filter(parent=unit)
            .select_related("organisation")
            .order_by("valid_from", "id")
            .first()
        )
        if row is None:
            return
        day = max(on, row.valid_from)
        change(row.organisation, day, {"parent": to}, basis, verb=gettext_noop("划转了单位"))


def _succeed(unit: Organisation, successor: Organisation, kind: SuccessionKind, on: date, basis: str) -> None:
    known = Succession.objects.filter(
        predecessor=unit, successor=successor, on=on, recorded_to__isnull=True
    ).first()
    if known is None:
        Succession.objects.create(
            predecessor=unit,
            successor=successor,
            kind=kind,
            on=on,
            basis=basis[:300],
            recorded_from=clock.now(),
        )
    elif known.kind != kind:
        raise Refusal(
            "organisations.follows_otherwise",
            "“%(name)s”当日已有另一方式的承接记录，请先撤回",
            name=unit.name,
        )
