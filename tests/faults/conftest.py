"""Kills: the process dies at a seeded statement, and what it leaves is looked at."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--kills N`: at how many points each path is killed."""
    parser.addoption("--kills", type=int, default=3, help="points at which each path is killed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `kill_seed` as many seeds as asked for."""
    if "kill_seed" in metafunc.fixturenames:
        metafunc.parametrize("kill_seed", range(metafunc.config.getoption("--kills")))
