"""The certificate of an answer: what was asked, how it was searched, the bound with its proof; and its verification.

The bound is a Lagrangian one: with prices λ ≥ 0 of seats, Σ_i min_j (c_ij + λ_j d_i) − Σ_j λ_j q_j is a lower bound whatever λ. The prices
are written down, so that a reader needs ten lines to verify the bound; where sites are chosen, prices of units prove it in the same
way (see `siting_prices`). A result searched with `--work` is also computed again and must be the same to the byte.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from gangmu.engines.contract import Allowance, BadInput, digest, digest_of_files
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.instance import Instance, Ints
from gangmu.engines.zoning.proofs import proven_bound
from gangmu.engines.zoning.solution import read_solution, solution_text
from gangmu.engines.zoning.solving import Answer, solve, within

#: Relative room for the order of sums when a bound is computed again.
ROUNDING = 1e-9


def certify(
    instance: Instance, answer: Answer, question: dict[str, object], seed: int, work: int | None
) -> dict[str, Any]:
    """Return the certificate of an answer, ready for JSON."""
    given: Ints = answer.given if answer.given is not None else np.empty(0, np.int64)
    text = solution_text(instance, given)
    return {
        "engine": "zoning", "question": question, "seed": seed, "work": work, "work_done": answer.work,
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
    try:
        said = json.loads(result.read_text(encoding="utf-8"))
        question = said["question"]
        files = [Path(question["instance"])] + (
            [Path(question["connectivity"])] if question["connectivity"] else []
        )
        objective, bound = float(said["objective"]), float(said["bound"])
        kind, prices = said["prices"]["kind"], np.array(said["prices"]["values"], float)
        largest = None if said["largest_km"] is None else float(said["largest_km"])
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", result.name) from None
    except (ValueError, KeyError, TypeError):
        raise BadInput("不是 gangmu zone solve 写出的结果", result.name) from None
    if folder is not None:
        files = [folder / file.name for file in files]
    found: dict[str, Any] = {"question_unchanged": digest_of_files(files) == question["sha256"]}
    instance = read_instance(
        files[0], question["format"], files[1] if len(files) > 1 else None, question["open"]
    )
    answer = result.with_name(result.name.removesuffix(".json"))
    given = read_solution(answer, instance)
    verdict = check(instance, given)
    found["answer_unchanged"] = digest([solution_text(instance, given).encode()]) == said["answer_sha256"]
    found["feasible"] = verdict.feasible
    room = ROUNDING * max(1.0, abs(objective))
    found["objective"] = verdict.objective is not None and abs(verdict.objective - objective) <= room
    if largest is not None:
        found["largest_km"] = verdict.largest_km is not None and verdict.largest_km <= largest + ROUNDING
    served = instance if largest is None else within(instance, largest)
    found["bound"] = bound <= proven_bound(served, kind, prices) + room
    if said["work"] is not None and found["question_unchanged"]:
        again = solve(instance, Allowance(3600.0, int(said["work"])), int(said["seed"]))
        found["same_bytes"] = again.given is not None and (
            digest([solution_text(instance, again.given).encode()]) == said["answer_sha256"]
        )
    return {**found, "holds": all(found.values()), "problems": list(verdict.problems)}
