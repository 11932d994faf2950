"""Admission at the size of a province: a million applicants, 2,000 schools, 12 choices; and a public package on 2,000 of them."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from benchmarks.figures import Figure, write_on_page
from gangmu.engines.matching.acceptance import defer
from gangmu.engines.matching.answers import read_claim, result_of, write_answers
from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.scanning import scan
from gangmu.engines.matching.staging import assign
from gangmu.engines.matching.verifying import verify

PAGE = Path(__file__).resolve().parent.parent / "docs" / "engines" / "matching.md"
#: Nearest schools from which a family chooses, beside those that are in demand everywhere.
NEAR, WANTED = 12, 12


@dataclass(frozen=True, slots=True)
class Case:
    """A drawn year of admission.

    `choices` and `classes` have the shape (applicants, length of list): schools in order of wish, and the class there (0 sibling,
    1 zone, 2 other). `lottery` is a permutation.
    """

    choices: NDArray[np.int32]
    classes: NDArray[np.uint8]
    lottery: NDArray[np.int32]
    capacity: NDArray[np.int64]


def draw_case(applicants: int, schools: int, length: int, seed: int) -> Case:
    """Draw a case with correlated tastes: everybody likes the good schools, each likes the near ones; three times too few seats."""
    random = np.random.default_rng(seed)
    quality = random.normal(0, 1, schools)
    weight = np.cumsum(np.exp(0.5 * quality))
    weight /= weight[-1]
    choices = np.empty((applicants, length), np.int32)
    classes = np.full((applicants, length), 2, np.uint8)
    home = random.integers(0, schools, applicants, dtype=np.int32)
    for start in range(0, applicants, 50_000):
        part = slice(start, min(start + 50_000, applicants))
        count = part.stop - start
        near = (home[part, None] + np.arange(NEAR)) % schools
        wanted = np.searchsorted(weight, random.random((count, WANTED)))
        pool = np.concatenate((near, wanted), axis=1).astype(np.int32)
        pool.sort(axis=1)
        liking = 1.5 * quality[pool] + random.gumbel(0, 1, pool.shape)
        liking[:, 1:][pool[:, 1:] == pool[:, :-1]] = -np.inf
        best = np.argsort(-liking, axis=1)[:, :length]
        choices[part] = np.take_along_axis(pool, best, axis=1)
    classes[choices == home[:, None]] = 1
    siblings = random.random(applicants) < 0.05
    classes[siblings, 0] = 0
    capacity = np.maximum(1, random.gamma(4, 0.25, schools) * applicants * 0.302 / schools).astype(np.int64)
    return Case(choices, classes, random.permutation(applicants).astype(np.int32), capacity)


def write_case(case: Case, folder: Path) -> None:
    """Write a case as the folder of CSV files that `gangmu match run` reads."""
    schools = pa.array([f"S{number:04}" for number in range(len(case.capacity))])
    people = pa.array([f"A{number:07}" for number in range(len(case.lottery))])
    wishes = {
        f"choice{k + 1}": schools.take(pa.array(case.choices[:, k])) for k in range(case.choices.shape[1])
    }
    who, wish = np.nonzero(case.classes < 2)
    named = {
        "applicant": people.take(pa.array(who)),
        "school": schools.take(pa.array(case.choices[who, wish])),
    }
    tables = {
        "schools": {"school": schools, "capacity": case.capacity},
        "applicants": {"applicant": people, "lottery": case.lottery},
        "choices": {"applicant": people, **wishes},
        "priorities": {**named, "class": case.classes[who, wish]},
    }
    for name, columns in tables.items():
        csv.write_csv(pa.table(columns), folder / f"{name}.csv")
    (folder / "rules.json").write_text(json.dumps({"default_class": 2}), encoding="utf-8")


def best(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the least wall and processor seconds of so many runs: of a busy machine the one says little, the other more."""
    taken = []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(each[0] for each in taken), min(each[1] for each in taken)


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the seconds of matching, certificate and the whole way from CSV to reasons, and a public package beside. A full run writes the page's table."""
    figures = _measure(quick)
    yield from figures if quick else write_on_page(PAGE, "admission", figures)


