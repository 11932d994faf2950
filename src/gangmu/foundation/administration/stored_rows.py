"""The rows of every table as lines of JSON and back: the same lines from SQLite and PostgreSQL, so a county may move between them."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from gangmu.foundation.sealing.fields import SealedField
from gangmu.foundation.sealing.sealed import Sealed

#: Rooms of the framework whose rows belong to a running installation, not to the bureau: who is signed in, which addresses are
#: locked out, the entries of the queue (jobs that wait are queued anew), and what `migrate` itself fills in.
NOT_KEPT = frozenset({"sessions", "axes", "django_tasks_database", "contenttypes", "auth"})
#: Tables whose rows die with the processes they tell of.
NOT_KEPT_TABLES = frozenset({"accounts_signedinsession"})
CHUNK = 1000

Model = type[models.Model]


def kept_models() -> list[Model]:
    """Return the models whose rows are the bureau's, by table name; those of a many-to-many between them."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in NOT_KEPT
        and model._meta.db_table not in NOT_KEPT_TABLES
        and model._meta.managed
        and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def columns_of(model: Model) -> list[models.Field[Any, Any]]:
    """Return the columns of a table in the order in which they are written."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the whole database as it stands at one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        mode = getattr(connection, "transaction_mode", None)
        connection.ensure_connection()
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode  # type: ignore[attr-defined]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def lines_of(model: Model) -> Iterator[bytes]:
    """Yield the rows of a table, one line each, by key."""
    names = [field.attname for field in columns_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield (
            json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True).encode() + b"\n"
        )


def _plain(value: Any) -> Any:
    """Return a value of a column as JSON that its column reads back exactly."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    return {"sealed": value.token} if isinstance(value, Sealed) else value


def fill(model: Model, lines: Iterable[bytes]) -> int:
    """Put rows into an empty table, keys and all; return how many."""
    fields = columns_of(model)
    waiting: list[models.Model] = []
    count = 0
    for line in lines:
        told = json.loads(line)
        waiting.append(model(**{f.attname: _read(f, v) for f, v in zip(fields, told, strict=True)}))
        if len(waiting) == CHUNK:
            count += len(model._base_manager.bulk_create(waiting))
            waiting = []
    return count + len(model._base_manager.bulk_create(waiting))


def _read(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, dict) and set(value) == {"seconds"}:
        return timedelta(seconds=value["seconds"])
    if isinstance(value, dict) and set(value) == {"bytes"}:
        return base64.b64decode(value["bytes"])
    if isinstance(field, SealedField) and isinstance(value, dict):
        return Sealed(value["sealed"], field.kind, field.place)
    target = field.target_field if field.is_relation else field  # type: ignore[attr-defined]
    return target.to_python(value)


def empty(kept: Iterable[Model]) -> None:
    """Take every row out of tables; constraints between them are looked at when the transaction ends."""
    with connection.cursor() as cursor:
        for model in kept:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 a table's own name


def forget_the_running() -> None:
    """Take out what belongs to a running installation: sessions would point at accounts that are gone."""
    labels = NOT_KEPT - {"contenttypes", "auth"}
    gone = [
        model
        for model in apps.get_models()
        if model._meta.app_label in labels or model._meta.db_table in NOT_KEPT_TABLES
    ]
    empty(gone)


def count_on(kept: Iterable[Model]) -> None:
    """Let the database number new rows after the ones that came with their numbers."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(kept))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def has_rows(kept: Iterable[Model]) -> bool:
    """Whether any of the tables holds a row."""
    return any(model._base_manager.exists() for model in kept)


def digest_of_everything() -> str:
    """Return a mark of every row of every kept table: two databases with the same records have the same."""
    told = hashlib.sha256()
    for model in kept_models():
        told.update(model._meta.db_table.encode() + b"\n")
        for line in lines_of(model):
            told.update(line)
    return told.hexdigest()
