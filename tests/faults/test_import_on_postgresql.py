"""A large import on PostgreSQL: the worker killed at any point, and one file written by two workers at once."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.faults.bringing import AFTER, BEFORE, COUNTED, JOBS, PART, ROWS, WORKERS
from tests.faults.killing import migrated, points, run, run_both

pytestmark = [pytest.mark.wide, pytest.mark.kills, pytest.mark.postgres]
WRITE = "tests.faults.bringing:write"


def told(address: str) -> tuple[int, ...]:
    """Count what an import writes."""
    with psycopg.connect(address) as database:
        return tuple(database.execute(query).fetchone()[0] for query in COUNTED)


@pytest.fixture(scope="module")
def tables(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str]
) -> Callable[[str], str]:
    """Give a database of a name with all tables and nothing in them."""
    first = new_database("bringing")
    migrated(tmp_path_factory.mktemp("tables"), first)
    return lambda name: new_database(name, "bringing")


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory, tables: Callable[[str], str]) -> int:
    """How many statements a worker sends until the table is written."""
    home, address = tmp_path_factory.mktemp("whole"), tables("whole")
    run(home, "tests.faults.bringing:prepare", address=address)
    sent = run(home, WRITE, address=address) or 0
    assert told(address) == AFTER
    assert sent > 5 * ROWS // PART
    return sent


def test_a_killed_large_import_is_as_before_or_as_after_and_ends_once_on_postgresql_too(
    statements: int, kill_seed: int, tables: Callable[[str], str], tmp_path: Path
) -> None:
    address = tables("killed")
    run(tmp_path, "tests.faults.bringing:prepare", address=address)
    assert told(address) == BEFORE
    assert run(tmp_path, WRITE, points(statements, kill_seed), address) is None
    assert told(address) in (BEFORE, AFTER)
    assert run(tmp_path, WRITE, address=address) is not None
    assert told(address) == AFTER


def test_one_file_handed_in_twice_and_written_by_two_workers_at_once_is_written_once_on_postgresql_too(
    tables: Callable[[str], str], tmp_path: Path
) -> None:
    address = tables("twice")
    run(tmp_path, "tests.faults.bringing:prepare_twice", address=address)
    run_both(tmp_path, "tests.faults.bringing:write_beside_another", address)
    assert told(address) == AFTER
    with psycopg.connect(address) as database:
        stand = [(state, refusal[0] if refusal else "") for state, refusal in database.execute(JOBS)]
        assert database.execute(WORKERS).fetchone() == (2, 1)
    assert stand == [("done", ""), ("failed", "registers.moved_on")]
