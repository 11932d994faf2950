"""Workbooks of those who ask: kept as they came, their columns and rows matched, filled with the progress that is written once."""

from collections.abc import Mapping
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.documents.foreign_documents import fill_tables
from gangmu.foundation.documents.foreign_workbooks import fill_workbook
from gangmu.foundation.documents.spreadsheets import Sheet, text_of
from gangmu.foundation.files.services import keep_attachment, place_of
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.likeness import matched
from gangmu.procedures.ledger.models import SourceWorkbook, Task, TaskSource, WorkbookRow
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.sheet_tables import cells_of
from gangmu.procedures.ledger.source_tables import FILLED, HEADS, is_document, sheets_in, table_in, titles_at


@transaction.atomic
def upload_workbook(
    upload: UploadedFile, organisation_id: int, kind: SourceKind, title: str, year: int
) -> SourceWorkbook:
    """Keep a workbook, find its table, and propose which column holds what and which row stands for which task.

    Raises
    ------
    Refusal
        When it is neither xlsx nor docx, or holds no table with a column of tasks.
    """
    require("ledger.task:edit", organisation_id)
    name = upload.name or ""
    if not name.lower().endswith((".xlsx", ".docx")):
        raise Refusal(
            "ledger.workbook_kind", "“%(name)s”不能按原样填回，请另存为 xlsx 或 docx 后再上传", name=name
        )
    data = upload.read()
    upload.seek(0)
    found = table_in(data, name)
    kept = keep_attachment(upload, organisation_id, "来源表格")
    made = SourceWorkbook._base_manager.create(
        organisation_id=organisation_id, kind=kind, title=title.strip()[:200] or kept.name, year=year, file=kept,
        sheet=found.sheet.name[:60], head_row=found.head, columns=found.columns,
    )  # fmt: skip
    _write_rows(made, found.sheet)
    record(made, gettext_noop("上传了来源表格"), organisation_id=organisation_id)
    return made


def titles_of(workbook: SourceWorkbook, data: bytes) -> tuple[str, ...]:
    """Return the titles of a workbook's columns."""
    sheet = _sheet_of(workbook, data)
    return titles_at(sheet, workbook.head_row) if sheet else ()


def _sheet_of(workbook: SourceWorkbook, data: bytes) -> Sheet | None:
    sheets = sheets_in(data, workbook.file.name)
    return next((sheet for sheet in sheets if sheet.name == workbook.sheet), None)


def _write_rows(workbook: SourceWorkbook, sheet: Sheet) -> None:
    """Write the rows of a table with the tasks that they most likely stand for."""
    rows, number = [], ""
    for place, line in enumerate(sheet.rows[workbook.head_row + 1 :], workbook.head_row + 1):
        words = {f: text_of(line[c]) if c < len(line) else "" for f, c in workbook.columns.items()}
        number = words.get("number", "") or number
        if words.get("task", "").strip():
            rows.append(WorkbookRow(workbook=workbook, row=place, number=number[:60], wording=words["task"]))
    WorkbookRow._base_manager.bulk_create(rows)
    held = {row.row: row for row in WorkbookRow._base_manager.filter(workbook=workbook)}
    proposed = matched({place: row.wording for place, row in held.items()}, _wordings(workbook))
    for place, (task_id, likeness) in proposed.items():
        held[place].task_id, held[place].likeness = task_id, likeness
    WorkbookRow._base_manager.bulk_update(held.values(), ["task", "likeness"])


def _wordings(workbook: SourceWorkbook) -> dict[int, list[str]]:
    """Return how each task of the bureau's year is worded: by itself and by its sources."""
    rows = Task._base_manager.filter(
        organisation_id=workbook.organisation_id, year=workbook.year, parent__isnull=True
    )
    found = {task.pk: [task.name, task.content, task.requirement] for task in rows}
    told = TaskSource.objects.filter(task_id__in=found).values_list("task_id", "wording")
    for task_id, wording in told:
        found[task_id].append(wording)
    return found


