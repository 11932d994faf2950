"""Who of the leaders answers for which section (分管): changed as a whole, one by one, or left to nobody."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.roles import LEADERSHIP
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.events import publish
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.people.events import LeadershipChanged
from gangmu.foundation.people.models import Leadership, Person, RoleAssignment
from gangmu.foundation.people.selectors import holding

EDIT = "people.person:edit"


@transaction.atomic
def change_leadership(section: Organisation, leader: Person, on: date, reason: str = "") -> Leadership:
    """Let a leader answer for a section from a day on; the open items of the section follow (分管调整).

    Raises
    ------
    Refusal
        When the person is no leader of the bureau on that day, or a change from a later day is recorded already.
    """
    require(EDIT, section.pk)
    require(EDIT, leader.organisation_id)
    bureau = tree(on).bureau_of(section.pk)
    leads = RoleAssignment._base_manager.filter(holding(on), person=leader, role__in=LEADERSHIP)
    if bureau is None or not leads.filter(organisation_id=bureau).exists():
        raise Refusal("people.no_leader", "%(name)s 不是局领导，不能分管科室", name=leader.name)
    former = _former(section, on)
    if former is not None and former.leader_id == leader.pk:
        return former
    with one_act():
        if former is not None:
            _end(former, on, reason)
        row = Leadership._base_manager.create(leader=leader, section=section, valid_from=on)
        record(row, gettext_noop("确定了分管"), organisation_id=section.pk, note=reason)
        publish(LeadershipChanged(section.pk, former.leader_id if former else None, leader.pk, on))
    return row


@transaction.atomic
def clear_leadership(section: Organisation, on: date, reason: str = "") -> Leadership | None:
    """Let nobody answer for a section from a day on; its open items have no leader then. Return what ended, if anything did.

    Raises
    ------
    Refusal
        When a change from a later day is recorded already.
    """
    require(EDIT, section.pk)
    former = _former(section, on)
    if former is None:
        return None
    with one_act():
        _end(former, on, reason)
        publish(LeadershipChanged(section.pk, former.leader_id, None, on))
    return former


@transaction.atomic
def divide_leadership(
    division: Mapping[Person | None, Collection[Organisation]], on: date, reason: str = ""
) -> list[Leadership]:
    """Write a whole division of work among the leaders in one act: who answers for which sections from a day on.

    Sections under nobody have no leader from that day on.
    """
    with one_act():
        for section in division.get(None, ()):
            clear_leadership(section, on, reason)
        return [
            change_leadership(section, leader, on, reason)
            for leader, sections in division.items()
            if leader is not None
            for section in sections
        ]


def _former(section: Organisation, on: date) -> Leadership | None:
    rows = Leadership._base_manager.select_for_update().filter(section=section)
    later = rows.filter(valid_from__gt=on).order_by("valid_from").first()
    if later is not None:
        raise Refusal(
            "people.later_leader",
            "“%(section)s”已登记自 %(on)s 起的分管安排，请先处理该安排",
            section=section.name,
            on=later.valid_from,
        )
    return rows.filter(holding(on)).first()


def _end(row: Leadership, on: date, reason: str) -> None:
    before = snapshot(row)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    record(row, gettext_noop("结束了分管"), before=before, organisation_id=row.section_id, note=reason)