def _measure(quick: bool) -> Iterator[Figure]:
    applicants = 50_000 if quick else 1_000_000
    case = draw_case(applicants, 200 if quick else 2_000, 12, 1)
    choices, classes = case.choices.astype(np.int16), case.classes.astype(np.int8)
    order = np.argsort(case.lottery).astype(np.int32)
    place = case.lottery.astype(np.int64)
    held = defer(choices, classes, order, case.capacity)
    proposals = int(np.where(held < 0, choices.shape[1], held + 1).sum())
    yield Figure("admission: proposals", proposals, "", None if quick else 10_000_000, "higher")
    wall, processor = best(lambda: defer(choices, classes, order, case.capacity), 3 if quick else 7)
    yield Figure(f"admission: {applicants:,} matched", wall, "s", 0.5)
    yield Figure(f"admission: {applicants:,} matched, processor", processor, "s", 0.5)
    stated = held.astype(np.int64)
    tally = scan(choices, classes, place, stated, case.capacity)
    assert max(tally.envious, tally.wasted, tally.overfull, tally.ring) < 0
    wall, processor = best(lambda: scan(choices, classes, place, stated, case.capacity), 3 if quick else 7)
    yield Figure(f"admission: {applicants:,} certified", wall, "s", 0.3)
    yield Figure(f"admission: {applicants:,} certified, processor", processor, "s", 0.3)
    with tempfile.TemporaryDirectory() as folder:
        yield from _from_csv(case, Path(folder))
    yield _beside_a_package()


def _from_csv(case: Case, folder: Path) -> Iterator[Figure]:
    """Yield the seconds from CSV to written reasons, and of the check of what was written."""
    source, out = folder / "in", folder / "out"
    source.mkdir()
    write_case(case, source)

    def explain() -> None:
        problem = read_problem(source, "deferred-acceptance")
        outcome = assign(problem)
        write_answers(problem, outcome, out, "zh")
        result_of(problem, outcome, source, out, "zh", 0)

    wall, processor = best(explain, 2)
    name = f"admission: {len(case.lottery):,} from CSV to explained result"
    yield Figure(name, wall, "s", 15)
    yield Figure(f"{name}, processor", processor, "s", 15)
    problem = read_problem(source, "deferred-acceptance")
    claim = read_claim(problem, out)
    yield Figure(
        "admission: faults in what was written",
        len(verify(problem, claim.school, claim.stage, claim.wish).faults),
        "",
        0,
    )


def _beside_a_package() -> Figure:
    ours, theirs = agree_with_package(2_000, 20, 5, 2)
    return Figure("admission: 2,000 matched, both agree", ours, "s", None, peer="matching", peer_value=theirs)


def agree_with_package(applicants: int, schools: int, length: int, seed: int) -> tuple[float, float]:
    """Match a case with this engine and with the package `matching`; return the seconds of each, once both agree."""
    from matching.games import HospitalResident

    case = draw_case(applicants, schools, length, seed)
    place = case.lottery.astype(np.int64)
    key = case.classes.astype(np.int64) * len(place) + place[:, None]
    wishes = {who: [int(s) for s in row] for who, row in enumerate(case.choices)}
    ranked: dict[int, list[tuple[int, int]]] = {school: [] for school in range(schools)}
    for who, wish in np.ndindex(*case.choices.shape):
        ranked[int(case.choices[who, wish])].append((int(key[who, wish]), who))
    orders = {school: [who for _, who in sorted(queue)] for school, queue in ranked.items()}
    begun = time.perf_counter()
    game = HospitalResident.create_from_dictionaries(wishes, orders, dict(enumerate(case.capacity.tolist())))
    solution = game.solve()
    theirs = time.perf_counter() - begun
    choices, order = case.choices.astype(np.int16), np.argsort(place).astype(np.int32)
    held = defer(choices, case.classes.astype(np.int8), order, case.capacity)
    wall, _ = best(lambda: defer(choices, case.classes.astype(np.int8), order, case.capacity), 5)
    ours = {(who, int(choices[who, wish])) for who, wish in enumerate(held) if wish >= 0}
    assert ours == {(who.name, school.name) for school, people in solution.items() for who in people}
    return wall, theirs
