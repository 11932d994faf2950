"""Groups of units and who belongs to them: dated memberships, never parents."""

from datetime import date

from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import GroupKind
from gangmu.foundation.organisations.models import Group, GroupMembership, Organisation
from gangmu.foundation.organisations.services.checks import held_on
from gangmu.foundation.organisations.services.writing import EDIT, writing_tree


def make_group(bureau: Organisation, kind: str, name: str) -> Group:
    """Make a group under a bureau."""
    require(EDIT, bureau.pk)
    if kind not in GroupKind.values:
        raise Refusal("organisations.unknown_word", "“%(word)s”不在可选项中", word=kind)
    with writing_tree():
        _check_name(bureau.pk, kind, name, None)
        group = Group.objects.create(organisation=bureau, kind=kind, name=name.strip())
        record(group, gettext_noop("建立了群组"), organisation_id=bureau.pk)
    return group


def rename_group(group: Group, name: str) -> Group:
    """Give a group another name."""
    require(EDIT, group.organisation_id)
    with writing_tree():
        _check_name(group.organisation_id, group.kind, name, group.pk)
        before = snapshot(group)
        group.name = name.strip()
        group.save(update_fields=["name"])
        record(group, gettext_noop("更名了群组"), before=before, organisation_id=group.organisation_id)
    return group


def join_group(group: Group, unit: Organisation, on: date, is_core: bool = False) -> None:
    """Let a unit belong to a group from a day on.

    Raises
    ------
    Refusal
        When the unit did not stand then, or the group has another core school.
    """
    require(EDIT, group.organisation_id)
    with writing_tree():
        held_on(unit, on)
        core = GroupMembership.objects.touching(on).filter(group=group, is_core=True)
        if is_core and core.exclude(organisation=unit).exists():
            raise Refusal(
                "organisations.second_core", "“%(name)s”已有核心校，请先变更原核心校", name=group.name
            )
        GroupMembership.set_state({"group": group, "organisation": unit}, {"is_core": is_core}, on)
        _tell(group, gettext_noop("加入了成员"), None, unit.name, on)


def leave_group(group: Group, unit: Organisation, on: date) -> None:
    """Let a unit no longer belong to a group from a day on."""
    require(EDIT, group.organisation_id)
    with writing_tree():
        if not GroupMembership.objects.touching(on).filter(group=group, organisation=unit).exists():
            raise Refusal(
                "organisations.no_member", "“%(unit)s”不是“%(group)s”的成员", unit=unit.name, group=group.name
            )
        GroupMembership.end_state({"group": group, "organisation": unit}, on)
        _tell(group, gettext_noop("退出了成员"), unit.name, None, on)


def end_group(group: Group, on: date) -> None:
    """Let every member leave a group from a day on."""
    require(EDIT, group.organisation_id)
    with writing_tree(), one_act():
        ids = GroupMembership.objects.touching(on).filter(group=group).values("organisation_id")
        for unit in Organisation.objects.filter(pk__in=ids):
            leave_group(group, unit, on)


def _check_name(bureau_id: int, kind: str, name: str, own: int | None) -> None:
    if not name.strip():
        raise Refusal("organisations.no_group_name", "没有填写群组名称")
    same = Group.objects.filter(organisation_id=bureau_id, kind=kind, name=name.strip())
    if (same if own is None else same.exclude(pk=own)).exists():
        raise Refusal("organisations.same_group", "已有同名群组“%(name)s”", name=name.strip())


def _tell(group: Group, verb: str, was: str | None, now: str | None, on: date) -> None:
    record(
        group, verb, organisation_id=group.organisation_id,
        changes=[["organisation", "单位", was, now], ["valid_from", "生效日期", None, on.isoformat()]],
    )  # fmt: skip
