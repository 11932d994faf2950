"""Every write to the unit tree: found, change, move, merge, split, close, correct, and moves of many at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop
from pypinyin import Style, lazy_pinyin

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind, SuccessionKind
from gangmu.foundation.organisations.codes import check_division_code, check_school_code
from gangmu.foundation.organisations.models import (
    BoundaryChange,
    Group,
    GroupMembership,
    Organisation,
    OrganisationState,
    Succession,
)
from gangmu.foundation.organisations.selectors import tree

EDIT = "organisations.unit:edit"


def pinyin_key(name: str) -> str:
    """Return a key for search and order: full pinyin, then initials."""
    full = "".join(lazy_pinyin(name))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return f"{full} {initials}".lower()[:400]


@transaction.atomic
def found(
    key: str, on: date, parent: Organisation | None = None, at: datetime | None = None, **state: Any
) -> Organisation:
    """Found a unit on a day.

    Parameters
    ----------
    key
        The unit's lasting key for import and export.
    state
        Fields of `OrganisationState`; `name` and `kind` at least.

    Raises
    ------
    Refusal
        When the key or a code is taken, or a code is malformed.
    """
    require(EDIT, parent.pk if parent else None)
    if Organisation.objects.filter(key=key).exists():
        raise Refusal("organisations.key_taken", "单位键“%(key)s”已被使用", key=key)
    _check_codes(None, on, state)
    unit = Organisation.objects.create(
        key=key, name=state["name"], kind=state["kind"], parent=parent, pinyin=pinyin_key(state["name"])
    )
    OrganisationState.set_state({"organisation": unit}, {**state, "parent": parent}, on, at=at)
    record(unit, gettext_noop("设立了单位"), organisation_id=unit.pk)
    return unit


@transaction.atomic
def change(
    unit: Organisation,
    on: date,
    changes: Mapping[str, Any],
    basis: str = "",
    until: date | None = None,
    at: datetime | None = None,
) -> Organisation:
    """Change what a unit is from a day on (rename, move, new code …); earlier states stay as they were.

    Raises
    ------
    Refusal
        When the unit did not stand on that day, a code is wrong or taken, or it would stand below itself.
    """
    require(EDIT, unit.pk)
    held = OrganisationState.objects.select_for_update().at(on).filter(organisation=unit).first()
    if held is None:
        raise Refusal(
            "organisations.not_standing",
            "“%(name)s”在 %(day)s 尚未设立或已经撤销",
            name=unit.name,
            day=on.isoformat(),
        )
    values = {**held.state(), **_attributes(changes)}
    if values["parent_id"] != held.parent_id:
        _check_parent(unit, values["parent_id"], on)
    _check_codes(unit, on, values)
    before = snapshot(unit)
    later = until or held.valid_to
    OrganisationState.set_state({"organisation": unit}, values, on, later, at=at)
    _repeat_today(unit)
    record(unit, gettext_noop("变更了单位"), before=before, organisation_id=unit.pk, note=basis)
    return unit


def rename(unit: Organisation, on: date, name: str, basis: str = "") -> Organisation:
    """Give a unit another name from a day on."""
    return change(unit, on, {"name": name}, basis)


def move(
    unit: Organisation, on: date, parent: Organisation, basis: str = "", at: datetime | None = None
) -> Organisation:
    """Put a unit under another from a day on."""
    require(EDIT, parent.pk)
    return change(unit, on, {"parent": parent}, basis, at=at)


@transaction.atomic
def close(unit: Organisation, on: date, basis: str = "") -> Organisation:
    """Close a unit from a day on.

    Raises
    ------
    Refusal
        While units stand below it.
    """
    require(EDIT, unit.pk)
    below = [tree(on).units[child].name for child in tree(on).children.get(unit.pk, ())]
    if below:
        raise Refusal(
            "organisations.has_children",
            "“%(name)s”下还有 %(units)s,请先划转或撤销",
            name=unit.name,
            units="、".join(below[:5]),
        )
    before = snapshot(unit)
    OrganisationState.end_state({"organisation": unit}, on)
    _repeat_today(unit)
    record(unit, gettext_noop("撤销了单位"), before=before, organisation_id=unit.pk, note=basis)
    return unit


@transaction.atomic
def merge(units: Sequence[Organisation], into: Organisation, on: date, basis: str = "") -> Organisation:
    """Close units whose rows go on in another (合并)."""
    with one_act():
        for unit in units:
            if unit.pk == into.pk:
                continue
            for child in [u for u in tree(on).units.values() if u.parent_id == unit.pk]:
                move(Organisation.objects.get(pk=child.id), on, into, basis)
            close(unit, on, basis)
            Succession.objects.create(predecessor=unit, successor=into, kind=SuccessionKind.MERGER, on=on)
    return into


@transaction.atomic
def split(unit: Organisation, parts: Sequence[Organisation], on: date, basis: str = "") -> None:
    """Let several units follow one (分立); the unit itself may be one of them and then stays open."""
    require(EDIT, unit.pk)
    with one_act():
        for part in parts:
            Succession.objects.create(predecessor=unit, successor=part, kind=SuccessionKind.SPLIT, on=on)
            record(part, gettext_noop("分立设立"), before=snapshot(part), organisation_id=part.pk, note=basis)
        if unit.pk not in {part.pk for part in parts}:
            close(unit, on, basis)


@transaction.atomic
def correct(
    unit: Organisation, state: OrganisationState, changes: Mapping[str, Any], basis: str
) -> OrganisationState:
    """Correct what was recorded of an interval: what was known before stays askable."""
    require(EDIT, unit.pk)
    before = snapshot(unit)
    values = {**state.state(), **_attributes(changes)}
    fresh = OrganisationState.set_state({"organisation": unit}, values, state.valid_from, state.valid_to)
    _repeat_today(unit)
    record(unit, gettext_noop("更正了单位"), before=before, organisation_id=unit.pk, note=basis)
    return fresh


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Counts of units by parent and kind before and after an operation; the sums agree or the operation is refused."""

    rows: tuple[tuple[str, str, int, int], ...]

    @property
    def balanced(self) -> bool:
        """Whether as many units stand after as before."""
        return sum(row[2] for row in self.rows) == sum(row[3] for row in self.rows)


