"""The search over zones: annealing breeds answers, integer programmes recombine them and perfect their borders.

After the hybrid schemes for service areas (Kong 2021, doi 10.1080/13658816.2021.1930004) and the construct-merge-solve pattern (Blum
et al. 2016, doi 10.1016/j.cor.2015.10.014): pairs of unit and site that good answers use are few, and over them an exact programme
with contiguity is solved in seconds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gangmu.engines.contract import Allowance, digest
from gangmu.engines.zoning.annealing import FALL, anneal
from gangmu.engines.zoning.crew import Crew
from gangmu.engines.zoning.ground import Ground, mend
from gangmu.engines.zoning.growing import grow
from gangmu.engines.zoning.instance import Ints
from gangmu.engines.zoning.neighbourhoods import borders, cheap, merged
from gangmu.engines.zoning.partition import Pool, partition
from gangmu.engines.zoning.programme import Limit, Outcome, Pairs, recombine
from gangmu.engines.zoning.proofs import SEATS
from gangmu.engines.zoning.transport import Plan

Tell = Callable[[float, float], None]
#: Answers that are kept to be recombined.
ELITES = 24
#: Largest n × m of which it is proven by programmes that there is no answer.
PROOF = 3_000
#: Fresh runs of annealing before programmes begin.
FRESH = 6
#: Looks at a run that feed the pool of zones, and the mean units a zone up to which partitioning is worth it.
SHOTS, SMALL_ZONES = 200, 26
#: Units of a map from which runs are few and long; proposals of a stretch of a run, between two looks at the clock.
LARGE, STRETCH = 5000, 3_000_000
#: Units a zone from which borders are all that is left to find, so that runs begin cool.
WIDE = 40
#: Sites that are seldom all within their seats at once, and the share of a run after which their prices no longer fall.
MANY, SETTLE = 60, 0.7
#: Pairs beyond one a unit in the first programmes, and the fewest and most.
FIRST_WIDTH, LEAST_WIDTH, MOST_WIDTH = 160.0, 30.0, 20_000.0
#: Pairs of the first programme over cheap pairs.
FIRST_CORE = 80.0
#: Where work is counted: nodes of a programme, and its units of work (one is a million proposals).
NODES, PROGRAMME_WORK = 400, 8


@dataclass(frozen=True, slots=True)
class Heat:
    """A run of annealing: proposals, first and last temperature in shares of the mean cost of a unit."""

    moves: int
    hot: float
    cold: float


class Search:
    """One search over one instance; holds the best answers.

    Parameters
    ----------
    ground
        The instance with prices and bound.
    allowance
        How long.
    seed
        Of everything random.
    tell
        Called with objective and bound at each gain.
    """

    def __init__(self, ground: Ground, allowance: Allowance, seed: int, tell: Tell | None = None) -> None:
        self.ground, self.allowance, self.tell = ground, allowance, tell
        self.random = np.random.default_rng(seed)
        self.crew = Crew(allowance)
        self.best: Ints | None = None
        self.best_value = np.inf
        self.elites: list[tuple[float, Ints]] = []
        self.pool = Pool(ground)
        self.width, self.core = FIRST_WIDTH, FIRST_CORE
        self.most = 1500
        self.tried: set[str] = set()
        self.unit = ground.typical
        self.merging = 0
        self.exhausted = False
        self.proof = SEATS
        self.proof_prices = ground.prices
        self.plan: Plan | None = None
        self.passing: tuple[float, Ints] | None = None
        self.often = self.worth = np.zeros(len(ground.prices))

    def rank(self, given: Ints) -> float:
        """Return the objective with pupils beyond capacities priced so that no gain outweighs one for long."""
        return self.ground.value(given) + 200 * self.unit * self.ground.overload(given)

    def offer(self, given: Ints) -> bool:
        """Keep an answer among the good ones; return whether it is the best so far."""
        if self.ground.torn(given) or self.ground.misplaced(given):
            return False
        rank = self.rank(given)
        if not np.isfinite(rank):
            return False
        if not any(abs(rank - r) < 1e-9 * abs(rank) and np.array_equal(g, given) for r, g in self.elites):
            self.elites.append((rank, given.copy()))
            self.elites.sort(key=lambda e: e[0])
            del self.elites[ELITES:]
        value = self.ground.value(given)
        if value >= self.best_value - 1e-10 * max(1.0, abs(value)) or not self.ground.holds(given):
            return False
        self.best, self.best_value = given.copy(), value
        if self.tell is not None:
            self.tell(value, self.ground.bound)
        return True

    def begin(self) -> None:
        """Keep the map that grows from all sites at the prices of seats, if it holds: who stops at once has something."""
        first = grow(self.ground, np.arange(len(self.ground.capacity)), self.ground.prices)
        if self.best is None and self.ground.holds(first):
            self.best, self.best_value = first, self.ground.value(first)
            if self.tell is not None:
                self.tell(self.best_value, self.ground.bound)

    def _pass(self, given: Ints, value: float) -> None:
        """Remember the best that a run under way has seen within seats."""
        if np.isfinite(value) and (self.passing is None or value < self.passing[0]):
            self.passing = (value, given)

    def offer_passing(self) -> None:
        """Keep what runs had seen when they were cut off; where work is counted to its end no clock may say where that was."""
        if self.passing is not None and (self.allowance.work is None or self.allowance.stopped):
            self.offer(self.passing[1])

    @property
    def goes_on(self) -> bool:
        """Whether allowance is left; of a small question without answer so far, a third is kept for the proof that there is none."""
        kept = 0.35 if self.best is None and self.ground.cost.size <= PROOF else 0.0
        return self.allowance.left > kept

    @property
    def closed(self) -> bool:
        """Whether the bound proves the best answer."""
        return self.best is not None and self.best_value - self.ground.bound <= 1e-9 * max(
            1.0, abs(self.best_value)
        )

    # ── annealing ──────────────────────────────────────────────────────────────────────────────

    def moves(self, share: float = 1.0) -> int:
        """Proposals of a run: enough for a good answer."""
        wanted = 1e7 * max(1.0, len(self.ground.instance.units) / 600) * share
        if self.allowance.work is not None:
            wanted = min(wanted, 1e6 * max(1, self.allowance.work // 12))
        return int(wanted)

    def seconds(self, share: float = 1.0) -> float:
        """Longest a run may take where a clock runs; without one there is no limit."""
        if self.allowance.work is not None:
            return np.inf
        part = 0.12 if len(self.ground.instance.units) < LARGE else 0.35
        return max(0.01, min(part * share * self.allowance.seconds, self.allowance.seconds_left - 0.5))

    def ask_annealing(
        self, given: Ints, opened: Ints, heat: Heat, then: Callable[[Ints], object] = len
    ) -> None:
        """Start a run of annealing over the open sites; `then` is called with what it gives."""
        ground, instance = self.ground, self.ground.instance
        if len(opened) < 2:
            self.offer(given)
            self.allowance.spend(1)
            return
        cost = (
            ground.cost
            if len(opened) == len(instance.sites)
            else np.ascontiguousarray(ground.cost[:, opened])
        )
        mean = float(ground.cost[np.arange(len(given)), given].sum()) / len(given)
        if not np.isfinite(mean) or mean <= 0:
            mean = self.unit * (float(instance.demand.mean()) or 1.0)
        movable = (instance.bound_to < 0).astype(np.int64)
        roots = instance.root[opened]
        if instance.own:
            movable[roots[roots >= 0]] = 0
        near = np.zeros((1, 1), np.int64)
        if not instance.contiguous:
            priced = cost + np.outer(instance.demand, ground.prices[opened])
            near = np.argsort(priced, axis=1, kind="stable")[:, : min(8, len(opened))].astype(np.int64)
        start, index = instance.neighbours
        price = np.maximum(ground.prices[opened], self.unit)
        first = np.searchsorted(opened, given)
        seed = int(self.random.integers(2**31))
        limits = np.array([0.1, 3000.0]) * self.unit

        fixed = roots if instance.own else np.full(len(opened), -1)
        seats, shots = ground.seats[opened], self._shots(opened)
        longest = self.seconds(min(1.0, heat.moves / self.moves()))
        stretches = max(16, heat.moves // STRETCH)
        counted, many = self.allowance.work is not None, len(opened) > MANY

        def compute() -> tuple[Ints, Ints]:
            begun, done, lap, extra = time.monotonic(), 0.0, 0, stretches // 4
            best, least, looks = first, np.inf, []
            # A run that ends over its seats goes on a little, slightly warmed, while the prices of what is overfull rise.
            while done < 1.0 or (
                not np.isfinite(least) and extra > 0 and (counted or self.allowance.left > 0)
            ):
                extra -= done >= 1.0
                lap += 1
                after = max(lap / stretches, done)
                if np.isfinite(longest):
                    after = max(after, (time.monotonic() - begun) / longest)
                seen = np.empty(
                    (shots // stretches + 1 if shots and done >= 0.5 else 0, len(given)), np.int64
                )
                found, value = anneal(
                    cost, ground.layers, seats, fixed, movable, start, index, near, instance.contiguous, first, price,
                    limits, heat.moves // stretches, heat.hot * mean * (heat.cold / heat.hot) ** (done if done < 1.0 else 0.85),
                    heat.hot * mean * (heat.cold / heat.hot) ** min(after, 1.0), seed + lap, seen,
                    1.0 if many and done >= SETTLE else FALL,
                )  # fmt: skip
                looks.append(seen)
                if value < least or not np.isfinite(least):
                    best, least = found, value
                    self._pass(opened[best], least)
                done = after
            return opened[best], opened[np.vstack(looks)]

        def take(result: tuple[Ints, Ints]) -> None:
            for look in (*result[1], result[0]):
                self.pool.add(look)
            self.offer(result[0])
            then(result[0])

        self.allowance.spend(max(1, heat.moves // 1_000_000))
        self.crew.ask(compute, take)

    def _shots(self, opened: Ints) -> int:
        return (
            SHOTS if len(self.ground.instance.units) <= SMALL_ZONES * len(opened) <= SMALL_ZONES * 200 else 0
        )

    def ask_fresh(self, opened: Ints, share: float = 1.0, then: Callable[[Ints], object] = len) -> None:
        """Start a run from a new map."""
        heat, prices = Heat(self.moves(share), 1.0, 0.01), self.ground.prices
        if not self.ground.instance.contiguous:
            # Without a map the prices say nearly all; little is left to be settled.
            first = grow(self.ground, opened, prices)
            heat = Heat(self.moves(0.4 * share), float(self.random.choice([0.02, 0.05, 0.2])), 0.002)
        elif self.plan is not None and len(self.ground.instance.units) >= LARGE:
            first = mend(self.ground, self.plan.given)
            heat = replace(heat, hot=0.15, cold=0.005)
        else:
            shake = np.exp(self.random.normal(0, 0.3, len(prices)))
            first = grow(self.ground, opened, (prices + 0.2 * self.unit) * shake)
            if self.ground.torn(first):
                first = mend(self.ground, first)
            if len(first) > WIDE * len(opened):
                heat = Heat(self.moves(0.4 * share), 0.2, 0.01)
        self.ask_annealing(first, opened, heat, then)

    def ask_reheated(self) -> None:
        """Start a run from a good answer, warm enough to leave it and cool enough to keep most of it."""
        given = self.good(3)
        opened = np.unique(given) if self.ground.instance.choose else np.arange(len(self.ground.capacity))
        hot = float(self.random.choice([0.04, 0.08, 0.15, 0.3, 0.6]))
        self.ask_annealing(given.copy(), opened, Heat(self.moves(0.7), hot, 0.008))

    # ── programmes ─────────────────────────────────────────────────────────────────────────────

    def limit(self) -> Limit:
        """Return the limit of the next programme."""
        if self.allowance.work is not None:
            return Limit(3600.0, NODES)
        total = self.allowance.seconds
        return Limit(max(0.0, min(20.0, max(2.0, 0.15 * total), self.allowance.seconds_left - 0.3)))

    def ask_partition(self) -> None:
        """Start a set partitioning over the pool."""
        zones, most, limit = self.pool.snapshot(), self.most, self.limit()

        def take(result: tuple[Ints | None, list, bool]) -> None:
            given, worst, ended = result
            self.merging -= 1
            self.pool.forget(worst)
            self.most = int(min(4000, max(600, self.most * (1.3 if ended else 0.8))))
            if given is not None:
                self.offer(given)

        self.merging += 1
        self.allowance.spend(PROGRAMME_WORK)
        self.crew.ask(lambda: partition(self.ground, zones, most, limit), take)

    def ask_programme(self, allowed: Pairs, known: Ints) -> bool:
        """Start a programme over pairs from an answer; return whether it is one that was not solved before."""
        mark = digest([np.packbits(allowed).tobytes()])
        if mark in self.tried or np.count_nonzero(allowed) == len(allowed):
            return False
        self.tried.add(mark)
        limit = self.limit()
        ground = replace(self.ground)  # prices may change while the programme is solved

        def take(outcome: Outcome) -> None:
            self.merging -= 1
            factor = 1.15 if outcome.ended else 0.8
            pairs = np.count_nonzero(allowed) - len(allowed)
            if pairs > 0.8 * self.width:
                self.width = min(MOST_WIDTH, max(LEAST_WIDTH, self.width * factor))
            elif pairs > 0.8 * self.core:
                self.core = min(MOST_WIDTH, max(LEAST_WIDTH, self.core * factor))
            if not outcome.ended:
                self.tried.discard(mark)
            if outcome.given is not None:
                self.offer(outcome.given)
                self.pool.add(outcome.given)

        self.merging += 1
        self.allowance.spend(PROGRAMME_WORK)
        self.crew.ask(lambda: recombine(ground, allowed, limit, known), take)
        return True

    def good(self, spread: float) -> Ints:
        """Return a good answer by lot, the best most often."""
        return self.elites[min(int(self.random.exponential(spread)), len(self.elites) - 1)][1]

    def ask_merge(self) -> bool:
        """Start a programme over what good answers do in a part of the map."""
        given = self.good(1.0)
        others = [g for _, g in self.elites if g is not given and self.random.random() < 0.8]
        if not others:
            return self.ask_borders()
        return self.ask_programme(merged(self.ground, self.random, given, others, self.width), given)

    def ask_borders(self) -> bool:
        """Start a programme over the borders between some zones that lie together."""
        given = self.good(0.7)
        return self.ask_programme(borders(self.ground, self.random, given, self.width), given)

    def ask_cheap(self) -> bool:
        """Start a programme over the pairs that cost least more at the prices of seats."""
        given = self.good(0.7)
        return self.ask_programme(cheap(self.ground, self.random, given, self.core), given)
