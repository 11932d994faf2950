"""Accounts from a table: faults by cell, nothing half written, the same table twice does nothing."""

from datetime import date

import pytest
from django.contrib.auth.hashers import check_password

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.importing import COLUMNS, import_accounts, plan_accounts
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Forbidden
from gangmu.foundation.organisations.tables import Line, TableFaults
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.selectors import roles_of

DAY = date(2026, 3, 1)


def lines(*rows: str) -> list[Line]:
    """Lines of a table as they stand under a head in row 1."""
    told = []
    for number, row in enumerate(rows, 2):
        words = dict(zip(COLUMNS, (cell.strip() for cell in row.split("|")), strict=False))
        told.append(Line({field: f"{'ABCDEFG'[n]}{number}" for n, field in enumerate(COLUMNS)}, words))
    return told


GOOD = lines(
    "钱一|qianyi|青山县基教科|科室经办人||",
    "孙二|suner|青山县学前股|科室负责人|学前、幼儿园||股长",
    "孙二|SunEr|青山县人事科|科室经办人",
    "李三|lisan|青山县实验小学|校(园)长",
    "周四|zhousi|青山县基教科|督学||青山县第一责任区",
)


@pytest.fixture
def admin(cast):
    with acting_as(cast.actor("蒋管理")):
        yield cast.own


def test_a_table_opens_accounts_with_roles_lines_and_groups(admin):
    plan = import_accounts(admin.bureau, GOOD, DAY)
    assert [new.username for new in plan.new] == ["qianyi", "suner", "lisan", "zhousi"]
    assert plan.roles == 5
    head = Account.objects.get(username="suner").person
    line, plain = roles_of(head.pk, DAY).order_by("pk")
    assert (line.scope_kind, line.line_stages, line.line_kinds) == (ScopeKind.LINE, ["KG"], ["kindergarten"])
    assert (plain.organisation, plain.role) == (admin.other_section, Role.SECTION_CLERK)
    assert roles_of(Account.objects.get(username="zhousi").person_id, DAY).get().group == admin.area
    assert head.title == "股长"
    for given in plan.passwords:
        assert given.account.must_change_password and check_password(given.password, given.account.password)
    acts = set(AuditEntry.objects.filter(actor="蒋管理").values_list("act", flat=True))
    assert len(acts) == 1


def test_a_check_writes_nothing_and_tells_what_would_be_done(admin):
    before = (Person._base_manager.count(), Account.objects.count(), AuditEntry.objects.count())
    plan = plan_accounts(admin.bureau, GOOD, DAY)
    assert (len(plan.new), plan.roles, plan.same, plan.faults, plan.passwords) == (4, 5, 0, [], [])
    assert (Person._base_manager.count(), Account.objects.count(), AuditEntry.objects.count()) == before


def test_the_same_table_again_does_nothing(admin):
    import_accounts(admin.bureau, GOOD, DAY)
    before = AuditEntry.objects.count()
    again = import_accounts(admin.bureau, GOOD, DAY)
    assert (again.new, again.roles, again.same, again.passwords) == ([], 0, 5, [])
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("row", "cell", "says"),
    [
        ("|zhao|青山县基教科|科室经办人", "A2", "没有填写姓名"),
        ("赵|a b|青山县基教科|科室经办人", "B2", "不合要求"),
        ("赵|a00|青山县基教科|科室经办人", "B2", "已被使用"),
        ("赵|b00|青山县基教科|科室经办人", "B2", "已被使用"),
        ("赵|zhao|青山县督导室|科室经办人", "C2", "不存在"),
        ("赵|zhao|碧水县基教科|科室经办人", "C2", "不存在"),
        ("赵|zhao|青山县基教科|皇帝", "D2", "没有“皇帝”"),
        ("赵|zhao|青山县基教科|局长", "D2", "不能担任局长"),
        ("赵|zhao|青山县教育局|局长", "D2", "已有局长王局长"),
        ("赵|zhao|青山县基教科|督学|天文", "E2", "不是学段"),
        ("赵|zhao|青山县基教科|督学||第九责任区", "F2", "没有“第九责任区”"),
    ],
)
def test_a_fault_is_told_by_its_cell_and_stops_everything(admin, row, cell, says):
    table = lines(row, "钱一|qianyi|青山县基教科|科室经办人")
    fault = plan_accounts(admin.bureau, table, DAY).faults
    assert [(one.cell, says in one.words) for one in fault] == [(cell, True)]
    with pytest.raises(TableFaults):
        import_accounts(admin.bureau, table, DAY)
    assert not Account.objects.filter(username="qianyi").exists()
    assert not Person._base_manager.filter(name="钱一").exists()


@pytest.mark.parametrize(
    ("word", "unit", "role"),
    [
        ("副局长", "教育局", Role.LEADER),
        ("科长", "基教科", Role.SECTION_HEAD),
        ("校长", "实验小学", Role.SCHOOL_HEAD),
    ],
)
def test_a_role_may_be_called_as_bureaus_call_it(admin, word, unit, role):
    plan = import_accounts(admin.bureau, lines(f"赵六|zhaoliu|青山县{unit}|{word}"), DAY)
    assert plan.roles == 1
    assert roles_of(Account.objects.get(username="zhaoliu").person_id, DAY).get().role == role


@pytest.mark.parametrize("word", ["主任", "科员"])
def test_a_word_that_may_mean_the_office_is_asked_about_and_gives_no_rights(admin, word):
    faults = plan_accounts(admin.bureau, lines(f"赵六|zhaoliu|青山县基教科|{word}"), DAY).faults
    assert [(one.cell, f"没有“{word}”这个角色" in one.words) for one in faults] == [("D2", True)]


def test_one_user_name_is_one_person(admin):
    table = lines("钱一|qianyi|青山县基教科|科室经办人", "孙二|qianyi|青山县人事科|科室经办人")
    fault = plan_accounts(admin.bureau, table, DAY).faults[0]
    assert (fault.cell, "A2" in fault.words) == ("A3", True)


def test_a_person_already_entered_gets_the_account(admin):
    from gangmu.foundation.people.services import enter_person

    person = enter_person(admin.section, "钱一")
    import_accounts(admin.bureau, lines("钱一|qianyi|青山县基教科|科室经办人"), DAY)
    assert Account.objects.get(username="qianyi").person == person


def test_only_an_administrator_of_the_bureau_imports(cast, admin):
    with pytest.raises(Forbidden):
        import_accounts(cast.foreign.bureau, GOOD, DAY)
    with acting_as(cast.actor("张主任")), pytest.raises(Forbidden):
        import_accounts(admin.bureau, GOOD, DAY)
