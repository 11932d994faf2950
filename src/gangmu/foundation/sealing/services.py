"""Opening one sealed value for a reason, and putting everything under a new key."""

from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.batches import HIDDEN
from gangmu.foundation.audit.services import record
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.sealing.fields import SealedField, sealed_fields
from gangmu.foundation.sealing.key_file import current, replace_key
from gangmu.foundation.sealing.rows import is_rotating, rows_not_under, sealed_elsewhere, sealed_models
from gangmu.foundation.sealing.sealed import Sealed, seal

#: Rows that are put under the new key in one transaction.
CHUNK = 500
#: Characters that a reason has at least: a blank or a dot is none.
LEAST_REASON = 4


@transaction.atomic
def reveal(
    row: models.Model, names: Iterable[str], permission: str, organisation_id: int, reason: str
) -> dict[str, str]:
    """Open sealed fields of one row, for a reason that the audit keeps; return their values by name.

    Raises
    ------
    Forbidden
        Without the permission over the row's unit.
    Refusal
        Without a reason.
    """
    require(permission, organisation_id)
    words = reason.strip()
    if len(words) < LEAST_REASON:
        raise Refusal(
            "sealing.no_reason", "请写明查看完整信息的理由，不少于 %(least)s 个字", least=LEAST_REASON
        )
    wanted = set(names)
    fields = [field for field in sealed_fields(type(row)) if field.name in wanted]
    told = [[field.name, str(field.verbose_name), HIDDEN, HIDDEN] for field in fields]
    record(
        row, gettext_noop("查看了完整信息"), changes=told, organisation_id=organisation_id, note=words[:300]
    )
    return {field.name: _opened(getattr(row, field.attname)) for field in fields}


def _opened(value: object) -> str:
    return value.opened() if isinstance(value, Sealed) else str(value or "")


def rotate_keys(say: Callable[[str], None] = lambda words: None) -> int:
    """Put everything sealed under a new key; return how many rows and files were written.

    A rotation that was stopped is gone on with: no further key is made while rows lie under the one before. Every chunk of rows is a
    transaction; meanwhile rows under both keys are read and found.
    """
    if not is_rotating():
        old, new = replace_key()
        say(f"新密钥 {new.id}，原密钥 {old.id} 已另存")
    written = 0
    for model, fields in sealed_models():
        count = 0
        while done := _reseal(model, fields):
            count += done
        if count:
            say(f"{model._meta.verbose_name} {count} 行")
        written += count
    for told in sealed_elsewhere():
        count = 0
        while told.not_under(current().id) and told.reseal_one(current().id):
            count += 1
        if count:
            say(f"{told.title} {count} 个")
        written += count
    return written


@transaction.atomic
def _reseal(model: type[models.Model], fields: list[SealedField]) -> int:
    """Put some rows of a table under the current key; return how many."""
    held = current().id
    some = list(rows_not_under(model, fields, held).select_for_update()[:CHUNK])
    for row in some:
        for field in fields:
            value = getattr(row, field.attname)
            if isinstance(value, Sealed) and value.key_id != held:
                fresh = seal(field.kind, field.place, value.opened(), searchable=field.searchable)
                setattr(row, field.attname, fresh)
    if some:
        model._base_manager.bulk_update(some, [field.name for field in fields], 200)
    return len(some)
