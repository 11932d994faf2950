"""The door for writes of registers whose rows need no more than being right and being audited."""

from typing import Any, cast

from django.db import models, transaction
from django.forms import ModelForm
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Conflict
from gangmu.foundation.registers.declaration import Register


@transaction.atomic
def save_row(declared: type[Register], form: ModelForm, version: int | None = None) -> models.Model:
    """Write a new row, or one that nobody else changed since `version`.

    Raises
    ------
    Forbidden
        Without the register's permission over the row's unit.
    Conflict
        When somebody changed the row meanwhile; nothing is written.
    """
    row = form.instance
    organisation_id = getattr(row, f"{declared.organisation_field}_id")
    require(declared.edit_permission, organisation_id)
    before: dict[str, Any] | None = None
    if row.pk is not None:
        held = declared.model._base_manager.select_for_update().get(pk=row.pk)
        before = snapshot(held)
        require(declared.edit_permission, getattr(held, f"{declared.organisation_field}_id"))
        if getattr(held, "version", None) != version:
            raise Conflict(
                "registers.stale",
                "“%(name)s”已被他人修改,您的修改没有保存,请在最新内容上再改",
                name=str(held),
            )
        row.version = (version or 0) + 1
    row = cast(models.Model, form.save())
    verb = gettext_noop("登记了") if before is None else gettext_noop("修改了")
    record(row, verb, before=before, organisation_id=organisation_id)
    return row


@transaction.atomic
def delete_row(declared: type[Register], row: models.Model, note: str) -> None:
    """Delete a row; the audit keeps what it held."""
    organisation_id = getattr(row, f"{declared.organisation_field}_id")
    require(declared.edit_permission, organisation_id)
    record(row, gettext_noop("删除了"), before={}, organisation_id=organisation_id, note=note)
    row.delete()
