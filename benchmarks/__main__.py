"""Runs benchmarks: `python -m benchmarks [NAME …] [--json] [--quick]`; all of them when none is named."""

import argparse
import json
import subprocess
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


def measure(name: str, quick: bool, as_json: bool) -> tuple[list[dict], int]:
    """Run a family here; return its rows and how many goals it missed."""
    rows, missed, loop = [], 0, calibrate()
    for figure in import_module(f"benchmarks.{name}").measure(quick):
        missed += figure.holds is False
        rows.append(
            {"family": name, **asdict(figure), "ratio": figure.ratio, "holds": figure.holds, "loop": loop}
        )
        if not as_json:
            print(figure.line(), f" [loop {loop:.2f} s]", flush=True)
    return rows, missed


def apart(name: str, quick: bool, as_json: bool) -> tuple[list[dict], int]:
    """Run a family in a process of its own: each sets up its own database, and none warms what another measures."""
    words = [sys.executable, "-m", "benchmarks", name, *["--quick"] * quick, *["--json"] * as_json]
    done = subprocess.run(words, stdout=subprocess.PIPE if as_json else None, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)
    return json.loads(done.stdout) if as_json else [], done.returncode


def main() -> int:
    """Run and print; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[*families(), []])
    parser.add_argument("--json", action="store_true", help="machine-readable")
    parser.add_argument("--quick", action="store_true", help="a small run that shows that it works")
    chosen = parser.parse_args()
    names = chosen.names or families()
    run = measure if len(names) == 1 else apart
    told = [run(name, chosen.quick, chosen.json) for name in names]
    if chosen.json:
        print(json.dumps([row for rows, _missed in told for row in rows], ensure_ascii=False, indent=1))
    return 1 if any(missed for _rows, missed in told) else 0


if __name__ == "__main__":
    sys.exit(main())