@transaction.atomic
def match_workbook(
    workbook: SourceWorkbook, version: int, columns: Mapping[str, int], pairs: Mapping[int, int | None]
) -> SourceWorkbook:
    """Say which column holds what, and which row stands for which task; each such task has this workbook as a source from then on.

    Parameters
    ----------
    pairs
        Task by row of the sheet; `None` where the row stands for none. With another column of tasks the rows are read anew, and
        what was paired before is of no use: the workbook waits to be looked at once more.

    Raises
    ------
    Conflict
        When somebody did so since `version`.
    Refusal
        When a column stands for two things, none is to be filled in, none holds the tasks, or a task is not the bureau's.
    """
    require("ledger.task:edit", workbook.organisation_id)
    fresh = SourceWorkbook._base_manager.select_for_update().get(pk=workbook.pk)
    if fresh.version != version:
        raise Conflict("ledger.stale", "“%(name)s”已被他人修改，请刷新后在最新内容上再改", name=fresh.title)
    chosen = {field: place for field, place in columns.items() if field in HEADS}
    if len(set(chosen.values())) < len(chosen):
        raise Refusal("ledger.workbook_twice", "同一列不能对应两项内容")
    if not set(chosen) & set(FILLED):
        raise Refusal("ledger.workbook_nothing", "请至少指出一列填写进展、问题、下步措施或完成情况")
    if "task" not in chosen:
        raise Refusal("ledger.workbook_tasks", "请指出哪一列写的是工作任务")
    before = snapshot(fresh)
    moved = chosen["task"] != fresh.columns.get("task")
    fresh.columns, fresh.matched, fresh.version = chosen, not moved, version + 1
    if moved:
        _read_again(fresh)
    else:
        _pair(fresh, pairs)
    fresh.save()
    record(fresh, gettext_noop("核对了来源表格"), before=before, organisation_id=fresh.organisation_id)
    return fresh


def _read_again(workbook: SourceWorkbook) -> None:
    """Read the rows of a workbook anew: its tasks stand in another column than was thought, so people look at its rows once more."""
    sheet = _sheet_of(workbook, place_of(workbook.file.sha256).read_bytes())
    if sheet is None:
        raise Refusal("ledger.workbook_sheet", "“%(name)s”的工作表已读不到，请重新上传", name=workbook.title)
    rows = WorkbookRow._base_manager.filter(workbook=workbook)
    for row in rows:
        TaskSource.objects.filter(kind=workbook.kind, title=workbook.title, wording=row.wording).delete()
    rows.delete()
    _write_rows(workbook, sheet)


def _pair(workbook: SourceWorkbook, pairs: Mapping[int, int | None]) -> None:
    wanted = {task_id for task_id in pairs.values() if task_id is not None}
    known = Task._base_manager.filter(pk__in=wanted, organisation_id=workbook.organisation_id)
    if set(known.values_list("pk", flat=True)) != wanted:
        raise Refusal("ledger.workbook_task", "有的行对应的任务不在本单位台账中，请重新选择")
    for row in WorkbookRow._base_manager.select_for_update().filter(workbook=workbook):
        asked = pairs.get(row.row, row.task_id)
        own = TaskSource.objects.filter(kind=workbook.kind, title=workbook.title, wording=row.wording)
        (own if asked is None else own.exclude(task_id=asked)).delete()
        if asked is not None and not own.filter(task_id=asked).exists():
            TaskSource.objects.create(
                task_id=asked, kind=workbook.kind, title=workbook.title, number=row.number, wording=row.wording, channel="表格"
            )  # fmt: skip
        if asked != row.task_id:
            row.task_id, row.likeness = asked, 1.0 if asked else 0.0
            row.save(update_fields=["task", "likeness"])


def filled(workbook: SourceWorkbook, month: date) -> bytes:
    """Return a workbook filled with what was told of its tasks up to a month; where nothing was told its own words stay.

    The file is its owner's in every other respect: sheets, widths, colours, joined cells, formulas, print set-up.
    """
    pairs = dict(
        WorkbookRow._base_manager.filter(workbook=workbook, task__isnull=False).values_list("row", "task_id")
    )
    held = {task.pk: task for task in tasks().filter(pk__in=set(pairs.values()))}
    fields = [field for field in FILLED if field in workbook.columns]
    told = cells_of(list(held.values()), fields, month, filled=True, public=False)
    by_task = dict(zip(held, told, strict=True))
    cells = {
        (row, workbook.columns[field]): by_task[task_id][field]
        for row, task_id in pairs.items()
        if task_id in by_task
        for field in fields
        if by_task[task_id][field]
    }
    fill = fill_tables if is_document(workbook.file.name) else fill_workbook
    return fill(place_of(workbook.file.sha256).read_bytes(), workbook.file.name, workbook.sheet, cells)


@transaction.atomic
def remove_workbook(workbook: SourceWorkbook) -> None:
    """Remove a workbook; the sources that it gave to tasks stay, since they are asked for still."""
    require("ledger.task:edit", workbook.organisation_id)
    record(workbook, gettext_noop("删除了来源表格"), organisation_id=workbook.organisation_id)
    workbook.delete()
