"""Zones and sites on the published instances: objective, bound, gap, beside one programme over everything and plain annealing.

`python -m benchmarks zoning` runs every family at the seconds of its goal, resumes where it stopped, and writes the table of
`docs/engines/zoning.md`; `--quick` gives ten seconds each to a few instances.
"""

import csv
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.figures import Figure, calibrate, commit, keep, kept
from gangmu.engines.contract import Allowance
from gangmu.engines.zoning.annealing import anneal
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.drawing import draw, write_map
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.growing import grow
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.programme import Limit, recombine
from gangmu.engines.zoning.solving import solve

DATA = Path(os.environ.get("GANGMU_REFERENCE", "../shared")) / "benchmarks" / "e2-zoning"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "engines" / "zoning.md"
BEGIN, END = "<!-- table: written by python -m benchmarks zoning -->", "<!-- end of table -->"
SEED = 1
ENGINE = "src/gangmu/engines/zoning"
#: Catchments that are also run at 300 seconds.
LONG = [
    "zys_15a",
    "zys_14c",
    "zys_16d",
    "zys_17c",
    "gys_40a",
    "gys_37c",
    "gys_41c",
    "gys_39d",
    "gy2s_18a",
    "gy2s_18c",
    "gy2s_19d",
    "gy2s_20c",
]
#: Seconds of a peer at most: the full runs go on unattended for hours as it is. A peer gets no more than the search took.
PEER = 60.0
#: The family whose instances stand beside their peers in another family already.
AGAIN = "sap long"
#: Proven optima of the whole-city instance by number of sites.
CITY = {18: 589019.62, 20: 562264.46, 22: 538545.44, 24: 517626.70, 26: 498859.46}
#: Goals: mean and largest per cent over the best published values, how many reached, how many beaten, largest proven gap.
MEAN, LARGEST = {"sap": 0.1, "sap long": 0.03}, {"city": 0.01, "pmed": 0.0}
REACHED, BEATEN, GAP = {"sap long": 10.0, "siting": 13.0}, {"siting": 3.0}, {"scale": 1.0}
QUICK = {"sap gys_40a", "sap zys_15a", "pmed pmed20", "pmed pmed40", "city 20", "siting zya1"}


