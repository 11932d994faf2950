"""The key of identity data: gangmu identity-key [show | rotate]."""

import argparse
import os
import sys


def run(argv: list[str]) -> int:
    """Say where the key lies, or put everything sealed under a new one; stopped half-way, run it again and it goes on."""
    parser = argparse.ArgumentParser(prog="gangmu identity-key", description=__doc__)
    parser.add_argument("act", nargs="?", choices=("show", "rotate"), default="show")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from gangmu.foundation.kernel.errors import Refusal
    from gangmu.foundation.sealing import key_file, rows, services

    try:
        if chosen.act == "rotate":
            written = services.rotate_keys(lambda words: print(f"› {words}", flush=True))
            print(
                f"已更换，共 {written} 行。新密钥文件是 {key_file.path()}，请另行保管，不要和备份放在一起。"
            )
            print("恢复更换之前的备份时，需要同一文件夹里以原密钥编号结尾的文件。")
            return 0
        told = key_file.fingerprint()
        print(
            f"{key_file.path()}  {key_file.current().id}"
            if told
            else "还没有密钥：登记第一条身份数据时建立。"
        )
        if told and rows.is_rotating():
            print("更换密钥尚未完成，请运行 gangmu identity-key rotate")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return 0
