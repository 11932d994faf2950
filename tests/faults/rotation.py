"""The work that is killed: putting every pupil and every kept table under a new key."""

import hashlib
import sys
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment, open_attachment
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.services import found
from gangmu.foundation.sealing import key_file, rows, services
from gangmu.records.rolls.models import Pupil


def prepare() -> None:
    """Make a school with pupils and tables of theirs."""
    with acting_as(SystemActor("测试")):
        bureau = found("a0", date(2020, 1, 1), name="青山县教育局", kind=Kind.BUREAU, level="county")
        school = found("a1", date(2020, 1, 1), bureau, name="青山县小学", kind=Kind.SCHOOL)
        Pupil._base_manager.bulk_create(
            Pupil(
                organisation=school,
                roll_number=f"G11010120150101{n:04}",
                name="学生",
                grade="5",
                address=f"某路{n}号",
            )
            for n in range(60)
        )
        for n in range(3):
            keep_attachment(
                SimpleUploadedFile(f"{n}.csv", f"学籍号,{n}".encode()), school.pk, "导入", sealed=True
            )


def rotate() -> None:
    """Change the key, a few rows in each transaction."""
    services.CHUNK = 7
    with acting_as(SystemActor("测试")):
        services.rotate_keys()


def tell() -> None:
    """Print a mark of all that is sealed, as it reads; whether a change is under way; and the key's id."""
    told = hashlib.sha256()
    for pupil in Pupil._base_manager.order_by("pk"):
        number = pupil.roll_number.opened()
        found_again = Pupil._base_manager.get(roll_number=number)
        told.update(f"{found_again.pk} {number} {pupil.address.opened()}".encode())
    for kept in Attachment._base_manager.order_by("pk"):
        with open_attachment(kept) as file:
            told.update(file.read())
    sys.stdout.write(f"mark {told.hexdigest()} {rows.is_rotating()} {key_file.current().id}\n")
