"""Every write to persons and roles."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import LEADERSHIP, Role
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.kernel.events import publish
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.models import Group, Organisation
from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.people.choices import HELD_IN, KEEPERS, ScopeKind
from gangmu.foundation.people.events import ItemsHandedOver, PersonLeft
from gangmu.foundation.people.leading import EDIT, change_leadership
from gangmu.foundation.people.models import Deputy, Leadership, Person, RoleAssignment
from gangmu.foundation.people.names import name_as_kept
from gangmu.foundation.people.selectors import HANDED_OVER, served_by
from gangmu.foundation.people.terms import uncovered

EDIT_KEEPERS = "people.keeper:edit"


@transaction.atomic
def enter_person(organisation: Organisation, name: str, title: str = "") -> Person:
    """Enter somebody who works in a unit."""
    require(EDIT, organisation.pk)
    kept = name_as_kept(name)
    if not kept:
        raise Refusal("people.no_name", "请填写姓名")
    person = Person._base_manager.create(
        organisation=organisation,
        name=kept,
        title=title.strip(),
        pinyin=pinyin_key(kept)[:200],
    )
    record(person, gettext_noop("登记了人员"), organisation_id=organisation.pk)
    return person


@transaction.atomic
def change_person(person: Person, version: int, changes: Mapping[str, Any], note: str = "") -> Person:
    """Correct a person's name, title or unit (`name`, `title`, `organisation`).

    Raises
    ------
    Conflict
        When somebody changed the person since `version`.
    """
    held = _locked(person)
    require(EDIT, held.organisation_id)
    if held.version != version:
        raise Conflict("people.stale", "“%(name)s”已被他人修改，请在最新内容上再改", name=held.name)
    before = snapshot(held)
    for name in ("name", "title", "organisation"):
        if name in changes:
            setattr(held, name, changes[name].strip() if isinstance(changes[name], str) else changes[name])
    held.name = name_as_kept(held.name)
    if not held.name:
        raise Refusal("people.no_name", "请填写姓名")
    require(EDIT, held.organisation_id)
    held.pinyin, held.version = pinyin_key(held.name)[:200], held.version + 1
    held.save()
    record(held, gettext_noop("修改了"), before=before, organisation_id=held.organisation_id, note=note)
    return held


@transaction.atomic
def assign_role(
    person: Person,
    role: Role,
    organisation: Organisation,
    valid_from: date,
    *,
    valid_to: date | None = None,
    scope_kind: ScopeKind = ScopeKind.SUBTREE,
    line_kinds: Iterable[str] = (),
    line_stages: Iterable[str] = (),
    group: Group | None = None,
) -> RoleAssignment:
    """Give a person a role in a unit from a day on.

    Raises
    ------
    Refusal
        When the person holds the same role there already, the role is not one of such a unit, the bureau has a director, or
        the scope is not told completely.
    Forbidden
        When the one who acts may not give a role that reaches so far.
    """
    given = RoleAssignment(
        person=person, role=role, organisation=organisation, valid_from=valid_from, valid_to=valid_to,
        scope_kind=scope_kind, line_kinds=list(line_kinds), line_stages=list(line_stages), group=group,
    )  # fmt: skip
    _locked(person)
    _require_all(given)
    _check_place(given)
    _check_scope(given)
    _check_others(given)
    given.save(force_insert=True)
    record(given, gettext_noop("任命了角色"), organisation_id=organisation.pk)
    return given


def _require_all(given: RoleAssignment) -> None:
    """Nobody gives what reaches further than they do themselves: over person, unit and all of the scope."""
    require(EDIT, given.person.organisation_id)
    require(EDIT, given.organisation_id)
    served = served_by(given, tree()) if given.scope_kind == ScopeKind.SUBTREE else given.organisation_id
    require(EDIT, served)
    if given.role in KEEPERS:
        require(EDIT_KEEPERS, served)
    if given.scope_kind == ScopeKind.LINE:
        bureau = tree().bureau_of(given.organisation_id)
        if bureau is not None:
            require(EDIT, bureau)
    if given.scope_kind == ScopeKind.GROUP and given.group is not None:
        require(EDIT, given.group.organisation_id)


def _check_place(given: RoleAssignment) -> None:
    kinds = HELD_IN.get(given.role)
    if kinds and given.organisation.kind not in kinds:
        raise Refusal(
            "people.wrong_place",
            "“%(unit)s”是%(kind)s，不能担任%(role)s",
            unit=given.organisation.name,
            kind=str(given.organisation.get_kind_display()),
            role=str(given.get_role_display()),
        )
    if given.valid_to is not None and given.valid_to <= given.valid_from:
        raise Refusal("people.role_interval", "卸任日期应晚于任职日期")
    if given.person.left_on is not None and given.person.left_on <= given.valid_from:
        raise Refusal(
            "people.has_left", "%(name)s 已于 %(on)s 离任", name=given.person.name, on=given.person.left_on
        )


def _check_scope(given: RoleAssignment) -> None:
    if given.scope_kind == ScopeKind.GROUP and given.group is None:
        raise Refusal(
            "people.no_group", "“%(role)s”的范围是单位群组，请选择群组", role=str(given.get_role_display())
        )
    if given.scope_kind == ScopeKind.LINE:
        unknown = [k for k in given.line_kinds if k not in Kind] + [
            s for s in given.line_stages if s not in Stage
        ]
        if unknown or not (given.line_kinds or given.line_stages):
            raise Refusal(
                "people.no_line",
                "“%(role)s”的范围是业务条线，请选择学段或单位类别",
                role=str(given.get_role_display()),
            )


def _check_others(given: RoleAssignment) -> None:
    meanwhile = RoleAssignment._base_manager.filter(
        _overlapping(given.valid_from, given.valid_to), role=given.role, organisation=given.organisation
    )
    if meanwhile.filter(
        person=given.person, group=given.group, scope_kind=given.scope_kind,
        line_kinds=given.line_kinds, line_stages=given.line_stages,
    ).exists():  # fmt: skip
        raise Refusal(
            "people.role_held",
            "%(name)s 已在“%(unit)s”担任%(role)s",
            name=given.person.name,
            unit=given.organisation.name,
            role=str(given.get_role_display()),
        )
    if given.role == Role.DIRECTOR and (other := meanwhile.exclude(person=given.person).first()):
        raise Refusal(
            "people.one_director",
            "“%(unit)s”已有局长%(name)s，请先办理其免职或移交",
            unit=given.organisation.name,
            name=other.person.name,
        )


@transaction.atomic
def end_role(assignment: RoleAssignment, on: date, reason: str = "") -> RoleAssignment:
    """End a role from a day on; that it was held stays."""
    held = RoleAssignment._base_manager.select_for_update().get(pk=assignment.pk)
    require(EDIT, held.organisation_id)
    if held.role in KEEPERS:
        require(EDIT_KEEPERS, held.organisation_id)
    if held.valid_to is not None and held.valid_to <= on:
        raise Refusal("people.role_ended", "该任职已于 %(on)s 结束", on=held.valid_to)
    before = snapshot(held)
    held.valid_to = assignment.valid_to = max(on, held.valid_from)
    held.save(update_fields=["valid_to"])
    record(held, gettext_noop("免去了角色"), before=before, organisation_id=held.organisation_id, note=reason)
    return assignment


@transaction.atomic
def hand_over(
    person: Person,
    successor: Person,
    on: date,
    reason: str,
    leaves: bool = True,
    roles: Collection[RoleAssignment] | None = None,
) -> None:
    """Pass a person's roles, sections and open items to a successor in one operation; what was done stays in its name.

    Parameters
    ----------
    leaves
        Whether the person works here no longer from that day on.
    roles
        The roles that pass, when not all do; then the person stays, and items follow the units of these roles.

    Raises
    ------
    Refusal
        When somebody would succeed themself, the successor has left, or the day lies ahead: items pass at once.
    """
    require(EDIT, person.organisation_id)
    require(EDIT, successor.organisation_id)
    if person.pk == successor.pk:
        raise Refusal("people.same_person", "接替人不能是本人")
    if on > clock.today():
        raise Refusal("people.later", "移交自当日起生效，日期不能晚于今天")
    if successor.left_on is not None and successor.left_on <= clock.today():
        raise Refusal(
            "people.has_left", "%(name)s 已于 %(on)s 离任", name=successor.name, on=successor.left_on
        )
    with one_act():
        held = _roles_from(person, on)
        if roles is not None:
            held = held.filter(pk__in=[role.pk for role in roles])
        units = {role.organisation_id for role in held}
        for role in held:
            _pass_role(role, successor, on, reason)
        for row in Leadership._base_manager.filter(_overlapping(on, None), leader=person):
            if roles is None or any(role.role in LEADERSHIP for role in roles):
                change_leadership(row.section, successor, max(on, row.valid_from), reason)
        _tell_hand_over(person, successor, on, reason)
        passed = frozenset() if roles is None else frozenset(units)
        publish(ItemsHandedOver(person.pk, successor.pk, on, reason, passed))
        if leaves and roles is None:
            _leave(person, on, reason)


def _tell_hand_over(person: Person, successor: Person, on: date, reason: str) -> None:
    """Write on both persons' pages who follows whom."""
    for one, verb, title, other in (
        (person, HANDED_OVER, "接替人", successor),
        (successor, gettext_noop("接手了工作"), "原承办人", person),
    ):
        changes: list[list[Any]] = [
            ["person", title, None, {"id": other.pk, "name": other.name}],
            ["on", "移交日期", None, on.isoformat()],
        ]
        record(one, verb, changes=changes, organisation_id=one.organisation_id, note=reason)


