"""Templates and lists with many rows: made by a worker, while a page tells how far it is; the one who asked takes the file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.documents.spreadsheets import MAX_ROWS
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import discard_made, keep_attachment, open_attachment
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.events import JobCleared
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.running import once, progress
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.asking import ask
from gangmu.foundation.registers.declaration import Register, register_named
from gangmu.foundation.registers.importing.cells import cells_of
from gangmu.foundation.registers.importing.sheets import template_of
from gangmu.foundation.registers.list_sheets import list_sheet_of
from gangmu.foundation.registers.selectors import own_account

TEMPLATE, LIST = "registers.template", "registers.list"
#: Rows with which the page itself answers; with more somebody would wait without a sign.
SMALL = {TEMPLATE: 1000, LIST: 2000}
#: Rows after which the worker tells how far it is.
TOLD_EACH = 500


def is_large(kind: str, rows: QuerySet[Any]) -> bool:
    """Whether a template or a list with these rows is left to a worker."""
    return rows.order_by().values("pk")[: SMALL[kind] + 1].count() > SMALL[kind]


@transaction.atomic
def queue_template(declared: type[Register], unit: Organisation, query: str) -> Job:
    """Let a worker write the template with the rows of a list; `query` is what the list asks."""
    told = {"register": declared.name, "query": query, "unit": unit.pk}
    return enqueue(TEMPLATE, told, unit, about=str(declared.title))


@transaction.atomic
def queue_list(declared: type[Register], unit: Organisation, query: str) -> Job:
    """Let a worker write a list as a workbook, in the language that is spoken now; `query` is what the list asks."""
    told = {
        "register": declared.name,
        "query": query,
        "unit": unit.pk,
        "language": translation.get_language(),
    }
    return enqueue(LIST, told, unit, about=str(declared.title))


def template_queued(register: str, query: str, unit: int) -> dict[str, int]:
    """Write a template and keep it; return the file's key and how many rows it holds."""
    declared = register_named(register)
    with scoped(declared.edit_permission):
        rows, count = _rows(declared, query)
        data = template_of(declared, cells_of(declared), _told(rows, count, gettext_noop("写入模板")))
        return _kept(declared, data, count, unit)


def list_queued(register: str, query: str, unit: int, language: str) -> dict[str, int]:
    """Write a list as a workbook and keep it; return the file's key and how many rows it holds.

    Raises
    ------
    Refusal
        When the list has more rows than a sheet that is read again.
    """
    declared = register_named(register)
    with scoped(declared.view_permission), translation.override(language):
        rows, count = _rows(declared, query)
        if count > MAX_ROWS:
            raise Refusal(
                "registers.list_too_long",
                "列表有 %(rows)s 行，一张表最多导出 %(most)s 行，请先用筛选缩小范围，再分次导出",
                rows=count,
                most=MAX_ROWS,
            )
        data = list_sheet_of(declared, _told(rows, count, gettext_noop("写入表格")))
        return _kept(declared, data, count, unit)


def _rows(declared: type[Register], query: str) -> tuple[Iterable[Any], int]:
    """Return the rows of a list a part at a time, and how many they are."""
    rows = ask(declared, QueryDict(query)).rows
    return rows.iterator(chunk_size=2000), rows.order_by().values("pk").count()


def _kept(declared: type[Register], data: bytes, count: int, unit: int) -> dict[str, int]:
    """Keep a file that was made for one person, sealed: who else may see the files of the unit does not see this one."""

    def keep() -> dict[str, int]:
        upload = SimpleUploadedFile(f"{declared.name}.xlsx", data)
        kept = keep_attachment(upload, unit, "导出", sealed=True, own=True)
        return {"file": kept.pk, "rows": count}

    return once("keep", keep)


def _told(rows: Iterable[Any], count: int, words: str) -> Iterator[Any]:
    """Pass rows on and tell how many of them went by."""
    for number, row in enumerate(rows):
        if number % TOLD_EACH == 0:
            progress(number, count, words)
        yield row


def discard_of(job: JobCleared) -> None:
    """Let a template or a list go with the job that made it: nobody can take it any more."""
    if job.name in SMALL and job.result:
        discard_made(int(job.result["file"]))


def register_of_file(pk: int) -> tuple[str, bool] | None:
    """Return of which register a file tells that a worker made for the one who acts, and whether it is a template."""
    job = _own(pk)
    return None if job is None else (str(job.arguments["register"]), job.name == TEMPLATE)


def data_of_file(pk: int) -> bytes | None:
    """Return a file that the one who acts asked for and a worker made; nothing of anybody else's."""
    job = _own(pk)
    if job is None:
        return None
    with open_attachment(Attachment._base_manager.get(pk=pk)) as file:
        return file.read()


def _own(file: int) -> Job | None:
    """Return the job that made a file, when the one who acts asked for it."""
    done = Job._base_manager.filter(name__in=SMALL, state=JobState.DONE, account_id=own_account())
    return next((job for job in done.order_by("-pk") if job.result and job.result["file"] == file), None)