@transaction.atomic
def change_boundary(
    bureau: Organisation,
    moves: Iterable[tuple[Organisation, Organisation]],
    on: date,
    basis: str,
    dry_run: bool = False,
) -> Reconciliation:
    """Move many units at once (区划调整): all or none, with the counts before and after kept.

    Parameters
    ----------
    moves
        Pairs of unit and new parent.
    dry_run
        Reckon only; nothing is written.
    """
    require(EDIT, bureau.pk)
    asked = list(moves)
    twice = [unit.name for unit, times in Counter(unit for unit, _parent in asked).items() if times > 1]
    if twice:
        raise Refusal("organisations.moved_twice", "“%(name)s”在划转表中出现不止一次", name="、".join(twice))
    point = transaction.savepoint()
    before = _counts(bureau, on)
    with one_act():
        for unit, parent in asked:
            move(unit, on, parent, basis)
    after = _counts(bureau, on)
    keys = sorted({*before, *after})
    told = Reconciliation(tuple((*key, before.get(key, 0), after.get(key, 0)) for key in keys))
    if dry_run:
        transaction.savepoint_rollback(point)
        return told
    done = BoundaryChange.objects.create(
        organisation=bureau,
        on=on,
        basis=basis,
        recorded_at=clock.now(),
        reconciliation=[list(row) for row in told.rows],
    )
    record(done, gettext_noop("完成了区划调整"), organisation_id=bureau.pk, note=basis)
    return told


@transaction.atomic
def join_group(group: Group, unit: Organisation, on: date, is_core: bool = False) -> None:
    """Let a unit belong to a group from a day on."""
    require(EDIT, group.organisation_id)
    GroupMembership.set_state({"group": group, "organisation": unit}, {"is_core": is_core}, on)
    record(
        group,
        gettext_noop("加入了成员"),
        before=snapshot(group),
        organisation_id=group.organisation_id,
        note=unit.name,
    )


@transaction.atomic
def leave_group(group: Group, unit: Organisation, on: date) -> None:
    """Let a unit no longer belong to a group from a day on."""
    require(EDIT, group.organisation_id)
    GroupMembership.end_state({"group": group, "organisation": unit}, on)
    record(
        group,
        gettext_noop("退出了成员"),
        before=snapshot(group),
        organisation_id=group.organisation_id,
        note=unit.name,
    )


@transaction.atomic
def make_group(bureau: Organisation, kind: str, name: str) -> Group:
    """Make a group under a bureau."""
    require(EDIT, bureau.pk)
    group = Group.objects.create(organisation=bureau, kind=kind, name=name)
    record(group, gettext_noop("建立了群组"), organisation_id=bureau.pk)
    return group


def _attributes(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        (f"{name}_id" if name == "parent" else name): (value.pk if name == "parent" and value else value)
        for name, value in changes.items()
    }


def _check_parent(unit: Organisation, parent_id: int | None, on: date) -> None:
    standing = tree(on)
    if parent_id is not None and (parent_id == unit.pk or parent_id in standing.subtree(unit.pk)):
        raise Refusal("organisations.cycle", "“%(name)s”不能划到自己的下级之下", name=unit.name)
    if parent_id is not None and parent_id not in standing.units:
        raise Refusal(
            "organisations.parent_missing", "上级单位在 %(day)s 尚未设立或已经撤销", day=on.isoformat()
        )


def _check_codes(unit: Organisation | None, on: date, values: Mapping[str, Any]) -> None:
    code = values.get("school_code") or ""
    if code:
        check_school_code(code)
        others = OrganisationState.objects.at(on).filter(school_code=code)
        holder = others.exclude(organisation=unit).first() if unit else others.first()
        if holder is not None:
            raise Refusal(
                "organisations.code_taken",
                "学校标识码 %(code)s 已属于“%(name)s”",
                code=code,
                name=holder.name,
            )
    if values.get("division_code"):
        check_division_code(values["division_code"])


def _repeat_today(unit: Organisation) -> None:
    held = OrganisationState.objects.at().filter(organisation=unit).first()
    unit.is_open = (
        held is not None
        or OrganisationState.objects.known().filter(organisation=unit, valid_from__gt=clock.today()).exists()
    )
    if held is not None:
        unit.name, unit.kind, unit.parent_id = held.name, held.kind, held.parent_id
        unit.pinyin = pinyin_key(held.name)
    unit.version += 1
    unit.save()


def _counts(bureau: Organisation, on: date) -> dict[tuple[str, str], int]:
    standing = tree(on)
    counted: Counter[tuple[str, str]] = Counter()
    for unit_id in standing.subtree(bureau.pk):
        unit = standing.units.get(unit_id)
        if unit is not None and unit.parent_id is not None:
            parent = standing.units.get(unit.parent_id)
            counted[(parent.name if parent else "", str(Kind(unit.kind).label))] += 1
    return dict(counted)