def _pass_role(role: RoleAssignment, successor: Person, on: date, reason: str) -> None:
    """End a role and give the successor each part of the rest on which they do not hold it already."""
    rest = max(on, role.valid_from), role.valid_to
    end_role(role, on, reason)
    taken = RoleAssignment._base_manager.filter(
        _overlapping(*rest), person=successor, role=role.role, organisation=role.organisation, group=role.group,
        scope_kind=role.scope_kind, line_kinds=role.line_kinds, line_stages=role.line_stages,
    )  # fmt: skip
    for began, ends in uncovered(rest, taken.values_list("valid_from", "valid_to")):
        assign_role(
            successor, Role(role.role), role.organisation, began, valid_to=ends, scope_kind=ScopeKind(role.scope_kind),
            line_kinds=role.line_kinds, line_stages=role.line_stages, group=role.group,
        )  # fmt: skip


@transaction.atomic
def leave(person: Person, on: date, reason: str) -> None:
    """End a person's work here without a successor: roles end, the account stops.

    Raises
    ------
    Refusal
        While sections stand under the person: they need a leader first.
    """
    require(EDIT, person.organisation_id)
    sections = Leadership._base_manager.filter(_overlapping(on, None), leader=person).select_related(
        "section"
    )
    if sections:
        names = "、".join(row.section.name for row in sections)
        raise Refusal(
            "people.still_leads",
            "%(name)s 仍分管%(sections)s，请先调整分管或办理移交",
            name=person.name,
            sections=names,
        )
    with one_act():
        for role in _roles_from(person, on):
            end_role(role, on, reason)
        _leave(person, on, reason)


