"""Why no answer exists: an irreducible set of demands in conflict, in words.

Three proofs, from the cheapest. A unit that no school may or can reach. Too many pupils for the seats that they may reach: where the
pupils cannot flow to the schools a smallest cut names both (Hall 1935, in the form of Gale 1957). And for small questions, an integer
programme without answer, whose demands are left out one after another as long as that leaves it without (the deletion filter of
Chinneck and Dravnieks 1991, doi 10.1287/ijoc.3.2.157).
"""

import threading
import time
from dataclasses import replace

import numpy as np

from gangmu.engines.contract import Allowance, Infeasible
from gangmu.engines.zoning.annealing import reach
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Floats, Instance, Ints
from gangmu.engines.zoning.programme import Limit, recombine
from gangmu.engines.zoning.search import PROOF
from gangmu.engines.zoning.shortage import filled, named, short, tell_alone, tell_short

#: Largest n × m for a flow.
FLOW = 2_000_000
#: Nodes of the first programme and of those that leave demands out, where work is counted.
FIRST_NODES, NODES = 100_000, 1_000


def restrict_to_reachable(ground: Ground) -> None:
    """Forbid pairs that no contiguous zone can join: units that a school reaches over no allowed units."""
    instance = ground.instance
    if not instance.contiguous:
        return
    start, index = instance.neighbours
    for j, root in enumerate(instance.root.tolist()):
        ground.cost[~reach(root, np.isfinite(ground.cost[:, j]), start, index), j] = np.inf


def explain(ground: Ground) -> None:
    """Raise when simple reasons leave no answer.

    Raises
    ------
    Infeasible
        With the demands in conflict.
    """
    instance = ground.instance
    alone = np.flatnonzero(~np.isfinite(ground.cost).any(axis=1))
    if len(alone):
        raise tell_alone(instance, int(alone[0]))
    if instance.open_exactly is not None and np.isfinite(instance.capacity).all():
        most = np.sort(ground.capacity)[::-1][: instance.open_exactly].sum()
        if most < instance.demand.sum():
            raise Infeasible(
                (
                    f"全部单元共 {instance.demand.sum():g} 名学生须入学",
                    f"开办学校不超过 {instance.open_exactly} 所（学位最多的 {instance.open_exactly} 所合计 {most:g} 个）",
                )
            )
    may = np.isfinite(ground.cost)
    for layer in range(ground.layers.shape[1]):
        pupils, seats = ground.layers[:, layer], ground.seats[:, layer]
        if ground.cost.size > FLOW:
            cut = _apart(instance, pupils, seats)
        else:
            cut = short(np.arange(len(pupils)), may, pupils, seats)
        if cut is not None:
            raise tell_short(instance, cut, layer, seats)


