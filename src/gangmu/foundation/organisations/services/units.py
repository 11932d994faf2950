"""One unit: found, change, rename, move, close, and correct what was recorded of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_noop

from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.kernel.events import publish
from gangmu.foundation.organisations.events import UnitClosed, UnitMoved
from gangmu.foundation.organisations.models import (
    GroupMembership,
    Organisation,
    OrganisationState,
    Succession,
)
from gangmu.foundation.organisations.ordering import name_keys
from gangmu.foundation.organisations.services.checks import (
    check_nothing_below,
    check_place,
    check_written,
    held_on,
)
from gangmu.foundation.organisations.services.writing import (
    locked,
    may_edit,
    may_edit_id,
    may_found_at_the_top,
    note_founded,
    repeat_today,
    tell,
    writing_tree,
)


def free_key(number: int = 0) -> str:
    """Return a key for a unit that has none of its own."""
    number = max(number, (Organisation.objects.aggregate(last=Max("pk"))["last"] or 0) + 1)
    while Organisation.objects.filter(key=f"unit-{number}").exists():
        number += 1
    return f"unit-{number}"


def found(
    key: str,
    on: date,
    parent: Organisation | None = None,
    at: datetime | None = None,
    basis: str = "",
    **state: Any,
) -> Organisation:
    """Found a unit on a day.

    Parameters
    ----------
    key
        The unit's lasting key for import and export; one is made when empty.
    at
        The moment of recording, for what is entered of old; now when absent.
    state
        Fields of `OrganisationState`; `name` and `kind` at least.

    Raises
    ------
    Refusal
        When the key, a code or the name is taken, a code is malformed, or the unit above did not stand that day.
    """
    if parent is None:
        may_found_at_the_top()
    else:
        may_edit(parent)
    with writing_tree():
        chosen = key or state.get("school_code") or free_key()
        if Organisation.objects.filter(key=chosen).exists():
            raise Refusal("organisations.key_taken", "单位键“%(key)s”已被使用", key=chosen)
        name = str(state.get("name") or "").strip()
        unit = Organisation.objects.create(
            key=chosen, name=name, kind=state.get("kind", ""), parent=parent, **name_keys(name)
        )
        row = OrganisationState.set_state(
            {"organisation": unit}, {**state, "name": name, "parent": parent}, on, at=at
        )
        check_written([row])
        repeat_today(unit)
        note_founded([unit])
        tell(unit, gettext_noop("设立了单位"), on, row.state(), note=basis)
    return unit


def change(
    unit: Organisation,
    on: date,
    changes: Mapping[str, Any],
    basis: str = "",
    until: date | None = None,
    at: datetime | None = None,
    version: int | None = None,
    verb: str = gettext_noop("变更了单位"),
) -> Organisation:
    """Change what a unit is from a day on; earlier states stay, and so does what is already recorded of later days.

    Parameters
    ----------
    version
        The version of the unit that the person saw; a newer one is a conflict.

    Raises
    ------
    Refusal
        When the unit did not stand on that day, or what it would be is impossible.
    """
    may_edit(unit)
    with writing_tree():
        held = locked(unit, version)
        before = held_on(held, on).state()
        after = {**before, **_attributes(changes)}
        if after["parent_id"] != before["parent_id"] and after["parent_id"] is not None:
            may_edit_id(after["parent_id"])
        written = OrganisationState.change_state({"organisation": held}, _attributes(changes), on, until, at)
        check_written(written)
        if written:
            repeat_today(held)
            tell(held, verb, on, after, before, basis)
            if after["parent_id"] != before["parent_id"] and after["parent_id"] is not None:
                publish(UnitMoved(held.pk, before["parent_id"], after["parent_id"], on))
    _renew(unit, held)
    return unit


def change_details(
    unit: Organisation, on: date, changes: Mapping[str, Any], basis: str = "", version: int | None = None
) -> Organisation:
    """Change codes, stages, ownership, place or site of a unit from a day on."""
    return change(unit, on, changes, basis, version=version, verb=gettext_noop("变更了单位信息"))


def rename(
    unit: Organisation, on: date, name: str, basis: str = "", short_name: str | None = None,
    version: int | None = None,
) -> Organisation:  # fmt: skip
    """Give a unit another name from a day on; its codes stay (a code is kept on a change of name)."""
    changes = {"name": name.strip()} | ({} if short_name is None else {"short_name": short_name.strip()})
    return change(unit, on, changes, basis, version=version, verb=gettext_noop("更名了单位"))


def move(
    unit: Organisation, on: date, parent: Organisation, basis: str = "", at: datetime | None = None,
    version: int | None = None,
) -> Organisation:  # fmt: skip
    """Put a unit with all below it under another from a day on."""
    may_edit(parent)
    return change(
        unit, on, {"parent": parent}, basis, at=at, version=version, verb=gettext_noop("划转了单位")
    )


def close(
    unit: Organisation,
    on: date,
    basis: str = "",
    version: int | None = None,
    successors: tuple[int, ...] = (),
) -> Organisation:
    """Close a unit from a day on; its memberships of groups end with it.

    Raises
    ------
    Refusal
        While units stand below it, or when it was founded that day or later.
    """
    may_edit(unit)
    with writing_tree(), one_act():
        held = locked(unit, version)
        state = held_on(held, on)
        first = OrganisationState.objects.known().filter(organisation=held).order_by("valid_from").first()
        if first is not None and first.valid_from == on:
            raise Refusal(
                "organisations.closed_at_founding", "“%(name)s”当日设立，不能当日撤销", name=held.name
            )
        check_nothing_below(held, on)
        OrganisationState.end_state({"organisation": held}, on)
        _end_memberships(held, on)
        repeat_today(held)
        tell(held, gettext_noop("撤销了单位"), on, {}, state.state(), basis)
        publish(UnitClosed(held.pk, on, successors))
    _renew(unit, held)
    return unit


def _end_memberships(unit: Organisation, on: date) -> None:
    for membership in GroupMembership.objects.touching(on).filter(organisation=unit).select_related("group"):
        GroupMembership.end_state({"group": membership.group, "organisation": unit}, on)
        record(
            membership.group,
            gettext_noop("退出了成员"),
            organisation_id=membership.group.organisation_id,
            note=unit.name,
            changes=[
                ["organisation", "单位", unit.name, None],
                ["valid_to", "生效日期", None, on.isoformat()],
            ],
        )


def withdraw_closing(unit: Organisation, basis: str) -> Organisation:
    """Take back a closing that was recorded by mistake: the unit never closed, and nobody follows it."""
    may_edit(unit)
    with writing_tree():
        held = locked(unit)
        last = OrganisationState.objects.known().filter(organisation=held).order_by("valid_from").last()
        if last is None or last.valid_to is None:
            raise Refusal("organisations.not_closed", "“%(name)s”没有撤销记录", name=held.name)
        closed = last.valid_to
        row = OrganisationState.set_state({"organisation": held}, last.state(), last.valid_from)
        check_written([row])
        Succession.objects.filter(predecessor=held, on=closed, recorded_to__isnull=True).update(
            recorded_to=clock.now()
        )
        repeat_today(held)
        tell(held, gettext_noop("更正为未撤销"), closed, {}, note=basis)
    _renew(unit, held)
    return unit


def correct(
    unit: Organisation, state: OrganisationState, changes: Mapping[str, Any], basis: str
) -> list[OrganisationState]:
    """Correct what was recorded from a state's first day on; what was known before stays askable.

    The correction runs on through later states that repeat the same mistake, up to one that says something else.
    """
    may_edit(unit)
    if not basis.strip():
        raise Refusal("organisations.no_basis", "更正记录需要写明理由或依据")
    with writing_tree():
        held = locked(unit)
        _insist_known(held, state)
        before = state.state()
        written = OrganisationState.change_state(
            {"organisation": held}, _attributes(changes), state.valid_from
        )
        check_written(written)
        repeat_today(held)
        after = {**before, **_attributes(changes)}
        tell(held, gettext_noop("更正了单位记录"), state.valid_from, after, before, basis)
    _renew(unit, held)
    return written


def correct_date(unit: Organisation, state: OrganisationState, valid_from: date, basis: str) -> None:
    """Correct the day from which a state holds: the founding, or the border to the state before."""
    may_edit(unit)
    with writing_tree():
        held = locked(unit)
        _insist_known(held, state)
        known = OrganisationState.objects.known().filter(organisation=held)
        before = known.filter(valid_to=state.valid_from).first()
        too_early = before is not None and valid_from <= before.valid_from
        too_late = state.valid_to is not None and valid_from >= state.valid_to
        if too_early or too_late:
            raise Refusal(
                "organisations.date_over_state",
                "日期 %(day)s 越过了相邻的另一条记录，请先更正那一条",
                day=valid_from.isoformat(),
            )
        entity = {"organisation": held}
        if valid_from < state.valid_from:
            rows = [OrganisationState.set_state(entity, state.state(), valid_from, state.valid_to)]
        elif before is not None:
            rows = [OrganisationState.set_state(entity, before.state(), before.valid_from, valid_from)]
        else:
            OrganisationState.end_state(entity, state.valid_from, valid_from)
            rows = []
            for child in OrganisationState.objects.known().filter(parent=held):
                check_place(child)
        check_written(rows)
        repeat_today(held)
        record(
            held, gettext_noop("更正了生效日期"), organisation_id=held.pk, note=basis,
            changes=[["valid_from", "生效日期", state.valid_from.isoformat(), valid_from.isoformat()]],
        )  # fmt: skip
    _renew(unit, held)


def correct_record(
    unit: Organisation, state: OrganisationState, valid_from: date, changes: Mapping[str, Any], basis: str
) -> None:
    """Correct both what a state says and the day from which it holds."""
    with writing_tree(), one_act():
        if valid_from != state.valid_from:
            correct_date(unit, state, valid_from, basis)
            state = OrganisationState.objects.at(valid_from).get(organisation=unit)
        if changes:
            correct(unit, state, changes, basis)


def _insist_known(unit: Organisation, state: OrganisationState) -> None:
    fresh = OrganisationState.objects.filter(pk=state.pk, organisation=unit).first()
    if fresh is None or fresh.recorded_to is not None:
        raise Conflict(
            "organisations.changed_meanwhile",
            "“%(name)s”刚刚被他人修改。您填的内容都还在，请再预览一次，核对后确认",
            name=unit.name,
        )


def _attributes(changes: Mapping[str, Any]) -> dict[str, Any]:
    found_values = {
        (f"{name}_id" if name == "parent" else name): (value.pk if name == "parent" and value else value)
        for name, value in changes.items()
    }
    unknown = found_values.keys() - set(OrganisationState.state_fields())
    if unknown:
        raise TypeError(f"a unit has no {', '.join(sorted(unknown))}")
    return found_values


def _renew(given: Organisation, fresh: Organisation) -> None:
    """Let the caller's own object show what holds now."""
    for name in ("name", "kind", "parent_id", "is_open", "pinyin", "sort_key", "version"):
        setattr(given, name, getattr(fresh, name))


def reorder(unit: Organisation, order: int) -> Organisation:
    """Set the place of a unit among those beside it."""
    may_edit(unit)
    with writing_tree():
        before = snapshot(unit)
        unit.order = order
        unit.save(update_fields=["order"])
        record(unit, gettext_noop("调整了次序"), before=before, organisation_id=unit.pk)
    return unit
