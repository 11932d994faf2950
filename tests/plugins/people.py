"""Fixtures of persons: the cast, and somebody who acts."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as


@dataclass(frozen=True)
class Kept:
    """The cast as it was built once in this process: its rows by table, and the objects that name them."""

    built_at: datetime
    rows: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
    cast: bytes


_kept: list[Kept] = []


@pytest.fixture
def cast(db: None) -> object:
    """The cast of two counties: built through the services once a process, afterwards its rows are laid down as they were.

    It is built anew where that would not be the same: on a database that numbers rows by sequences, on a clock that was set
    back, and where units stand already.
    """
    from django.db import connection

    from gangmu.foundation.organisations.models import Organisation
    from tests.cast import build_cast

    if connection.vendor != "sqlite" or Organisation._base_manager.exists():
        return build_cast()
    if _kept and clock.now() >= _kept[0].built_at:
        _lay_down(_kept[0])
        return pickle.loads(_kept[0].cast)
    before = {table: set(rows) for table, (_columns, rows) in _rows().items()}
    built = build_cast()
    after = _rows()
    if not _kept and all(before[table] <= set(rows) for table, (_columns, rows) in after.items()):
        fresh = {
            table: (columns, [row for row in rows if row not in before[table]])
            for table, (columns, rows) in after.items()
        }
        _kept.append(
            Kept(clock.now(), {t: told for t, told in fresh.items() if told[1]}, pickle.dumps(built))
        )
    return built


def _rows() -> dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = (tuple(column[0] for column in cursor.description), list(cursor.fetchall()))
    return found


def _lay_down(kept: Kept) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table, (columns, rows) in kept.rows.items():
            names, holes = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({holes})', rows)


@pytest.fixture
def as_system() -> Iterator[SystemActor]:
    """The system acts."""
    with acting_as(SystemActor("测试")) as actor:
        yield actor
