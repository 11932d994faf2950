"""Imports: a file is kept, its columns are matched, its rows are checked and shown, and then written together."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import reach_of, require
from gangmu.foundation.audit.services import one_act, record, record_rows, snapshot
from gangmu.foundation.documents.spreadsheets import read_sheets
from gangmu.foundation.files.services import insist_fit, keep_attachment, open_attachment
from gangmu.foundation.jobs.running import progress
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.kernel.learned_sizes import WORTH, learn_sizes
from gangmu.foundation.kernel.many_rows import (
    blank_line,
    insert_rows,
    made_rows,
    pages_in_hand,
    uncollected,
    update_rows,
)
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.declaration import Register, register_named
from gangmu.foundation.registers.identity import tells_identity
from gangmu.foundation.registers.importing.cells import cells_of
from gangmu.foundation.registers.importing.checking import Checked, check
from gangmu.foundation.registers.importing.lines import Line
from gangmu.foundation.registers.importing.plan import Bounds, Plan, plan_of
from gangmu.foundation.registers.importing.preview import Opened
from gangmu.foundation.registers.importing.source import (
    checked_mapping,
    proposed_mapping,
    source_of,
)
from gangmu.foundation.registers.models import ImportRun, ImportState, ImportTurn
from gangmu.foundation.registers.selectors import own_account
from gangmu.foundation.registers.services.profiles import Reading, checked_codes, checked_key, fitting
from gangmu.foundation.registers.units import units_of_kinds

#: Rows written, and told to the audit, at once.
CHUNK = 5000
#: Kinds of files that hold a table.
TABLES = ("xlsx", "xls", "csv")


def begin_import(
    declared: type[Register],
    upload: UploadedFile,
    unit: Organisation,
    *,
    matched: bool = False,
    own_rows_only: bool = False,
    told_on: date | None = None,
) -> ImportRun:
    """Keep a file and propose which of its columns is which.

    Parameters
    ----------
    unit
        In whose name the import is made; rows that name no unit belong to it.
    matched
        Whether the proposed columns stand without being asked for: a template of our own comes back.
    own_rows_only
        Whether rows of other units are wrong, whoever hands the table in.
    told_on
        The day as of which the table tells: rows that are new or changed hold from then on; from today where it is not said.

    Raises
    ------
    Refusal
        When the file is not fit to be kept or holds no table.
    """
    require(declared.edit_permission, unit.pk)
    cells = cells_of(declared)
    name = upload.name or ""
    if not name.lower().endswith(TABLES):
        raise Refusal("registers.no_table", "“%(name)s”不是表格文件，请上传 xlsx、xls 或 csv", name=name)
    insist_fit(upload)  # before it is read
    data = upload.read()
    upload.seek(0)
    sheets = read_sheets(io.BytesIO(data), name)
    source = source_of(sheets, cells, name)
    known = None if matched else fitting(declared, unit, sheets, cells, name)
    if told_on is not None and told_on > clock.today():
        raise Refusal("registers.told_on", "数据日期不能晚于今天")
    with transaction.atomic():
        kept = keep_attachment(upload, unit.pk, "导入", sealed=tells_identity(declared))
        run = ImportRun._base_manager.create(
            register=declared.name, organisation=unit, account_id=own_account() or None, source=kept,
            **(known.told if known else {"mapping": proposed_mapping(source, cells)}), own_rows_only=own_rows_only,
            rows=len(source.body), told_on=told_on,
            state=ImportState.MAPPED if matched else ImportState.UPLOADED,
        )  # fmt: skip
        record(run, gettext_noop("上传了待导入的表"), organisation_id=unit.pk)
    return run


def register_of_run(pk: int, account_id: int) -> str | None:
    """Return the name of the register of somebody's own import: it is asked before there is a scope to read in."""
    mine = ImportRun._base_manager.filter(pk=pk, account_id=account_id)
    return mine.values_list("register", flat=True).first()


def open_import(run: ImportRun) -> Opened:
    """Return an import with its file read anew."""
    declared = register_named(run.register)
    cells = cells_of(declared)
    with open_attachment(run.source) as file:
        sheets = read_sheets(file, run.source.name)
    return Opened(declared, cells, source_of(sheets, cells, run.source.name, run.head))


