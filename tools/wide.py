"""The wide suite: services and rules on PostgreSQL, journeys in a browser, guards taken out, a few seeded kills a path, documents as pages.

python tools/wide.py [postgres] [browser] [mutation] [kills] [pages]     all of them when none is named
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]


def _programs() -> Path | None:
    """Return the folder of PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    onpath = shutil.which("initdb")
    return Path(onpath).parent if onpath else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """Run a cluster of our own in a temporary folder and give its address; it is gone afterwards."""
    programs = _programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="gangmu-postgres-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    control = [*as_owner, str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c max_connections=50"
    subprocess.run(
        [
            *as_owner,
            str(programs / "initdb"),
            "-D",
            str(data),
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-U",
            "postgres",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def on_postgres() -> int:
    """Run everything that touches a database on PostgreSQL, with the real migrations."""
    with postgres() as address:
        environment = {**os.environ, "DATABASE_URL": address}
        words = [
            *PYTEST,
            "-n",
            "2",
            "--database-only",
            "-m",
            "not browser and not kills and not reference and not pages and not embedded and not mutation",
            "src",
            "tests",
        ]
        return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode


def in_browser() -> int:
    """Run the journeys."""
    return subprocess.run([*PYTEST, "-m", "browser", "tests/journeys"], cwd=ROOT, check=False).returncode


def without_guards() -> int:
    """Take the guard of one address after the other out, and ask that the walk of the addresses notices."""
    words = [*PYTEST, "-n", "2", "--no-migrations", "-m", "mutation", "tests/every"]
    return subprocess.run(words, cwd=ROOT, check=False).returncode


def with_kills() -> int:
    """Run a few seeded kills a path, and the move from one database to the other."""
    words = [*PYTEST, "--kills", "2", "tests/faults", "-m"]
    embedded = subprocess.run([*words, "kills and not postgres"], cwd=ROOT, check=False).returncode
    with postgres() as address:
        environment = {**os.environ, "DATABASE_URL": address}
        moved = subprocess.run([*words, "kills and postgres"], cwd=ROOT, env=environment, check=False)
    return embedded or moved.returncode


def as_pages() -> int:
    """Open documents in LibreOffice and look at them as pages."""
    for program in ("soffice", "pdfinfo"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: packaging/debian.txt names its package")
    words = [*PYTEST, "--no-migrations", "-m", "pages", "src"]
    return subprocess.run(words, cwd=ROOT, check=False).returncode


PARTS = {
    "postgres": on_postgres,
    "browser": in_browser,
    "kills": with_kills,
    "pages": as_pages,
    "mutation": without_guards,
}
#: Parts in one process each: two rows of them run beside each other on two cores. The others take both cores by themselves.
BESIDE = (("browser",), ("kills", "pages"))


def _one(name: str) -> list[str]:
    """Run a part here, its words as they come; return its name when it failed."""
    return [name] if PARTS[name]() else []


def _row(names: Sequence[str]) -> list[str]:
    """Run parts one after the other in processes of their own and print each one's words when it has ended."""
    failed = []
    for name in names:
        ran = subprocess.run(
            [sys.executable, __file__, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )  # fmt: skip
        print(f"› {name}\n{ran.stdout}", end="", flush=True)
        failed += [name] if ran.returncode else []
    return failed


def main(words: list[str]) -> int:
    """Run the parts named, all when none is."""
    if unknown := [word for word in words if word not in PARTS]:
        raise SystemExit(f"no part of the wide suite: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if len(words) == 1:
        return len(_one(words[0]))
    named = words or list(PARTS)
    rows = [[name for name in row if name in named] for row in BESIDE]
    failed = [name for told in named if not any(told in row for row in rows) for name in _one(told)]
    with ThreadPoolExecutor(len(rows)) as pool:
        failed += [name for told in pool.map(_row, rows) for name in told]
    if failed:
        print("failed: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
