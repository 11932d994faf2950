"""What holds of every engine: each has a `tests/battery.py` that tries the promises below on its own questions."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import pytest

from gangmu import engines

#: What an engine promises; its battery has a function of each name, taking an empty folder, or a reason in EXEMPT.
PROMISES = (
    "same_seed_and_work_give_the_same_answer",
    "the_input_is_left_untouched",
    "limits_are_kept",
    "the_infeasible_is_explained",
    "the_certificate_is_verified",
    "brute_force_agrees",
    "the_baseline_is_beaten",
)
#: Engines with a command whose battery is still to come, with the reason.
WAITING: dict[str, str] = {}


def with_command() -> list[str]:
    """Return the engines that have a command line."""
    return [
        e.name
        for e in iter_modules(engines.__path__)
        if e.ispkg and find_spec(f"{engines.__name__}.{e.name}.cli")
    ]


def has_battery(engine: str) -> bool:
    """Whether an engine has a battery."""
    return (Path(next(iter(engines.__path__))) / engine / "tests" / "battery.py").exists()


@pytest.mark.parametrize("engine", with_command())
def test_every_engine_has_a_battery_or_a_reason(engine: str) -> None:
    assert has_battery(engine) != (engine in WAITING)


@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("engine", [e for e in with_command() if has_battery(e)])
def test_every_engine_keeps_its_promises(engine: str, promise: str, tmp_path: Path) -> None:
    battery = import_module(f"{engines.__name__}.{engine}.tests.battery")
    exempt: dict[str, str] = battery.EXEMPT
    tried: Callable[[Path], None] | None = getattr(battery, promise, None)
    assert (tried is None) == (promise in exempt), "a promise has a trial or a reason, not both"
    if tried is not None:
        tried(tmp_path)
