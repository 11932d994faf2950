"""Seat forecasts over rolling origins of two public histories, beside four other methods, how a thousand futures cover, and their seconds.

Needs the reference data named by GANGMU_REFERENCE. A full run writes the table of `docs/engines/forecasting.md`.
"""

import csv
import gzip
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from benchmarks.figures import Figure, commit, keep, kept
from gangmu.engines.forecasting.answer import with_totals
from gangmu.engines.forecasting.backtesting import OURS, Mean, Tried, backtest, means, origins_of
from gangmu.engines.forecasting.births import Births, read_births
from gangmu.engines.forecasting.forecast import estimate
from gangmu.engines.forecasting.history import History, read_history
from gangmu.engines.forecasting.peers import PEERS
from gangmu.engines.forecasting.scenarios import Course, course_of, simulate
from gangmu.engines.forecasting.scoring import Score, actual_of, score
from gangmu.engines.forecasting.sharing import shares_of
from gangmu.engines.forecasting.tree import Tree, tree_of

REFERENCE = Path(os.environ.get("GANGMU_REFERENCE", "../shared")) / "benchmarks" / "e6-enrolment"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "engines" / "forecasting.md"
ENGINE = "src/gangmu/engines/forecasting"
BEGIN, END = "<!-- written by python -m benchmarks forecasting -->", "<!-- end -->"
FUTURES_BEGIN, FUTURES_END = (
    "<!-- futures, written by python -m benchmarks forecasting -->",
    "<!-- end of futures -->",
)
PATHS = 1_000
TITLES = {OURS: "this engine", "naive": "last value", "cohort": "cohort survival, 3 years"}
TITLES |= {"smoothing": "exponential smoothing", "boosting": "gradient boosting"}
LEVELS = {"england": ("authorities", "England"), "new york": ("schools", "districts")}


