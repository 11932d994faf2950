"""Large imports: checked and written by a worker, while the page tells how far it is."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from gangmu.foundation.access.scope import require, scoped
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.jobs.choices import OPEN
from gangmu.foundation.jobs.running import once, progress
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.identity import tells_identity
from gangmu.foundation.registers.importing.preview import preview_of
from gangmu.foundation.registers.importing.sheets import wrong_rows_of
from gangmu.foundation.registers.models import ImportRun, ImportState
from gangmu.foundation.registers.services.imports import commit_import, held_import, planned

#: Rows of a table up to which the page itself checks and writes.
SMALL = 500
CHECK, WRITE = "registers.check", "registers.write"
#: How a table is read: what a check found holds for a table that is still read so.
READ_SO = ("mapping", "head", "codes", "key", "blank_clears")


def is_large(run: ImportRun) -> bool:
    """Whether an import is left to a worker."""
    return run.rows > SMALL


@transaction.atomic
def queue_check(run: ImportRun) -> ImportRun:
    """Let a worker check a table whose columns are matched; one that is queued already stays.

    Raises
    ------
    Conflict
        When the import is over.
    """
    held = _idle(run)
    if held.job is None or held.job.state not in OPEN:
        held.preview = ""
        held.job = enqueue(CHECK, {"run_id": held.pk}, held.organisation_id, about=held.source.name)
        held.save(update_fields=["job", "preview"])
    return held


@transaction.atomic
def queue_write(run: ImportRun, digest: str, *, partly: bool = False) -> ImportRun:
    """Let a worker write what was checked; asked twice it is written once.

    Raises
    ------
    Conflict
        When the import is over.
    """
    held = _idle(run)
    if held.job is None or held.job.state not in OPEN:
        told: dict[str, Any] = {"run_id": held.pk, "digest": digest, "partly": partly}
        held.job = enqueue(WRITE, told, held.organisation_id, about=held.source.name)
        held.save(update_fields=["job"])
    return held


def _idle(run: ImportRun) -> ImportRun:
    held = held_import(run)
    require(register_named(held.register).edit_permission, held.organisation_id)
    return held


def check_queued(run_id: int) -> dict[str, int]:
    """Check a table, and keep what its page shows and the workbook of its wrong rows."""
    run = _run(run_id)
    with scoped(register_named(run.register).edit_permission):
        opened, plan = planned(run)
        preview = preview_of(opened, plan)
        workbook = wrong_rows_of(opened.source, plan.faults, gettext("错误行")) if plan.faults else b""

        def keep() -> dict[str, int]:
            held = ImportRun._base_manager.select_for_update().get(pk=run_id)
            if any(getattr(held, name) != getattr(run, name) for name in READ_SO):
                return _check_anew(held)
            held.preview, held.repair = preview.kept(), None
            if workbook:
                upload = SimpleUploadedFile(f"{run.register}-faults.xlsx", workbook)
                sealed = tells_identity(opened.declared)
                held.repair = keep_attachment(upload, run.organisation_id, "导入", sealed=sealed, own=True)
            held.save(update_fields=["preview", "repair"])
            return {"created": preview.created, "changed": preview.changed, "wrong": preview.wrong}

        progress(1, 1, gettext_noop("保存检查结果"))
        return once("keep", keep)


def _check_anew(held: ImportRun) -> dict[str, int]:
    """Check a table whose columns were matched otherwise while it was checked, unless they wait to be matched."""
    if held.state == ImportState.MAPPED:
        held.job = enqueue(CHECK, {"run_id": held.pk}, held.organisation_id, about=held.source.name)
        held.save(update_fields=["job"])
    return {}


def write_queued(run_id: int, digest: str, partly: bool) -> dict[str, int]:
    """Write a table in one step: killed at any point the register is as before or as after."""
    run = _run(run_id)

    def write() -> dict[str, int]:
        done = commit_import(run, digest, partly=partly)
        return {"created": done.created, "changed": done.changed, "wrong": done.refused}

    with scoped(register_named(run.register).edit_permission):
        return once("write", write)


def _run(run_id: int) -> ImportRun:
    return ImportRun._base_manager.select_related("source", "organisation").get(pk=run_id)
