"""Who would go where if pupils could be divided: the transportation problem, and the prices of seats that prove its answer.

It is the linear relaxation of zoning without contiguity. Its prices are the best that Lagrangian prices of seats can be (Geoffrion
1974, doi 10.1007/BFb0120690), and its answer divides few units, so that it is also the map to begin with where schools are large.

Pupils first go where they cost least. Then each overfull school sends pupils along the shortest way to a school with seats to spare,
where a step from one school to another costs what its cheapest pupil would cost more there (successive shortest paths with potentials;
Ahuja, Magnanti and Orlin 1993, chapter 9). Units stand behind the steps, so that ways are sought among schools alone.
"""

from dataclasses import dataclass

import numba
import numpy as np

from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Floats, Ints

#: Pupils that are rounding of sums.
ROUNDING = 1e-7
#: Entries of divided units for each site, beyond one a unit; when they do not suffice, it is done again with more.
ROOM = 64
#: How a division ends.
FITS, FULL, CRAMPED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer of the transportation problem.

    Parameters
    ----------
    given
        Site that takes most of each unit, n; units without pupils go to the nearest in cost.
    prices
        Price of a seat at each site, m, not negative, 0 where seats are to spare.
    cost
        What it costs.
    """

    given: Ints
    prices: Floats
    cost: float


def transport(ground: Ground, opened: Ints) -> Plan | None:
    """Divide pupils among open sites at least cost; `None` where they do not fit.

    Parameters
    ----------
    ground
        The instance.
    opened
        Ascending indices of the open sites. Prices are 0 at all others.
    """
    demand, capacity = ground.instance.demand, ground.capacity[opened]
    if capacity.sum() < demand.sum():
        return None
    cost = ground.cost if len(opened) == len(ground.capacity) else ground.cost[:, opened]
    given = opened[np.argmin(cost, axis=1)]
    units = np.flatnonzero(demand > 0)
    each = np.ascontiguousarray(cost[units] / demand[units][:, None])
    if not np.isfinite(each.min(axis=1)).all():
        return None
    room, end = ROOM, CRAMPED
    while end == CRAMPED:
        end, most, prices, total = divide(each, demand[units], capacity, len(units) + room * len(opened))
        room *= 4
    if end == FULL:
        return None
    full = np.zeros(len(ground.capacity))
    full[opened] = prices
    given[units] = opened[most]
    idle = np.flatnonzero(demand <= 0)
    total += float(cost[idle].min(axis=1).sum())
    return Plan(given.astype(np.int64), full, float(total))


@numba.njit(cache=True, nogil=True)
def look(j: int, each: Floats, head: Ints, after: Ints, unit: Ints, step: Floats, by: Ints) -> None:
    """Find for a site the cheapest step of one of its pupils to each other site, and whose entry that is."""
    m = each.shape[1]
    for k in range(m):
        step[j, k] = np.inf
        by[j, k] = -1
    e = head[j]
    while e >= 0:
        i = unit[e]
        for k in range(m):
            more = each[i, k] - each[i, j]
            if more < step[j, k]:
                step[j, k] = more
                by[j, k] = e
        e = after[e]


@numba.njit(cache=True, nogil=True)
def shift(
    j: int, k: int, e: int, amount: float, each: Floats, head: Ints, after: Ints, unit: Ints, part: Floats, free: Ints
) -> bool:  # fmt: skip
    """Move pupils of an entry from site j to site k; return whether there was room for the entry."""
    part[e] -= amount
    here = -1
    f = head[k]
    while f >= 0:
        if unit[f] == unit[e]:
            here = f
            break
        f = after[f]
    if here >= 0:
        part[here] += amount
    else:
        if free[0] < 0:
            return False
        new = free[0]
        free[0] = after[new]
        unit[new] = unit[e]
        part[new] = amount
        after[new] = head[k]
        head[k] = new
    if part[e] <= ROUNDING:
        before, f = -1, head[j]
        while f != e:
            before = f
            f = after[f]
        if before < 0:
            head[j] = after[e]
        else:
            after[before] = after[e]
        after[e] = free[0]
        free[0] = e
    return True


@numba.njit(cache=True, nogil=True)
def divide(each: Floats, amount: Floats, seats: Floats, room: int) -> tuple[int, Ints, Floats, float]:
    """Solve the transportation problem.

    Parameters
    ----------
    each
        Cost of a pupil, n × m, infinite where forbidden; a finite entry for each unit.
    amount, seats
        Pupils of each unit, above 0; seats of each site.
    room
        Entries of divided units, at least n.

    Returns
    -------
    tuple
        How it ended; the site that takes most of each unit; prices of seats; cost.
    """
    n, m = each.shape
    head = np.full(m, -1, np.int64)
    after = np.empty(room, np.int64)
    unit = np.empty(room, np.int64)
    part = np.zeros(room)
    free = np.full(1, n if room > n else -1, np.int64)
    for e in range(n, room):
        after[e] = e + 1 if e + 1 < room else -1
    load = np.zeros(m)
    most = np.empty(n, np.int64)
    for i in range(n):
        j = int(np.argmin(each[i]))
        unit[i] = i
        part[i] = amount[i]
        after[i] = head[j]
        head[j] = i
        load[j] += amount[i]
    step = np.empty((m, m))
    by = np.empty((m, m), np.int64)
    for j in range(m):
        look(j, each, head, after, unit, step, by)
    price = np.zeros(m)
    way = np.empty(m)
    came = np.empty(m, np.int64)
    done = np.empty(m, np.bool_)
    for s in range(m):
        while load[s] > seats[s] + ROUNDING:
            way[:] = np.inf
            done[:] = False
            came[:] = -1
            way[s] = 0.0
            t = -1
            while True:
                least, j = np.inf, -1
                for k in range(m):
                    if not done[k] and way[k] < least:
                        least = way[k]
                        j = k
                if j < 0:
                    return FULL, most, price, np.inf
                done[j] = True
                if load[j] < seats[j] - ROUNDING:
                    t = j
                    break
                for k in range(m):
                    if not done[k] and step[j, k] < np.inf:
                        there = way[j] + max(0.0, step[j, k] + price[k] - price[j])
                        if there < way[k]:
                            way[k] = there
                            came[k] = j
            for k in range(m):
                if done[k] and way[k] < way[t]:
                    price[k] += way[t] - way[k]
            moved = min(load[s] - seats[s], seats[t] - load[t])
            k = t
            while k != s:
                moved = min(moved, part[by[came[k], k]])
                k = came[k]
            k = t
            while k != s:
                j = came[k]
                if not shift(j, k, by[j, k], moved, each, head, after, unit, part, free):
                    return CRAMPED, most, price, np.inf
                k = j
            load[s] -= moved
            load[t] += moved
            k = t
            while k >= 0:
                look(k, each, head, after, unit, step, by)
                k = came[k]
    largest = np.zeros(n)
    total = 0.0
    for j in range(m):
        e = head[j]
        while e >= 0:
            total += part[e] * each[unit[e], j]
            if part[e] > largest[unit[e]]:
                largest[unit[e]] = part[e]
                most[unit[e]] = j
            e = after[e]
    return FITS, most, price, total