@dataclass(frozen=True, slots=True)
class Trial:
    """One instance at its seconds: family, name, how to read it, best published value."""

    family: str
    name: str
    seconds: float
    file: Path
    form: str
    connectivity: Path | None = None
    opened: int | None = None
    known: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What a trial gave; objectives are absent where nothing feasible was found."""

    family: str
    name: str
    seconds: float
    took: float
    objective: float | None
    bound: float
    known: float | None
    programme: float | None
    annealing: float | None
    load: float
    seed: int
    commit: str
    cpu: float

    @property
    def over(self) -> float | None:
        """How far above the best published value, in per cent."""
        if self.known is None or self.objective is None:
            return None
        return 100 * (self.objective / self.known - 1)

    @property
    def reached(self) -> bool:
        """Whether the best published value is reached: within half a unit of its last digit."""
        half = 0.5 if self.known is not None and self.known == round(self.known) else 0.005
        return self.known is not None and self.objective is not None and self.objective <= self.known + half

    @property
    def beaten(self) -> bool:
        """Whether the answer lies more than one unit of the last digit below the best published value."""
        one = 1.0 if self.known is not None and self.known == round(self.known) else 0.01
        return self.known is not None and self.objective is not None and self.objective < self.known - one


def trials() -> Iterator[Trial]:
    """Yield every trial."""
    known = dict(_known(DATA / "sap" / "best_known.csv"))
    for name, value in known.items():
        area = DATA / "sap" / f"{name.split('_')[0]}_connectivity.txt"
        for family, seconds in (("sap", 60.0), *((("sap long", 300.0),) if name in LONG else ())):
            yield Trial(family, name, seconds, DATA / "sap" / f"{name}.txt", "sap", area, known=value)
    for name, value in _known(DATA / "cflsap" / "best_known.csv", "CFLSAP"):
        area = DATA / "cflsap" / f"{'gy2' if name.startswith('gy') else 'zy'}_connectivity.txt"
        yield Trial("siting", name, 180.0, DATA / "cflsap" / f"{name}.txt", "cflsap", area, known=value)
    for count, value in CITY.items():
        yield Trial("city", str(count), 300.0, DATA / "equity-pmp" / "geo_kf.txt", "pmp", None, count, value)
    for path in sorted((DATA / "orlib-pmed").glob("pmed*.txt"), key=lambda p: int(p.stem[4:])):
        yield Trial("pmed", path.stem, 60.0, path, "pmed", known=_optimum(path.stem))
    folder = Path(tempfile.gettempdir()) / "gangmu-zoning-scale"
    units, neighbours = write_map(draw(20_000, 500, SEED), folder, "scale")
    yield Trial("scale", "20,000 × 500", 600.0, units, "sap", neighbours)


def _known(path: Path, problem: str = "") -> Iterator[tuple[str, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if problem in row.get("problem", ""):
                yield row["instance"], float(row["best_known"])


def _optimum(name: str) -> float | None:
    words = (DATA / "README.md").read_text(encoding="utf-8").replace(",", " ").replace(".", " ").split()
    return next(
        (float(words[k + 1]) for k, w in enumerate(words) if w == name and words[k + 1].isdigit()), None
    )


def plain_annealing(instance: Instance, seconds: float) -> float | None:
    """Return what a single run of annealing over all sites reaches; `None` without an answer."""
    ground, begun, done = Ground.of(instance), time.monotonic(), 0.0
    start, index = instance.neighbours
    movable = np.ones(len(instance.units), np.int64)
    movable[instance.root] = 0
    given = grow(ground, np.arange(len(instance.sites)), np.zeros(len(instance.sites)))
    price, mean = np.full(len(instance.sites), ground.typical), float(instance.demand.mean()) * ground.typical
    best, lap = np.inf, 0
    while done < 1:
        lap += 1
        after = min(1.0, (time.monotonic() - begun) / seconds + 0.01)
        _, value = anneal(
            ground.cost, ground.layers, ground.seats, instance.root, movable, start, index, np.zeros((1, 1), np.int64), True,
            given, price, np.array([0.1, 3000.0]) * ground.typical, 300_000, mean * 0.01**done, mean * 0.01**after, lap,
            np.empty((0, len(given)), np.int64),
        )  # fmt: skip
        best, done = min(best, value), after
    return float(best) if np.isfinite(best) else None


def one_programme(instance: Instance, seconds: float) -> float | None:
    """Return what one programme over all pairs reaches, whatever its size; `None` without an answer."""
    if instance.cost.size > 1_000_000:
        return None
    ground = Ground.of(instance)
    found = recombine(ground, np.isfinite(ground.cost), Limit(seconds)).given
    return ground.value(found) if found is not None and ground.holds(found) else None


def run(trial: Trial, seconds: float) -> Row:
    """Run a trial and its peers."""
    instance = read_instance(trial.file, trial.form, trial.connectivity, trial.opened)
    begun, worked = time.monotonic(), time.process_time()
    answer = solve(instance, Allowance(seconds), SEED)
    took, cpu = time.monotonic() - begun, time.process_time() - worked
    beside, with_peers = min(took, PEER), trial.family != AGAIN
    verdict = None if answer.given is None else check(instance, answer.given)
    sound = verdict is not None and verdict.feasible
    return Row(
        trial.family, trial.name, seconds, round(took, 1), verdict.objective if sound and verdict else None, answer.bound,
        trial.known, one_programme(instance, beside) if with_peers else None,
        plain_annealing(instance, beside) if with_peers and instance.contiguous and not instance.choose else None,
        round(os.getloadavg()[0], 1), SEED, commit(ENGINE), round(cpu, 1),
    )  # fmt: skip


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the difference to the best published value of each trial, then the goals of each family; resume where a run stopped."""
    rows = [Row(**told) for told in kept("zoning")]
    done = {(r.family, r.name, r.seconds, r.seed, r.commit) for r in rows}
    asked = list(trials())
    for trial in asked:
        seconds = 10.0 if quick else trial.seconds
        if quick and f"{trial.family} {trial.name}" not in QUICK:
            continue
        if (trial.family, trial.name, seconds, SEED, commit(ENGINE)) not in done:
            row = run(trial, seconds)
            rows.append(row)
            keep("zoning", asdict(row))
            write_table(latest(rows, asked))
            yield from _figures(row)
    write_table(latest(rows, asked))
    yield from _families([r for r in latest(rows, asked) if (r.seconds == 10.0) == quick], quick)


