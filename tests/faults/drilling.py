"""The work of a drill: a home with records and attachments, and a mark of all that it holds."""

import hashlib
import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.administration.restoring import restore_backup
from gangmu.foundation.administration.stored_rows import digest_of_everything
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.models import Organisation
from tests.faults import adoption


def prepare() -> None:
    """Make a bureau with a plan, adopt it, and add attachments and waiting work."""
    adoption.prepare()
    adoption.adopt()
    bureau = Organisation.objects.filter(kind="bureau").get()
    with acting_as(SystemActor("测试")):
        for n in range(4):
            upload = SimpleUploadedFile(f"佐证{n}.txt", f"第{n}份".encode() * 5000)
            keep_attachment(upload, bureau.pk, "佐证")
        enqueue("ledger.ladder", {"organisation_id": bureau.pk}, bureau, "drill")


def tell() -> None:
    """Print a mark of every record, and of every attachment with its bytes."""
    told = hashlib.sha256()
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file():
            told.update(path.name.encode() + path.read_bytes())
    sys.stdout.write(f"mark {digest_of_everything()} {told.hexdigest()}\n")


def restore() -> None:
    """Restore over what is there."""
    restore_backup(Path(os.environ["GANGMU_DRILL_FILE"]), replace=True)
