"""What a test needs beyond Python: reference data, a browser, PostgreSQL. Missing, it fails in CI; elsewhere it is not run, and counted."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
IN_CI = os.environ.get("CI") == "true"
NOT_RUN = pytest.StashKey[list[str]]()


def reference_folder() -> Path:
    """Return the folder of reference data, present or not."""
    return (ROOT / os.environ.get("GANGMU_REFERENCE", "../shared")).resolve()


def chromium() -> str | None:
    """Return the browser's path, if one is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _missing(item: pytest.Item) -> str | None:
    if item.get_closest_marker("reference") and not (reference_folder() / "gold").is_dir():
        return "reference data (GANGMU_REFERENCE)"
    if item.get_closest_marker("browser") and chromium() is None:
        return "chromium"
    if item.get_closest_marker("postgres") and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return "a PostgreSQL server (DATABASE_URL)"
    return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run on another database take only what touches one."""
    parser.addoption("--database-only", action="store_true", help="only tests that ask for the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what asks for no database, when only the database is tried."""
    if not config.getoption("--database-only"):
        return
    asking = [
        item
        for item in items
        if "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db") is not None
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the list of what was not run."""
    config.stash[NOT_RUN] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail or skip a test whose tool or data is missing."""
    missing = _missing(item)
    if missing is None:
        return
    if IN_CI:
        pytest.fail(f"missing in CI: {missing}", pytrace=False)
    item.config.stash[NOT_RUN].append(missing)
    pytest.skip(f"not run: {missing} is missing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many tests were not run, and for want of what."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    not_run = [text for text in skipped if "not run: " in text]
    if not_run:
        terminalreporter.write_line(
            f"{len(not_run)} tests were not run for want of a tool or of reference data"
        )


@pytest.fixture(scope="session")
def reference() -> Iterator[Path]:
    """The folder of reference data; ask for it together with `@pytest.mark.reference`."""
    yield reference_folder()
