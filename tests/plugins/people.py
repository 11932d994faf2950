"""Fixtures of persons: the cast, and somebody who acts."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as


@dataclass(frozen=True)
class Kept:
    """The cast as it was built once in this process: its rows by table, as the database writes them, and the objects that name them."""

    built_at: datetime
    rows: dict[str, list[Any]]
    cast: bytes


_kept: list[Kept] = []


@pytest.fixture
def cast(db: None) -> object:
    """The cast of two counties: built through the services once a process, afterwards its rows are laid down as they were.

    It is built anew where that would not be the same: on a clock that was set back, and where units stand already. A sequence is
    past the kept numbers since the first building, whatever was rolled back.
    """
    from gangmu.foundation.organisations.models import Organisation
    from tests.cast import build_cast

    if Organisation._base_manager.exists():
        return build_cast()
    if _kept and clock.now() >= _kept[0].built_at:
        for table, rows in _kept[0].rows.items():
            _write(table, rows)
        return pickle.loads(_kept[0].cast)
    before = _rows()
    built = build_cast()
    after = _rows()
    if not _kept and all(row in after[table] for table, rows in before.items() for row in rows):
        fresh = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
        _kept.append(
            Kept(clock.now(), {table: rows for table, rows in fresh.items() if rows}, pickle.dumps(built))
        )
    return built


def _rows() -> dict[str, list[Any]]:
    """Return the rows of every table: as tuples, on PostgreSQL as the database's own JSON, which keeps each type."""
    from django.db import connection

    with connection.cursor() as cursor:
        found: dict[str, list[Any]] = {}
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                cursor.execute(f'SELECT to_jsonb(told)::text FROM "{table}" told')
                found[table] = [row[0] for row in cursor.fetchall()]
            else:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = list(cursor.fetchall())
    return found


def _write(table: str, rows: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = f"[{','.join(rows)}]"
            cursor.execute(
                f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb)',
                [told],
            )
        else:
            holes = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({holes})', rows)


@pytest.fixture
def as_system() -> Iterator[SystemActor]:
    """The system acts."""
    with acting_as(SystemActor("测试")) as actor:
        yield actor


@pytest.fixture
def november(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A day in the middle of the term; the counties are built on it, and kept for nobody else."""
    from tests.plugins import people

    monkeypatch.setattr(people, "_kept", [])
    with time_machine.travel(date(2026, 11, 16), tick=True):
        yield
