"""Where a school looks at more than one order the verifier accepts one answer alone, and seats kept for groups last over several stages."""

import random
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.problem import Problem
from gangmu.engines.matching.rechecking import Queues, Rule
from gangmu.engines.matching.staging import assign
from gangmu.engines.matching.tests.folders import write_folder
from gangmu.engines.matching.tests.test_altered import Drawn
from gangmu.engines.matching.verifying import verify


def holds(problem: Problem, wish: np.ndarray) -> bool:
    """Whether the verifier accepts wishes by ticket, all of the first stage."""
    choices = problem.lists[""].choices
    school = np.where(wish < 0, -1, choices[np.arange(len(wish)), wish]).astype(np.int32)
    stated = (school, np.where(wish < 0, -1, 0).astype(np.int32), wish.astype(np.int64))
    return verify(problem, *map(problem.by_applicant, stated)).holds


@pytest.mark.parametrize("kind", ["reserved", "twins"])
def test_of_all_assignments_only_the_right_one_is_accepted(kind: str, tmp_path: Path) -> None:
    dice = random.Random(kind)
    for number in range(25):
        drawn = Drawn(dice)
        getattr(drawn, kind)()
        problem = read_problem(write_folder(tmp_path / str(number), drawn.rules, **drawn.tables))
        right = assign(problem).wish
        options = [[-1, *np.flatnonzero(row >= 0)] for row in problem.lists[""].choices]
        for wish in product(*options):
            assert holds(problem, np.array(wish)) == (list(wish) == right.tolist()), (drawn.rules, wish)


@pytest.mark.parametrize("column", ["group", "twins"])
def test_an_exchange_that_is_worse_for_both_is_found_beside_kept_seats_and_twins(
    column: str, tmp_path: Path
) -> None:
    folder = write_folder(
        tmp_path,
        {"order": [["lottery", "lowest"]]},
        schools=[["school", "capacity"], ["甲", 1], ["乙", 1]],
        applicants=[["applicant", "lottery", column], ["a", 1, "x"], ["b", 2, "y"]],
        choices=[["applicant", "choice1", "choice2"], ["a", "甲", "乙"], ["b", "乙", "甲"]],
        priorities=[["applicant", "school", "class"], ["a", "乙", 0], ["b", "甲", 0]],
        **({"quotas": [["school", "group", "seats"], ["甲", "z", 0]]} if column == "group" else {}),
    )
    problem = read_problem(folder, "deferred-acceptance")
    assert holds(problem, np.array([0, 0]))
    assert not holds(problem, np.array([1, 1]))


def test_twins_who_are_parted_are_found(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path,
        {"order": [["lottery", "lowest"]]},
        schools=[["school", "capacity"], ["甲", 2]],
        applicants=[["applicant", "lottery", "twins"], ["a", 1, "t"], ["b", 1, "t"]],
        choices=[["applicant", "choice1"], ["a", "甲"], ["b", "甲"]],
    )
    problem = read_problem(folder, "serial-dictatorship")
    together, parted = np.array([0, 0]), np.array([-1, 0])
    assert verify(problem, together.astype(np.int32), together.astype(np.int32), together).faults == []
    found = verify(problem, parted.astype(np.int32), parted.astype(np.int32), parted).faults
    assert any("被分开" in fault for fault in found)


def in_two_stages(folder: Path, seats: int, first: dict[str, Any], quotas: list[list[Any]]) -> Problem:
    """One school; a, b, c of group g and d of no group ask; a and b in an early stage."""
    rules = {
        "order": [["lottery", "lowest"]],
        "stages": [{"name": "一", "choices": "early", **first}, {"name": "二", "kind": "deferred"}],
    }
    write_folder(
        folder,
        rules,
        schools=[["school", "capacity"], ["甲", seats]],
        applicants=[
            ["applicant", "lottery", "group"],
            ["a", 1, "g"],
            ["b", 2, "g"],
            ["c", 4, "g"],
            ["d", 3, ""],
        ],
        choices_early=[["applicant", "choice1"], ["a", "甲"], ["b", "甲"]],
        choices=[["applicant", "choice1"], ["c", "甲"], ["d", "甲"]],
        quotas=[["school", "group", "seats", "most"], *quotas],
    )
    return read_problem(folder)


def admitted(problem: Problem) -> str:
    """Return who has a place, once the verifier agrees."""
    outcome = assign(problem)
    assert verify(problem, outcome.school, outcome.stage, outcome.wish.astype(np.int64)).faults == []
    return "".join(np.array(problem.applicants.to_pylist())[outcome.school >= 0])


