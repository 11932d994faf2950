"""Write a backup of records and attachments into one file: gangmu backup [FILE]."""

import argparse
import os
import sys
from pathlib import Path


def run(argv: list[str]) -> int:
    """Write it beside the database, unless a file is named; the service may go on working meanwhile."""
    parser = argparse.ArgumentParser(prog="gangmu backup", description=__doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, help="default: backups/gangmu-<date>-<time>.zip in GANGMU_HOME"
    )
    chosen = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from django.conf import settings

    from gangmu.foundation.administration.backup import write_backup
    from gangmu.foundation.kernel import clock
    from gangmu.foundation.kernel.errors import Refusal

    stamp = clock.now().astimezone(clock.BUREAU_ZONE).strftime("%Y%m%d-%H%M%S")
    target = chosen.file or Path(settings.HOME) / "backups" / f"gangmu-{stamp}.zip"
    try:
        write_backup(target, lambda words: print(f"› {words}", flush=True))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"无法写入“{target}”：{error.strerror or error}", file=sys.stderr)
        return 2
    print(
        f"› {target}（{target.stat().st_size / 1024 / 1024:.1f} MB）\n密钥文件 secret.key 和 identity.key 不在备份里，请另行保管。"
    )
    return 0
