"""A new first password for one who is locked out, on this machine: gangmu password [LOGIN]."""

import argparse
import os
import sys


def run(argv: list[str]) -> int:
    """Print a first password once; it must be changed at the next sign-in. Without a name: who the administrators are."""
    parser = argparse.ArgumentParser(
        prog="gangmu password",
        description=f"{__doc__} Sessions end, a lock is lifted, and the audit tells that the system did it.",
    )
    parser.add_argument("username", nargs="?", help="whose; left out, the administrators' names are printed")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from gangmu.foundation.accounts.restoring import administrators, restore_password
    from gangmu.foundation.kernel.errors import Refusal

    try:
        if chosen.username is None:
            for account in administrators():
                print(f"{account.username}  {account.person.name}{'' if account.is_active else '（已停用）'}")
            print("请写明是谁：gangmu password 用户名")
            return 2
        given = restore_password(chosen.username)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"{given.account.person.name}（{given.account.username}）的新初始密码： {given.password}")
    print("只显示这一次。下次登录必须修改；原有的登录已全部结束，锁定已解除，操作记录中记为系统所为。")
    return 0
