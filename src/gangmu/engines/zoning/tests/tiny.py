"""Tiny questions and their answers by trying everything."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from gangmu.engines.zoning.checking import check
from gangmu.engines.zoning.instance import Instance


def strip(
    pupils: Sequence[float], schools: dict[int, float], *, contiguous: bool = True, **more: object
) -> Instance:
    """Units in a row, a kilometre apart; schools by the place where they stand, with their seats."""
    n = len(pupils)
    demand = np.array(pupils, float)
    root = np.array(list(schools), np.int64)
    cost = np.abs(np.arange(n)[:, None] - root[None, :]) * demand[:, None]
    edges = np.array([[i, i + 1] for i in range(n - 1)], np.int64) if contiguous else None
    return Instance(
        name="strip", units=tuple(f"u{i + 1}" for i in range(n)), sites=tuple(f"s{i + 1}" for i in schools), demand=demand,
        capacity=np.array(list(schools.values()), float), cost=cost, opening=np.zeros(len(schools)), root=root, edges=edges, **more,
    )  # fmt: skip


def random_question(seed: int) -> Instance:
    """Six to eight units at random with two or three schools, sometimes sites to choose, sometimes without an answer."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(6, 9)), int(random.integers(2, 4))
    place = random.random((n, 2)) * 4
    demand = random.integers(0, 12, n).astype(float)
    root = np.sort(random.choice(n, m, replace=False)).astype(np.int64)
    cost = np.hypot(*(place[:, None] - place[None, root]).transpose(2, 0, 1)) * demand[:, None]
    edges = [[i, int(random.integers(0, i))] for i in range(1, n)]
    edges += [random.choice(n, 2, replace=False).tolist() for _ in range(3)]
    choose = bool(seed % 3 == 0)
    capacity = np.round(demand.sum() / m * random.uniform(0.95, 1.9, m) * (1.5 if choose else 1.0))
    return Instance(
        name=f"random {seed}", units=tuple(f"u{i}" for i in range(n)), sites=tuple(f"s{j}" for j in range(m)), demand=demand,
        capacity=capacity, cost=cost, opening=random.uniform(0, 20, m) if choose else np.zeros(m), root=root,
        edges=np.array(edges, np.int64) if seed % 4 else None, choose=choose, own=bool(seed % 4) or not choose,
    )  # fmt: skip


def by_trying(instance: Instance) -> float | None:
    """Return the best objective over all assignments, `None` where none keeps every demand."""
    n, m = len(instance.units), len(instance.sites)
    found = [
        verdict.objective
        for given in product(range(m), repeat=n)
        if np.isfinite(instance.cost[np.arange(n), given]).all()
        and (verdict := check(instance, np.array(given))).feasible
    ]
    return min((value for value in found if value is not None), default=None)