def latest(rows: list[Row], asked: list[Trial]) -> list[Row]:
    """Return of each trial the last row, in the order of the trials."""
    last = {(r.family, r.name, r.seconds): r for r in rows}
    place = {(trial.family, trial.name): number for number, trial in enumerate(asked)}
    return sorted(last.values(), key=lambda r: (place.get((r.family, r.name), len(place)), r.seconds))


def _figures(row: Row) -> Iterator[Figure]:
    name = f"{row.family} {row.name} at {row.seconds:.0f} s"
    if row.objective is None:
        yield Figure(name, float("inf"), "nothing feasible", 0.0)
        return
    yield Figure(f"{name}: objective", row.objective, "")
    for peer, value in (("one programme", row.programme), ("plain annealing", row.annealing)):
        if value is not None:
            yield Figure(f"{name}: objective", row.objective, "", peer=peer, peer_value=value)
    yield Figure(f"{name}: bound", row.bound, "")
    yield Figure(f"{name}: proven gap", 100 * (row.objective - row.bound) / row.objective, "%")
    yield Figure(f"{name}: took", row.took, "s")
    if row.over is not None:
        yield Figure(f"{name}: over the best published", round(row.over, 5), "%")


def _families(rows: list[Row], quick: bool) -> Iterator[Figure]:
    """Yield what the goals of each family say; a quick run has no goals, its seconds being others."""
    for family in dict.fromkeys(r.family for r in rows):
        part = [r for r in rows if r.family == family]
        over = [r.over for r in part if r.over is not None]
        reached, beaten = sum(r.reached for r in part), sum(r.beaten for r in part)
        told = [
            Figure(
                f"{family}: feasible of {len(part)}",
                sum(r.objective is not None for r in part),
                "",
                len(part),
                "higher",
            )
        ]
        if over:
            told.append(
                Figure(f"{family}: mean over the best published", float(np.mean(over)), "%", MEAN.get(family))
            )
            told.append(
                Figure(f"{family}: largest over the best published", max(over), "%", LARGEST.get(family))
            )
            told.append(
                Figure(f"{family}: reached of {len(part)}", reached, "", REACHED.get(family), "higher")
            )
            told.append(Figure(f"{family}: beaten of {len(part)}", beaten, "", BEATEN.get(family), "higher"))
        gaps = [100 * (r.objective - r.bound) / r.objective for r in part if r.objective is not None]
        if gaps:
            told.append(Figure(f"{family}: largest proven gap", max(gaps), "%", GAP.get(family)))
        yield from (replace(f, goal=None) if quick else f for f in told)


def write_table(rows: list[Row]) -> None:
    """Write rows into the page, with the state of the machine."""
    lines = [
        "| family | instance | seconds | CPU | objective | best published | over it | bound | gap | one programme | plain annealing | load | seed | commit |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for r in rows:
        gap = "" if r.objective is None else f"{100 * (r.objective - r.bound) / r.objective:.2f} %"
        cells = [
            r.family, r.name, f"{r.seconds:.0f}", f"{r.cpu:.0f}", _amount(r.objective), _amount(r.known),
            "" if r.over is None else f"{r.over:.3f} %", _amount(r.bound), gap, _amount(r.programme), _amount(r.annealing),
            f"{r.load:.0f}", str(r.seed), r.commit,
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    lines.append(
        f"Written at {commit(ENGINE)} on {os.cpu_count()} cores while the fixed loop of the benchmarks took {calibrate():.2f} s "
        f"(about 0.25 on an idle machine)."
    )
    if PAGE.exists():
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        PAGE.write_text(
            f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.split(END)[1]}", encoding="utf-8"
        )


def _amount(value: float | None) -> str:
    return "–" if value is None or not np.isfinite(value) else f"{value:,.2f}"
