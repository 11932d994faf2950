"""The database's own guard of two-time rows: it refuses two states of one thing that hold on one date as known at one moment."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models.constraints import BaseConstraint

_INTEGERS = {
    "AutoField",
    "BigAutoField",
    "SmallAutoField",
    "IntegerField",
    "BigIntegerField",
    "SmallIntegerField",
}

#: Whole numbers below this are exact as floating point; the day from which days are counted; a day after all others.
_EXACT, _DAY_NOUGHT, _NEVER = 2**52, "DATE '2000-01-01'", "1e9"


class OneStateAtATime(BaseConstraint):
    """Of one entity no two rows overlap in both times: an exclusion on PostgreSQL, triggers on SQLite.

    `TwoTimeRow` has it once for all its models and each fills in its `entity_fields`; nobody declares it.
    """

    def __init__(self, *, name: str, fields: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(name=name, **more)
        self.fields = tuple(fields)

    def deconstruct(self) -> Any:
        """Tell the migration how to make it again."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OneStateAtATime):
            return NotImplemented
        return (self.name, self.fields) == (other.name, other.fields)

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = "default"
    ) -> None:
        """Nothing for forms: rows are written by `set_state` and its fellows, which cut what is in the way."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the clause of the new table, or put the triggers behind it."""
        if schema_editor.connection.vendor == "postgresql":
            return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._exclusion(model, schema_editor)}"
        schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that adds the guard to a table that stands."""
        if schema_editor.connection.vendor == "postgresql":
            table, name = map(schema_editor.quote_name, (model._meta.db_table, self.name))
            return f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._exclusion(model, schema_editor)}"
        first, second = self._triggers(model, schema_editor)
        schema_editor.deferred_sql.append(second)
        return first

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return the statement that takes the guard away; on SQLite the table is made anew without it."""
        table, name = map(schema_editor.quote_name, (model._meta.db_table, self.name))
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def _columns(self, model: type[models.Model]) -> list[tuple[str, bool]]:
        fields = [model._meta.get_field(name) for name in self.fields]
        targets = [getattr(field, "target_field", field) for field in fields]
        return [
            (str(field.column), target.get_internal_type() in _INTEGERS)  # type: ignore[union-attr]
            for field, target in zip(fields, targets, strict=True)
        ]

    def _exclusion(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        """Return the exclusion: keys are written as numbers, so that no extension of the server is needed.

        The first key and the days of validity are the two sides of a box: a tree of boxes takes a row in a third of the time of a tree
        of ranges. Days are whole numbers, so that a box ends with the last day on which the row holds; a number below 2⁵³ is exact.
        """
        first, *further = [
            (schema_editor.quote_name(column), is_integer) for column, is_integer in self._columns(model)
        ]
        column, is_integer = first
        side = f"({column}::bigint)" if is_integer else f"(hashtextextended({column}::text, 0) % {_EXACT})"
        begins = f"point({side}::float8, (valid_from - {_DAY_NOUGHT})::float8)"
        ends = f"point({side}::float8, coalesce((valid_to - {_DAY_NOUGHT} - 1)::float8, {_NEVER}))"
        parts = [f"box({begins}, {ends}) WITH &&"]
        for quoted, is_whole in further:
            number = f"{quoted}::bigint" if is_whole else f"(hashtextextended({quoted}::text, 0) / 2)"
            parts.append(f"int8range({number}, {number}, '[]') WITH &&")
        parts.append("tstzrange(recorded_from, recorded_to) WITH &&")
        return f"EXCLUDE USING gist ({', '.join(parts)})"

    def _triggers(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> tuple[Statement, Statement]:
        key = schema_editor.quote_name(str(model._meta.pk.column))
        columns = [schema_editor.quote_name(column) for column, _is_integer in self._columns(model)]
        same = " AND ".join(f"held.{column} = NEW.{column}" for column in columns)
        clash = (
            f"{same} AND held.{key} IS NOT NEW.{key}"
            " AND (held.valid_to IS NULL OR held.valid_to > NEW.valid_from)"
            " AND (NEW.valid_to IS NULL OR held.valid_from < NEW.valid_to)"
            " AND (held.recorded_to IS NULL OR"
            " (held.recorded_to > NEW.recorded_from AND held.recorded_to > held.recorded_from))"
            " AND (NEW.recorded_to IS NULL OR"
            " (held.recorded_from < NEW.recorded_to AND NEW.recorded_to > NEW.recorded_from))"
        )
        table = Table(model._meta.db_table, schema_editor.quote_name)
        body = (
            f"ON %%(table)s WHEN EXISTS (SELECT 1 FROM %%(held)s AS held WHERE {clash})"  # noqa: S608
            f" BEGIN SELECT RAISE(%s, 'UNIQUE constraint failed: {self.name}'); END"
        )
        # A statement that may ABORT keeps a copy of every page it writes to, half of the time of a row: a new row is looked at before
        # anything of it is written, and FAIL leaves nothing of it either. Rows before it in one statement go with the transaction.
        insert, update = (
            Statement(
                f"CREATE TRIGGER {schema_editor.quote_name(f'{self.name}_{verb}')} BEFORE {verb} {body % ends}",
                table=table,
                held=Table(model._meta.db_table, schema_editor.quote_name),
            )
            for verb, ends in (("insert", "FAIL"), ("update", "ABORT"))
        )
        return insert, update
