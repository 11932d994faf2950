"""Runs benchmarks: `python -m benchmarks [NAME …] [--json] [--quick]`; all of them when none is named."""

import argparse
import json
import sys
from dataclasses import asdict
from importlib import import_module
from pkgutil import iter_modules

import benchmarks
from benchmarks.figures import calibrate


def families() -> list[str]:
    """Return the names of the benchmarks: modules of this package with a `measure`."""
    names = [module.name for module in iter_modules(benchmarks.__path__)]
    return [name for name in names if name not in {"__main__", "figures"}]


def main() -> int:
    """Run and print; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[*families(), []])
    parser.add_argument("--json", action="store_true", help="machine-readable")
    parser.add_argument("--quick", action="store_true", help="a small run that shows that it works")
    chosen = parser.parse_args()
    rows, missed = [], 0
    for name in chosen.names or families():
        loop = calibrate()
        for figure in import_module(f"benchmarks.{name}").measure(chosen.quick):
            missed += figure.holds is False
            rows.append(
                {"family": name, **asdict(figure), "ratio": figure.ratio, "holds": figure.holds, "loop": loop}
            )
            if not chosen.json:
                print(figure.line(), f" [loop {loop:.2f} s]", flush=True)
    if chosen.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
