"""Kills: the process dies at a seeded statement, and what it leaves is looked at."""

import os
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--kills N`: at how many points each path is killed."""
    parser.addoption("--kills", type=int, default=3, help="points at which each path is killed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `kill_seed` as many seeds as asked for."""
    if "kill_seed" in metafunc.fixturenames:
        metafunc.parametrize("kill_seed", range(metafunc.config.getoption("--kills")))


@pytest.fixture(scope="session")
def new_database() -> Callable[..., str]:
    """Make a database of a name on the server of this run, empty or as another is, and give its address."""
    import psycopg

    server = os.environ["DATABASE_URL"]

    def make(name: str, like: str = "template1") -> str:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    return make
