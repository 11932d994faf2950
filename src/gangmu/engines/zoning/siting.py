"""Which sites to open: prices of units guide, exchanges of sites are judged by seat prices, then zones are searched with sites free.

A set of sites is judged by the transportation problem of serving all units from it, which for units small beside a school is nearly
exact and costs milliseconds. The best sets are annealed into zones; programmes then recombine answers of different sets.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import zip_longest

import numpy as np

from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Floats, Ints
from gangmu.engines.zoning.medians import exchange
from gangmu.engines.zoning.neighbourhoods import nearby
from gangmu.engines.zoning.programme import Pairs
from gangmu.engines.zoning.proofs import UNITS, proven_bound
from gangmu.engines.zoning.search import Search
from gangmu.engines.zoning.siting_prices import unit_prices
from gangmu.engines.zoning.transport import transport

#: Sets of sites that are remembered of each ranking; what share of a mean unit each ranking thinks to stay empty at a site.
SETS, MARGINS = 16, (0.0, 0.15)
#: Share of a run's proposals by which sets are compared; where work is counted, the units of work for which one more set enters.
RACE, PER_ENTRY = 0.3, 20
#: By which share of the best a set must be dearer in the race to be searched on e times more seldom; what a pupil too many counts
#: there, in mean costs of a pupil: little, as a set with hardly a seat to spare often fits only after longer runs.
DEARER, TOO_MANY = 1e-3, 20.0
#: Judgements without gain after which an exploration ends and another begins, for each site.
IDLE = 50
#: Steps of the bound.
STEPS = 1500
#: Judgements of one exploration where work is counted; a unit of work is so many.
EXPLORE, PER_WORK = 600, 50


class Sets:
    """Sets of open sites with their estimated values.

    Parameters
    ----------
    ground
        The instance.
    margin
        Seats of each site that whole units are thought to leave empty.
    """

    def __init__(self, ground: Ground, margin: float = 0.0) -> None:
        self.ground = replace(ground, capacity=np.maximum(ground.capacity - margin, 0.0))
        self.known: dict[bytes, tuple[float, Floats]] = {}

    def judge(self, opened: Ints, prices: Floats) -> tuple[float, Floats]:
        """Return what a set would cost if pupils could be divided (infinite without enough seats), and its seat prices or those given."""
        ground, instance = self.ground, self.ground.instance
        key = opened.tobytes()
        if key in self.known:
            return self.known[key]
        plan = transport(ground, opened)
        if plan is not None:
            value, found = plan.cost + float(instance.opening[opened].sum()), plan.prices
        else:
            value, found = np.inf, prices
        self.known[key] = (value, found)
        return value, found

    def best(self, count: int) -> list[tuple[float, Ints, Floats]]:
        """Return the best sets: value, sites, seat prices."""
        order = sorted(self.known.items(), key=lambda item: item[1][0])[:count]
        return [
            (value, np.frombuffer(key, np.int64), prices)
            for key, (value, prices) in order
            if np.isfinite(value)
        ]


def explore(
    sets: Sets,
    first: Ints,
    prices: Floats,
    often: Floats,
    judgements: int,
    seed: int,
    ended: Callable[[], bool],
) -> None:
    """Exchange, add and drop sites as long as that gains; shake and go on."""
    ground = sets.ground
    instance = ground.instance
    random = np.random.default_rng(seed)
    m = len(instance.sites)
    apart = _apart(ground)
    weight = 0.02 + np.minimum(1.0, often)
    current, (value, prices) = first, sets.judge(first, prices)
    best, best_value, best_prices, idle, waited = current, value, prices, 0, 0
    for _ in range(judgements):
        if ended() or waited > IDLE * m:
            return
        waited += 1
        closed = np.setdiff1d(np.arange(m), current)
        if not len(closed):
            return
        kind = random.random()
        come = int(random.choice(closed, p=weight[closed] / weight[closed].sum()))
        near = current[np.argsort(apart[come, current], kind="stable")[:5]]
        go = int(random.choice(near))
        if kind < 0.12 and (instance.open_exactly is None or len(current) < instance.open_exactly):
            trial = np.append(current, come)
        elif kind < 0.3 and len(current) > 1 and (instance.open_exactly is None or instance.opening.any()):
            trial = np.setdiff1d(current, [int(random.choice(current))])
        else:
            trial = np.append(np.setdiff1d(current, [go]), come)
        trial = np.sort(trial).astype(np.int64)
        new, new_prices = sets.judge(trial, prices)
        # A shaken set may first get a little worse: the threshold falls with idleness.
        if new < value - 1e-9 * abs(value):
            current, value, prices, idle = trial, new, new_prices, 0
        else:
            idle += 1
        if value < best_value - 1e-9 * abs(best_value):
            best, best_value, best_prices, waited = current, value, prices, 0
        if idle > 12 * len(current):
            current, prices, idle = best, best_prices, 0
            for _ in range(int(random.integers(1, 4))):
                closed = np.setdiff1d(np.arange(m), current)
                come = int(random.choice(closed))
                near = current[np.argsort(apart[come, current], kind="stable")[:4]]
                current = np.sort(np.append(np.setdiff1d(current, [int(random.choice(near))]), come)).astype(
                    np.int64
                )
            value, prices = sets.judge(current, prices)


def _apart(ground: Ground) -> Floats:
    """Return how unlike two sites are: by the cost from one's unit to the other, else by their columns of costs."""
    root = ground.instance.root
    m = len(root)
    if (root >= 0).all():
        demand = np.maximum(ground.instance.demand[root], 1e-9)
        away = ground.cost[root] / demand[:, None]
        away = np.minimum(away, away.T)
    else:
        with np.errstate(invalid="ignore"):
            away = np.array([np.nanmean(np.abs(ground.cost - ground.cost[:, [j]]), axis=0) for j in range(m)])
    return np.where(np.isfinite(away), away, np.inf)


