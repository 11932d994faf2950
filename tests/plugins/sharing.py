"""Which tests stay in one process of several: those of one engine, whose loops are compiled in each process that runs them."""

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: An engine's tests stand in its folder, or are given its name by what tries every engine.
OF_ENGINE = re.compile(r"^src/gangmu/engines/(\w+)/|^tests/every/test_every_engine\.py::\w+\[(\w+)[\]-]")


def engine_of(test: str) -> str:
    """Return the engine that a test tries; empty for every other test."""
    found = OF_ENGINE.match(test)
    return next(filter(None, found.groups())) if found else ""


class EngineScheduling(LoadScopeScheduling):
    """Gives each engine to one process, the engine with most tests first, and every other test to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return engine_of(nodeid) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> EngineScheduling:
    """Let the processes of a run share the tests so."""
    return EngineScheduling(config, log)
