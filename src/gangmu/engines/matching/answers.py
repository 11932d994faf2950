"""Writes what came out into a folder, reads it back, and ties it to what was asked by digests."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as fast

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.objects import read_object
from gangmu.engines.matching.phrases import explain, line_of
from gangmu.engines.matching.problem import Problem
from gangmu.engines.matching.staging import Outcome, Round
from gangmu.engines.matching.tables import read_table
from gangmu.engines.matching.waiting import waiting_lists

#: What a folder of answers holds beside `result.json`.
ANSWERS = ("assignment.csv", "cutoffs.csv", "waiting.csv", "reasons.csv")


@dataclass(frozen=True, slots=True)
class Claim:
    """An assignment as somebody states it, by applicant: school, stage, index of the wish; -1 for none."""

    school: NDArray[np.int32]
    stage: NDArray[np.int32]
    wish: NDArray[np.int64]


def write_answers(problem: Problem, outcome: Outcome, folder: Path, language: str) -> None:
    """Write assignment, cut-offs, waiting lists and reasons."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "assignment.csv", _assignment(problem, outcome))
    _write(folder / "cutoffs.csv", _cutoffs(problem, outcome))
    _write(folder / "waiting.csv", waiting_lists(problem, outcome))
    here, there = explain(problem, outcome, language)
    school = _names(problem.schools, problem.by_applicant(outcome.school))
    _write(
        folder / "reasons.csv",
        {"applicant": problem.applicants, "school": school, "why_here": here, "why_not_there": there},
    )


def write_moves(problem: Problem, before: NDArray[np.int32], after: NDArray[np.int32], path: Path) -> None:
    """Write who holds another place than before: applicant, from, to."""
    rows = np.flatnonzero(before != after)
    columns = {
        "applicant": problem.applicants.take(pa.array(rows)),
        "from": _names(problem.schools, before[rows]),
        "to": _names(problem.schools, after[rows]),
    }
    _write(path, columns)


def result_of(
    problem: Problem, outcome: Outcome, source: Path, folder: Path, language: str, seed: int
) -> dict[str, Any]:
    """Return what `result.json` says: the digests of what was asked and answered, counts, seed and work done."""
    held = outcome.wish >= 0
    proposals = sum(
        int(np.where(each.wish >= 0, each.wish + 1, (each.choices >= 0).sum(axis=1))[each.taking_part].sum())
        for each in outcome.rounds
    )
    return {
        "mechanism": problem.rules.mechanism,
        "stages": [stage.name for stage in problem.rules.stages],
        "applicants": len(problem.applicants),
        "schools": len(problem.schools),
        "seats": int(problem.capacity.sum()),
        "placed": int(problem.by_applicant(held).sum()),
        "first_wish": int(problem.by_applicant(_first_wishes(outcome)).sum()),
        "work": proposals,
        "seed": seed,
        "language": language,
        "unused": list(problem.unused),
        "source": str(source),
        "asked": digests(source),
        "answered": {name: digest_of(folder / name) for name in ANSWERS},
        "program": version("gangmu"),
    }


