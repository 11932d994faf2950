"""Every write to persons and roles."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.events import publish
from gangmu.foundation.organisations.models import Group, Organisation
from gangmu.foundation.organisations.services import pinyin_key
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.events import ItemsHandedOver, LeadershipChanged
from gangmu.foundation.people.models import Deputy, Leadership, Person, RoleAssignment
from gangmu.foundation.people.selectors import holding

EDIT = "people.person:edit"


@transaction.atomic
def enter_person(organisation: Organisation, name: str, title: str = "") -> Person:
    """Enter somebody who works in a unit."""
    require(EDIT, organisation.pk)
    if not name.strip():
        raise Refusal("people.no_name", "请填写姓名")
    person = Person._base_manager.create(
        organisation=organisation, name=name.strip(), title=title, pinyin=pinyin_key(name)[:200]
    )
    record(person, gettext_noop("登记了人员"), organisation_id=organisation.pk)
    return person


@transaction.atomic
def assign_role(
    person: Person,
    role: Role,
    organisation: Organisation,
    valid_from: date,
    *,
    scope_kind: ScopeKind = ScopeKind.SUBTREE,
    line_kinds: Iterable[str] = (),
    line_stages: Iterable[str] = (),
    group: Group | None = None,
) -> RoleAssignment:
    """Give a person a role in a unit from a day on.

    Raises
    ------
    Refusal
        When the person holds the same role there already, or a group is needed and none is given.
    """
    require(EDIT, organisation.pk)
    if scope_kind == ScopeKind.GROUP and group is None:
        raise Refusal("people.no_group", "“%(role)s”的范围是单位群组,请选择群组", role=str(role.label))
    same = RoleAssignment._base_manager.filter(
        holding(valid_from), person=person, role=role, organisation=organisation, group=group
    )
    if same.exists():
        raise Refusal(
            "people.role_held",
            "%(name)s 已在“%(unit)s”担任%(role)s",
            name=person.name,
            unit=organisation.name,
            role=str(role.label),
        )
    given = RoleAssignment._base_manager.create(
        person=person, role=role, organisation=organisation, valid_from=valid_from, scope_kind=scope_kind,
        line_kinds=list(line_kinds), line_stages=list(line_stages), group=group,
    )  # fmt: skip
    record(given, gettext_noop("任命了角色"), organisation_id=organisation.pk)
    return given


@transaction.atomic
def end_role(assignment: RoleAssignment, on: date, reason: str = "") -> RoleAssignment:
    """End a role from a day on; that it was held stays."""
    require(EDIT, assignment.organisation_id)
    before = snapshot(assignment)
    assignment.valid_to = max(on, assignment.valid_from)
    assignment.save(update_fields=["valid_to"])
    record(
        assignment,
        gettext_noop("免去了角色"),
        before=before,
        organisation_id=assignment.organisation_id,
        note=reason,
    )
    return assignment


@transaction.atomic
def hand_over(person: Person, successor: Person, on: date, reason: str, leaves: bool = True) -> None:
    """Pass a person's roles, sections and open items to a successor in one operation.

    Raises
    ------
    Refusal
        When somebody would succeed themself.
    """
    require(EDIT, person.organisation_id)
    if person.pk == successor.pk:
        raise Refusal("people.same_person", "接替人不能是本人")
    with one_act():
        for held in RoleAssignment._base_manager.filter(holding(on), person=person):
            end_role(held, on, reason)
            taken = RoleAssignment._base_manager.filter(
                holding(on),
                person=successor,
                role=held.role,
                organisation=held.organisation,
                group=held.group,
            )
            if not taken.exists():
                assign_role(
                    successor, Role(held.role), held.organisation, on, scope_kind=ScopeKind(held.scope_kind),
                    line_kinds=held.line_kinds, line_stages=held.line_stages, group=held.group,
                )  # fmt: skip
        for row in Leadership._base_manager.filter(holding(on), leader=person):
            change_leadership(row.section, successor, on)
        publish(ItemsHandedOver(person.pk, successor.pk, on, reason))
        if leaves:
            before = snapshot(person)
            person.left_on = on
            _save(person)
            record(
                person,
                gettext_noop("办理了离任"),
                before=before,
                organisation_id=person.organisation_id,
                note=reason,
            )


@transaction.atomic
def stand_in(absent: Person, deputy: Person, valid_from: date, valid_to: date, reason: str = "") -> Deputy:
    """Let somebody act for an absent person until a day."""
    require(EDIT, absent.organisation_id)
    if absent.pk == deputy.pk:
        raise Refusal("people.same_deputy", "代理人不能是本人")
    if valid_to <= valid_from:
        raise Refusal("people.deputy_interval", "代理的截止日期应晚于开始日期")
    row = Deputy._base_manager.create(
        absent=absent, deputy=deputy, valid_from=valid_from, valid_to=valid_to, reason=reason
    )
    record(row, gettext_noop("安排了代理"), organisation_id=absent.organisation_id, note=reason)
    return row


@transaction.atomic
def change_leadership(section: Organisation, leader: Person, on: date) -> Leadership:
    """Let a leader answer for a section from a day on; the open items of the section follow (分管调整)."""
    require(EDIT, section.pk)
    former = Leadership._base_manager.filter(holding(on), section=section).first()
    if former is not None:
        before = snapshot(former)
        former.valid_to = on
        former.save(update_fields=["valid_to"])
        record(former, gettext_noop("结束了分管"), before=before, organisation_id=section.pk)
    row = Leadership._base_manager.create(leader=leader, section=section, valid_from=on)
    record(row, gettext_noop("确定了分管"), organisation_id=section.pk)
    publish(LeadershipChanged(section.pk, former.leader_id if former else None, leader.pk, on))
    return row


def _save(person: Person) -> None:
    changes: dict[str, Any] = {"left_on": person.left_on, "version": F("version") + 1}
    Person._base_manager.filter(pk=person.pk).update(**changes)
