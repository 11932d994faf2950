"""The work that is killed: taking a month's workbook back that a section has filled in."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.services import found
from gangmu.foundation.registers.models import Round
from gangmu.foundation.registers.sending import packed
from gangmu.foundation.registers.services.unit_rounds import send_table, take_table_back
from gangmu.foundation.registers.unit_tables import unit_table_named
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.sheet_tables import FIELDS
from gangmu.procedures.ledger.sheets import month_words

#: Rows of the workbook, every one filled in.
ROWS = 8
#: Lines above the rows: title, unit, head.
HEAD = 3


def _filled_at() -> Path:
    return Path(settings.MEDIA_ROOT).parent / "filled.xlsx"


def prepare() -> None:
    """Make a section with tasks, send it the month's table, and fill the workbook in."""
    month = clock.today().replace(day=1)
    with acting_as(SystemActor("测试")), scoped("ledger.task:edit"):
        bureau = found("a0", date(2020, 1, 1), name="青山县教育局", kind=Kind.BUREAU, level="county")
        section = found("a1", date(2020, 1, 1), bureau, name="基教股", kind=Kind.SECTION)
        for n in range(ROWS):
            create_task(
                TaskDraft(f"k{n}", f"第{n}项任务", bureau.pk, month.year, order=n, lead_id=section.pk)
            )
        sent = send_table(
            unit_table_named("ledger-month"), bureau, [], "进展", clock.today() + timedelta(days=5),
            {"month": month_words(month), "layout": "monthly"},
        )  # fmt: skip
        data = zipfile.ZipFile(io.BytesIO(packed(sent))).read(f"{section.name}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    column = next(cell.column for cell in page[HEAD] if cell.value == FIELDS["words"].title)
    for n in range(ROWS):
        page.cell(HEAD + 1 + n, column, f"第{n}项的进展")
    book.save(_filled_at())


def take() -> None:
    """Take it back."""
    with acting_as(SystemActor("测试")), scoped("ledger.task:edit"):
        upload = SimpleUploadedFile("交回.xlsx", _filled_at().read_bytes())
        taken = take_table_back(Round._base_manager.get(), upload)
    assert taken.written, taken.words