def _leave(person: Person, on: date, reason: str) -> None:
    held = _locked(person)
    before = snapshot(held)
    held.left_on, held.version = on, held.version + 1
    held.save(update_fields=["left_on", "version"])
    person.left_on, person.version = held.left_on, held.version
    record(held, gettext_noop("办理了离任"), before=before, organisation_id=held.organisation_id, note=reason)
    publish(PersonLeft(held.pk, on))


@transaction.atomic
def stand_in(absent: Person, deputy: Person, valid_from: date, valid_to: date, reason: str = "") -> Deputy:
    """Let somebody act for an absent person until a day, with the absent person's roles (代)."""
    require(EDIT, absent.organisation_id)
    require(EDIT, deputy.organisation_id)
    for held in _roles_from(absent, valid_from):
        require(EDIT, held.organisation_id)
        if held.role in KEEPERS:
            require(EDIT_KEEPERS, held.organisation_id)
    if absent.pk == deputy.pk:
        raise Refusal("people.same_deputy", "代理人不能是本人")
    if valid_to <= valid_from:
        raise Refusal("people.deputy_interval", "代理的截止日期应晚于开始日期")
    if deputy.left_on is not None and deputy.left_on < valid_to:
        raise Refusal("people.has_left", "%(name)s 已于 %(on)s 离任", name=deputy.name, on=deputy.left_on)
    row = Deputy._base_manager.create(
        absent=absent, deputy=deputy, valid_from=valid_from, valid_to=valid_to, reason=reason
    )
    record(row, gettext_noop("安排了代理"), organisation_id=absent.organisation_id, note=reason)
    return row


@transaction.atomic
def end_stand_in(row: Deputy, on: date, reason: str = "") -> Deputy:
    """Let a stand-in end earlier than arranged; one that has not begun never begins."""
    require(EDIT, row.absent.organisation_id)
    before = snapshot(row)
    if on <= row.valid_from:
        record(
            row,
            gettext_noop("取消了代理"),
            before=before,
            organisation_id=row.absent.organisation_id,
            note=reason,
        )
        row.delete()
        return row
    row.valid_to = min(on, row.valid_to)
    row.save(update_fields=["valid_to"])
    record(
        row,
        gettext_noop("结束了代理"),
        before=before,
        organisation_id=row.absent.organisation_id,
        note=reason,
    )
    return row


def _locked(person: Person) -> Person:
    """Wait for other writers of the person, and return the person as it stands."""
    return Person._base_manager.select_for_update().get(pk=person.pk)


def _overlapping(valid_from: date, valid_to: date | None) -> Q:
    """Return the condition that a dated row holds on some day of the interval."""
    ends = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from) & Q(valid_to__gt=F("valid_from"))
    return ends if valid_to is None else ends & Q(valid_from__lt=valid_to)


def _roles_from(person: Person, on: date) -> QuerySet[RoleAssignment]:
    rows = RoleAssignment._base_manager.filter(_overlapping(on, None), person=person)
    return rows.select_related("organisation", "group").order_by("pk")
