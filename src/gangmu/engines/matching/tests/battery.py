"""The promises of every engine, tried on admission."""

import csv
from pathlib import Path

import numpy as np

from gangmu.engines.matching.cli import run
from gangmu.engines.matching.tests.folders import write_folder

EXEMPT = {
    "limits_are_kept": "the mechanisms are exact and end by themselves; there is no search that a limit could end"
}


def _folder(folder: Path, people: int = 200, seed: int = 1) -> Path:
    """Write a folder of so many applicants at eight schools, with classes and drawn numbers."""
    random = np.random.default_rng(seed)
    schools = [f"S{number}" for number in range(8)]
    wishes = [[f"A{who}", *random.permutation(schools)[:4]] for who in range(people)]
    classes = [[who, named[random.integers(4)], int(random.integers(0, 2))] for who, *named in wishes]
    return write_folder(
        folder,
        {"default_class": 2},
        schools=[["school", "capacity"], *([name, int(random.integers(5, 20))] for name in schools)],
        applicants=[
            ["applicant", "lottery"],
            *([f"A{w}", n] for w, n in enumerate(random.permutation(people))),
        ],
        choices=[["applicant", "choice1", "choice2", "choice3", "choice4"], *wishes],
        priorities=[["applicant", "school", "class"], *classes],
    )


def _run(folder: Path, out: Path, mechanism: str = "deferred-acceptance") -> None:
    words = [
        "match",
        "run",
        "--mechanism",
        mechanism,
        str(folder),
        "--out",
        str(out),
        "--seed",
        "1",
        "--work",
        "1",
    ]
    assert run(words) == 0


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def same_seed_and_work_give_the_same_answer(folder: Path) -> None:
    """Two runs write the same bytes."""
    source = _folder(folder / "in")
    _run(source, folder / "one")
    _run(source, folder / "two")
    assert _bytes(folder / "one") == _bytes(folder / "two")


def the_input_is_left_untouched(folder: Path) -> None:
    """No file of the folder changes, and none is added."""
    source = _folder(folder / "in")
    before = _bytes(source)
    _run(source, folder / "out")
    assert _bytes(source) == before


def the_infeasible_is_explained(folder: Path) -> None:
    """There is always an answer; whoever gets nothing is told why at every wish."""
    source = _folder(folder / "in")
    _run(source, folder / "out")
    with (folder / "out" / "reasons.csv").open(encoding="utf-8") as file:
        without = [row for row in csv.DictReader(file) if not row["school"]]
    assert without
    assert all(row["why_here"] == "未录取" and row["why_not_there"].count("末位") == 4 for row in without)


def the_certificate_is_verified(folder: Path) -> None:
    """The verifier accepts the answer and refuses it when first wishes are taken away."""
    source, out = _folder(folder / "in"), folder / "out"
    _run(source, out)
    assert run(["match", "verify", str(source), str(out)]) == 0
    path = out / "assignment.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line.partition(",")[0] + ",,," if line.endswith(",1") else line for line in lines]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert run(["match", "verify", str(source), str(out)]) == 1


def brute_force_agrees(folder: Path) -> None:
    """On tiny cases the answer is the best of all stable assignments."""
    from gangmu.engines.matching.tests.test_mechanisms import check_against_brute_force

    del folder
    check_against_brute_force(40, 5)


def the_baseline_is_beaten(folder: Path) -> None:
    """The package `matching` gives the same assignment, later."""
    from benchmarks.admission import agree_with_package

    del folder
    ours, theirs = agree_with_package(300, 10, 4, 3)
    assert ours < theirs
