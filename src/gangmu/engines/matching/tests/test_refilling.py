"""Declined seats go down the waiting lists, and nobody who accepted a place is the worse for it."""

import csv

import numpy as np
import pytest

from gangmu.engines.matching.cli import run
from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.refilling import refill
from gangmu.engines.matching.staging import assign
from gangmu.engines.matching.tests.battery import _folder
from gangmu.engines.matching.tests.folders import write_table


@pytest.mark.parametrize("mechanism", ["deferred-acceptance", "serial-dictatorship", "immediate-acceptance"])
@pytest.mark.parametrize("all_move", [True, False])
def test_nobody_loses_a_place_and_no_wanted_seat_stays_empty(tmp_path, mechanism, all_move):
    for seed in range(5):
        problem = read_problem(_folder(tmp_path / str(seed), 120, seed), mechanism)
        outcome = assign(problem)
        declined = (np.random.default_rng(seed).random(120) < 0.2) & (outcome.school >= 0)
        found = refill(problem, outcome, declined, all_move)
        stay = (outcome.school >= 0) & ~declined
        assert (found.wish[stay] >= 0).all()
        assert (found.wish[stay] <= outcome.wish[stay]).all()
        assert all_move or (found.wish[stay] == outcome.wish[stay]).all()
        assert (found.school[declined] == -1).all()
        load = np.bincount(found.school[found.school >= 0], minlength=len(problem.capacity))
        assert (load <= problem.capacity).all()
        free = np.flatnonzero(load < problem.capacity)
        waiting = (found.school < 0) & ~declined
        assert not np.isin(problem.lists[""].choices[waiting], free).any()
        assert found.came_in > 0


def test_under_deferred_acceptance_it_is_as_if_they_had_never_asked(tmp_path):
    problem = read_problem(_folder(tmp_path / "in"), "deferred-acceptance")
    outcome = assign(problem)
    declined = np.zeros(problem.tickets, bool)
    declined[np.flatnonzero(outcome.school >= 0)[:7]] = True
    found = refill(problem, outcome, declined, True)
    problem.lists[""].choices[declined] = -1
    assert np.array_equal(found.school, assign(problem).school)


def test_the_command_writes_who_moves(tmp_path, capsys):
    folder, out = _folder(tmp_path / "in"), tmp_path / "out"
    assert run(["match", "run", "--mechanism", "deferred-acceptance", str(folder), "--out", str(out)]) == 0
    with (out / "assignment.csv").open(encoding="utf-8") as file:
        placed = [row["applicant"] for row in csv.DictReader(file) if row["school"]]
    write_table(tmp_path / "declined.csv", ["applicant"], [[placed[0]]])
    words = ["match", "refill", str(folder), str(out), "--declined", str(tmp_path / "declined.csv")]
    assert run([*words, "--out", str(tmp_path / "moves.csv")]) == 0
    with (tmp_path / "moves.csv").open(encoding="utf-8") as file:
        moves = list(csv.DictReader(file))
    assert [row for row in moves if row["applicant"] == placed[0]][0]["to"] == ""
    assert any(row["to"] for row in moves)
    write_table(tmp_path / "declined.csv", ["applicant"], [["nobody"]])
    assert run([*words, "--out", str(tmp_path / "moves.csv")]) == 2
    assert "declined.csv”第 2 行" in capsys.readouterr().err
