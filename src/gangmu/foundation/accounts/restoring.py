"""A way in again for one whom nobody can let in: the only administrator who forgot the password.

Only a command on the machine of the records asks for it: who may run that can read the records anyway.
"""

from django.db import connection
from django.db.models import QuerySet

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.selectors import has_left
from gangmu.foundation.accounts.services import FirstPassword, reset_password
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import holding

#: What the audit keeps as the reason.
REASON = "在服务器上运行 gangmu password"


def administrators() -> QuerySet[Account]:
    """Return the accounts of those who are administrators today.

    Raises
    ------
    Refusal
        While there is no database of this version, or no account.
    """
    _insist_stands()
    today = RoleAssignment._base_manager.filter(holding(), role=Role.ADMINISTRATOR)
    return Account.objects.filter(person_id__in=today.values("person_id"))


def restore_password(username: str) -> FirstPassword:
    """Give an account a new first password as the system's act.

    Raises
    ------
    Refusal
        When no account has the name, or it may not sign in whatever its password is.
    """
    _insist_stands()
    account = Account.objects.filter(username=username.strip().casefold()).first()
    if account is None:
        names = "、".join(administrators().values_list("username", flat=True)) or "无"
        raise Refusal(
            "accounts.unknown_username",
            "没有用户名“%(username)s”，密码没有改动。系统管理员的用户名：%(names)s",
            username=username,
            names=names,
        )
    if not account.is_active or has_left(account):
        raise Refusal(
            "accounts.stopped",
            "账号“%(username)s”已停用或其人已离任，换密码也不能登录；请由系统管理员在“账号”页启用",
            username=account.username,
        )
    with acting_as(SystemActor()):
        return reset_password(account, REASON)


def _insist_stands() -> None:
    if Account._meta.db_table not in connection.introspection.table_names() or not Account.objects.exists():
        raise Refusal("accounts.nobody_yet", "系统还没有建立，没有账号；请先运行 gangmu init")
