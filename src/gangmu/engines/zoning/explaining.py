"""Why no answer exists: an irreducible set of demands in conflict, in words.

Three proofs, from the cheapest. A unit that no school may or can reach. Too many pupils for the seats that they may reach: where the
pupils cannot flow to the schools a smallest cut names both (Hall 1935, in the form of Gale 1957). And for small questions, an integer
programme without answer, whose demands are left out one after another as long as that leaves it without (the deletion filter of
Chinneck and Dravnieks 1991, doi 10.1287/ijoc.3.2.157).
"""

from dataclasses import replace

import numpy as np

from gangmu.engines.contract import Infeasible
from gangmu.engines.zoning.annealing import reach
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Instance, Ints
from gangmu.engines.zoning.programme import Limit, recombine
from gangmu.engines.zoning.search import PROOF

#: Largest n × m for a flow.
FLOW = 2_000_000
#: Units that are named one by one.
NAMED = 8


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
        raise Infeasible((_served(instance, alone[:1]), *_reach(instance, alone[:1], np.empty(0, np.int64))))
    if instance.open_exactly is not None and np.isfinite(instance.capacity).all():
        most = np.sort(ground.capacity)[::-1][: instance.open_exactly].sum()
        if most < instance.demand.sum():
            raise Infeasible(
                (
                    f"全部单元共 {instance.demand.sum():g} 名学生须入学",
                    f"开办学校不超过 {instance.open_exactly} 所（学位最多的 {instance.open_exactly} 所合计 {most:g} 个）",
                )
            )
    if ground.cost.size > FLOW:
        return
    for layer in range(ground.layers.shape[1]):
        pupils, seats = ground.layers[:, layer], ground.seats[:, layer]
        cut = _cut(ground, pupils, seats)
        if cut is not None:
            units = _least(ground, cut, pupils, seats)
            sites = np.flatnonzero(np.isfinite(ground.cost[units]).any(axis=0))
            which = f"第 {layer + 1} 组的" if ground.layers.shape[1] > 1 else ""
            raise Infeasible(
                (
                    _served(instance, units, pupils, which),
                    *_reach(instance, units, sites),
                    *(
                        f"学校“{instance.sites[j]}”的{which}学位为 {instance.seats[j, layer]:.10g} 个"
                        for j in sites
                    ),
                )
            )


def _served(instance: Instance, units: Ints, pupils: np.ndarray | None = None, which: str = "") -> str:
    names = "、".join(f"“{instance.units[i]}”" for i in units[:NAMED])
    many = f"等 {len(units)} 个" if len(units) > NAMED else ""
    if pupils is None:
        return f"单元{names}须划入一所学校"
    return f"单元{names}{many}{which}共 {pupils[units].sum():g} 名学生须入学"


def _reach(instance: Instance, units: Ints, sites: Ints) -> list[str]:
    """Return which rules keep units from the sites that are not among those given, each a sentence."""
    outside = np.setdiff1d(np.arange(len(instance.sites)), sites)
    if not len(outside):
        return []
    found = []
    bound = units[instance.bound_to[units] >= 0]
    if len(bound):
        names = "、".join(f"“{instance.units[i]}”" for i in bound[:NAMED])
        found.append(f"单元{names}已指定学校")
    if not np.isfinite(instance.cost[np.ix_(units, outside)]).all():
        found.append("单元到学校的距离不得超过限值")
    if instance.own and not instance.choose and np.isin(units, instance.root).any():
        found.append("学校所在单元划给本校")
    if instance.contiguous and np.isfinite(instance.cost[np.ix_(units, outside)]).any():
        found.append("学区须连片（这些单元与其余学校之间没有可连通的单元）")
    return found


