"""What a benchmark prints: a figure, its peer in the same run, the ratio, the goal, and how fast this machine is today."""

import gc
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    `goal` is compared by `better`: "lower" holds when value ≤ goal, "higher" when value ≥ goal. `peer` names what was run
    beside it, `peer_value` its value in the same run; both absent where there is no peer.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    better: str = "lower"
    peer: str = ""
    peer_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value over its peer's."""
        return self.value / self.peer_value if self.peer_value else None

    @property
    def holds(self) -> bool | None:
        """Whether the goal is met; `None` without a goal."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal

    def line(self) -> str:
        """The figure as a line for people."""
        words = [f"{self.name:<58} {self.value:>12.7g} {self.unit:<14}"]
        if self.peer_value is not None:
            words.append(f"peer {self.peer} {self.peer_value:.7g}, ratio {self.ratio:.3g}")
        if self.goal is not None:
            words.append(
                f"goal {'≤' if self.better == 'lower' else '≥'} {self.goal:g}: {'holds' if self.holds else 'MISSED'}"
            )
        return "  ".join(words)


def calibrate() -> float:
    """Return the seconds of a fixed loop: about 0.25 on an idle machine of the class that the goals are meant for."""
    start = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number & 7
    return time.perf_counter() - start


def seconds(work: Callable[[], object], runs: int) -> list[float]:
    """Return the sorted wall seconds of so many runs."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def measured(name: str, work: Callable[[], object], runs: int, goal: float | None = None) -> Iterator[Figure]:
    """Yield the 95th percentile of a page's time as it passed, and of the processor's time.

    The second is what the first comes to on an idle machine; on one that is shared the first tells of its neighbours. Beside
    it stands the processor's time of the fixed loop in the same minute: a processor that is shared is slower, too. What is loaded is
    frozen before, as the server does it.
    """
    work()
    gc.collect()
    gc.freeze()
    passed, spent = [], []
    for _ in range(runs):
        start, began = time.perf_counter(), time.process_time()
        work()
        passed.append(time.perf_counter() - start)
        spent.append(time.process_time() - began)
    began = time.process_time()
    calibrate()
    loop = time.process_time() - began
    yield Figure(name, percentile(sorted(passed), 0.95), "s p95", goal)
    yield Figure(
        f"{name}, processor",
        percentile(sorted(spent), 0.95),
        "s p95",
        goal,
        peer="the fixed loop",
        peer_value=loop,
    )


def served() -> None:
    """Let pages be asked for as a server answers them: Django's test set-up copies what every template is given, this does not."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the sorted values lies."""
    return values[min(len(values) - 1, int(share * len(values)))]


def commit(folder: str = ".") -> str:
    """Return the last commit that changed a folder: what others change beside it does not make a long run begin anew."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%h", "--", folder], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def kept(family: str) -> list[dict[str, Any]]:
    """Return the rows that earlier runs of a family wrote, one an instance."""
    path = RESULTS / f"{family}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def keep(family: str, row: dict[str, Any]) -> None:
    """Append the row of an instance, so that a long run goes on where it stopped."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{family}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_on_page(page: Path, family: str, figures: Iterator[Figure]) -> Iterator[Figure]:
    """Yield the figures of a full run, and write them as a table between the page's marks of the family."""
    seen, loop = [], calibrate()
    for figure in figures:
        seen.append(figure)
        yield figure
    begin, end = f"<!-- written by python -m benchmarks {family} -->", "<!-- end -->"
    rows = ["| figure | value | goal | beside |\n|---|---|---|---|\n"]
    for figure in seen:
        goal = (
            "" if figure.goal is None else f"{'≤' if figure.better == 'lower' else '≥'} {figure.goal:,.10g}"
        )
        peer = "" if figure.peer_value is None else f"{figure.peer} {figure.peer_value:.4g} {figure.unit}"
        value = f"{figure.value:,.0f}" if figure.value >= 10_000 else f"{figure.value:.3g}"
        rows.append(f"| {figure.name} | {value} {figure.unit} | {goal} | {peer} |\n")
    rows.append(
        f"\nMeasured at {commit()} while the fixed loop of the benchmarks took {loop:.2f} s: about 0.25 on an idle machine.\n"
    )
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(begin, 1)
    after = rest.split(end, 1)[1]
    page.write_text(f"{before}{begin}\n{''.join(rows)}{end}{after}", encoding="utf-8")
