"""p-medians without capacities: exchange of one site for another until none gains, again from shaken answers, in compiled loops.

The gain of every exchange is known from one pass over the units (Whitaker 1983, doi 10.1080/03155986.1983.11731889; Hansen and
Mladenović 1997, doi 10.1016/S0966-8349(98)00030-8).
"""

import numba
import numpy as np

from gangmu.engines.zoning.annealing import below
from gangmu.engines.zoning.instance import Floats, Ints


@numba.njit(cache=True, nogil=True)
def _nearest(cost: Floats, opened: Ints, first: Ints, second: Ints) -> float:
    """Fill the places in `opened` of each unit's nearest and second nearest site; return the sum of the nearest."""
    total = 0.0
    for i in range(cost.shape[0]):
        a, b = -1, -1
        for k in range(len(opened)):
            here = cost[i, opened[k]]
            if a < 0 or here < cost[i, opened[a]]:
                b = a
                a = k
            elif b < 0 or here < cost[i, opened[b]]:
                b = k
        first[i] = a
        second[i] = b
        total += cost[i, opened[a]]
    return total


@numba.njit(cache=True, nogil=True)
def exchange(cost: Floats, opened: Ints, rounds: int, seed: int) -> tuple[Ints, float]:
    """Improve p open sites by exchanges.

    Parameters
    ----------
    cost
        n × m, finite.
    opened
        p sites to begin with; changed.
    rounds
        How often the best answer is shaken.
    seed
        Of the shaking.

    Returns
    -------
    tuple
        The best sites, their cost.
    """
    n, m = cost.shape
    p = len(opened)
    state = np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x1234567)
    first = np.empty(n, np.int64)
    second = np.empty(n, np.int64)
    used = np.zeros(m, np.int64)
    best = opened.copy()
    best_total = np.inf
    loss = np.empty(p)
    extra = np.empty(p)
    for lap in range(rounds):
        if lap > 0:
            opened[:] = best
            for _ in range(1 + below(state, max(1, min(p // 2, 1 + lap % 12)))):
                k = below(state, p)
                j = below(state, m)
                taken = False
                for q in range(p):
                    if opened[q] == j:
                        taken = True
                if not taken:
                    opened[k] = j
        total = _nearest(cost, opened, first, second)
        while True:
            used[:] = 0
            for k in range(p):
                used[opened[k]] = 1
            loss[:] = 0.0
            for i in range(n):
                if p > 1:
                    loss[first[i]] += cost[i, opened[second[i]]] - cost[i, opened[first[i]]]
                else:
                    loss[first[i]] = np.inf
            gain, come, go = 1e-9, -1, -1
            for j in range(m):
                if used[j]:
                    continue
                extra[:] = 0.0
                saved = 0.0
                for i in range(n):
                    here = cost[i, j]
                    one = cost[i, opened[first[i]]]
                    if here < one:
                        saved += one - here
                        if p > 1:
                            extra[first[i]] += cost[i, opened[second[i]]] - one
                    elif p > 1 and here < cost[i, opened[second[i]]]:
                        extra[first[i]] += cost[i, opened[second[i]]] - here
                if p == 1:
                    whole = 0.0
                    for i in range(n):
                        whole += cost[i, j]
                    if total - whole > gain:
                        gain, come, go = total - whole, j, 0
                    continue
                for k in range(p):
                    net = saved - (loss[k] - extra[k])
                    if net > gain:
                        gain, come, go = net, j, k
            if come < 0:
                break
            opened[go] = come
            total = _nearest(cost, opened, first, second)
        if total < best_total - 1e-9:
            best_total = total
            best[:] = opened
    return best, best_total
