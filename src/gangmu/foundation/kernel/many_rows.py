"""Writing very many rows at once: what `bulk_create` and `bulk_update` do, with each column prepared once for all rows.

Django prepares every value of every row by itself and asks the database for the keys it gave; a county's roll has two million
values. Here the keys are drawn first, values that lie as they are go as they are, others are prepared once for each distinct value,
and the rows go by one prepared statement (SQLite) or as one text by COPY (PostgreSQL).
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)

#: KiB of a SQLite file that are held while very many rows are written.
_IN_HAND = 65_536
_NOTHING = type(None)
#: Values that lie in a column of these fields as they are.
_PLAIN: tuple[tuple[type[models.Field], frozenset[type]], ...] = (
    (models.BooleanField, frozenset({bool, _NOTHING})),
    (models.CharField, frozenset({str, _NOTHING})),
    (models.TextField, frozenset({str, _NOTHING})),
    (models.IntegerField, frozenset({int, _NOTHING})),
    (models.ForeignKey, frozenset({int, _NOTHING})),
)
#: Values of which equal ones are prepared once.
_ALIKE = (date, datetime, UUID, str, _NOTHING)
#: How COPY's text form writes a value that is nothing, and signs with a meaning of their own in it.
_NULL, _MEANING = "\\N", str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no search for lost cycles go through the millions of values of a large table again and again; counting frees them too."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def pages_in_hand() -> Iterator[None]:
    """Let SQLite hold so much of its file meanwhile that the indexes of a large table are not read again for every row."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        was = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{_IN_HAND}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {was}")


def made_rows(model: type[Row], lines: Iterable[dict[str, Any]]) -> list[Row]:
    """Return rows not yet saved, each of a complete line of values by attribute, which is the row's from now on; nobody is told.

    A row made through its class asks each of its fields for its value: for a county that is half of the work of a census.
    """
    made = []
    for line in lines:
        row = model.__new__(model)
        row.__dict__ = line
        row._state = ModelState()
        made.append(row)
    return made


class HeldValues:
    """What rows hold, by attribute: taken from many rows at once, and asked of each only where it has not been read yet."""

    def __init__(self, rows: Sequence[models.Model]) -> None:
        self._rows, self._held = rows, [row.__dict__ for row in rows]

    def of(self, name: str) -> list[Any]:
        """Return the values of an attribute."""
        try:
            return list(map(itemgetter(name), self._held))
        except KeyError:
            return [getattr(row, name) for row in self._rows]


def blank_line(model: type[models.Model]) -> dict[str, Any]:
    """Return what a new row of a model holds by itself, by attribute."""
    return {
        field.attname: None if field.primary_key else field.get_default()
        for field in model._meta.concrete_fields
    }


def insert_rows(model: type[Row], rows: Sequence[Row]) -> list[Row]:
    """Insert new rows and give them their keys, in one transaction: the one that stands, if there is one.

    Raises
    ------
    ValueError
        For a model whose rows lie in several tables, or whose key the database does not count.
    """
    fields = _fields_to_insert(model)
    if not rows:
        return []
    with transaction.atomic(savepoint=False):
        key_name, alias = model._meta.pk.attname, connection.alias
        for row, key in zip(rows, _fresh_keys(model, len(rows)), strict=True):
            row.__dict__[key_name] = key
            state = row._state
            state.adding, state.db = False, alias
        held = HeldValues(rows)
        _write(model, fields, [_column(field, rows, held, adding=True) for field in fields])
    return list(rows)


def insert_columns(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any],
) -> None:
    """Insert new rows that nobody needs in hand, told by column.

    Parameters
    ----------
    columns
        By attribute the values of all rows, at least one column; all are as long as the first.
    same
        What all rows hold alike. A field in neither holds what it holds by itself.

    Raises
    ------
    ValueError
        For a model whose rows lie in several tables, or whose key the database does not count.
    """
    fields = _fields_to_insert(model)
    count = len(next(iter(columns.values())))
    if not count:
        return

    def column(field: models.Field) -> Iterable[Any]:
        if field.primary_key:
            return _fresh_keys(model, count)
        if field.attname not in columns:
            held = same[field.attname] if field.attname in same else field.get_default()
            return repeat(field.get_db_prep_save(held, connection), count)
        return _prepared(field, columns[field.attname])

    with transaction.atomic(savepoint=False):
        _write(model, fields, list(map(column, fields)))


def update_rows(model: type[Row], rows: Sequence[Row], names: Iterable[str]) -> None:
    """Write some fields of rows that are there."""
    wanted = set(names)
    fields: list[models.Field] = [
        field for field in model._meta.local_concrete_fields if field.name in wanted
    ]
    if not rows or not fields:
        return
    key: models.Field = model._meta.pk
    held = HeldValues(rows)
    columns = [_column(field, rows, held, adding=False) for field in (*fields, key)]
    quote = connection.ops.quote_name
    told = ", ".join(f"{quote(_name(field))} = %s" for field in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {told} WHERE {quote(_name(key))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*columns, strict=True)))


def _fields_to_insert(model: type[models.Model]) -> list[models.Field]:
    told = model._meta
    if told.parents or not isinstance(told.pk, models.AutoField):
        raise ValueError(f"rows of {told.label} are not inserted in this way")
    return list(told.local_concrete_fields)


