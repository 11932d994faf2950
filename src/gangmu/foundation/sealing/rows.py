"""Where sealed values lie: every sealed column of every model, and which rows lie under which key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from gangmu.foundation.sealing.fields import SealedField, sealed_fields
from gangmu.foundation.sealing.key_file import ID_LENGTH, current, path


@dataclass(frozen=True, slots=True)
class SealedElsewhere:
    """What a room seals outside of columns: how many things lie under another key than this one, and how one more is put under it."""

    title: str
    not_under: Callable[[str], int]
    reseal_one: Callable[[str], bool]


_elsewhere: list[SealedElsewhere] = []


def declare_sealed_elsewhere(told: SealedElsewhere) -> None:
    """Say what a room seals outside of columns."""
    _elsewhere.append(told)


def sealed_elsewhere() -> tuple[SealedElsewhere, ...]:
    """Return what rooms seal outside of columns."""
    return tuple(_elsewhere)


class _KeyId(models.Func):
    """The id of the key at the head of a sealed column."""

    template = f"SUBSTR(%(expressions)s, 1, {ID_LENGTH})"
    output_field = models.CharField(max_length=ID_LENGTH)


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    """Yield the models that have sealed columns, with these columns."""
    for model in apps.get_models():
        found = sealed_fields(model)
        if found and model._meta.managed and not model._meta.proxy:
            yield model, found


def rows_not_under(
    model: type[models.Model], fields: list[SealedField], key_id: str
) -> models.QuerySet[models.Model]:
    """Return the rows of which a sealed column lies under another key than this one."""
    names = [field.attname for field in fields]
    rows = model._base_manager.annotate(**{f"under_{name}": _KeyId(name) for name in names})
    other = Q()
    for name in names:
        other |= ~Q(**{f"under_{name}__in": ["", key_id]})
    narrowed: models.QuerySet[models.Model] = rows.filter(other).order_by("pk")
    return narrowed


def anything_sealed() -> bool:
    """Whether the database holds anything sealed."""
    there = set(connection.introspection.table_names())
    if any(told.not_under("") for told in _elsewhere):
        return True
    return any(
        rows_not_under(model, fields, "").exists()
        for model, fields in sealed_models()
        if model._meta.db_table in there
    )


def is_rotating() -> bool:
    """Whether rows still lie under a key that was replaced: a rotation that has not come to its end."""
    if not path().exists():
        return False
    held = current().id
    if any(told.not_under(held) for told in _elsewhere):
        return True
    return any(rows_not_under(model, fields, held).exists() for model, fields in sealed_models())
