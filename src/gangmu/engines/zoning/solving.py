"""From an instance to an answer with a bound."""

from dataclasses import dataclass, replace

import numpy as np

from gangmu.engines.contract import Allowance, Infeasible
from gangmu.engines.zoning.explaining import explain, prove, restrict_to_reachable
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Floats, Instance, Ints
from gangmu.engines.zoning.programme import Limit, Outcome, recombine
from gangmu.engines.zoning.proofs import SEATS, proven_bound
from gangmu.engines.zoning.search import FRESH, LARGE, PROOF, SMALL_ZONES, Search, Tell
from gangmu.engines.zoning.siting import medians, raise_bound, site
from gangmu.engines.zoning.transport import transport


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
    exhausted
        Whether a programme over all pairs was solved to its end, so that no better answer exists although the prices may prove less.
    largest
        Kilometres beyond which no unit was to be served, where the largest distance came first; objective and bound are those
        within it.
    """

    given: Ints | None
    objective: float | None
    bound: float
    work: int
    proof: str
    prices: Floats
    exhausted: bool = False
    largest: float | None = None

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
    largest, known = None, None
    if instance.fairest:
        instance, largest, known = fairest(instance, allowance, seed)
    ground = Ground.of(instance)
    restrict_to_reachable(ground)
    explain(ground)
    search = Search(ground, allowance, seed, tell)
    if known is not None:
        search.offer(known)
    if ground.cost.size <= PROOF and np.isfinite(ground.capacity).all():
        ask_everything(search)
    if search.exhausted:
        pass
    elif not instance.choose:
        allocate(search)
    elif np.isinf(instance.capacity).all() and instance.open_exactly is not None and not instance.contiguous:
        medians(search)
    else:
        site(search)
    if not (isinstance(allowance, _Part) and allowance.answered):
        # A part that ended with its first answer takes nothing of runs still under way: what they have seen by then a clock decides.
        search.offer_passing()
    if search.best is None and not allowance.stopped:
        prove(ground, allowance)
    value = search.best_value if search.best is not None else None
    return Answer(
        search.best, value, ground.bound, allowance.done, search.proof, search.proof_prices, search.exhausted,
        largest,
    )  # fmt: skip


def ask_everything(search: Search) -> None:
    """Solve a small question by one programme over all its pairs; if that ends, nothing is left to search."""
    ground, allowance = search.ground, search.allowance
    raise_bound(search) if search.ground.instance.choose else price_seats(search)
    allowed = np.isfinite(ground.cost)
    if not search.ground.instance.choose:
        # An answer known makes the programme short: a pair that costs more at the prices of seats than is left between it and the
        # bound is in no better one.
        search.ask_fresh(np.arange(len(ground.capacity)), 0.1)
        search.crew.finish()
        if search.best is not None:
            priced = ground.cost + np.outer(ground.instance.demand, ground.prices)
            left = search.best_value - ground.bound + 1e-6 * abs(search.best_value)
            allowed &= priced - priced.min(axis=1)[:, None] <= left
            allowed[np.arange(len(allowed)), search.best] = True
    counted, known = allowance.work is not None, search.best
    limit = Limit(3600.0 if counted else 0.35 * allowance.seconds_left, 20_000 if counted else None)

    def take(outcome: Outcome) -> None:
        if outcome.given is not None:
            search.offer(outcome.given)
            least = ground.value(outcome.given)
            search.exhausted = outcome.ended and search.best_value <= least + 1e-9 * max(1.0, abs(least))

    allowance.spend(1)
    search.crew.ask(lambda: recombine(ground, allowed, limit, known), take)
    search.crew.finish()


#: Two units, two schools.
_SMALLEST = Instance(
    "", ("a", "b"), ("s", "t"), np.ones(2), np.full(2, 2.0), 1 - np.eye(2), np.zeros(2), np.arange(2), np.array([[0, 1]])
)  # fmt: skip


class _Part(Allowance):
    """A part of an allowance: it ends with the first answer, and when the whole is stopped.

    Parameters
    ----------
    whole
        Whose part it is.
    share
        Of what is left of the whole.
    """

    def __init__(self, whole: Allowance, share: float) -> None:
        self.whole = whole
        work = None if whole.work is None else max(1, int(share * (whole.work - whole.done)))
        super().__init__(max(0.5, share * min(whole.seconds_left, whole.seconds)), work)

    @property
    def stopped(self) -> bool:
        """Whether an answer was found or the whole was stopped."""
        return self.answered or self.whole.stopped

    @stopped.setter
    def stopped(self, value: bool) -> None:
        self.answered = value

    def end(self, value: float, bound: float) -> None:
        """End: an answer is all that is asked."""
        del value, bound
        self.stopped = True


def fairest(
    instance: Instance, allowance: Allowance, seed: int
) -> tuple[Instance, float | None, Ints | None]:
    """Make the largest distance as small as answers could be found for.

    The first answer, whatever its largest distance, says where halving begins; each later one says how far it got.

    Returns
    -------
    tuple
        The instance with pairs forbidden beyond that distance; the distance in kilometres and an answer that keeps it, both absent
        where no answer was found at all.

    Raises
    ------
    Infeasible
        When there is no answer whatever the distance.
    """
    far = np.where(np.isfinite(instance.cost), instance.distance, np.inf)
    steps = np.unique(far[np.isfinite(far)])
    low, high = int(np.searchsorted(steps, far.min(axis=1).max())), len(steps) - 1
    free = replace(instance, fairest=False)
    # Compiled loops and solvers are loaded before shares of time are measured out: the first trial would lose its own to that.
    solve(_SMALLEST, Allowance(1.0, 1))

    def tried(trial: Instance, share: float) -> Ints | None:
        part = _Part(allowance, share)
        given = solve(trial, part, seed, part.end).given
        allowance.spend(part.done)
        return given

    known = tried(free, 0.25)
    if known is None:
        return free, None, None
    while True:
        high = int(np.searchsorted(steps, far[np.arange(len(known)), known].max()))
        while low < high and not allowance.stopped:
            middle = (low + high) // 2
            try:
                given = tried(within(instance, float(steps[middle])), 0.5 / np.ceil(np.log2(high - low + 1)))
            except Infeasible:
                given = None
            if given is not None:
                known = given
                break
            low = middle + 1
        else:
            return within(instance, float(steps[high])), float(steps[high]), known


def within(instance: Instance, largest: float) -> Instance:
    """Return the instance with pairs forbidden beyond a distance in kilometres."""
    near = instance.distance <= largest
    return replace(instance, cost=np.where(near, instance.cost, np.inf), fairest=False)


def price_seats(search: Search) -> None:
    """Find the prices of seats that prove the highest bound, and a first map at these prices."""
    ground, instance = search.ground, search.ground.instance
    search.plan = transport(ground, np.arange(len(instance.sites)))
    if search.plan is not None:
        ground.prices = search.plan.prices
    search.proof_prices = ground.prices.copy()
    ground.bound = proven_bound(instance, SEATS, ground.prices)
    search.begin()


def allocate(search: Search) -> None:
    """All sites are open: bound, first maps, then annealing and programmes beside one another."""
    ground = search.ground
    instance = ground.instance
    opened = np.arange(len(instance.sites))
    price_seats(search)
    small = instance.contiguous and len(instance.units) <= SMALL_ZONES * len(opened)
    fresh = 0
    first_runs = FRESH if len(instance.units) < LARGE else 2
    while search.goes_on and not search.closed:
        while not search.crew.full:
            dice = float(search.random.random())
            if fresh < first_runs or (search.merging and dice < 0.35):
                search.ask_fresh(opened)
                fresh += 1
            elif search.merging and dice < 0.7 and search.elites:
                search.ask_reheated()
            elif small and dice < 0.5 and search.pool.zones:
                search.ask_partition()
            elif not search.elites or not _ask_programme(search):
                search.ask_fresh(opened)
                fresh += 1
        search.crew.wait()
    search.crew.finish()


def _ask_programme(search: Search) -> bool:
    """Start one of the programmes by lot; return whether it is a new one."""
    dice = float(search.random.random())
    if dice < 0.4:
        return search.ask_merge()
    return search.ask_borders() if dice < 0.65 else search.ask_cheap()