def _cut(ground: Ground, pupils: np.ndarray, seats: np.ndarray) -> Ints | None:
    """Return units with more pupils than the seats they may reach; `None` where all can flow to seats."""
    from ortools.graph.python import max_flow  # noqa: PLC0415 - heavy: loaded by what solves

    n, m = ground.cost.shape
    units, sites = np.nonzero(np.isfinite(ground.cost))
    scale = (
        1.0
        if np.array_equal(pupils, np.round(pupils)) and not (seats[np.isfinite(seats)] % 1).any()
        else 1000.0
    )
    total = int(np.floor(pupils * scale).sum())
    flow = max_flow.SimpleMaxFlow()
    give = np.floor(pupils * scale).astype(np.int64)
    take = np.minimum(np.ceil(np.where(np.isfinite(seats), seats, 1e15) * scale), 2**50).astype(np.int64)
    flow.add_arcs_with_capacity(np.full(n, n + m), np.arange(n), give)
    flow.add_arcs_with_capacity(units, n + sites, give[units])
    flow.add_arcs_with_capacity(n + np.arange(m), np.full(m, n + m + 1), take)
    flow.solve(n + m, n + m + 1)
    if flow.optimal_flow() >= total:
        return None
    side = np.array(flow.get_source_side_min_cut())
    return np.sort(side[side < n]).astype(np.int64)


def _least(ground: Ground, units: Ints, pupils: np.ndarray, seats: np.ndarray) -> Ints:
    """Leave out units as long as the rest has more pupils than the seats it may reach, smallest first."""
    may = np.isfinite(ground.cost)
    kept = set(units.tolist())
    count = may[units].sum(axis=0)
    total = float(pupils[units].sum())
    reach = float(seats[count > 0].sum())
    for i in sorted(kept, key=lambda i: (pupils[i], i)):
        gone = may[i] & (count == 1)
        less = float(seats[gone].sum())
        if total - pupils[i] > reach - less + 1e-9:
            kept.discard(i)
            count = count - may[i]
            total -= float(pupils[i])
            reach -= less
    return np.array(sorted(kept), np.int64)


def prove(ground: Ground, seconds: float, counted: bool) -> None:
    """Raise when a small question has no answer; say nothing when that cannot be proven in time.

    Raises
    ------
    Infeasible
        With the demands in conflict.
    """
    instance = ground.instance
    if ground.cost.size > PROOF:
        return
    limit = Limit(seconds / 4, 100_000 if counted else None)
    if not _without_answer(instance, limit):
        return
    sentences: dict[str, str] = {}
    for j in range(len(instance.sites)):
        if np.isfinite(instance.seats[j]).any():
            sentences[f"seats {j}"] = f"学校“{instance.sites[j]}”的学位为 {_by_layer(instance.seats[j])} 个"
    if instance.contiguous:
        sentences["whole"] = "学区须连片"
    if instance.own:
        sentences["own"] = "学校所在单元划给本校"
    if not np.isfinite(instance.cost).all():
        sentences["near"] = "单元只能划入有路可到、距离不超过限值的学校"
    if instance.open_exactly is not None:
        sentences["open"] = f"开办学校不超过 {instance.open_exactly} 所"
    for i in np.flatnonzero(instance.bound_to >= 0).tolist():
        sentences[f"bound {i}"] = (
            f"单元“{instance.units[i]}”已指定学校“{instance.sites[instance.bound_to[i]]}”"
        )
    for i, name in enumerate(instance.units):
        sentences[f"served {i}"] = f"单元“{name}”的 {_by_layer(instance.layers[i])} 名学生须整体划入一所学校"
    kept = list(sentences)
    for name in list(sentences)[::-1]:
        fewer = [k for k in kept if k != name]
        if _without_answer(_relaxed(instance, set(fewer)), limit):
            kept = fewer
    raise Infeasible(tuple(sentences[name] for name in kept))


def _by_layer(numbers: np.ndarray) -> str:
    """Return the figures of all layers (grades and years), one after another."""
    return "、".join(f"{number:.10g}" for number in numbers.tolist())


def _without_answer(instance: Instance, limit: Limit) -> bool:
    ground = Ground.of(instance)
    restrict_to_reachable(ground)
    allowed = np.isfinite(ground.cost)
    if not allowed.any(axis=1).all():
        return True
    outcome = recombine(ground, allowed, limit)
    return outcome.given is None and outcome.ended


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
