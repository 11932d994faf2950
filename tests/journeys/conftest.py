"""A real server with a database of its own, and a real browser in which a console error fails the journey."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.plugins.needs import ROOT, chromium

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP, PHONE = (1440, 900), (390, 844)
SCREENSHOTS = ROOT / "screenshots"


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs: where it answers and where its files lie."""

    address: str
    home: Path

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `gangmu` on the site's own database."""
        return subprocess.run(
            [sys.executable, "-m", "gangmu.project.commandline", *words],
            env=_environment(self.home), input=stdin, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return {**kept, "GANGMU_HOME": str(home)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(home: Path) -> Iterator[Site]:
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", home)
    migrated = site.command("migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    log = (home / "server.log").open("w", encoding="utf-8")
    words = [sys.executable, "-m", "gangmu.project.commandline", "serve", "--port", str(port)]
    server = subprocess.Popen(words, env=_environment(home), stdout=log, stderr=log)
    try:
        _wait_for(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()


def _wait_for(site: Site, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 150
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(site.address + "/", timeout=20)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(
        "the server did not start: " + (site.home / "server.log").read_text(encoding="utf-8")[-2000:]
    )


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A server on a database without an account: the first start."""
    yield from _serve(tmp_path)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo county, built once a run; each journey works on its own copy. `GANGMU_JOURNEYS_DEMO` names one that stands."""
    if standing := os.environ.get("GANGMU_JOURNEYS_DEMO"):
        return Path(standing)
    home = tmp_path_factory.mktemp("demo")
    built = Site("", home).command("demo", "--scale", "small", "--build-only", "--home", str(home))
    assert built.returncode == 0, built.stderr[-3000:]
    (home / "accounts.txt").write_text(built.stdout, encoding="utf-8")
    return home


@pytest.fixture
def demo_site(demo_home: Path, tmp_path: Path) -> Iterator[Site]:
    """A server on a fresh copy of the demo county."""
    subprocess.run(["cp", "-a", f"{demo_home}/.", str(tmp_path)], check=True)
    yield from _serve(tmp_path)


@pytest.fixture(scope="session")
def shared_site(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on one copy of the demo county, for journeys that each work on items of their own."""
    home = tmp_path_factory.mktemp("shared")
    subprocess.run(["cp", "-a", f"{demo_home}/.", str(home)], check=True)
    yield from _serve(home)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium, started once a run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def new_page(browser: object) -> Iterator[Callable[..., object]]:
    """Opens pages: `new_page(size=PHONE, language="en", dark=True)`; an error on a page's console fails the journey."""
    contexts, faults = [], []

    def opened(size: tuple[int, int] = DESKTOP, language: str = "zh-CN", dark: bool = False) -> object:
        context = browser.new_context(  # type: ignore[attr-defined]
            viewport={"width": size[0], "height": size[1]}, locale=language, color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(60_000)
        return page

    opened.faults = faults  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


def picture(page: object, name: str) -> None:
    """Keep a screenshot for people to look at; a page that is wider than its screen fails."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")  # type: ignore[attr-defined]
    assert wide <= screen, f"{page.url} is {wide} wide on a screen of {screen}"  # type: ignore[attr-defined]
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"{name}.png"), full_page=True)  # type: ignore[attr-defined]
