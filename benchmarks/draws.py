"""Draws: whether ten million drawn numbers are uniform and do not follow one another, and how long a draw takes."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import stats

from benchmarks.figures import Figure, write_on_page
from gangmu.engines.matching.draws import Numbers, entries_of, salted, shuffled, tree_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "engines" / "matching.md"
#: A fair generator falls below this once in ten thousand runs.
LEAST = 1e-4


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the p-values of uniformity and serial tests, and the seconds of a draw of 10,000 tickets. A full run writes the page's table."""
    figures = _measure(quick)
    yield from figures if quick else write_on_page(PAGE, "draws", figures)


def _measure(quick: bool) -> Iterator[Figure]:
    count = 200_000 if quick else 10_000_000
    numbers = Numbers(b"uniformity")
    drawn = np.fromiter((numbers.below(1_000) for _ in range(count)), np.int16, count)
    name = f"draws: {count:,} numbers below 1,000,"
    yield Figure(f"{name} uniform, p", _p(drawn, 1_000), "", LEAST, "higher")
    pairs = drawn[0::2].astype(np.int32) // 10 * 100 + drawn[1::2] // 10
    yield Figure(f"{name} pairs (serial test), p", _p(pairs, 10_000), "", LEAST, "higher")
    triples = (drawn[0:-2:3] // 50).astype(np.int32) * 400 + drawn[1:-1:3] // 50 * 20 + drawn[2::3] // 50
    yield Figure(f"{name} triples, p", _p(triples, 8_000), "", LEAST, "higher")
    runs = int((np.diff(drawn) > 0).sum())
    expected, spread = (count - 1) * 0.4995, np.sqrt(count / 12)
    yield Figure(
        f"{name} rises, p", float(2 * stats.norm.sf(abs(runs - expected) / spread)), "", LEAST, "higher"
    )
    yield Figure(
        f"draws: {count // 10:,} orders of 10, place by ticket, p", _orders(count // 10), "", LEAST, "higher"
    )
    begun = time.perf_counter()
    tree_of(entries_of(salted((f"P{number}",) for number in range(10_000))))
    shuffled(10_000, b"seed")
    yield Figure("draws: 10,000 tickets promised and drawn", time.perf_counter() - begun, "s", 1.0)


def _p(values: np.ndarray, cells: int) -> float:
    return float(stats.chisquare(np.bincount(values, minlength=cells)).pvalue)


def _orders(count: int) -> float:
    """Return the p-value that each ticket of ten is as often in each place: 81 degrees of freedom."""
    table = np.zeros((10, 10))
    for number in range(count):
        table[np.arange(10), shuffled(10, number.to_bytes(8, "big"))] += 1
    # Rows and columns of the table are bound to their sum; the factor makes the statistic one of (n - 1)² degrees.
    statistic = ((table - count / 10) ** 2 / (count / 10)).sum() * 9 / 10
    return float(stats.chi2.sf(statistic, 81))
