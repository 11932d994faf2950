"""First start without the demo: the database, the administrator, the county."""

import argparse
import getpass
import os
import sys
from contextlib import nullcontext
from pathlib import Path


def run(argv: list[str]) -> int:
    """Ask for what is missing, then make it; a second run on a bureau that stands changes nothing."""
    parser = argparse.ArgumentParser(prog="gangmu init", description=__doc__)
    parser.add_argument("--username", help="the administrator's user name")
    parser.add_argument("--name", help="the administrator's name")
    parser.add_argument("--bureau", help="the bureau's name, for example 云溪县教育局")
    parser.add_argument("--units", help="unit tree as xlsx; a template is on the first-run page")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from django.core.management import call_command

    from gangmu.foundation.administration.services import first_run
    from gangmu.foundation.kernel.errors import Refusal

    call_command("migrate", verbosity=0)
    try:
        password = sys.stdin.readline().strip() if chosen.password_stdin else getpass.getpass("管理员密码： ")
        with Path(chosen.units).open("rb") if chosen.units else nullcontext() as file:
            first_run(
                bureau_name=chosen.bureau or input("教育局名称： "),
                administrator_name=chosen.name or input("管理员姓名： "),
                username=chosen.username or input("管理员用户名： "),
                password=password,
                units=(file, Path(chosen.units).name) if file is not None else None,
            )
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except FileNotFoundError:
        print(f"没有找到单位表文件“{chosen.units}”，请检查路径", file=sys.stderr)
        return 2
    except (EOFError, KeyboardInterrupt):
        print("\n没有填写完，什么也没有建立。可再次运行，或用参数给出：gangmu init --help", file=sys.stderr)
        return 2
    print("已建立。运行 gangmu serve 后登录。")
    return 0
