"""Restore a backup, or only check it: gangmu restore FILE [--check] [--replace]."""

import argparse
import os
import sys
from pathlib import Path


def run(argv: list[str]) -> int:
    """Check the file wholly, then fill an empty installation; what is here gives way only when asked."""
    parser = argparse.ArgumentParser(prog="gangmu restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true", help="check that the backup is whole; change nothing")
    parser.add_argument("--replace", action="store_true", help="replace the records that are here")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from django.core.management import call_command

    from gangmu.foundation.administration.restoring import check_backup, restore_backup
    from gangmu.foundation.kernel.errors import Refusal

    try:
        if chosen.check:
            manifest = check_backup(chosen.file)
            rows = sum(told["rows"] for told in manifest["tables"].values())
            print(
                f"备份完好：版本 {manifest['product']}，{manifest['made_at']}，记录 {rows} 行，附件 {len(manifest['files'])} 个"
            )
            return 0
        check_backup(chosen.file)
        call_command("migrate", verbosity=0)
        restore_backup(chosen.file, replace=chosen.replace, say=lambda words: print(f"› {words}", flush=True))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print("已恢复。所有人须重新登录。")
    return 0
