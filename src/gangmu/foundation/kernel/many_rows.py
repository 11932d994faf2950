"""Writing very many rows at once: what `bulk_create` and `bulk_update` do, with each column prepared once for all rows.

Django prepares every value of every row by itself and asks the database for the keys it gave; a county's roll has two million
values. Here the keys are drawn first, values that lie as they are go as they are, others are prepared once for each distinct value,
and the rows go by one prepared statement (SQLite) or by COPY (PostgreSQL).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

Row = TypeVar("Row", bound=models.Model)

#: Values that lie in a column of these fields as they are.
_PLAIN: tuple[tuple[type[models.Field], tuple[type, ...]], ...] = (
    (models.BooleanField, (bool, type(None))),
    (models.CharField, (str, type(None))),
    (models.TextField, (str, type(None))),
    (models.IntegerField, (int, type(None))),
    (models.ForeignKey, (int, type(None))),
)
#: Values of which equal ones are prepared once.
_ALIKE = (date, datetime, UUID, str)


def insert_rows(model: type[Row], rows: Sequence[Row]) -> list[Row]:
    """Insert new rows and give them their keys, in one transaction: the one that stands, if there is one.

    Raises
    ------
    ValueError
        For a model whose rows lie in several tables, or whose key the database does not count.
    """
    told = model._meta
    if told.parents or not isinstance(told.pk, models.AutoField):
        raise ValueError(f"rows of {told.label} are not inserted in this way")
    if not rows:
        return []
    fields = list(told.local_concrete_fields)
    with transaction.atomic(savepoint=False):
        for row, key in zip(rows, _fresh_keys(model, len(rows)), strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias
        columns = [_column(field, rows, adding=True) for field in fields]
        _write(told.db_table, list(map(_name, fields)), zip(*columns, strict=True))
    return list(rows)


def update_rows(model: type[Row], rows: Sequence[Row], names: Iterable[str]) -> None:
    """Write some fields of rows that are there."""
    wanted = set(names)
    fields: list[models.Field] = [
        field for field in model._meta.local_concrete_fields if field.name in wanted
    ]
    if not rows or not fields:
        return
    key: models.Field = model._meta.pk
    columns = [_column(field, rows, adding=False) for field in (*fields, key)]
    quote = connection.ops.quote_name
    told = ", ".join(f"{quote(_name(field))} = %s" for field in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {told} WHERE {quote(_name(key))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*columns, strict=True)))


def _name(field: models.Field) -> str:
    """The column of a field that has one."""
    return str(field.column)


def _column(field: models.Field, rows: Sequence[models.Model], *, adding: bool) -> list[Any]:
    """Return the values of a field for the database."""
    name = field.attname
    if type(field).pre_save is models.Field.pre_save or _is_plain_date(field):
        values = [getattr(row, name) for row in rows]
    else:
        values = [field.pre_save(row, adding) for row in rows]
    plain = next((types for kind, types in _PLAIN if isinstance(field, kind)), ())
    if all(value.__class__ in plain for value in values):
        return values
    return list(map(_preparing(field), values))


def _is_plain_date(field: models.Field) -> bool:
    """Whether a field is a date that nobody but its row sets."""
    return isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add)


def _preparing(field: models.Field) -> Callable[[Any], Any]:
    prepared: dict[Any, Any] = {}

    def told(value: Any) -> Any:
        if value.__class__ not in _ALIKE:
            return field.get_db_prep_save(value, connection)
        if value not in prepared:
            prepared[value] = field.get_db_prep_save(value, connection)
        return prepared[value]

    return told


def _fresh_keys(model: type[models.Model], count: int) -> Iterable[int]:
    """Draw keys that the database gives to nobody else."""
    table, column = model._meta.db_table, _name(model._meta.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(asked, [connection.ops.quote_name(table), column, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return range((last[0] if last else 0) + 1, (last[0] if last else 0) + 1 + count)


def _write(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    named = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {quote(table)} ({named}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quote(table)} ({named}) VALUES ({places})", list(rows))  # noqa: S608
