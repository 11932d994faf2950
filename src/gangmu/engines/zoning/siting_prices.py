"""Lower bounds where sites are chosen: Lagrangian prices of units, maximised by subgradients in compiled loops.

The relaxation and the reading of its prices stand in `proofs.py`, which computes the bound again on its own. The bound equals that of
the strong linear relaxation (service tied to opening), and how often a site is chosen on the way is a guide to which to open
(Beasley 1993; the deflected direction after Camerini, Fratta and Maffioli 1975).
"""

import numba
import numpy as np

from gangmu.engines.zoning.instance import Floats, Ints


@numba.njit(cache=True, nogil=True)
def _fill(
    j: int, cost: Floats, demand: Floats, capacity: Floats, price: Floats, which: Ints, part: Floats
) -> tuple[float, int]:
    """Fill the knapsack of a site; return its gain and the number of items, written to `which` and `part`."""
    n = len(demand)
    count = 0
    load = 0.0
    total = 0.0
    for i in range(n):
        if cost[j, i] < price[i]:
            which[count] = i
            part[count] = 1.0
            load += demand[i]
            total += cost[j, i] - price[i]
            count += 1
    if load <= capacity[j]:
        return total, count
    key = np.empty(count)
    for k in range(count):
        i = which[k]
        key[k] = (cost[j, i] - price[i]) / demand[i] if demand[i] > 0 else -np.inf
    order = np.argsort(key)
    items = which[:count].copy()
    room = capacity[j]
    total = 0.0
    kept = 0
    for k in order:
        i = items[k]
        take = 1.0 if demand[i] <= room else room / demand[i]
        if take <= 0.0:
            break
        which[kept] = i
        part[kept] = take
        kept += 1
        total += take * (cost[j, i] - price[i])
        room -= take * demand[i]
    return total, kept


@numba.njit(cache=True, nogil=True)
def unit_prices(
    cost: Floats, demand: Floats, capacity: Floats, opening: Floats, most: int, target: float, rounds: int, price: Floats
) -> tuple[float, Floats, Floats, Floats]:  # fmt: skip
    """Maximise the bound.

    Parameters
    ----------
    cost
        m × n (sites by rows), infinite where forbidden.
    demand, capacity, opening
        n, m, m.
    most
        How many sites may open; 0 for any number with enough seats in all.
    target
        A guess of the optimum for the step length; a poor one slows, it never breaks the bound.
    rounds
        Number of steps.
    price
        First prices, n.

    Returns
    -------
    tuple
        Best bound, its prices, the worth of each site at them, and how often each site was chosen lately (0 to 1).
    """
    m, n = cost.shape
    wanted = demand.sum()
    best = -np.inf
    best_price = price.copy()
    best_worth = np.zeros(m)
    often = np.zeros(m)
    worth = np.empty(m)
    counts = np.zeros(m, np.int64)
    which = np.empty((m, n), np.int32)
    part = np.empty((m, n), np.float32)
    way = np.zeros(n)
    served = np.empty(n)
    chosen = np.empty(m)
    step, idle = 1.0, 0
    for _ in range(rounds):
        for j in range(m):
            gain, count = _fill(j, cost, demand, capacity, price, which[j], part[j])
            worth[j] = opening[j] + gain
            counts[j] = count
        value = price.sum()
        chosen[:] = 0.0
        if most > 0:
            order = np.argsort(worth)
            for k in range(min(most, m)):
                j = order[k]
                if worth[j] < 0.0:
                    chosen[j] = 1.0
                    value += worth[j]
        else:
            key = worth / np.minimum(capacity, wanted)
            seats = 0.0
            for j in np.argsort(key):
                if worth[j] >= 0.0 and seats >= wanted:
                    break
                take = 1.0 if worth[j] < 0.0 else min(1.0, (wanted - seats) / capacity[j])
                chosen[j] = take
                value += take * worth[j]
                seats += take * capacity[j]
        served[:] = 0.0
        for j in range(m):
            often[j] = 0.97 * often[j] + 0.03 * chosen[j]
            if chosen[j] > 0.0:
                for k in range(counts[j]):
                    served[which[j, k]] += chosen[j] * part[j, k]
        if best == -np.inf or value > best + 1e-10 * abs(best):
            best = value
            best_price[:] = price
            best_worth[:] = worth
            idle = 0
        else:
            idle += 1
            if idle >= 15:
                step *= 0.75
                idle = 0
                price[:] = best_price
        norm = 0.0
        for i in range(n):
            way[i] = 0.7 * (1.0 - served[i]) + 0.3 * way[i]
            norm += way[i] * way[i]
        if norm < 1e-12 or step < 2e-5:
            break
        length = step * max(target - value, 1e-4 * abs(target)) / norm
        for i in range(n):
            price[i] += length * way[i]
    return best, best_price, best_worth, often
