"""A forgotten password of the only administrator: a way in from the machine, and from nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts import restoring
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.models import RoleAssignment
from gangmu.project.commandline import main


@pytest.fixture
def administrator(cast) -> Account:
    role = RoleAssignment._base_manager.filter(role=Role.ADMINISTRATOR, organisation=cast.own.bureau).first()
    assert role is not None
    return role.person.account


def signed_in(account: Account, password: str) -> Client | None:
    client = Client()
    answer = client.post("/sign-in/", {"username": account.username, "password": password})
    return client if answer.status_code == 302 else None


def test_the_printed_password_lets_in_once_and_must_be_changed(administrator, capsys):
    before = signed_in(administrator, PASSWORD)
    for _time in range(5):
        signed_in(administrator, "wrong")
    assert main(["password", administrator.username.upper()]) == 0
    printed = capsys.readouterr().out
    given = printed.splitlines()[0].split("： ")[1]
    assert printed.count(given) == 1
    assert signed_in(administrator, PASSWORD) is None
    assert before.get(reverse("accounts:mine")).status_code == 302
    client = signed_in(administrator, given)
    assert client is not None
    assert client.get(reverse("accounts:mine")).headers["Location"].endswith(reverse("accounts:password"))


def test_it_is_audited_as_the_systems_act_with_where_it_was_run(administrator):
    given = restoring.restore_password(administrator.username)
    entry = AuditEntry.objects.get(verb="重置了密码", subject_id=str(administrator.pk))
    assert (entry.account_id, entry.actor, entry.note) == (None, "系统", restoring.REASON)
    assert given.password not in str(entry.changes)


def test_an_unknown_name_changes_nothing_and_names_the_administrators(administrator, capsys):
    kept = set(Account.objects.values_list("username", "password"))
    assert main(["password", "nobody-here"]) == 2
    told = capsys.readouterr()
    assert "没有用户名“nobody-here”" in told.err and administrator.username in told.err
    assert told.out == ""
    assert set(Account.objects.values_list("username", "password")) == kept


def test_without_a_name_the_administrators_are_named_and_nothing_is_changed(administrator, capsys):
    assert main(["password"]) == 2
    assert f"{administrator.username}  {administrator.person.name}" in capsys.readouterr().out
    assert not AuditEntry.objects.filter(verb="重置了密码").exists()


def test_a_stopped_account_is_not_let_in_by_a_new_password(administrator):
    Account.objects.filter(pk=administrator.pk).update(is_active=False)
    with pytest.raises(Refusal, match="已停用"):
        restoring.restore_password(administrator.username)


def test_before_the_first_start_it_says_what_to_run(db):
    with pytest.raises(Refusal, match="gangmu init"):
        restoring.restore_password("admin")
