"""On drawn questions in our own form the answer is the best of all that the checker accepts, or there is none and that is proven."""

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.contract import Allowance, BadInput, Infeasible
from gangmu.engines.zoning.annealing import anneal
from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.proofs import SEATS, UNITS, proven_bound
from gangmu.engines.zoning.solving import solve

HEAD = "kind,id,x,y,pupils,seats,unit,neighbours,value,estate,today,bound,group,cost,state,closing_cost,enlarges\n"


def drawn(dice: random.Random, path: Path) -> Instance:
    """Write a small question with any of the form's demands, and read it."""
    units, layers, whole = dice.randint(3, 6), dice.choice([1, 1, 2]), dice.random() < 0.7
    schools = dice.sample(range(units), dice.randint(2, 3))
    today, estate, bound, group, choose = (dice.random() < share for share in (0.3, 0.2, 0.2, 0.15, 0.4))

    def numbers(least: int, most: int) -> str:
        return ";".join(str(dice.randint(least, most)) for _ in range(layers))

    rows = []
    for i in range(units):
        beside = [f"u{j}" for j in range(i) if whole and (j == i - 1 or dice.random() < 0.2)]
        x, y = dice.randint(0, 5) * 1000, dice.randint(0, 3) * 1000
        was = dice.choice(["s0", "s1", ""]) if today else ""
        rows.append(
            f"unit,u{i},{x},{y},{numbers(0, 9)},,,{';'.join(beside)},,{'E' * (estate and i < 2)},{was},{'s0' * (bound and i == 2)},,,"
        )
    for k, unit in enumerate(schools):
        state = dice.choice(["open", "candidate"]) if choose else "open"
        closing = dice.choice([0, 4, 15]) if choose and state == "open" else 0
        rows.append(
            f"school,s{k},,,,{numbers(5, 25)},u{unit},,,,,,{'G' * (group and k < 2)},{dice.choice([0, 5, 20])},{state},{closing},"
        )
        if whole and state == "open" and choose and not group and dice.random() < 0.3:
            rows.append(
                f"school,large {k},,,,{numbers(20, 40)},u{unit},,,,,,,{dice.choice([5, 20])},candidate,,s{k}"
            )
    for name, values, share in (
        ("equity", ["largest", "largest", "spread"], 0.4),
        ("max_distance_km", [2, 3, 4], 0.3),
        ("opening", ["choose"], float(choose)),
        ("fill_at_most", [0.8], 0.2),
    ):
        if dice.random() < share:
            rows.append(f"setting,{name},,,,,,,{dice.choice(values)},,,,,,")
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return read_instance(path, "gangmu", None, dice.choice([None, None, None, 1, 2]))


def best_of_all(instance: Instance) -> tuple[float, float] | None:
    """Return the smallest largest distance, where that comes first, and the least cost of all answers that hold."""
    found = []
    for given in itertools.product(range(len(instance.sites)), repeat=len(instance.units)):
        verdict = check(instance, np.array(given))
        if verdict.feasible and verdict.objective is not None:
            far = round(verdict.largest_km or 0.0, 9) if instance.fairest else 0.0
            found.append((far, round(verdict.objective, 6)))
    return min(found, default=None)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_answer_is_the_best_there_is_or_that_there_is_none_is_proven(seed: int, tmp_path: Path) -> None:
    dice, numbers, answered = random.Random(seed), np.random.default_rng(seed), 0
    for _ in range(12):
        try:
            question = drawn(dice, tmp_path / "map.csv")
        except BadInput:
            continue
        best = best_of_all(question)
        try:
            answer = solve(question, Allowance(60, 12))
        except Infeasible as error:
            assert best is None, error
            continue
        assert best is not None and answer.given is not None and answer.objective is not None
        verdict = check(question, answer.given)
        assert verdict.feasible, verdict.problems
        assert answer.objective == pytest.approx(best[1], abs=1e-5)
        assert answer.bound <= best[1] + 1e-5
        for kind, prices in ((SEATS, len(question.sites)), (UNITS, len(question.units))):
            for most in (0, 5):
                assert proven_bound(question, kind, numbers.uniform(0, most, prices)) <= best[1] + 1e-5
        assert not question.fairest or verdict.largest_km == pytest.approx(best[0])
        answered += 1
    assert answered > 3


def test_a_map_without_any_pupils_and_with_two_schools_is_answered(tmp_path: Path) -> None:
    rows = ["unit,a,0,0,0,,,b", "unit,b,1,0,0,,,c", "unit,c,2,0,0,,,", "school,s,,,,5,a,", "school,t,,,,5,c,"]
    path = tmp_path / "map.csv"
    path.write_text(HEAD + "\n".join(row + "," * 7 for row in rows) + "\n", encoding="utf-8")
    question = read_instance(path, "gangmu")
    given = solve(question, Allowance(60, 4)).given
    assert given is not None and check(question, given).feasible


def test_a_zone_that_is_empty_has_no_unit_to_send_on() -> None:
    """Both schools are too small for a third unit, so that moves into the empty third zone are refused and sent on again and again."""
    cost = np.array([[0.0, 5.0, 1.0]] * 6)
    none = np.zeros(7, np.int64)
    for seed in range(20):
        given, value = anneal(
            cost, np.full((6, 1), 9.0), np.array([[27.0], [27.0], [1.0]]), np.full(3, -1), np.ones(6, np.int64), none,
            np.empty(0, np.int64), np.tile(np.arange(3), (6, 1)), False, np.array([0, 0, 0, 1, 1, 1]), np.full(3, 50.0),
            np.array([1.0, 1e4]), 20_000, 0.5, 0.01, seed, np.empty((0, 6), np.int64),
        )  # fmt: skip
        assert value == 15
        assert sorted(given.tolist()) == [0, 0, 0, 1, 1, 1]


def test_a_question_of_several_grades_without_answer_names_their_seats(tmp_path: Path) -> None:
    """The school on the first unit has no seats for the second in the first grade, and the other none for the second beside its own."""
    rows = [
        "unit,a,0,0,2;6,,,b", "unit,b,1,0,6;2,,,c", "unit,c,2,0,5;5,,,", "school,s,,,,5;9,a,", "school,t,,,,9;9,c,"
    ]  # fmt: skip
    path = tmp_path / "map.csv"
    path.write_text(HEAD + "\n".join(row + "," * 7 for row in rows) + "\n", encoding="utf-8")
    question = read_instance(path, "gangmu")
    assert best_of_all(question) is None
    with pytest.raises(Infeasible) as told:
        solve(question, Allowance(60, 12))
    assert any("6、2 名学生" in sentence for sentence in told.value.conflict)
    assert any("9、9 个" in sentence for sentence in told.value.conflict)
