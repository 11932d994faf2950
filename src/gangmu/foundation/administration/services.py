"""First start: the administrator, the bureau, the unit tree. All of it or nothing."""

from typing import BinaryIO

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.administration.units import read_unit_rows
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind, Level
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import found, import_units
from gangmu.foundation.people.services import assign_role, enter_person


@transaction.atomic
def first_run(
    bureau_name: str,
    administrator_name: str,
    username: str,
    password: str,
    units: tuple[BinaryIO, str] | None = None,
    level: str = Level.COUNTY,
) -> Organisation:
    """Make the bureau with its administrator and, from a workbook, its units.

    Parameters
    ----------
    units
        A workbook of units, opened, with its name.

    Raises
    ------
    Refusal
        When a bureau stands already, the password is weak, or the workbook has faults; nothing is written then.
    """
    if Account.objects.exists():
        raise Refusal("administration.stands", "系统已经建立，请用管理员账号登录")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refusal(
            "accounts.weak_password", "新密码不合要求：%(why)s", why=" ".join(error.messages)
        ) from error
    with acting_as(SystemActor()):
        begins = clock.today().replace(month=1, day=1)
        bureau = found("bureau", begins, name=bureau_name.strip(), kind=Kind.BUREAU, level=level)
        person = enter_person(bureau, administrator_name, "系统管理员")
        assign_role(person, Role.ADMINISTRATOR, bureau, clock.today())
        create_account(person, username.strip(), password, must_change=False)
        if units is not None:
            import_units(bureau, read_unit_rows(*units), begins)
    return bureau
