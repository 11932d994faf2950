"""Programmes over pairs keep zones whole, also where a pair names a school that cannot open among them."""

from dataclasses import replace

import numpy as np

from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.programme import Limit, recombine
from gangmu.engines.zoning.tests.tiny import strip
from gangmu.engines.zoning.transport import transport


def test_a_pair_with_a_school_whose_own_unit_may_not_join_it_is_left_out() -> None:
    row = strip([10, 12, 9, 7, 8], {0: 60, 4: 60})
    ground = Ground.of(replace(row, edges=np.array([[0, 1], [1, 2], [2, 3], [3, 4], [1, 3], [2, 4]])))
    allowed = np.zeros((5, 2), bool)
    allowed[:, 0] = True
    allowed[1:4, 1] = True  # the school on the last unit: its neighbours may join it, its own unit may not
    ground.cost[4, 0] = 0.0
    outcome = recombine(ground, allowed, Limit(20.0))
    assert outcome.given is not None
    assert outcome.given.tolist() == [0, 0, 0, 0, 0]


def test_a_known_answer_is_never_made_worse() -> None:
    ground = Ground.of(strip([10, 12, 9, 7, 8], {0: 30, 4: 30}))
    known = np.array([0, 0, 1, 1, 1])
    outcome = recombine(ground, np.isfinite(ground.cost), Limit(20.0), known)
    assert outcome.ended
    assert outcome.given is not None
    assert ground.value(outcome.given) <= ground.value(known)


def test_the_plan_costs_what_its_prices_prove() -> None:
    """Strong duality on random questions: what pupils cost when divided equals the bound of the prices."""
    random = np.random.default_rng(4)
    for _ in range(20):
        question = strip(random.integers(1, 20, 9).tolist(), {0: 60, 3: 45, 8: 70})
        ground = Ground.of(question)
        plan = transport(ground, np.arange(3))
        if plan is None:
            assert question.demand.sum() > ground.capacity.sum()
            continue
        assert (plan.prices >= 0).all()
        served = (ground.cost + np.outer(question.demand, plan.prices)).min(axis=1).sum()
        assert np.isclose(served - (plan.prices * ground.capacity).sum(), plan.cost)
