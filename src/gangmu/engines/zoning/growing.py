"""First maps: zones grow from their schools, the unit with the smallest key at a border next."""

import heapq

import numpy as np

from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Floats, Ints


def grow(ground: Ground, opened: Ints, prices: Floats) -> Ints:
    """Return a first map for the open sites, seats looked at by their prices only.

    Parameters
    ----------
    ground
        The instance.
    opened
        Ascending indices of the open sites.
    prices
        Price of a seat at each of all sites.

    Returns
    -------
    Ints
        Site of each unit; zones in one piece where the map allows. A unit that no zone reaches goes to its cheapest open site.
    """
    instance = ground.instance
    key = ground.cost[:, opened] / np.maximum(instance.demand, 1e-9)[:, None] + prices[opened]
    cheapest: Ints = opened[np.argmin(key, axis=1)]
    if instance.own:
        roots = instance.root[opened]
        cheapest[roots[roots >= 0]] = opened[roots >= 0]
    if not instance.contiguous:
        return cheapest
    start, index = instance.neighbours
    given = np.full(len(instance.units), -1, np.int64)
    heap: list[tuple[float, int, int]] = []

    def reach(i: int, place: int) -> None:
        for v in index[start[i] : start[i + 1]].tolist():
            if given[v] < 0 and key[v, place] < np.inf:
                heapq.heappush(heap, (key[v, place], v, place))

    placed = [
        (int(instance.root[j]), place) for place, j in enumerate(opened.tolist()) if instance.root[j] >= 0
    ]
    for root, place in placed:
        given[root] = opened[place]
    for root, place in placed:
        reach(root, place)
    while heap:
        _, i, place = heapq.heappop(heap)
        if given[i] < 0:
            given[i] = opened[place]
            reach(i, place)
    lost = given < 0
    given[lost] = cheapest[lost]
    return given
