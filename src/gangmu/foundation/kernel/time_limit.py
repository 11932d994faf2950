"""An end to what the database is asked: a question that nobody may wait for any longer is given up by the database itself.

A browser that leaves a page tells the server nothing, so that what it no longer waits for must end by itself.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

#: Steps of SQLite's machine between two looks at the clock: a fraction of a millisecond.
_STEPS = 20_000


class TooLong(Exception):
    """The database did not answer within the time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what is read inside take so long at most: each question on PostgreSQL, all of them together on SQLite.

    On PostgreSQL a transaction of its own holds the limit; on SQLite none is opened, since there it would be a writer's.

    Raises
    ------
    TooLong
        When the database gave up.
    """
    until = time.monotonic() + seconds
    limit = _limit_of_server(seconds) if connection.vendor == "postgresql" else _limit_of_file(until)
    try:
        with limit:
            yield
    except OperationalError as error:
        if time.monotonic() < until:
            raise
        raise TooLong from error


@contextmanager
def _limit_of_server(seconds: float) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(round(seconds * 1000))])
        yield
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")  # in case a transaction around goes on


@contextmanager
def _limit_of_file(until: float) -> Iterator[None]:
    connection.ensure_connection()
    file = connection.connection
    file.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        file.set_progress_handler(None, 0)
