"""What all searches share: the arrays of an instance, its seat prices, values, overloads, torn zones."""

import heapq
from dataclasses import dataclass

import numpy as np

from gangmu.engines.zoning.instance import Floats, Instance, Ints

#: Pupils beyond capacity that are rounding of sums.
ROUNDING = 1e-7


def floors(demand: Floats, capacity: Floats) -> Floats:
    """Return capacities rounded down to whole pupils where all demands are whole: 3,908.99999 seats hold 3,908 pupils."""
    whole = bool(np.all(demand == np.round(demand)))
    return np.floor(capacity + 1e-9) if whole else capacity.copy()


@dataclass
class Ground:
    """Arrays of an instance in the form that the searches use.

    Parameters
    ----------
    instance
        What was asked.
    cost
        n × m, infinite where forbidden.
    capacity
        Seats, rounded down to whole pupils where all demands are whole.
    prices
        Price of a seat at each site, length m.
    layers, seats
        Pupils n × k and seats m × k by layer, seats rounded down in the same way.
    bound
        Best lower bound so far.
    """

    instance: Instance
    cost: Floats
    capacity: Floats
    prices: Floats
    layers: Floats
    seats: Floats
    bound: float = -np.inf

    @classmethod
    def of(cls, instance: Instance) -> "Ground":
        """Lay out an instance."""
        cost = np.where(instance.allowed, instance.cost, np.inf)
        return cls(
            instance, np.ascontiguousarray(cost), floors(instance.demand, instance.capacity), np.zeros(len(instance.sites)),
            np.ascontiguousarray(instance.layers), floors(instance.layers, instance.seats),
        )  # fmt: skip

    @property
    def typical(self) -> float:
        """Mean cost of a pupil at the cheapest site, the unit in which prices are thought of; above 0."""
        finite = np.where(np.isfinite(self.cost), self.cost, np.inf).min(axis=1)
        total = float(finite[np.isfinite(finite)].sum())
        return total / max(float(self.instance.demand.sum()), 1e-9) or 1.0

    def value(self, given: Ints) -> float:
        """Return the objective of an assignment."""
        instance = self.instance
        opened = np.unique(given) if instance.choose else np.arange(len(instance.sites))
        return float(
            self.cost[np.arange(len(given)), given].sum() + instance.opening[opened].sum() + instance.fixed
        )

    def loads(self, given: Ints) -> Floats:
        """Return the pupils of each site by layer, m × k."""
        m = len(self.capacity)
        return np.stack(
            [np.bincount(given, self.layers[:, k], m) for k in range(self.layers.shape[1])], axis=1
        )

    def overload(self, given: Ints) -> float:
        """Return the pupils beyond capacities, over all layers."""
        return float(np.maximum(self.loads(given) - self.seats, 0).sum())

    def misplaced(self, given: Ints) -> bool:
        """Whether an open site does not serve the unit it stands on, or too many sites are open."""
        instance = self.instance
        opened = np.unique(given)
        if instance.open_exactly is not None and len(opened) > instance.open_exactly:
            return True
        if not instance.own:
            return False
        rooted = opened[instance.root[opened] >= 0]
        return bool((given[instance.root[rooted]] != rooted).any())

    def holds(self, given: Ints) -> bool:
        """Whether an assignment keeps every demand."""
        return (
            bool(np.isfinite(self.cost[np.arange(len(given)), given]).all())
            and self.overload(given) <= ROUNDING
            and not self.misplaced(given)
            and not self.torn(given)
        )

    def torn(self, given: Ints) -> dict[int, list[set[int]]]:
        """Return the pieces of each zone that are cut off from its site (or from its first piece where it stands on none)."""
        if not self.instance.contiguous:
            return {}
        start, index = self.instance.neighbours
        reached = np.zeros(len(given), bool)
        cut: dict[int, list[set[int]]] = {}
        roots = self.instance.root
        first: list[int] = []
        for j in np.unique(given).tolist():
            root = int(roots[j])
            first.append(root if root >= 0 and given[root] == j else int(np.argmax(given == j)))
        for root in first:
            _flood(root, given, start, index, reached)
        for i in np.flatnonzero(~reached).tolist():
            if not reached[i]:
                piece = _flood(i, given, start, index, reached)
                cut.setdefault(int(given[i]), []).append(piece)
        return cut


def _flood(first: int, given: Ints, start: Ints, index: Ints, reached: np.ndarray) -> set[int]:
    """Return the piece of a zone in which a unit lies, and mark it reached."""
    zone = given[first]
    piece, ahead = {first}, [first]
    reached[first] = True
    while ahead:
        u = ahead.pop()
        for v in index[start[u] : start[u + 1]].tolist():
            if given[v] == zone and not reached[v]:
                reached[v] = True
                piece.add(v)
                ahead.append(v)
    return piece


def mend(ground: Ground, given: Ints) -> Ints:
    """Return an assignment whose zones are whole, seats not looked at.

    Units cut off are joined one after another to the zone beside them that is cheapest at the present prices. A unit that no zone
    reaches keeps its site.
    """
    given = given.copy()
    loose = {i for pieces in ground.torn(given).values() for piece in pieces for i in piece}
    start, index = ground.instance.neighbours
    demand = ground.instance.demand
    heap: list[tuple[float, int, int]] = []

    def reach(i: int, j: int) -> None:
        if np.isfinite(ground.cost[i, j]):
            heapq.heappush(heap, (float(ground.cost[i, j] + demand[i] * ground.prices[j]), i, j))

    for i in sorted(loose):
        for v in index[start[i] : start[i + 1]].tolist():
            if v not in loose:
                reach(i, int(given[v]))
    while heap:
        _, i, j = heapq.heappop(heap)
        if i not in loose:
            continue
        given[i] = j
        loose.discard(i)
        for v in index[start[i] : start[i + 1]].tolist():
            if v in loose:
                reach(v, j)
    return given
