"""The reader: seconds per 10,000 characters, beside the floor of splitting the same text into sentences."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, percentile, seconds
from gangmu.engines.reading import read

FLOOR = re.compile(r"[^。;;!?！？\n]+|\d+(?:\.\d+)?%?|第?[一二三四五六七八九十]+[、.]")


def documents() -> list[str]:
    """Return the texts of the reference data."""
    folder = Path(os.environ.get("GANGMU_REFERENCE", "../shared")) / "plans"
    texts = []
    for path in sorted(folder.rglob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            texts.append(file.read())
    if not texts:
        raise SystemExit(f"no plans under {folder}: set GANGMU_REFERENCE")
    return texts


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the seconds per 10,000 characters over all documents, and of the longest alone."""
    texts = documents()[:3] if quick else documents()
    read(texts[0])
    size = sum(map(len, texts))
    taken = percentile(seconds(lambda: [read(text) for text in texts], 1 if quick else 3), 0.5)
    floor = percentile(seconds(lambda: [FLOOR.findall(text) for text in texts], 3), 0.5)
    yield Figure(
        "reading per 10,000 characters", taken / size * 10_000, "s", 0.5,
        peer="splitting by one expression", peer_value=floor / size * 10_000,
    )  # fmt: skip
    longest = max(texts, key=len)
    yield Figure(
        f"reading {len(longest):,} characters",
        percentile(seconds(lambda: read(longest), 3), 0.5),
        "s",
        len(longest) / 20_000,
    )
