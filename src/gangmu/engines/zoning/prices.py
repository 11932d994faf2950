"""Lower bounds: Lagrangian prices of seats when all sites are open.

Relaxing the capacities with prices λ ≥ 0 leaves each unit with its cheapest site: L(λ) = Σ_i min_j (c_ij + λ_j d_i) − Σ_j λ_j q_j, a lower
bound for every λ, maximised by subgradients with Polyak steps (Fisher 1981). At the maximum it equals the bound of the
transportation relaxation. The prices also draw the first map: among c_ij / d_i + λ_j each unit takes the least.
"""

import numba
import numpy as np

from gangmu.engines.zoning.instance import Floats, Ints

#: Sites looked at for each unit; the bound is proven over all of them afterwards.
NEAR = 40


def best_seat_prices(
    cost: Floats, demand: Floats, capacity: Floats, target: float, rounds: int, price: Floats
) -> tuple[float, Floats]:
    """Maximise L(λ) over the nearest sites of each unit.

    Parameters
    ----------
    cost
        n × m, infinite where forbidden; each unit has a finite entry.
    demand, capacity
        n and m.
    target
        A guess of the optimum for the step length; a poor one slows, it never breaks the bound.
    rounds
        Number of subgradient steps.
    price
        First prices, length m.

    Returns
    -------
    tuple
        Best value over the nearest sites (no bound when units have more than `NEAR`), its prices.
    """
    n, m = cost.shape
    if m <= NEAR:
        which = np.broadcast_to(np.arange(m, dtype=np.int32), (n, m))
        near = cost
    else:
        which = np.argpartition(cost, NEAR, axis=1)[:, :NEAR].astype(np.int32)
        near = np.take_along_axis(cost, which, axis=1)
    found: tuple[float, Floats] = seat_prices(
        np.ascontiguousarray(near),
        np.ascontiguousarray(which),
        demand,
        capacity,
        target,
        rounds,
        price.copy(),
    )
    return found


@numba.njit(cache=True, nogil=True)
def seat_prices(
    cost: Floats, which: Ints, demand: Floats, capacity: Floats, target: float, rounds: int, price: Floats
) -> tuple[float, Floats]:  # fmt: skip
    """Maximise L(λ) over the sites `which` (n × k) that each unit looks at; see `best_seat_prices`."""
    n, k = cost.shape
    m = len(capacity)
    best = -np.inf
    best_price = price.copy()
    load = np.empty(m)
    way = np.zeros(m)
    step, idle = 1.0, 0
    for _ in range(rounds):
        value = 0.0
        load[:] = 0.0
        for i in range(n):
            least, at = np.inf, 0
            for place in range(k):
                here = cost[i, place] + price[which[i, place]] * demand[i]
                if here < least:
                    least, at = here, which[i, place]
            value += least
            load[at] += demand[i]
        norm = 0.0
        for j in range(m):
            if capacity[j] < np.inf:
                value -= price[j] * capacity[j]
                way[j] = 0.7 * (load[j] - capacity[j]) + 0.3 * way[j]
                if price[j] > 0 or way[j] > 0:
                    norm += way[j] * way[j]
        if best == -np.inf or value > best + 1e-9 * abs(best):
            best = value
            best_price[:] = price
            idle = 0
        else:
            idle += 1
            if idle >= 12:
                step *= 0.7
                idle = 0
                price[:] = best_price
        if norm < 1e-12 or step < 1e-5:
            break
        length = step * max(target - value, 1e-4 * abs(target)) / norm
        for j in range(m):
            if capacity[j] < np.inf:
                price[j] = max(0.0, price[j] + length * way[j])
    return best, best_price