def _first_wishes(outcome: Outcome) -> NDArray[np.bool_]:
    """Return who got the first of their own wishes; the nearest school of a placement (统筹) is nobody's wish."""
    wished = np.array([each.stage.choices != "nearby" for each in outcome.rounds] + [False])
    found: NDArray[np.bool_] = (outcome.wish == 0) & wished[outcome.stage]
    return found


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a problem is read from."""
    names = (
        sorted(path.name for path in folder.glob("*.csv")) + ["rules.json"] * (folder / "rules.json").exists()
    )
    return {name: digest_of(folder / name) for name in names}


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises
    ------
    BadInput
        When it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", path.name) from None


def read_result(folder: Path) -> dict[str, Any]:
    """Return what `result.json` says.

    Raises
    ------
    BadInput
        When it is absent or no JSON object.
    """
    return read_object(folder / "result.json")


def read_claim(problem: Problem, folder: Path) -> Claim:
    """Read an assignment that somebody states.

    Raises
    ------
    BadInput
        When a line names an applicant, school or stage that does not exist, or an applicant twice or never.
    """
    table = read_table(folder / "assignment.csv", ["applicant", "school", "stage", "choice"])
    table.keys("applicant")
    owners = table.places("applicant", problem.applicants, "applicants.csv")
    if table.rows != len(problem.applicants):
        raise BadInput(f"应有 {len(problem.applicants)} 名学生，现有 {table.rows} 名", table.source)
    stages = pa.array([stage.name for stage in problem.rules.stages], pa.string())
    columns = (
        table.places("school", problem.schools, "schools.csv", blank=True),
        table.places("stage", stages, "rules.json", blank=True),
        _blank_as_none(table),
    )
    answer = []
    for values in columns:
        spread = np.empty_like(values)
        spread[owners] = values
        answer.append(spread)
    school, stage, wish = answer
    return Claim(school.astype(np.int32), stage.astype(np.int32), wish.astype(np.int64))


def _blank_as_none(table: Any) -> NDArray[np.int64]:
    cells = table.columns["choice"]
    blank = pa.compute.equal(cells, "")
    table.columns["choice"] = pa.compute.if_else(blank, "0", cells)
    return table.whole("choice") - 1  # type: ignore[no-any-return]


def _names(names: Any, places: NDArray[Any]) -> Any:
    """Return the names at places, empty for -1."""
    padded = pa.concat_arrays([names, pa.array([""], pa.string())])
    return padded.take(pa.array(np.where(places < 0, len(names), places)))


def _assignment(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    stages = pa.array([stage.name for stage in problem.rules.stages], pa.string())
    wish = problem.by_applicant(outcome.wish).astype(np.int64) + 1
    return {
        "applicant": problem.applicants,
        "school": _names(problem.schools, problem.by_applicant(outcome.school)),
        "stage": _names(stages, problem.by_applicant(outcome.stage)),
        "choice": pa.array(wish, mask=wish == 0),
    }


def _cutoffs(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    """Return the last one admitted of each school in each stage, with the values that decided."""
    rows: dict[str, list[Any]] = {
        name: [] for name in ("stage", "school", "group", "seats", "admitted", "class", "place")
    }
    columns = problem.rules.columns()
    values: dict[str, list[Any]] = {name: [] for name in columns}
    for each in outcome.rounds:
        line = line_of(problem, each)
        groups = len(problem.groups) + 1 if line.by_group else 1
        for cell in range(len(line.place)):
            school, group = divmod(cell, groups)
            seats = _seats_of(each, school, group - 1)
            if not seats and not line.admitted[cell]:
                continue
            found = line.place[cell] >= 0
            rows["stage"].append(each.stage.name)
            rows["school"].append(problem.schools[school].as_py())
            rows["group"].append(problem.groups[group - 1] if line.by_group and group else "")
            rows["seats"].append(seats)
            rows["admitted"].append(int(line.admitted[cell]))
            rows["class"].append(int(line.rank[cell]) if found and each.classes is not None else None)
            rows["place"].append(int(line.place[cell]) + 1 if found else None)
            last = line.ticket[cell]
            ordered = {key.column for key in each.stage.order}
            for name in columns:
                values[name].append(problem.numbers[name][last].item() if found and name in ordered else None)
    return {**rows, **values}


def _seats_of(each: Round, school: int, group: int) -> int:
    """Return the seats given: of the group where seats are kept, else of the school."""
    if each.seats.ndim == 2:
        return int(each.seats[school, group]) if group >= 0 else 0
    if group >= 0:
        return int(each.kept[school, group])
    return int(each.seats[school])


def _write(path: Path, columns: dict[str, Any]) -> None:
    """Write columns as CSV; cells are quoted only where one of them needs it."""
    table = pa.table(columns)
    for style in ("none", "needed"):
        with path.open("wb") as file:
            file.write((",".join(columns) + "\n").encode())
            try:
                fast.write_csv(table, file, fast.WriteOptions(include_header=False, quoting_style=style))
            except pa.ArrowInvalid:
                continue
            return