def test_a_kept_seat_is_given_once_however_many_stages_there_are(tmp_path: Path) -> None:
    deferred = {"kind": "deferred"}
    assert admitted(in_two_stages(tmp_path / "full", 2, deferred, [["甲", "g", 1, ""]])) == "ab"
    # a and b have used up the kept seat and an open one: the third is open.
    assert admitted(in_two_stages(tmp_path / "used", 3, deferred, [["甲", "g", 1, ""]])) == "abd"
    # One kept seat is left for c, who stands behind d.
    assert admitted(in_two_stages(tmp_path / "left", 3, deferred, [["甲", "g", 3, ""]])) == "abc"


def test_the_most_of_a_group_counts_over_all_stages(tmp_path: Path) -> None:
    assert (
        admitted(in_two_stages(tmp_path / "deferred", 9, {"kind": "deferred"}, [["甲", "g", 1, 2]])) == "abd"
    )
    with pytest.raises(BadInput, match="上限"):
        assign(in_two_stages(tmp_path / "serial", 9, {"kind": "serial"}, [["甲", "g", 0, 1]]))


def test_an_early_stage_outside_the_quota_leaves_the_kept_seats_alone(tmp_path: Path) -> None:
    first = {"kind": "deferred", "seats": "outside_quota"}
    assert admitted(in_two_stages(tmp_path, 2, first, [["甲", "g", 1, ""]])) == "ac"


def test_kept_seats_of_several_groups_that_an_early_stage_used_are_refused(tmp_path: Path) -> None:
    quotas = [["甲", "g", 2, ""], ["甲", "h", 1, ""]]
    with pytest.raises(BadInput, match="outside_quota"):
        assign(in_two_stages(tmp_path, 3, {"kind": "serial"}, quotas))


def test_a_limit_that_the_rule_does_not_look_at_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path,
        {"order": [["lottery", "lowest"]]},
        schools=[["school", "capacity"], ["甲", 3]],
        applicants=[["applicant", "lottery", "group"], ["a", 1, "g"], ["b", 2, "g"]],
        choices=[["applicant", "choice1"], ["a", "甲"], ["b", "甲"]],
        choices_quota=[["applicant", "choice1"], ["a", "甲"]],
        quotas=[["school", "group", "seats", "most"], ["甲", "h", 1, ""], ["甲", "g", 1, 1]],
    )
    with pytest.raises(BadInput, match="第 3 行.*most"):
        read_problem(folder, "quota-then-parallel")


def test_quotas_that_no_stage_looks_at_are_named_as_unused(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path,
        {"order": [["lottery", "lowest"]], "stages": [{"name": "一", "kind": "serial"}]},
        schools=[["school", "capacity"], ["甲", 1]],
        applicants=[["applicant", "lottery", "group"], ["a", 1, "g"]],
        choices=[["applicant", "choice1"], ["a", "甲"]],
        quotas=[["school", "group", "seats"], ["甲", "g", 1]],
    )
    assert read_problem(folder).unused == ("quotas.csv",)


def test_who_is_refused_goes_on_and_may_take_the_seat_of_another() -> None:
    # 2 takes B from 1, who takes A from 0, who finds B full.
    choices = np.array([[0, 1], [1, 0], [1, -1]])
    ranks = np.array([[1, 1], [1, 0], [0, 0]])
    queues = Queues(choices, choices >= 0, ranks, np.arange(3))
    none: list[list[int]] = [[], []]
    rule = Rule([1, 1], none, none, [-1] * 3, [1] * 3, reserves_first=True, unfilled_open=True)
    assert queues.best_of_all(rule).tolist() == [-1, 1, 0]


def test_a_rule_that_the_mechanism_does_not_look_at_is_named_and_a_missing_quota_is_refused(
    tmp_path: Path,
) -> None:
    folder = write_folder(
        tmp_path,
        {"order": [["lottery", "lowest"]], "quota_floor": 5, "quota_when": "after"},
        schools=[["school", "capacity"], ["甲", 1]],
        applicants=[["applicant", "lottery", "group"], ["a", 1, "g"]],
        choices=[["applicant", "choice1"], ["a", "甲"]],
        choices_quota=[["applicant", "choice1"], ["a", "甲"]],
    )
    assert "rules.json quota_floor" in read_problem(folder, "deferred-acceptance").unused
    assert "rules.json quota_when" in read_problem(folder, "serial-dictatorship").unused
    with pytest.raises(BadInput, match="“quotas.csv”：指标到校需要"):
        read_problem(folder, "quota-then-parallel")
