"""Templates with many rows: made by a worker, while a page tells how far it is; the one who asked takes the file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment, open_attachment
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.running import once, progress
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.asking import ask
from gangmu.foundation.registers.declaration import Register, register_named
from gangmu.foundation.registers.importing.cells import cells_of
from gangmu.foundation.registers.importing.sheets import template_of
from gangmu.foundation.registers.selectors import own_account
from gangmu.foundation.sealing.fields import sealed_fields

TEMPLATE = "registers.template"
#: Rows with which the page itself answers; with more somebody would wait without a sign.
SMALL = 1000
#: Rows after which the worker tells how far it is.
TOLD_EACH = 500


@transaction.atomic
def queue_template(declared: type[Register], unit: Organisation, query: str) -> Job:
    """Let a worker write the template with the rows of a list; `query` is what the list asks."""
    return enqueue(
        TEMPLATE,
        {"register": declared.name, "query": query, "unit": unit.pk},
        unit,
        about=str(declared.title),
    )


def template_queued(register: str, query: str, unit: int) -> dict[str, int]:
    """Write a template and keep it, sealed where it holds identity data; return the file's key and how many rows it holds."""
    declared = register_named(register)
    with scoped(declared.edit_permission):
        rows = ask(declared, QueryDict(query)).rows
        count = rows.order_by().count()
        data = template_of(declared, cells_of(declared), _told(rows.iterator(chunk_size=2000), count))

        def keep() -> dict[str, int]:
            upload = SimpleUploadedFile(f"{declared.name}.xlsx", data)
            kept = keep_attachment(upload, unit, "导出", sealed=bool(sealed_fields(declared.model)))
            return {"file": kept.pk, "rows": count}

        return once("keep", keep)


def _told(rows: Iterable[Any], count: int) -> Iterator[Any]:
    """Pass rows on and tell how many of them went by."""
    for number, row in enumerate(rows):
        if number % TOLD_EACH == 0:
            progress(number, count, gettext_noop("写入模板"))
        yield row


def register_of_template(pk: int) -> str | None:
    """Return the name of the register of a template that the one who acts asked for."""
    job = _own(pk)
    return None if job is None else str(job.arguments["register"])


def template_data(pk: int) -> bytes | None:
    """Return a template that the one who acts asked for and a worker wrote; nothing of anybody else's."""
    job = _own(pk)
    if job is None:
        return None
    with open_attachment(Attachment._base_manager.get(pk=pk)) as file:
        return file.read()


def _own(file: int) -> Job | None:
    """Return the job that wrote a file, when the one who acts asked for it."""
    done = Job._base_manager.filter(name=TEMPLATE, state=JobState.DONE, account_id=own_account())
    return next((job for job in done.order_by("-pk") if job.result and job.result["file"] == file), None)
