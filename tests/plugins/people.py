"""Fixtures of persons: the cast, and somebody who acts."""

from collections.abc import Iterator

import pytest

from gangmu.foundation.kernel.actors import SystemActor, acting_as


@pytest.fixture
def cast(db: None) -> object:
    """The cast of two counties."""
    from tests.cast import build_cast

    return build_cast()


@pytest.fixture
def as_system() -> Iterator[SystemActor]:
    """The system acts."""
    with acting_as(SystemActor("测试")) as actor:
        yield actor
