"""The door for writes of registers whose rows need no more than being right and being audited."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.forms import ModelForm
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, record_many, snapshot
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.models import RowAttachment

#: Rows that may be changed in one act of bulk work.
MOST_AT_ONCE = 500


@transaction.atomic
def save_row(
    declared: type[Register],
    form: ModelForm,
    version: int | None = None,
    *,
    told: Collection[str] = (),
    corrects: bool = False,
) -> models.Model:
    """Write a new row, or one that nobody else changed since `version`.

    Parameters
    ----------
    told
        Names of fields that were told even where they are as before.
    corrects
        Whether what was told of the row was wrong from its day on, so that the row holds from that day as it is told now.

    Raises
    ------
    Forbidden
        Without the register's permission over the row's unit.
    Conflict
        When somebody changed the row meanwhile; nothing is written.
    """
    row, before = _write_one(declared, form, version, {*told, declared.holds_from()} if corrects else told)
    verb = gettext_noop("登记了") if before is None else gettext_noop("修改了")
    organisation_id = getattr(row, f"{declared.organisation_field}_id")
    record(row, verb, before=before, organisation_id=organisation_id)
    if corrects and before is not None:
        declared.corrected(row, before)
    else:
        declared.wrote([(row, before)])
    return row


def _write_one(
    declared: type[Register], form: ModelForm, version: int | None, told: Collection[str] = ()
) -> tuple[models.Model, dict[str, Any] | None]:
    """Save a form's row that nobody else changed since `version`; return it with what was there before."""
    row = form.instance
    require(declared.edit_permission, getattr(row, f"{declared.organisation_field}_id"))
    before: dict[str, Any] | None = None
    if row.pk is not None:
        held = declared.model._base_manager.select_for_update().get(pk=row.pk)
        before = snapshot(held)
        require(declared.edit_permission, getattr(held, f"{declared.organisation_field}_id"))
        if getattr(held, "version", None) != version:
            raise Conflict(
                "registers.stale",
                "“%(name)s”已被他人修改，您的修改没有保存，请在最新内容上再改",
                name=str(held),
            )
        if hasattr(row, "version"):
            row.version = (version or 0) + 1
    declared.complete(row, before, {*form.changed_data, *told})
    return cast(models.Model, form.save()), before


@transaction.atomic
def change_rows(
    declared: type[Register], versions: Mapping[int, int], field: str, value: Any, day: date | None = None
) -> int:
    """Give one field of many rows the same value: all of them, or none. Return how many differ from before.

    Parameters
    ----------
    versions
        The rows by id with the version that the person saw.
    value
        The value as a form sends it: a word, or several.
    day
        The day from which the value holds, for a field of which a change does; today when absent.

    Raises
    ------
    Forbidden
        Without the register's permission over the unit of each row.
    Conflict
        When somebody changed one of the rows meanwhile.
    Refusal
        When a row would be wrong, naming the row and what is wrong; or when there are too many.
    """
    if field not in declared.bulk_fields or declared.form is None:
        raise Refusal("registers.not_bulk", "这一项不能批量修改")
    if len(versions) > MOST_AT_ONCE:
        raise Refusal("registers.too_many", "一次最多批量修改 %(most)s 行，请分几次", most=MOST_AT_ONCE)
    told: list[tuple[models.Model, Mapping[str, Any] | None]] = []
    rows = declared.rows().filter(pk__in=versions).order_by("pk")
    if len(rows) != len(versions):
        raise Refusal("registers.gone", "有的行已被删除，或不在您的范围内，请刷新列表后再选")
    from_day = {declared.holds_from(): day} if day is not None and moves(declared, field) else {}
    for row in rows:
        before = snapshot(row)
        for name, told_day in from_day.items():
            _insist_on_order(row, before[name], told_day)
        form = declared.form(
            {**as_posted(declared.form(instance=row)), field: value, **from_day}, instance=row
        )
        if not form.is_valid():
            words = "；".join(str(error) for errors in form.errors.values() for error in errors)
            raise Refusal("registers.wrong_row", "“%(name)s”不能这样改：%(why)s", name=str(row), why=words)
        if field not in form.changed_data:
            continue
        _write_one(declared, form, versions[row.pk], from_day)
        told.append((row, before))
    with one_act():
        for unit in {getattr(row, f"{declared.organisation_field}_id") for row, _before in told}:
            mine = [pair for pair in told if getattr(pair[0], f"{declared.organisation_field}_id") == unit]
            record_many(mine, gettext_noop("修改了"), organisation_id=unit)
        declared.wrote(told)
    return len(told)


def moves(declared: type[Register], field: str) -> bool:
    """Whether a change of a field holds from a day on."""
    attribute = getattr(declared.model._meta.get_field(field), "attname", field)
    return bool(declared.holds_from()) and attribute in (declared.moved_by() or ())


def _insist_on_order(row: models.Model, since: date | None, day: date) -> None:
    """Insist that a change comes after what it changes."""
    if since is not None and day < since:
        raise Refusal(
            "registers.early_change",
            "“%(name)s”现在的情况自 %(since)s 起，变化不能早于这一天；原来就登错了的，请在这一行的页面更正",
            name=str(row), since=since,
        )  # fmt: skip


def as_posted(form: ModelForm) -> dict[str, Any]:
    """Return what a form would send unchanged."""
    held = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in held.items() if value is not None}


@transaction.atomic
def attach(declared: type[Register], row: models.Model, upload: UploadedFile) -> RowAttachment:
    """Attach a file to a row.

    Raises
    ------
    Refusal
        When the file is not fit to be kept.
    """
    organisation_id = getattr(row, f"{declared.organisation_field}_id")
    require(declared.edit_permission, organisation_id)
    kept = keep_attachment(upload, organisation_id, str(declared.model._meta.verbose_name)[:60])
    link = RowAttachment._base_manager.create(register=declared.name, row_id=row.pk, attachment=kept)
    record(
        row,
        gettext_noop("添加了附件"),
        before=snapshot(row),
        organisation_id=organisation_id,
        note=kept.name,
    )
    return link
