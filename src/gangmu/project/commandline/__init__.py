"""The command line: `gangmu COMMAND …`. Commands of engines and `read` start without Django."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from gangmu import engines
from gangmu.engines.contract import Exit

Command = Callable[[list[str]], int]


def modules_of_engines() -> dict[str, str]:
    """Return the command-line module of each engine that has one, by the command's name."""
    found: dict[str, str] = {}
    for engine in iter_modules(engines.__path__):
        name = f"{engines.__name__}.{engine.name}.cli"
        if engine.ispkg and find_spec(name) is not None:
            for command in import_module(name).COMMANDS:
                found[command] = name
    return found


def modules_of_project() -> dict[str, str]:
    """Return the modules of this folder, by the command's name."""
    here = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return {name.replace("_", "-"): f"{__name__}.{name}" for name in here}


def main(argv: list[str] | None = None) -> int:
    """Run a command; unknown names go to Django's own commands (migrate, shell, …)."""
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:  # before a command has begun: what it then does with it is its own
        return Exit.INTERRUPTED


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        return _print_help()
    name, rest = words[0], words[1:]
    module = modules_of_project().get(name)
    if module is None and name in (commands := modules_of_engines()):
        return int(import_module(commands[name]).run([name, *rest]))
    if module is not None:
        return int(import_module(module).run(rest))
    return _django(words)


def _print_help() -> int:
    for name, module in sorted(modules_of_project().items() | modules_of_engines().items()):
        summary = (import_module(module).__doc__ or "").strip().splitlines()[0]
        print(f"  gangmu {name:<12} {summary}")
    return 0


def _django(words: list[str]) -> int:
    from django.core.management import execute_from_command_line  # commands of engines start without it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")
    execute_from_command_line(["gangmu", *words])
    return 0
