"""Persons, roles and accounts from a table: checked by cell by doing it and taking it back, then done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import require
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.services import (
    EDIT,
    FirstPassword,
    clean_username,
    create_account,
)
from gangmu.foundation.audit.services import one_act
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.models import Group, Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.tables import Fault, Known, Line, TableFaults, code_of
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.selectors import roles_of, staff_of
from gangmu.foundation.people.services import assign_role, enter_person

#: Columns of the table: field → title. The first four must be filled; several lines of one user name are several roles of a person.
COLUMNS = {
    "name": "姓名", "username": "用户名", "unit": "单位", "role": "角色", "line": "业务条线", "group": "单位群组", "title": "职务",
}  # fmt: skip
#: What tables call a role besides its label. 主任 and 科员 alone are not here: whether the office is meant decides over what they may do.
ROLES_ALSO_CALLED = {
    **dict.fromkeys(("副局长", "分管局长", "分管领导", "班子成员", "党组成员"), Role.LEADER),
    **dict.fromkeys(("办公室副主任", "办公室科员", "办公室工作人员", "办公室经办人"), Role.OFFICE),
    **dict.fromkeys(("科长", "股长", "处长", "科室科长", "股室负责人", "处室负责人"), Role.SECTION_HEAD),
    **dict.fromkeys(("科室科员", "科室工作人员", "股室经办人", "处室经办人"), Role.SECTION_CLERK),
    **dict.fromkeys(("校长", "园长", "校长(园长)"), Role.SCHOOL_HEAD),
    **dict.fromkeys(("教务员", "校办主任", "学校办公室", "学校工作人员"), Role.SCHOOL_CLERK),
    **dict.fromkeys(("责任督学", "专职督学", "兼职督学"), Role.SUPERINTENDENT),
    "管理员": Role.ADMINISTRATOR,
}  # fmt: skip
_PARTS = re.compile(r"[、,,;;/\s]+")


class _Cell(Exception):
    """A fault with the field in whose cell it stands."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(name)
        self.name = name
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that the table opens."""

    name: str
    username: str
    unit: str


@dataclass(slots=True)
class AccountPlan:
    """What a table would do, or did: faults that stop it, accounts opened, roles given, lines that change nothing."""

    faults: list[Fault] = field(default_factory=list)
    new: list[NewAccount] = field(default_factory=list)
    roles: int = 0
    same: int = 0
    passwords: list[FirstPassword] = field(default_factory=list)


def plan_accounts(bureau: Organisation, lines: Sequence[Line], on: date) -> AccountPlan:
    """Return what a table would do from a day on; nothing stays written."""
    with transaction.atomic():
        plan = _carry_out(bureau, lines, on, really=False)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def import_accounts(bureau: Organisation, lines: Sequence[Line], on: date) -> AccountPlan:
    """Enter the persons of a table, give their roles, open their accounts: all of it or nothing. The same table again does nothing.

    Raises
    ------
    TableFaults
        With every fault by its cell; nothing is written then.
    """
    with one_act():
        plan = _carry_out(bureau, lines, on, really=True)
    if plan.faults:
        raise TableFaults(plan.faults)
    return plan


def _carry_out(bureau: Organisation, lines: Sequence[Line], on: date, *, really: bool) -> AccountPlan:
    require(EDIT, bureau.pk)
    plan = AccountPlan()
    known = Known(on, tree(on).subtree(bureau.pk))
    persons: dict[str, tuple[Person, str]] = {}
    for line in lines:
        try:
            with transaction.atomic():
                _one(bureau, known, line, on, plan, persons, really)
        except _Cell as fault:
            plan.faults.append(Fault(line.cell(fault.name), fault.refusal))
        except Refusal as refusal:
            plan.faults.append(Fault(line.cell("role"), refusal))
    return plan


def _one(
    bureau: Organisation,
    known: Known,
    line: Line,
    on: date,
    plan: AccountPlan,
    persons: dict[str, tuple[Person, str]],
    really: bool,
) -> None:
    for name in ("name", "username", "unit", "role"):
        if not line.word(name):
            raise _Cell(name, Refusal("accounts.empty_cell", "没有填写%(title)s", title=COLUMNS[name]))
    unit, role, scope = _unit(known, line), _role(line), _scope(bureau, line)
    username = _username(line)
    person, opened = _person(line, username, unit, plan, persons, really)
    persons[username] = (person, line.cell("name"))
    wanted = {
        "scope_kind": ScopeKind.SUBTREE,
        "line_kinds": [],
        "line_stages": [],
        "group": None,
        **scope,
    }
    held = roles_of(person.pk, on).filter(role=role, organisation=unit)
    if any(all(getattr(row, key) == value for key, value in wanted.items()) for row in held):
        plan.same += 0 if opened else 1
        return
    assign_role(person, role, unit, on, **scope)
    plan.roles += 1


def _unit(known: Known, line: Line) -> Organisation:
    try:
        row = known.named(line.word("unit"))
    except Refusal as refusal:
        raise _Cell("unit", refusal) from refusal
    if row is None:
        raise _Cell("unit", Refusal("accounts.unknown_unit", "单位“%(name)s”不存在", name=line.word("unit")))
    return row.organisation


def _role(line: Line) -> Role:
    code = code_of(Role, line.word("role")) or ROLES_ALSO_CALLED.get(line.word("role"))
    if code is None:
        raise _Cell(
            "role",
            Refusal(
                "accounts.unknown_role",
                "没有“%(role)s”这个角色，可填：%(roles)s",
                role=line.word("role"),
                roles="、".join(str(label) for label in Role.labels),
            ),
        )
    return Role(code)


def _scope(bureau: Organisation, line: Line) -> dict[str, Any]:
    if line.word("group"):
        group = Group.objects.filter(organisation=bureau, name=line.word("group")).first()
        if group is None:
            raise _Cell(
                "group", Refusal("accounts.unknown_group", "没有“%(name)s”这个群组", name=line.word("group"))
            )
        return {"scope_kind": ScopeKind.GROUP, "group": group}
    words = [word for word in _PARTS.split(line.word("line")) if word]
    if not words:
        return {}
    kinds, stages = [], []
    for word in words:
        stage, kind = code_of(Stage, word), code_of(Kind, word)
        if stage is None and kind is None:
            raise _Cell(
                "line", Refusal("accounts.unknown_line", "“%(word)s”不是学段，也不是单位类别", word=word)
            )
        if stage is not None:
            stages.append(stage)
        else:
            kinds.append(kind)
    return {"scope_kind": ScopeKind.LINE, "line_kinds": kinds, "line_stages": stages}


def _username(line: Line) -> str:
    try:
        return clean_username(line.word("username"))
    except Refusal as refusal:
        raise _Cell("username", refusal) from refusal


def _person(
    line: Line,
    username: str,
    unit: Organisation,
    plan: AccountPlan,
    persons: dict[str, tuple[Person, str]],
    really: bool,
) -> tuple[Person, bool]:
    """Return the person of a line, entered and given an account when new, and whether the account is new."""
    name = line.word("name")
    if username in persons:
        person, cell = persons[username]
        if person.name != name:
            raise _Cell(
                "name",
                Refusal(
                    "accounts.two_names",
                    "用户名与 %(cell)s 相同，姓名却不同；一个用户名只能是一个人",
                    cell=cell,
                ),
            )
        return person, False
    account = Account.objects.filter(username=username).first()
    if account is not None:
        if account.person.name != name or account.person.organisation_id != unit.pk:
            raise _Cell(
                "username",
                Refusal("accounts.username_taken", "用户名“%(username)s”已被使用", username=username),
            )
        return account.person, False
    free = list(staff_of(unit.pk).filter(name=name, account__isnull=True)[:2])
    person = free[0] if len(free) == 1 else enter_person(unit, name, line.word("title"))
    if really:
        plan.passwords.append(create_account(person, username))
    plan.new.append(NewAccount(name, username, unit.name))
    return person, True
