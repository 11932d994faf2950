"""Seats kept for groups, groups with a limit, twins: stable, best for applicants, within the laws of the quota."""

import numpy as np
import pytest

from gangmu.engines.matching.choosing import defer_by_choice
from gangmu.engines.matching.tests.small_cases import (
    Case,
    all_wishes,
    draw_case,
    draw_full_case,
    misreports_that_pay,
)

FREE = np.iinfo(np.int64).max


def chosen(case, asking, school, sizes, group, reserved, most, first, soft):
    """The published rule in words of its own: whom a school takes of those who ask (pairs of applicant and wish)."""
    queue = [who for who, _ in sorted(asking, key=lambda pair: case.key(*pair))]
    seats, kept = int(case.capacity[school]), reserved[school]
    taken: list[int] = []
    kept_used = [0] * len(kept)

    def of_group(mine):
        return sum(sizes[who] for who in taken if group[who] == mine)

    def may(who):
        return who not in taken and (group[who] < 0 or of_group(group[who]) < most[school, group[who]])

    def open_seats(count):
        used = 0
        for who in queue:
            if used < count and may(who):
                taken.append(who)
                used += sizes[who]

    def kept_seats():
        for who in queue:
            mine = group[who]
            if mine >= 0 and may(who) and kept_used[mine] < kept[mine]:
                taken.append(who)
                kept_used[mine] += sizes[who]

    if first:
        kept_seats()
        open_seats(seats - sum(sizes[who] for who in taken) if soft else seats - sum(kept))
    else:
        open_seats(seats - sum(kept))
        kept_seats()
        if soft:
            open_seats(seats - sum(sizes[who] for who in taken))
    return set(taken)


def is_stable(case, wish, *rule):
    for school in range(len(case.capacity)):
        asking, holding = [], set()
        for who in range(len(case.choices)):
            for number, named in enumerate(case.choices[who]):
                if named == school and (wish[who] < 0 or number <= wish[who]):
                    asking.append((who, number))
                    if number == wish[who]:
                        holding.add(who)
        if chosen(case, asking, school, *rule) != holding:
            return False
    return True


def draw_rule(random, case, twins):
    count, groups = len(case.order), 2
    sizes = random.integers(1, 3, count).astype(np.int64) if twins else np.ones(count, np.int64)
    if twins:
        none = np.zeros((len(case.capacity), 0), np.int64)
        return sizes, np.full(count, -1, np.int32), none, none, True, True
    group = random.integers(-1, groups, count).astype(np.int32)
    reserved = random.integers(0, 2, (len(case.capacity), groups)).astype(np.int64)
    reserved[reserved.sum(axis=1) > case.capacity] = 0
    most = np.where(random.random(reserved.shape) < 0.3, np.maximum(reserved, 1), FREE)
    return sizes, group, reserved, most, bool(random.integers(2)), bool(random.integers(2))


def run(case, rule):
    return defer_by_choice(case.choices, case.classes, case.order, case.capacity, *rule)


@pytest.mark.parametrize("twins", [False, True])
def test_it_is_the_best_of_all_stable_assignments(twins):
    random = np.random.default_rng(11 + twins)
    for _ in range(60):
        case = draw_case(random, 4, 3)
        rule = draw_rule(random, case, twins)
        held = run(case, rule)
        stable = [each for each in all_wishes(case) if is_stable(case, each, *rule)]
        assert any(np.array_equal(held, each) for each in stable)
        worst = case.choices.shape[1]
        mine = np.where(held < 0, worst, held)
        assert all((mine <= np.where(each < 0, worst, each)).all() for each in stable)


def test_no_misreport_pays_with_seats_kept_for_groups():
    random = np.random.default_rng(12)
    for _ in range(40):
        case = draw_full_case(random)
        rule = draw_rule(random, case, False)
        assert misreports_that_pay(case, lambda each, rule=rule: run(each, rule)) == 0


def test_the_laws_of_a_quota_hold():
    random = np.random.default_rng(13)
    for _ in range(200):
        case = draw_case(random)
        _, group, reserved, most, _, soft = rule = draw_rule(random, case, False)
        held = run(case, rule)
        for school, seats in enumerate(case.capacity):
            there = [w for w in range(len(held)) if held[w] >= 0 and case.choices[w, held[w]] == school]
            assert len(there) <= seats
            for mine in range(reserved.shape[1]):
                count = sum(group[who] == mine for who in there)
                assert count <= most[school, mine]
                if not soft:
                    others = sum(group[who] != mine for who in there)
                    assert others <= seats - reserved[school, mine]
                wants = any(
                    group[who] == mine
                    and school in case.choices[who, : held[who] if held[who] >= 0 else None]
                    for who in range(len(held))
                )
                assert not wants or count >= min(reserved[school, mine], most[school, mine])


def test_seats_kept_first_or_after_are_two_rules():
    # Two seats, one kept for group 0. A (group 0) stands first, then X, then B (group 0).
    choices = np.zeros((3, 1), np.int16)
    case = Case(choices, np.zeros((3, 1), np.int32), np.arange(3, dtype=np.int32), np.array([2]))
    ones, group = np.ones(3, np.int64), np.array([0, -1, 0], np.int32)
    reserved, most = np.array([[1]]), np.array([[FREE]])
    assert run(case, (ones, group, reserved, most, True, True)).tolist() == [0, 0, -1]
    assert run(case, (ones, group, reserved, most, False, True)).tolist() == [0, -1, 0]


def test_a_group_at_its_limit_takes_no_kept_seat_beside_the_open_one():
    # Two seats, one kept for group 0, which may take one in all. A and B are of the group, X is not.
    choices = np.zeros((3, 1), np.int16)
    case = Case(choices, np.zeros((3, 1), np.int32), np.arange(3, dtype=np.int32), np.array([2]))
    ones, group = np.ones(3, np.int64), np.array([0, 0, -1], np.int32)
    assert run(case, (ones, group, np.array([[1]]), np.array([[1]]), False, True)).tolist() == [0, -1, 0]