def site(search: Search) -> None:
    """Sites are chosen: bound, sets of sites, then zones with sites free."""
    ground, instance = search.ground, search.ground.instance
    raise_bound(search)
    # Zones of whole units in one piece do not fill every seat; the more pupils in a unit, the fewer.
    unit = float(instance.demand[instance.demand > 0].mean()) if instance.demand.any() else 0.0
    found = [Sets(ground, share * unit) for share in MARGINS]
    first = _first_set(search)
    zero = np.zeros(len(instance.sites))
    counted = search.allowance.work is not None
    part = 0.3 if instance.contiguous else 0.5

    def ended() -> bool:
        return search.allowance.left < 1 - part and not counted

    judgements = _judgements(search.allowance.work)
    rounds = 0
    while rounds < len(found) or not (counted or ended()):
        if search.allowance.stopped or search.allowance.left <= 0:
            break
        sets = found[rounds % len(found)]
        search.crew.ask(
            partial(explore, sets, first, zero, search.often, judgements, rounds, ended), lambda _: None
        )
        search.allowance.spend(min(judgements, EXPLORE) // PER_WORK)
        rounds += 1
        if search.crew.full:
            search.crew.wait()
    # Where work is counted all explorations are waited for, also when nothing is left: what one has judged by now a clock would decide.
    while search.crew.tasks and (search.allowance.left > 0 or (counted and not search.allowance.stopped)):
        search.crew.wait()
    if known := found[0].best(1):
        raise_bound(search, STEPS, known[0][0] * 1.002)
    _zones(search, [ranked for sets in found if (ranked := sets.best(SETS))])
    search.crew.finish()


def _judgements(work: int | None) -> int:
    """Return how many sets an exploration judges: of little work a quarter for each of two, so that some is left for zones."""
    if work is None:
        return 10**9
    return EXPLORE if work > 2 * EXPLORE // PER_WORK else PER_WORK * max(1, work // 4)


def medians(search: Search) -> None:
    """Sites are chosen, their number is given, seats are not limited: exchanges and the bound beside one another."""
    ground, instance = search.ground, search.ground.instance
    raise_bound(search, 400)
    cost = np.ascontiguousarray(ground.cost)
    first = _first_set(search)
    rounds = 2
    while search.allowance.left > 0 and not search.closed:
        while not search.crew.full:
            opened = (
                np.unique(search.best)
                if search.best is not None and search.random.random() < 0.5
                else first.copy()
            )
            missing = (instance.open_exactly or 1) - len(opened)
            opened = np.append(opened, np.setdiff1d(np.arange(len(instance.sites)), opened)[:missing])
            seed = int(search.random.integers(2**31))
            search.allowance.spend(1)
            search.crew.ask(
                partial(exchange, cost, opened, rounds, seed),
                lambda best: search.offer(best[0][np.argmin(cost[:, best[0]], axis=1)]),
            )
        search.crew.wait()
        if search.best is not None and not search.closed and search.allowance.left > 0 and rounds < 10:
            raise_bound(search, 2500, search.best_value)
            first = _first_set(search)
        rounds = 12
    search.crew.finish()


def raise_bound(search: Search, steps: int = STEPS, guess: float | None = None) -> None:
    """Find the prices of units that prove the highest bound, and how often each site was chosen on the way."""
    ground, instance = search.ground, search.ground.instance
    table = np.ascontiguousarray(ground.cost.T)
    finite = np.where(np.isfinite(ground.cost), ground.cost, np.inf)
    two = np.partition(finite, min(1, finite.shape[1] - 1), axis=1)[:, min(1, finite.shape[1] - 1)]
    start = np.where(np.isfinite(two), two, finite.min(axis=1))
    guess = (
        search.best_value
        if search.best is not None
        else float(start.sum()) * 3 + float(np.median(instance.opening))
    )
    _, prices, worth, often = unit_prices(
        table,
        instance.demand,
        ground.capacity,
        instance.opening,
        instance.open_exactly or 0,
        guess,
        steps,
        start,
    )
    bound = proven_bound(instance, UNITS, prices)
    if bound > ground.bound or search.proof != UNITS:
        ground.bound, search.proof, search.proof_prices = bound, UNITS, prices
    search.often, search.worth = often, worth


def _first_set(search: Search) -> Ints:
    """Return sites in the order in which the bound chose them, as many as there must be or as seats need."""
    instance, capacity = search.ground.instance, search.ground.capacity
    order = np.lexsort((search.worth, -np.round(search.often, 3)))
    if instance.open_exactly is not None:
        chosen = order[: instance.open_exactly]
        rest = [j for j in np.argsort(-capacity, kind="stable") if j not in chosen]
        while (
            capacity[chosen].sum() < instance.demand.sum()
            and rest
            and capacity[rest[0]] > capacity[chosen].min()
        ):
            chosen = np.append(np.delete(chosen, int(np.argmin(capacity[chosen]))), rest.pop(0))
    else:
        seats = np.cumsum(capacity[order])
        enough = int(np.searchsorted(seats, instance.demand.sum() * 1.02)) + 1
        chosen = order[: max(enough, int((search.often > 0.5).sum()))]
    return np.sort(chosen).astype(np.int64)


def _zones(search: Search, found: list[list[tuple[float, Ints, Floats]]]) -> None:
    """Anneal zones over the best sets of each ranking, shortly first, then over those that did best; recombine."""
    ground = search.ground
    ranked = [one for row in zip_longest(*found) for one in row if one is not None]
    once: dict[bytes, tuple[float, Ints, Floats]] = {}
    for one in ranked:
        once.setdefault(one[1].tobytes(), one)
    entered = list(once.values())
    if not entered:
        return
    if search.allowance.work is not None:
        entered = entered[: max(2, search.allowance.work // PER_ENTRY)]
    reached = np.full(len(entered), np.inf)
    tries = 0

    def fresh() -> None:
        nonlocal tries
        pick, share = tries, RACE
        if tries >= len(entered):
            least = reached.min()
            chance = (
                np.exp((least - reached) / max(DEARER * abs(least), 1e-9))
                if np.isfinite(least)
                else np.isinf(reached)
            )
            pick, share = int(search.random.choice(len(entered), p=chance / chance.sum())), 1.0
        tries += 1
        _, opened, ground.prices = entered[pick]

        def take(given: Ints) -> None:
            told = ground.value(given) + TOO_MANY * search.unit * ground.overload(given)
            reached[pick] = min(reached[pick], told)

        search.ask_fresh(opened, share, take)

    if search.allowance.work is not None and search.best is None and not search.goes_on:
        # However little work was given, one run is made.
        fresh()
        search.crew.finish()
    while search.goes_on and not search.closed:
        while not search.crew.full and search.allowance.left > 0:
            dice = float(search.random.random())
            if tries < len(entered) or (search.merging and dice < 0.3):
                fresh()
            elif search.merging and dice < 0.6 and search.elites:
                search.ask_reheated()
            elif search.elites and dice < 0.3:
                search.ask_partition()
            elif not search.elites or not _ask_programme(search, dice):
                fresh()
        search.crew.wait()


def _ask_programme(search: Search, dice: float) -> bool:
    if dice < 0.55:
        return search.ask_merge()
    if dice < 0.65:
        return search.ask_borders()
    if dice < 0.75:
        return search.ask_cheap()
    return ask_sites(search)


def ask_sites(search: Search) -> bool:
    """Start a programme over some zones that lie together in which sites may open and close."""
    ground, instance = search.ground, search.ground.instance
    given = search.good(0.7)
    units = np.arange(len(given))
    allowed: Pairs = np.zeros(ground.cost.shape, bool)
    allowed[units, given] = True
    opened = np.unique(given)
    zones: list[int] = []
    last = allowed
    for zone in nearby(ground, search.random, given):
        zones.append(zone)
        if len(zones) < 2:
            continue
        inside = np.flatnonzero(np.isin(given, zones))
        closed = np.flatnonzero(
            np.isin(instance.root, inside) & ~np.isin(np.arange(len(instance.sites)), opened)
        )
        sites = np.concatenate([np.array(zones), closed]).astype(np.int64)
        trial = allowed.copy()
        here = ground.cost[inside, given[inside]]
        block = ground.cost[np.ix_(inside, sites)]
        second = np.partition(block, min(1, block.shape[1] - 1), axis=1)[:, min(1, block.shape[1] - 1)]
        trial[np.ix_(inside, sites)] |= block <= np.maximum(1.15 * here, 1.05 * second)[:, None]
        roots = instance.root[sites]
        good = (roots >= 0) & np.isfinite(ground.cost[roots, sites])
        trial[roots[good], sites[good]] = True
        if trial.sum() - len(given) > 2.0 * search.width and len(zones) > 2:
            break
        last = trial
    return search.ask_programme(last, given)
