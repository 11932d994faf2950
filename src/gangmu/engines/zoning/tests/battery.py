"""What every engine promises, tried on zones (`tests/every/test_every_engine.py` walks the batteries)."""

import copy
import json
import time
from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.contract import Allowance, Exit, Infeasible
from gangmu.engines.zoning.annealing import anneal
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.drawing import draw, write_map
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.growing import grow
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.proofs import proven_bound
from gangmu.engines.zoning.solving import solve
from gangmu.engines.zoning.tests.tiny import by_trying, random_question, strip

EXEMPT: dict[str, str] = {}


def small_map(folder: Path) -> Instance:
    """Sixty units and six schools."""
    return read_instance(*_sap(folder))


def _sap(folder: Path) -> tuple[Path, str, Path]:
    instance, connectivity = write_map(draw(60, 6, 3, supply=1.2), folder, "map")
    return instance, "sap", connectivity


def same_seed_and_work_give_the_same_answer(folder: Path) -> None:
    instance = small_map(folder)
    answers = [solve(instance, Allowance(60, 3), seed=5) for _ in range(2)]
    assert answers[0].given is not None
    assert answers[0].given.tobytes() == answers[1].given.tobytes()  # type: ignore[union-attr]
    assert answers[0].work == answers[1].work


def the_input_is_left_untouched(folder: Path) -> None:
    instance = small_map(folder)
    before = copy.deepcopy(instance)
    solve(instance, Allowance(60, 3))
    for name in ("cost", "demand", "capacity", "opening", "root", "edges", "layers", "seats"):
        assert np.array_equal(getattr(instance, name), getattr(before, name)), name


def limits_are_kept(folder: Path) -> None:
    instance = small_map(folder)
    solve(instance, Allowance(60, 2))  # compiled
    begun = time.monotonic()
    solve(instance, Allowance(3.0))
    assert time.monotonic() - begun < 3.0 + 3.0  # a busy machine may look at the clock late


def the_infeasible_is_explained(folder: Path) -> None:
    del folder
    question = strip([10, 12, 9], {0: 20, 2: 20})
    with pytest.raises(Infeasible) as told:
        solve(question, Allowance(60, 20))
    conflict = told.value.conflict
    assert any("u2" in sentence for sentence in conflict)
    assert any("s1" in sentence for sentence in conflict)
    assert any("s3" in sentence for sentence in conflict)


def the_certificate_is_verified(folder: Path) -> None:
    instance, form, connectivity = _sap(folder)
    out = folder / "answer.csv"
    words = [
        "zone",
        "solve",
        str(instance),
        "--format",
        form,
        "--connectivity",
        str(connectivity),
        "--out",
        str(out),
    ]
    assert run([*words, "--work", "2", "--quiet"]) == Exit.FINE
    assert run(["zone", "replay", f"{out}.json"]) == Exit.FINE
    claim = json.loads(Path(f"{out}.json").read_text(encoding="utf-8"))
    claim["bound"] *= 1.001
    Path(f"{out}.json").write_text(json.dumps(claim), encoding="utf-8")
    assert run(["zone", "replay", f"{out}.json"]) == Exit.REFUTED


def brute_force_agrees(folder: Path) -> None:
    del folder
    for seed in range(12):
        question = random_question(seed)
        best = by_trying(question)
        try:
            answer = solve(question, Allowance(60, 20), seed=1)
        except Infeasible:
            assert best is None, seed
            continue
        assert best is not None, seed
        assert answer.objective == pytest.approx(best, abs=1e-6), seed
        assert answer.bound <= best + 1e-6, seed
        assert proven_bound(question, answer.proof, answer.prices) == pytest.approx(answer.bound), seed


def the_baseline_is_beaten(folder: Path) -> None:
    """Nothing but one run of annealing, with as many proposals."""
    instance = small_map(folder)
    answer = solve(instance, Allowance(60, 20), seed=1)
    assert answer.given is not None and check(instance, answer.given).feasible
    ground = Ground.of(instance)
    start, index = instance.neighbours
    opened = np.arange(len(instance.sites))
    movable = np.ones(len(instance.units), np.int64)
    movable[instance.root] = 0
    first = grow(ground, opened, np.zeros(len(opened)))
    mean = float(ground.cost[np.arange(len(first)), first].mean())
    _, plain = anneal(
        ground.cost, ground.layers, ground.seats, instance.root, movable, start, index, np.zeros((1, 1), np.int64), True, first,
        np.full(len(opened), ground.typical), np.array([0.1, 3000.0]) * ground.typical, 8_000_000, mean, 0.01 * mean, 1,
        np.empty((0, len(first)), np.int64),
    )  # fmt: skip
    assert answer.objective is not None and answer.objective <= plain + 1e-6