@transaction.atomic
def match_columns(
    run: ImportRun, asked: Mapping[str, int], blank_clears: bool, reading: Reading | None = None
) -> ImportRun:
    """Say which column of the table is which field, and how else the table is to be read.

    When another line is said to be the head, its columns are proposed anew and the import waits for them to be matched.

    Raises
    ------
    Refusal
        When a column stands for two fields, or the import is over.
    """
    opened = open_import(run)
    require(opened.declared.edit_permission, run.organisation_id)
    held = held_import(run)
    before = snapshot(held)
    told = reading or Reading(held.head, held.codes, tuple(held.key))
    moved = told.head is not None and told.head != opened.source.head + 1
    held.head, held.codes, held.key = (
        told.head,
        checked_codes(opened.cells, told.codes),
        checked_key(opened.cells, told.key),
    )
    if moved:
        again = open_import(held)
        held.mapping, held.rows = proposed_mapping(again.source, again.cells), len(again.source.body)
    else:
        held.mapping = checked_mapping(opened.source, opened.cells, asked)
    held.blank_clears, held.preview = blank_clears, ""
    held.state = ImportState.UPLOADED if moved else ImportState.MAPPED
    held.save(update_fields=["mapping", "blank_clears", "state", "preview", "head", "rows", "codes", "key"])
    record(held, gettext_noop("对应了列"), before=before, organisation_id=held.organisation_id)
    return held


def planned(run: ImportRun) -> tuple[Opened, Plan]:
    """Return what an import would do now; nothing is written."""
    with uncollected():
        opened, checked, bounds = _checked(run)
        return opened, plan_of(opened.declared, opened.cells, checked, bounds)


def _checked(run: ImportRun) -> tuple[Opened, Checked, Bounds]:
    """Return an import with its cells read: all that needs no row of the register, so that nobody waits for it."""
    progress(0, 0, gettext_noop("读取文件"))
    opened = open_import(run)
    importer, reach = opened.declared.importer, reach_of(opened.declared.edit_permission)
    if run.own_rows_only:
        own = frozenset({run.organisation_id})
        reach = own if reach is None else reach & own
    checked = check(opened.source, opened.cells, run.mapping, importer, reach, run.codes)  # type: ignore[arg-type]
    holders = units_of_kinds(opened.declared.unit_kinds)
    key = tuple(run.key)
    bounds = Bounds(reach, run.organisation_id, run.blank_clears, holders, run.told_on, key)
    return opened, checked, bounds


@uncollected()
def commit_import(run: ImportRun, digest: str, *, partly: bool = False) -> ImportRun:
    """Write what an import would do: all of it, or, `partly`, the right rows while the wrong ones are returned.

    Parameters
    ----------
    digest
        The mark of the plan that the person saw.

    Raises
    ------
    Conflict
        When the register changed since, or the import is over; nothing is written.
    Refusal
        When rows are wrong and all of them were to be written.
    """
    opened, checked, bounds = _checked(run)
    declared = opened.declared
    require(declared.edit_permission, run.organisation_id)
    try:
        with pages_in_hand(), transaction.atomic(), one_act():
            ImportTurn.objects.get_or_create(register=declared.name)
            ImportTurn.objects.select_for_update().get(register=declared.name)
            held = held_import(run)
            plan = plan_of(declared, opened.cells, checked, bounds)
            if plan.digest != digest:
                raise _moved_on()
            if plan.faults and not partly:
                raise Refusal(
                    "registers.faults", "有 %(count)s 行有错误，没有写入任何内容", count=len(plan.wrong_rows)
                )
            _write(declared, plan, run.source.name)
            if len(plan.created) + len(plan.changed) >= WORTH:
                learn_sizes()
            return _done(held, plan)
    except IntegrityError as error:
        raise Conflict(
            "registers.clash", "表中有的行与登记册里已有的行冲突，没有写入任何内容；请核对后再传"
        ) from error


def _moved_on() -> Conflict:
    return Conflict("registers.moved_on", "登记册的内容已有变化，没有写入任何内容；请核对新的预览后再入库")


