"""The certificate of an answer: what was asked, how it was searched, the bound with its proof; and its verification.

The bound is a Lagrangian one: with prices λ ≥ 0 of seats, Σ_i min_j (c_ij + λ_j d_i) − Σ_j λ_j q_j is a lower bound whatever λ. The prices
are written down, so that a reader needs ten lines to verify the bound; where sites are chosen, prices of units prove it in the same
way (see `siting_prices`). A result searched with `--work` is also computed again and must be the same to the byte.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gangmu.engines.contract import Allowance, BadInput, Infeasible, digest, digest_of_files
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.instance import Floats, Instance, Ints
from gangmu.engines.zoning.proofs import SEATS, UNITS, proven_bound
from gangmu.engines.zoning.solution import read_solution, solution_text
from gangmu.engines.zoning.solving import Answer, solve, within

ENGINE = "zoning"
#: Relative room for the order of sums when a bound is computed again.
ROUNDING = 1e-9


def certify(
    instance: Instance, answer: Answer, question: dict[str, object], seed: int, work: int | None
) -> dict[str, Any]:
    """Return the certificate of an answer, ready for JSON."""
    given: Ints = answer.given if answer.given is not None else np.empty(0, np.int64)
    text = solution_text(instance, given)
    return {
        "engine": ENGINE, "question": question, "seed": seed, "work": work, "work_done": answer.work,
        "objective": answer.objective, "bound": answer.bound, "gap": answer.gap,
        "exhausted": answer.exhausted, "largest_km": answer.largest,
        "prices": {"kind": answer.proof, "values": [float(v) for v in answer.prices]},
        "answer_sha256": digest([text.encode()]),
        "answer": text if len(given) <= 5000 else None,
    }  # fmt: skip


def replay(result: Path, folder: Path | None = None) -> dict[str, Any]:
    """Verify a certificate and, where work was counted, compute the answer again.

    Parameters
    ----------
    result
        The JSON that a solve wrote; the answer lies beside it, without the ending `.json`.
    folder
        Where the instance and its connectivity lie, if not where they lay.

    Returns
    -------
    dict
        Each statement with whether it holds, and `holds` for all.

    Raises
    ------
    BadInput
        When the certificate or what it names cannot be read.
    """
    said = _read(result)
    files = [Path(name) for name in (said.instance, said.connectivity) if name]
    if folder is not None:
        files = [folder / file.name for file in files]
    found: dict[str, Any] = {"question_unchanged": digest_of_files(files) == said.question_sha256}
    instance = read_instance(files[0], said.form, files[1] if len(files) > 1 else None, said.opened)
    answer = result.with_name(result.name.removesuffix(".json"))
    given = read_solution(answer, instance)
    verdict = check(instance, given)
    text = solution_text(instance, given)
    found["answer_unchanged"] = digest([text.encode()]) == said.answer_sha256 and said.answer in (None, text)
    found["feasible"] = verdict.feasible
    room = ROUNDING * max(1.0, abs(said.objective))
    found["objective"] = verdict.objective is not None and abs(verdict.objective - said.objective) <= room
    if said.largest is not None:
        found["largest_km"] = verdict.largest_km is not None and verdict.largest_km <= said.largest + ROUNDING
    served = instance if said.largest is None else within(instance, said.largest)
    proven = len(said.prices) == len(instance.sites if said.kind == SEATS else instance.units)
    found["bound"] = proven and abs(said.bound - proven_bound(served, said.kind, said.prices)) <= room
    gap = max(0.0, said.objective - said.bound) / max(abs(said.objective), 1e-12)
    found["gap"] = abs(said.gap - gap) <= ROUNDING
    if said.exhausted and found["question_unchanged"] and found["bound"]:
        found["exhausted"] = _none_better(served, said.objective - room)
    if said.work is not None and found["question_unchanged"]:
        again = _again(instance, said.work, said.seed)
        found["same_bytes"] = again is not None and _alike(
            said.whole, certify(instance, again, said.whole["question"], said.seed, said.work)
        )
    held = {name: bool(value) for name, value in found.items()}
    return {**held, "holds": all(held.values()), "problems": list(verdict.problems)}


@dataclass(frozen=True, slots=True)
class _Said:
    """What a certificate says, every field of its kind."""

    whole: dict[str, Any]
    instance: str
    connectivity: str | None
    form: str
    opened: int | None
    question_sha256: str
    answer_sha256: str
    answer: str | None
    seed: int
    work: int | None
    objective: float
    bound: float
    gap: float
    exhausted: bool
    largest: float | None
    kind: str
    prices: Floats


def _read(result: Path) -> _Said:
    try:
        whole = json.loads(result.read_text(encoding="utf-8"))
        question = whole["question"]
        said = _Said(
            whole, str(question["instance"]), question["connectivity"], str(question["format"]), question["open"],
            str(question["sha256"]), str(whole["answer_sha256"]), whole["answer"], int(whole["seed"]),
            None if whole["work"] is None else int(whole["work"]), float(whole["objective"]), float(whole["bound"]),
            float(whole["gap"]), bool(whole["exhausted"]), None if whole["largest_km"] is None else float(whole["largest_km"]),
            str(whole["prices"]["kind"]), np.array(whole["prices"]["values"], float),
        )  # fmt: skip
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", result.name) from None
    except (ValueError, KeyError, TypeError):
        raise BadInput("不是 gangmu zone solve 写出的结果", result.name) from None
    sound = (
        whole.get("engine") == ENGINE
        and said.kind in (SEATS, UNITS)
        and said.seed >= 0
        and said.prices.ndim == 1
    )
    if not sound or (said.work is not None and said.work < 1):
        raise BadInput("不是 gangmu zone solve 写出的结果", result.name)
    return said


def _again(instance: Instance, work: int, seed: int) -> Answer | None:
    """Return the answer computed again; `None` where there is none."""
    try:
        again = solve(instance, Allowance(3600.0, work), seed)
    except Infeasible:
        return None
    return None if again.given is None else again


def _none_better(instance: Instance, objective: float) -> bool:
    """Whether the programme over all pairs, solved again, ends without an answer of less."""
    again = _again(instance, 1, 1)
    return again is not None and again.exhausted and objective <= (again.objective or 0.0)


def _alike(said: dict[str, Any], again: dict[str, Any]) -> bool:
    """Whether a certificate says to the last digit what the one computed again says."""
    return all(said.get(name) == value for name, value in again.items() if name != "question")