def _name(field: models.Field) -> str:
    """The column of a field that has one."""
    return str(field.column)


def _column(
    field: models.Field, rows: Sequence[models.Model], held: HeldValues, *, adding: bool
) -> list[Any]:
    """Return the values of a field for the database."""
    values = held.of(field.attname)
    if not (type(field).pre_save is models.Field.pre_save or _is_plain_date(field)):
        is_ready: Callable[[Sequence[Any]], bool] | None = getattr(field, "are_ready", None)
        if is_ready is None or not is_ready(values):
            values = [field.pre_save(row, adding) for row in rows]
    return _prepared(field, values)


def _prepared(field: models.Field, values: Sequence[Any]) -> list[Any]:
    """Return values of a field for the database: a field that prepares many at once is left to do it."""
    kinds = set(map(type, values))
    plain = next((types for kind, types in _PLAIN if isinstance(field, kind)), frozenset())
    if kinds <= plain:
        return list(values)
    many: Callable[[Sequence[Any]], list[Any]] | None = getattr(field, "prepare_many", None)
    if many is not None:
        return many(values)
    if all(issubclass(kind, _ALIKE) for kind in kinds):
        prepared = {value: _bare(field.get_db_prep_save(value, connection)) for value in set(values)}
        return [prepared[value] for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _bare(value: Any) -> Any:
    """Return a code as plain text: a driver asks each value of another class how it is to be written."""
    return str.__str__(value) if isinstance(value, str) else value


def _is_plain_date(field: models.Field) -> bool:
    """Whether a field is a date that nobody but its row sets."""
    return isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add)


def _fresh_keys(model: type[models.Model], count: int) -> Iterable[int]:
    """Draw keys that the database gives to nobody else."""
    table, column = model._meta.db_table, _name(model._meta.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), column]
            )
            asked = "SELECT nextval(%s::regclass) FROM generate_series(1, %s)"
            cursor.execute(asked, [cursor.fetchone()[0], count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return range((last[0] if last else 0) + 1, (last[0] if last else 0) + 1 + count)


def _write(
    model: type[models.Model], fields: Sequence[models.Field], columns: Sequence[Iterable[Any]]
) -> None:
    quote, table = connection.ops.quote_name, model._meta.db_table
    named = ", ".join(quote(_name(field)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kept = [list(column) for column in columns]
            sql = f"COPY {quote(table)} ({named}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                text = _copied(kept)
                if text is not None:
                    copy.write(text)
                    return
                for row in zip(*kept, strict=True):
                    copy.write_row(row)
            return
        places, bound = _bound(columns)
        # Of one row nothing is written before it is found right, and the transaction takes those before it back: no page need be copied
        # for each of them, as it is for a statement that aborts.
        sql = f"INSERT OR FAIL INTO {quote(table)} ({named}) VALUES ({', '.join(places)})"  # noqa: S608
        cursor.executemany(sql, list(zip(*bound, strict=True)))


def _bound(columns: Sequence[Iterable[Any]]) -> tuple[list[str], list[Sequence[Any]]]:
    """Return how each column stands in a statement for SQLite, and what is bound to it for every row.

    The driver binds text and numbers at once, and asks of all else, `None` and a yes-or-no too, how it is to be written.
    """
    places: list[str] = []
    bound: list[Sequence[Any]] = []
    for column in columns:
        values = list(column)
        kinds = set(map(type, values))
        if kinds == {_NOTHING}:
            places.append("NULL")
            continue
        places.append("%s")
        bound.append(list(map(int, values)) if kinds == {bool} else values)
    return places, bound


def _copied(columns: Sequence[Sequence[Any]]) -> str | None:
    """Return rows in the text form of COPY; `None` where a value is of a kind whose text only the driver knows."""
    written: list[Sequence[str]] = []
    for values in columns:
        kinds = set(map(type, values))
        tell = {kind: _in_copy(kind) for kind in kinds}
        if None in tell.values():
            return None
        if kinds == {str} and _is_clear("".join(values)):
            written.append(values)
        elif len(kinds - {_NOTHING}) <= 1 and kinds <= _FEW:
            known = {value: tell[value.__class__](value) for value in set(values)}  # type: ignore[misc]
            written.append([known[value] for value in values])
        else:
            written.append([tell[value.__class__](value) for value in values])  # type: ignore[misc]
    return "".join(["\t".join(line) + "\n" for line in zip(*written, strict=True)])


#: Kinds of which equal values are written alike, and are mostly few in a column.
_FEW = frozenset({bool, int, date, datetime, UUID, _NOTHING})


def _in_copy(kind: type) -> Callable[[Any], str] | None:
    """Return how values of a kind are written in the text form of COPY."""
    if kind is _NOTHING:
        return lambda _value: _NULL
    if kind is bool:
        return lambda value: "t" if value else "f"
    if issubclass(kind, str):
        return _words_in_copy
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    return str if kind in (int, float, Decimal, UUID) else None


def _words_in_copy(words: str) -> str:
    return str(words) if _is_clear(words) else words.translate(_MEANING)


def _is_clear(words: str) -> bool:
    """Whether no sign of a text has a meaning of its own in COPY."""
    return "\\" not in words and words.isprintable()
