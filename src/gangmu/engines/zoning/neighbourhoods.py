"""Which pairs of unit and site a programme is asked about: parts of the map around a good answer, small enough to be solved to their end."""

import numpy as np

from gangmu.engines.zoning.ground import ROUNDING, Ground
from gangmu.engines.zoning.instance import Floats, Ints
from gangmu.engines.zoning.programme import Pairs

#: The most zones over which cheap pairs are sought.
MOST_ZONES = 20


def merged(
    ground: Ground, random: np.random.Generator, given: Ints, others: list[Ints], width: float
) -> Pairs:
    """Return what some good answers do in a part of the map, about `width` pairs beyond those of `given`."""
    allowed = _held(ground, given)
    left = width
    for zone in nearby(ground, random, given):
        inside = np.flatnonzero(given == zone)
        before = allowed[inside].sum()
        for row in others:
            allowed[inside, row[inside]] = True
        left -= allowed[inside].sum() - before
        if left < 0:
            break
    return allowed


def borders(ground: Ground, random: np.random.Generator, given: Ints, width: float) -> Pairs:
    """Return the borders between some zones that lie together, about `width` pairs; of two that have more, the cheapest."""
    reach = int(random.integers(1, 4))
    order = np.array(nearby(ground, random, given))
    found: tuple[Ints, Ints, Pairs] | None = None
    for count in range(2, len(order) + 1):
        zones = order[:count]
        inside = np.flatnonzero(np.isin(given, zones))
        dearer = _dearer(ground, given, inside, zones)
        block = close_pairs(ground, given, inside, zones, reach) & np.isfinite(dearer)
        if block.sum() > width:
            if found is None:
                found = inside, zones, block & (dearer <= np.partition(dearer[block], int(width))[int(width)])
            break
        found = inside, zones, block
    allowed = _held(ground, given)
    if found is not None:
        allowed[np.ix_(found[0], found[1])] |= found[2]
    return allowed


def cheap(ground: Ground, random: np.random.Generator, given: Ints, count: float) -> Pairs:
    """Return the pairs in some zones that lie together that cost least more than those of an answer at the prices of seats."""
    order = nearby(ground, random, given)
    most = min(len(order), MOST_ZONES)
    zones = np.array(order[: int(random.integers(min(3, most), most + 1))])
    inside = np.flatnonzero(np.isin(given, zones))
    dearer = _dearer(ground, given, inside, zones)
    close = close_pairs(ground, given, inside, zones, int(random.integers(2, 6))) & np.isfinite(dearer)
    if close.sum() > count:
        close &= dearer <= np.partition(dearer[close], int(count))[int(count)]
    allowed = _held(ground, given)
    allowed[np.ix_(inside, zones)] |= close
    return allowed


def _held(ground: Ground, given: Ints) -> Pairs:
    """Return the pairs of an answer."""
    allowed: Pairs = np.zeros(ground.cost.shape, bool)
    allowed[np.arange(len(given)), given] = True
    return allowed


def _dearer(ground: Ground, given: Ints, inside: Ints, zones: Ints) -> Floats:
    """Return how much more some units cost in some zones than where they are, seats priced; infinite where they are."""
    demand, here = ground.instance.demand[inside], given[inside]
    dearer: Floats = ground.cost[np.ix_(inside, zones)] + np.outer(demand, ground.prices[zones])
    dearer -= (ground.cost[inside, here] + demand * ground.prices[here])[:, None]
    dearer[here[:, None] == zones[None, :]] = np.inf
    return dearer


def close_pairs(ground: Ground, given: Ints, inside: Ints, zones: Ints, reach: int) -> Pairs:
    """Return which of some zones each unit lies within `reach` steps of; without a map, its cheapest four."""
    if not ground.instance.contiguous:
        cost = ground.cost[np.ix_(inside, zones)] + np.outer(
            ground.instance.demand[inside], ground.prices[zones]
        )
        most = min(4, len(zones))
        cheapest: Pairs = cost <= np.partition(cost, most - 1, axis=1)[:, most - 1 : most]
        return cheapest
    start, index = ground.instance.neighbours
    place = np.full(len(given), -1)
    place[inside] = np.arange(len(inside))
    # Only what lies within the zones is walked: a step from a unit to its neighbours.
    count = start[inside + 1] - start[inside]
    tail = np.repeat(np.arange(len(inside)), count)
    first = np.repeat(start[inside] - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
    head = place[index[first + np.arange(len(tail))]]
    tail, head = tail[head >= 0], head[head >= 0]
    near: Pairs = given[inside, None] == zones[None, :]
    for _ in range(reach):
        wider = near.copy()
        np.logical_or.at(wider, tail, near[head])
        near = wider
    return near


def nearby(ground: Ground, random: np.random.Generator, given: Ints) -> list[int]:
    """Return the sites in use in the order of a random walk over neighbouring zones from a random one."""
    m = len(ground.capacity)
    opened = np.unique(given)
    overfull = np.flatnonzero((ground.loads(given) > ground.seats + ROUNDING).any(axis=1))
    beside = np.zeros((m, m))
    if ground.instance.edges is not None:
        ends = given[ground.instance.edges]
        np.add.at(beside, (ends[:, 0], ends[:, 1]), 1)
    else:
        nearest = opened[np.argsort(ground.cost[:, opened], axis=1, kind="stable")[:, :2]]
        if nearest.shape[1] == 2:
            np.add.at(beside, (nearest[:, 0], nearest[:, 1]), 1)
    beside += beside.T
    np.fill_diagonal(beside, 0)
    start = overfull if len(overfull) and random.random() < 0.7 else opened
    order = [int(random.choice(start))]
    weight = np.sqrt(beside[order[0]])
    left = set(opened.tolist()) - set(order)
    while left:
        weight[order] = 0
        total = weight.sum()
        j = int(random.choice(m, p=weight / total)) if total > 0 else int(random.choice(sorted(left)))
        order.append(j)
        left.discard(j)
        weight = weight + np.sqrt(beside[j])
    return order
