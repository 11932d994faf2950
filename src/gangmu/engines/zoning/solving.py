"""From an instance to an answer with a bound."""

from dataclasses import dataclass

import numpy as np

from gangmu.engines.contract import Allowance
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Floats, Instance, Ints
from gangmu.engines.zoning.prices import seat_prices
from gangmu.engines.zoning.proofs import SEATS, proven_bound
from gangmu.engines.zoning.search import FRESH, SMALL_ZONES, Search, Tell
from gangmu.engines.zoning.siting import medians, site

#: Rounds of the subgradient for the bound.
ROUNDS = 1500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found.

    Parameters
    ----------
    given
        Site's index of each unit; `None` when no feasible answer was found in the time allowed.
    objective
        Its cost; absent without an answer.
    bound
        No answer costs less.
    work
        Units of work done.
    proof
        Kind of the prices that prove the bound (see `proofs.py`).
    prices
        Those prices.
    """

    given: Ints | None
    objective: float | None
    bound: float
    work: int
    proof: str
    prices: Floats

    @property
    def gap(self) -> float | None:
        """How much dearer than the bound the answer may be, as a share of the objective; absent without an answer."""
        if self.objective is None:
            return None
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-12)


def solve(instance: Instance, allowance: Allowance, seed: int = 1, tell: Tell | None = None) -> Answer:
    """Solve an instance.

    Parameters
    ----------
    instance
        What is asked.
    allowance
        How long to search.
    seed
        Of everything random.
    tell
        Called with objective and bound at each gain.

    Returns
    -------
    Answer
        The best found, with a lower bound that holds whatever was found.
    """
    ground = Ground.of(instance)
    search = Search(ground, allowance, seed, tell)
    if not instance.choose:
        allocate(search)
    elif np.isinf(instance.capacity).all() and instance.open_exactly is not None and not instance.contiguous:
        medians(search)
    else:
        site(search)
    value = search.best_value if search.best is not None else None
    return Answer(search.best, value, ground.bound, allowance.done, search.proof, search.proof_prices)


def allocate(search: Search) -> None:
    """All sites are open: bound, first maps, then annealing and programmes beside one another."""
    ground = search.ground
    instance = ground.instance
    opened = np.arange(len(instance.sites))
    guess = ground.typical * float(instance.demand.sum()) * 1.1
    _, ground.prices = seat_prices(
        ground.cost, instance.demand, ground.capacity, guess, ROUNDS, np.zeros(len(opened))
    )
    search.proof_prices = ground.prices.copy()
    ground.bound = proven_bound(instance, SEATS, ground.prices)
    small = instance.contiguous and len(instance.units) <= SMALL_ZONES * len(opened)
    fresh = 0
    while search.allowance.left > 0 and not search.closed:
        while not search.crew.full:
            dice = float(search.random.random())
            if fresh < FRESH or (search.merging and dice < 0.35):
                search.ask_fresh(opened)
                fresh += 1
            elif search.merging and dice < 0.7 and search.elites:
                search.ask_reheated()
            elif small and dice < 0.5 and search.pool.zones:
                search.ask_partition()
            elif not search.elites or not (search.ask_merge() if dice < 0.85 else search.ask_borders()):
                search.ask_fresh(opened)
                fresh += 1
        search.crew.wait()
    search.crew.finish()
