"""Looking at documents as pages: LibreOffice prints them, poppler counts and reads them."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Printed:
    """A document as pages: the size of each in millimetres, and its words."""

    path: Path
    sizes: list[tuple[int, int]]
    pages: list[str]


def printed(data: bytes, folder: Path, name: str) -> Printed:
    """Print a document and look at it."""
    source = folder / name
    source.write_bytes(data)
    convert(source, "pdf")
    path = source.with_suffix(".pdf")
    told = run("pdfinfo", "-f", "1", "-l", "999", str(path))
    sizes = re.findall(r"Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts", told)
    pages = run("pdftotext", "-layout", str(path), "-").split("\f")[:-1]
    return Printed(path, [(_millimetres(w), _millimetres(h)) for w, h in sizes], pages)


def convert(source: Path, kind: str, folder: Path | None = None) -> None:
    """Open a file in LibreOffice and save it as another kind."""
    profile = (source.parent / "profile").as_uri()
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    run(*words, "--outdir", str(folder or source.parent), str(source))


def run(*words: str) -> str:
    """Run a program and return what it prints."""
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=180).stdout


def _millimetres(points: str) -> int:
    return round(float(points) * 25.4 / 72)