def england() -> tuple[History, Births]:
    """Return pupils of the authorities that are complete, reception to year 11, and births by district."""
    with gzip.open(REFERENCE / "england_la_pupils_2011_2018.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    years: dict[str, set[str]] = {}
    for row in rows:
        years.setdefault(row["new_la_code"], set()).add(row["year"])
    whole = {code for code, seen in years.items() if len(seen) == len({row["year"] for row in rows})}
    grades = ("reception", *(f"year_group_{number}" for number in range(1, 12)))
    lines = [
        f"{row['new_la_code']},England,{row['year']},{row['nc_year']},{row['headcount']}"
        for row in rows
        if row["new_la_code"] in whole
    ]
    with gzip.open(REFERENCE / "england_la_births_1992_2018.csv.gz", "rt") as file:
        born = [f"{row['gss_code']},{row['y']},{row['annual_births']}" for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        pupils, births = Path(folder) / "pupils.csv", Path(folder) / "births.csv"
        pupils.write_text("\n".join(["unit,parent,year,grade,pupils", *lines]), encoding="utf-8")
        births.write_text("\n".join(["unit,year,births", *born]), encoding="utf-8")
        return read_history(pupils, grades), read_births(births)


def new_york() -> History:
    """Return pupils of the city's schools by district."""
    lines = ["unit,parent,year,grade,pupils"]
    with gzip.open(REFERENCE / "nyc_school_grade_2013_2018.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            grades = [name for name in row if name not in {"dbn", "year"}]
            lines += [
                f"{row['dbn']},district {row['dbn'][:2]},{row['year']},{name},{row[name]}" for name in grades
            ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pupils.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_history(path)


def measure(quick: bool) -> Iterator[Figure]:
    """Yield errors and coverage of both histories, and the seconds of the futures; a full run writes the page's table."""
    tables, drawn = {}, {}
    for name, history, births, horizon in (("england", *england(), 4), ("new york", new_york(), None, 2)):
        origins = origins_of(history)[-1 if quick else 0 :]
        found = means([one for origin in origins for one in _tried(name, history, births, horizon, origin)])
        tables[name] = found
        yield from _figures(name, found, quick)
        drawn[name] = covered(history, births, horizon, origins)
        yield from _covers(name, drawn[name])
    yield from _futures(quick)
    if not quick:
        _write(tables)
        _write_futures(drawn)


def _tried(name: str, history: History, births: Births | None, horizon: int, origin: int) -> Iterator[Tried]:
    """Yield what every method reaches from an origin: kept from a run that was broken off, or tried now."""
    mark = {"instance": f"{name} {origin}", "seed": 0, "commit": commit(ENGINE)}
    rows = [row for row in kept("forecasting") if row.items() >= mark.items()]
    if not rows:
        found = backtest(history, births, horizon, PEERS, [origin], going=_going)
        rows = [
            {**mark, "method": one.method, "scores": [asdict(score) for score in one.scores]} for one in found
        ]
        for row in rows:
            keep("forecasting", row)
    for row in rows:
        yield Tried(row["method"], origin, tuple(Score(**told) for told in row["scores"]))


def covered(
    history: History, births: Births | None, horizon: int, origins: tuple[int, ...]
) -> dict[str, list[Mean]]:
    """Return how often the futures, and the intervals of the forecast they are drawn around, hold what came."""
    tried: dict[str, list[Tried]] = {"futures": [], "intervals": []}
    for origin in origins:
        made = estimate(history, births, origin, min(horizon, history.years[-1] - origin))
        answer, tree, grades = made.answer(), tree_of(made.known), len(made.known.grades)
        stages = np.concatenate([np.eye(grades, dtype=bool), np.ones((1, grades), dtype=bool)])
        course = course_of(answer.mean[:, : tree.levels.count(0), :-1], made.group, made.learned, tree)
        seats = np.full((len(tree.names), len(stages), len(answer.years)), np.nan)
        quantiles = simulate(course, tree, stages, seats, PATHS, 1).quantiles
        drawn = replace(answer, bounds=np.moveaxis(quantiles, -1, 1)[[1, 3, 0, 4]])
        actual = actual_of(answer, history)
        for kind, one in (("futures", drawn), ("intervals", answer)):
            tried[kind].append(Tried(kind, origin, tuple(score(one, actual))))
    return {kind: means(found) for kind, found in tried.items()}


def _covers(name: str, found: dict[str, list[Mean]]) -> Iterator[Figure]:
    """Yield the coverage of the futures beside that of the intervals."""
    for mine, stated in zip(found["futures"], found["intervals"], strict=True):
        for key in ("cover80", "cover95", "grade_cover80", "grade_cover95"):
            title = f"{name} {LEVELS[name][mine.level]} +{mine.horizon} futures {key}"
            yield Figure(title, mine.values[key], "%", peer="intervals", peer_value=stated.values[key])


def _going(words: str) -> bool:
    print(f"› {words}", file=sys.stderr, flush=True)
    return True


def _figures(name: str, found: list[Mean], quick: bool) -> Iterator[Figure]:
    by = {(row.level, row.horizon, row.method): row for row in found}
    for level in sorted({row.level for row in found}) if name == "new york" else [0]:
        horizons = sorted({row.horizon for row in found})
        for measure_name in ("mape", "wmape"):
            gains = []
            for horizon in horizons:
                ours = by[level, horizon, OURS].values[measure_name]
                cohort = by[level, horizon, "cohort"].values[measure_name]
                gains.append(1 - ours / cohort)
                title = f"{name} {LEVELS[name][level]} +{horizon} {measure_name}"
                counts = name == "new york" or measure_name == "mape"
                goal = cohort if counts else None
                yield Figure(title, ours, "%", goal, peer="cohort survival", peer_value=cohort)
            goal = None if quick else (8.0 if name == "england" else 5.0)
            goal = goal if name == "new york" or measure_name == "mape" else None
            title = f"{name} {LEVELS[name][level]} {measure_name}: below cohort survival, mean"
            yield Figure(title, float(np.mean(gains)) * 100, "%", goal, "higher")
            best = min(
                (np.mean([by[level, h, peer].values[measure_name] for h in horizons]), peer) for peer in PEERS
            )
            ours = float(np.mean([by[level, h, OURS].values[measure_name] for h in horizons]))
            title = f"{name} {LEVELS[name][level]} {measure_name}: mean of horizons, best of four"
            yield Figure(title, ours, "%", float(best[0]), peer=best[1], peer_value=float(best[0]))
    for horizon in (1, 2):
        if (0, horizon, OURS) in by:
            yield from _coverage(name, by[0, horizon, OURS], quick)


def _coverage(name: str, row: Mean, quick: bool) -> Iterator[Figure]:
    for key, low, high in (
        ("cover80", 75, 85),
        ("cover95", 92, 98),
        ("grade_cover80", 75, 85),
        ("grade_cover95", 92, 98),
    ):
        value = row.values[key]
        off = max(low - value, value - high, 0.0)
        yield Figure(f"{name} +{row.horizon} {key}", value, "%")
        yield Figure(f"{name} +{row.horizon} {key} outside {low}-{high}", off, "points", None if quick else 0)


def _futures(quick: bool) -> Iterator[Figure]:
    schools, grades, years, paths, zones = (200 if quick else 2_000), 12, 10, 1_000, 60
    random = np.random.default_rng(1)
    start = random.integers(20, 200, (schools, grades)).astype(float)
    names = (*(f"s{n}" for n in range(schools)), *(f"z{n}" for n in range(zones)), "county")
    parents = (*(f"z{n % zones}" for n in range(schools)), *(["county"] * zones), "")
    members = [np.array([n]) for n in range(schools)]
    members += [np.arange(n, schools, zones) for n in range(zones)] + [np.arange(schools)]
    tree = Tree(names, parents, (0,) * schools + (1,) * zones + (2,), tuple(members))
    size = 0.08 * start * np.arange(1, years + 1)[:, None, None] ** 0.7
    half = np.sqrt(
        with_totals(tree.sums(size**2, axis=1)) * 0.8 + with_totals(tree.sums(size, axis=1)) ** 2 * 0.2
    )
    follows = np.tile(np.arange(grades) > 0, (schools, 1))
    course = Course(np.tile(start, (years, 1, 1)), follows, shares_of(tree, np.stack([half, 1.7 * half])))
    stages = np.repeat(np.eye(3, dtype=bool), (6, 3, 3), axis=1)
    seats = np.full((len(names), 3, years), np.nan)
    simulate(course, tree, stages, seats, 2, 1)
    taken = []
    for _ in range(3):
        begun, used = time.perf_counter(), time.process_time()
        simulate(course, tree, stages, seats, paths, 1)
        taken.append((time.perf_counter() - begun, time.process_time() - used))
    title = f"{schools:,} schools x {grades} grades x {years} years x {paths:,} paths"
    yield Figure(title, min(wall for wall, _ in taken), "s", 5.0)
    yield Figure(f"{title}, processor / 2 cores", min(used for _, used in taken) / 2, "s", 5.0)


def _write(tables: dict[str, list[Mean]]) -> None:
    """Put the table between its marks on the engine's page."""
    lines = [
        "| history, level | years ahead | method | MAPE of totals | against cohort survival | weighted MAPE of grades "
        "| against cohort survival | 80 % covers | 95 % covers | origins |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, found in tables.items():
        for row in found:
            covers = [
                f"{row.values[key]:.1f}" if row.method == OURS else "" for key in ("cover80", "cover95")
            ]
            lines.append(
                f"| {name}, {LEVELS[name][row.level]} | {row.horizon} | {TITLES[row.method]} | {row.values['mape']:.2f} "
                f"| {row.against[0]:+.1f} % | {row.values['wmape']:.2f} | {row.against[1]:+.1f} % "
                f"| {covers[0]} | {covers[1]} | {', '.join(map(str, row.origins))} |"
            )
    _between(BEGIN, END, lines)


def _write_futures(drawn: dict[str, dict[str, list[Mean]]]) -> None:
    """Put the coverage of the futures between its marks on the engine's page."""
    lines = [
        "| history, level | years ahead | 80 % of futures hold totals | intervals | 95 % | intervals "
        "| 80 % of futures hold grades | intervals | 95 % | intervals | origins |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, found in drawn.items():
        for mine, stated in zip(found["futures"], found["intervals"], strict=True):
            cells = [
                f"{row.values[key]:.1f}"
                for key in ("cover80", "cover95", "grade_cover80", "grade_cover95")
                for row in (mine, stated)
            ]
            origins = ", ".join(map(str, mine.origins))
            lines.append(
                f"| {name}, {LEVELS[name][mine.level]} | {mine.horizon} | {' | '.join(cells)} | {origins} |"
            )
    _between(FUTURES_BEGIN, FUTURES_END, lines)


def _between(begin: str, end: str, lines: list[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    _, after = rest.split(end, 1)
    PAGE.write_text(before + begin + "\n" + "\n".join(lines) + "\n" + end + after, encoding="utf-8")