def _apart(instance: Instance, pupils: Floats, seats: Floats) -> Ints | None:
    """Return the units of a part of the map, or of all of it, that has more pupils than seats; where a flow would be too large."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - heavy: loaded by what needs it
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - heavy: loaded by what needs it

    n, part = len(pupils), np.zeros(len(pupils), np.int64)
    if instance.edges is not None and (instance.root >= 0).all():
        ends = (instance.edges[:, 0], instance.edges[:, 1])
        part = connected_components(
            csr_array((np.ones(len(instance.edges)), ends), shape=(n, n)), directed=False
        )[1]
        places = part[instance.root]
    else:
        places = np.zeros(len(seats), np.int64)
    wanted, given = np.bincount(part, pupils), np.bincount(places, seats, int(part.max()) + 1)
    scarce = np.flatnonzero(wanted > given + 1e-6)
    return np.flatnonzero(part == scarce[0]) if len(scarce) else None


def prove(ground: Ground, allowance: Allowance) -> None:
    """Raise when a small question has no answer; say nothing when that cannot be proven in the allowance.

    Raises
    ------
    Infeasible
        With the demands in conflict.
    """
    instance = ground.instance
    if ground.cost.size > PROOF:
        return
    trials = _Trials(allowance)
    if not trials.without_answer(instance, 0.5):
        return
    sentences: dict[str, str] = {}
    for j in range(len(instance.sites)):
        if np.isfinite(instance.seats[j]).any():
            sentences[f"seats {j}"] = (
                f"学校“{instance.sites[j]}”的学位为 {_by_layer(ground.seats[j])} 个{filled(instance)}"
            )
    if instance.own:
        sentences["own"] = "学校所在单元划给本校"
    if instance.contiguous:
        sentences["whole"] = "学区须连片，含学校所在单元"
    if not np.isfinite(instance.cost).all():
        sentences["near"] = "单元只能划入有路可到、距离不超过限值的学校"
    if instance.open_exactly is not None:
        sentences["open"] = f"开办学校不超过 {instance.open_exactly} 所"
    for i in np.flatnonzero(instance.bound_to >= 0).tolist():
        sentences[f"bound {i}"] = (
            f"单元{named(instance, i)}已指定学校“{instance.sites[instance.bound_to[i]]}”"
        )
    for i in range(len(instance.units)):
        sentences[f"served {i}"] = (
            f"单元{named(instance, i)}的 {_by_layer(instance.layers[i])} 名学生须整体划入一所学校"
        )
    kept, open_questions = list(sentences), 0
    for name in list(sentences)[::-1]:
        if name == "own" and "whole" in kept:
            continue
        fewer = [k for k in kept if k != name]
        if (fails := trials.without_answer(_relaxed(instance, set(fewer)), 0.25)) is None:
            open_questions += 1
        elif fails:
            kept = fewer
    if "whole" in kept:
        # A zone in one piece is one with its school in it: that is one demand.
        kept = [name for name in kept if name != "own"]
    told = [sentences[name] for name in kept]
    if open_questions:
        told[-1] += f"（其中 {open_questions} 项可否省去，时限内未能判定）"
    raise Infeasible(tuple(told))


def _by_layer(numbers: np.ndarray) -> str:
    """Return the figures of all layers (grades and years), one after another."""
    return "、".join(f"{number:.10g}" for number in numbers.tolist())


class _Trials:
    """Questions that may have no answer, asked one after another within an allowance.

    Parameters
    ----------
    allowance
        Of the search that found nothing; what is asked when it is over still gets a little, but never more than a third of it.
    """

    def __init__(self, allowance: Allowance) -> None:
        self.allowance, self.counted = allowance, allowance.work is not None
        self.ends = time.monotonic() + (3600.0 if self.counted else max(2.0, 0.3 * allowance.seconds))
        self.nodes = FIRST_NODES

    def without_answer(self, instance: Instance, share: float) -> bool | None:
        """Return whether there is none; `None` when that is not known after a share of what is left."""
        left = self.ends - time.monotonic()
        if left <= 0 or self.allowance.stopped:
            return None
        limit = Limit(left if self.counted else max(0.25, share * left), self.nodes if self.counted else None)
        self.nodes = NODES
        found: list[bool | None] = []
        # In a thread of its own, as no signal is heard while a solver runs in the first.
        task = threading.Thread(target=lambda: found.append(_without_answer(instance, limit)), daemon=True)
        task.start()
        while task.is_alive() and not self.allowance.stopped:
            task.join(0.05)
        return found[0] if found else None


def _without_answer(instance: Instance, limit: Limit) -> bool | None:
    ground = Ground.of(instance)
    restrict_to_reachable(ground)
    allowed = np.isfinite(ground.cost)
    if not allowed.any(axis=1).all():
        return True
    outcome = recombine(ground, allowed, limit)
    # A programme that proves there is none may still hand back a torn answer of an earlier round, mended over its seats.
    if outcome.given is not None and (np.isfinite(outcome.bound) or ground.holds(outcome.given)):
        return False if outcome.ended or ground.holds(outcome.given) else None
    return True if outcome.ended else None


def _relaxed(instance: Instance, kept: set[str]) -> Instance:
    """Return the question with only the demands that are kept."""
    n, m = instance.cost.shape
    limited = np.array([f"seats {j}" in kept for j in range(m)])
    served = np.array([f"served {i}" in kept for i in range(n)])
    seats, layers = np.where(limited[:, None], instance.seats, np.inf), instance.layers * served[:, None]
    capacity, demand = np.where(limited, instance.capacity, np.inf), instance.demand * served
    bound = np.array([b if f"bound {i}" in kept else -1 for i, b in enumerate(instance.bound_to)], np.int64)
    # Of a unit that need not be served, and of all where distance does not matter, every pair is free.
    cost = instance.cost.copy()
    for i in range(n):
        if "near" not in kept or not served[i]:
            cost[i, ~np.isfinite(cost[i])] = 0.0
    return replace(
        instance, cost=cost, capacity=capacity, demand=demand, bound_to=bound, layers=layers, seats=seats,
        edges=instance.edges if "whole" in kept else None, own=instance.own and "own" in kept,
        open_exactly=instance.open_exactly if "open" in kept or instance.open_exactly is None else m,
    )  # fmt: skip
