"""Each mechanism has the properties that it states, and only those; on small cases by trying everything."""

import numpy as np
import pytest

from gangmu.engines.matching.acceptance import admit_at_once, defer, serve
from gangmu.engines.matching.scanning import scan
from gangmu.engines.matching.tests.small_cases import (
    Case,
    all_assignments,
    best_for_all,
    draw_case,
    draw_full_case,
    misreports_that_pay,
    stable_among,
)


def deferred(case: Case) -> np.ndarray:
    return defer(case.choices, case.classes, case.order, case.capacity)


def immediate(case: Case) -> np.ndarray:
    return admit_at_once(
        case.choices, case.classes, case.order, case.capacity, np.ones(len(case.order), np.int64)
    )


def serial(case: Case) -> np.ndarray:
    return serve(case.choices, case.order, case.capacity)


def rank(case: Case, wish: np.ndarray) -> np.ndarray:
    return np.where(wish < 0, case.choices.shape[1], wish)


def cases(seed: int, count: int, draw=draw_case) -> list[Case]:
    random = np.random.default_rng(seed)
    return [draw(random) for _ in range(count)]


def check_against_brute_force(count: int, seed: int) -> int:
    """Compare with all stable assignments; return on how many cases there was more than one."""
    several = 0
    for case in cases(seed, count):
        stable = stable_among(case, all_assignments(case))
        best = best_for_all(case, stable)
        several += len(stable) > 1
        held = deferred(case)
        assert np.array_equal(held, best), case
        place = np.empty(len(case.order), np.int64)
        place[case.order] = np.arange(len(case.order))
        for each in stable:
            tally = scan(case.choices, case.classes, place, each.astype(np.int64), case.capacity)
            assert (tally.envious, tally.wasted, tally.overfull) == (-1, -1, -1)
            assert (tally.ring < 0) == np.array_equal(each, best)
    return several


def test_deferred_acceptance_equals_brute_force_over_all_stable_assignments():
    assert check_against_brute_force(300, 1) > 3


def test_the_certificate_refuses_every_assignment_but_the_right_one():
    for case in cases(2, 60):
        place = np.empty(len(case.order), np.int64)
        place[case.order] = np.arange(len(case.order))
        right = deferred(case)
        for each in all_assignments(case):
            tally = scan(case.choices, case.classes, place, each, case.capacity)
            accepted = max(tally.envious, tally.wasted, tally.overfull, tally.ring) < 0
            assert accepted == np.array_equal(each, right)


def check_misreports(count: int, seed: int) -> tuple[int, int, int]:
    """Try every misreport; return how many pay under deferred, serial and immediate acceptance."""
    drawn = cases(seed, count, draw_full_case)
    return tuple(sum(misreports_that_pay(c, m) for c in drawn) for m in (deferred, serial, immediate))


def test_no_misreport_pays_under_deferred_acceptance_and_many_do_under_immediate():
    by_deferred, by_serial, by_immediate = check_misreports(60, 3)
    assert by_deferred == by_serial == 0
    assert by_immediate > 10


def test_the_known_misreport_pays_under_immediate_acceptance():
    # A wants X, then Y; B and C want X; C stands first at X, A first at Y; D wants Y. Honest A loses both.
    choices = np.array([[0, 1], [0, 1], [0, 1], [1, 0]], np.int16)
    classes = np.array([[1, 0], [2, 1], [0, 2], [3, 3]], np.int32)
    case = Case(choices, classes, np.arange(4, dtype=np.int32), np.array([1, 1]))
    assert immediate(case).tolist() == [-1, -1, 0, 0]
    bent = choices.copy()
    bent[0] = [1, 0]
    turned = classes.copy()
    turned[0] = [0, 1]
    assert immediate(Case(bent, turned, case.order, case.capacity))[0] == 0
    assert misreports_that_pay(case, immediate) > 0
    assert misreports_that_pay(case, deferred) == 0


def test_immediate_acceptance_is_stable_once_the_number_of_the_wish_counts_first():
    for case in cases(4, 300):
        by_wish = case.classes + np.arange(case.choices.shape[1], dtype=np.int32) * 1000
        assert np.array_equal(
            immediate(case), deferred(Case(case.choices, by_wish, case.order, case.capacity))
        )


def test_serving_in_one_order_is_efficient_and_is_deferred_acceptance_with_one_class():
    for case in cases(5, 200):
        held = serial(case)
        one = Case(case.choices, np.zeros_like(case.classes), case.order, case.capacity)
        assert np.array_equal(held, deferred(one))
        others = rank(case, all_assignments(case))
        mine = rank(case, held)
        assert not ((others <= mine).all(axis=1) & (others < mine).any(axis=1)).any()


@pytest.mark.parametrize("mechanism", [deferred, serial, immediate])
def test_another_seat_or_one_applicant_less_hurts_nobody(mechanism):
    for case in cases(6, 300):
        before = rank(case, mechanism(case))
        for school in range(len(case.capacity)):
            more = case.capacity.copy()
            more[school] += 1
            after = mechanism(Case(case.choices, case.classes, case.order, more))
            assert (rank(case, after) <= before).all()
        for who in range(len(case.order)):
            left = case.choices.copy()
            left[who] = -1
            after = rank(case, mechanism(Case(left, case.classes, case.order, case.capacity)))
            assert (np.delete(after, who) <= np.delete(before, who)).all()


def test_standing_better_at_a_school_never_hurts_under_deferred_acceptance():
    for case in cases(7, 300):
        before = rank(case, deferred(case))
        for who, wish in np.ndindex(*case.choices.shape):
            better = case.classes.copy()
            better[who, wish] = max(0, better[who, wish] - 1)
            after = rank(case, deferred(Case(case.choices, better, case.order, case.capacity)))
            assert after[who] <= before[who]


def test_the_order_of_rows_does_not_matter():
    random = np.random.default_rng(8)
    for case in cases(8, 200):
        turn = random.permutation(len(case.order))
        place = np.argsort(case.order)[turn]
        turned = Case(
            case.choices[turn], case.classes[turn], np.argsort(place).astype(np.int32), case.capacity
        )
        assert np.array_equal(deferred(turned), deferred(case)[turn])