def held_import(run: ImportRun) -> ImportRun:
    """Return the import as it stands, locked, for the transaction that stands.

    Raises
    ------
    Conflict
        When it is over.
    """
    held = ImportRun._base_manager.select_for_update().get(pk=run.pk)
    if held.state in (ImportState.DONE, ImportState.DROPPED):
        raise Conflict(
            "registers.import_over", "这次导入已经结束（%(state)s）", state=held.get_state_display()
        )
    return held


def _write(declared: type[Register], plan: Plan, note: str) -> None:
    """Write new and changed rows part by part, with what belongs to them, and tell how far it is.

    New rows of one unit follow one another, in the order of the table: the audit keeps them together, and indexes that begin with
    the unit grow at one place.
    """
    own = f"{declared.organisation_field}_id"
    plan.created.sort(key=lambda line: line.values.get(own) or 0)
    whole, done = len(plan.created) + len(plan.changed), 0
    for write, lines in ((_create, plan.created), (_change, plan.changed)):
        for part in _parts(lines):
            progress(done, whole, gettext_noop("写入登记册"))
            write(declared, part, note)
            done += len(part)


def _create(declared: type[Register], part: Sequence[Line], note: str) -> None:
    blank = blank_line(declared.model)
    rows = made_rows(declared.model, [{**blank, **line.values} for line in part])
    for row, line in zip(rows, part, strict=True):
        declared.complete(row, None, line.told)
    insert_rows(declared.model, rows)
    told: list[tuple[models.Model, None]] = [(row, None) for row in rows]
    _tell(declared, told, gettext_noop("登记了"), note)
    declared.wrote(told)


def _change(declared: type[Register], part: Sequence[Line], note: str) -> None:
    names = {field.attname: field.name for field in declared.model._meta.concrete_fields}
    has_version = "version" in names
    held = declared.model._base_manager.select_for_update().in_bulk([line.pk for line in part])
    told: list[tuple[models.Model, Mapping[str, Any] | None]] = []
    touched: set[str] = {"version"} if has_version else set()
    for line in part:
        row: Any = held.get(line.pk)
        # The plan read the rows before they were locked: a form may have been saved in between, or the row deleted.
        if row is None or any(getattr(row, name) != was for name, (was, _now) in line.differences.items()):
            raise _moved_on()
        told.append((row, snapshot(row)))
        for name, (_was, now) in line.differences.items():
            setattr(row, name, now)
            touched.add(names[name])
        touched |= declared.complete(row, told[-1][1], line.told)
        if has_version:
            row.version += 1
    update_rows(declared.model, [row for row, _before in told], sorted(touched))
    _tell(declared, told, gettext_noop("修改了"), note)
    declared.wrote(told)


def _parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), CHUNK):
        yield lines[start : start + CHUNK]


def _tell(
    declared: type[Register],
    told: Sequence[tuple[models.Model, Mapping[str, Any] | None]],
    verb: str,
    note: str,
) -> None:
    """Tell the audit, each row under its own unit; and insist on the permission over each of them."""
    own = f"{declared.organisation_field}_id"
    units = [getattr(row, own) for row, _before in told]
    for unit in set(units):
        require(declared.edit_permission, unit)
    record_rows(list(told), verb, organisation_ids=units, note=note)


def _done(run: ImportRun, plan: Plan) -> ImportRun:
    before = snapshot(run)
    run.created, run.changed, run.untouched = len(plan.created), len(plan.changed), plan.untouched
    run.refused = len(plan.wrong_rows)
    run.state, run.done_at = ImportState.DONE, clock.now()
    run.save()
    record(run, gettext_noop("完成了导入"), before=before, organisation_id=run.organisation_id)
    return run


@transaction.atomic
def drop_import(run: ImportRun) -> ImportRun:
    """Give an import up; nothing of it was written.

    Raises
    ------
    Conflict
        When it is over.
    """
    held = held_import(run)
    before = snapshot(held)
    held.state = ImportState.DROPPED
    held.save(update_fields=["state"])
    record(held, gettext_noop("放弃了导入"), before=before, organisation_id=held.organisation_id)
    return held
