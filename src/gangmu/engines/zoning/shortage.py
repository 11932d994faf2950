"""Which rules and which seats leave too few places for some units: an irreducible set of them, in words.

Whether pupils can flow to the seats that they may reach is asked again and again while demands are left out one after another (the
deletion filter of Chinneck and Dravnieks 1991, doi 10.1287/ijoc.3.2.157). A demand whose leaving out leaves the conflict is not in it; as
fewer demands never make a conflict, one look at each is enough.
"""

from collections.abc import Callable, Sequence

import numpy as np

from gangmu.engines.contract import Infeasible
from gangmu.engines.zoning.annealing import reach
from gangmu.engines.zoning.instance import Flags, Floats, Instance, Ints

#: Largest number of pairs that are looked at, over all flows, to leave out units one by one.
LOOKS = 5_000_000
#: Units that are named one by one.
NAMED = 8

Still = Callable[[list[str]], bool]


def left_out(items: Sequence[str], still: Still) -> list[str]:
    """Leave out items as long as the conflict stays, halves and quarters first; what is returned is irreducible."""
    kept, size = list(items), max(1, len(items))
    while kept:
        size = max(1, size // 2)
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if still(fewer):
                kept = fewer
            else:
                at += size
        if size == 1:
            break
    return kept


def rules_of(instance: Instance) -> list[str]:
    """Return the rules that keep units from sites, those that bind single units first."""
    found = [f"bound {i}" for i in np.flatnonzero(instance.bound_to >= 0).tolist()]
    if instance.own and not instance.choose and (instance.root >= 0).any():
        found.append("own")
    if not np.isfinite(instance.cost).all():
        found.append("near")
    if instance.contiguous:
        found.append("whole")
    return found


def reachable(instance: Instance, rules: list[str]) -> Flags:
    """Return which site may serve a unit under some of the rules, n × m."""
    n, m = instance.cost.shape
    may = np.isfinite(instance.cost) if "near" in rules else np.ones((n, m), bool)
    for rule in rules:
        if rule.startswith("bound "):
            i = int(rule.split()[1])
            keep = may[i, instance.bound_to[i]]
            may[i] = False
            may[i, instance.bound_to[i]] = keep
    if "own" in rules:
        standing: dict[int, list[int]] = {}
        for j in np.flatnonzero(instance.root >= 0).tolist():
            standing.setdefault(int(instance.root[j]), []).append(j)
        for i, here in standing.items():
            elsewhere = np.setdiff1d(np.arange(m), here)
            may[i, elsewhere] = False
    if "whole" in rules:
        start, index = instance.neighbours
        for j, root in enumerate(instance.root.tolist()):
            may[:, j] &= reach(root, np.ascontiguousarray(may[:, j]), start, index)
    return may


def short(units: Ints, may: Flags, pupils: Floats, seats: Floats) -> Ints | None:
    """Return units among those given with more pupils than the seats they may reach; `None` where all can flow to seats."""
    from ortools.graph.python import max_flow  # noqa: PLC0415 - heavy: loaded by what solves

    n, m = len(units), may.shape[1]
    if not n:
        return None
    rows, sites = np.nonzero(may[units])
    whole = np.array_equal(pupils, np.round(pupils)) and not (seats[np.isfinite(seats)] % 1).any()
    scale = 1.0 if whole else 1000.0
    give = np.floor(pupils[units] * scale).astype(np.int64)
    take = np.minimum(np.ceil(np.where(np.isfinite(seats), seats, 1e15) * scale), 2**50).astype(np.int64)
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(np.full(n, n + m), np.arange(n), give)
    flow.add_arcs_with_capacity(rows, n + sites, give[rows])
    flow.add_arcs_with_capacity(n + np.arange(m), np.full(m, n + m + 1), take)
    flow.solve(n + m, n + m + 1)
    if flow.optimal_flow() >= int(give.sum()):
        return None
    side = np.array(flow.get_source_side_min_cut())
    return units[np.sort(side[side < n]).astype(np.int64)]


def tell_alone(instance: Instance, unit: int) -> Infeasible:
    """Say which rules keep a unit from every site."""
    kept = left_out(rules_of(instance), lambda rules: not reachable(instance, rules)[unit].any())
    return Infeasible((f"单元{named(instance, unit)}须划入一所学校", *_sentences(instance, kept)))


def tell_short(instance: Instance, units: Ints, layer: int, seats: Floats) -> Infeasible:
    """Say which units, rules and seats of a layer cannot hold together.

    Parameters
    ----------
    instance
        What was asked.
    units
        Units with more pupils than the seats they may reach.
    layer
        Which layer of pupils.
    seats
        Seats of that layer as the search counts them.
    """
    pupils = instance.layers[:, layer]
    rules = rules_of(instance)
    may = reachable(instance, rules)
    units = _fewer_units(units, may, pupils, seats)
    if units.size * np.count_nonzero(may[units]) <= LOOKS:
        rules = left_out(rules, lambda few: short(units, reachable(instance, few), pupils, seats) is not None)
        may = reachable(instance, rules)
    sites = np.flatnonzero(may[units].any(axis=0)).tolist()
    which = f"第 {layer + 1} 组的" if instance.layers.shape[1] > 1 else ""
    names = "、".join(named(instance, i) for i in units[:NAMED].tolist())
    many = f"等 {len(units)} 个" if len(units) > NAMED else ""
    return Infeasible(
        (
            f"单元{names}{many}{which}共 {pupils[units].sum():.10g} 名学生须入学",
            *_sentences(instance, rules),
            *(
                f"学校“{instance.sites[j]}”的{which}学位为 {seats[j]:.10g} 个{filled(instance)}"
                for j in sites
            ),
        )
    )


def _fewer_units(units: Ints, may: Flags, pupils: Floats, seats: Floats) -> Ints:
    """Leave out units as long as the rest has more pupils than the seats it may reach."""
    units = _least(units, may, pupils, seats)
    looks = np.count_nonzero(may[units])
    # What a school has to do with the conflict is seen when its seats are thought endless: those who may go there are then served.
    for j in np.flatnonzero(may[units].any(axis=0)).tolist() if looks * may.shape[1] <= 4 * LOOKS else []:
        found = short(units[~may[units, j]], may, pupils, seats)
        if found is not None:
            units = found
    if looks * len(units) > LOOKS:
        return units
    by_size = sorted(units.tolist(), key=lambda i: (pupils[i], i))
    kept = left_out(
        [str(i) for i in by_size],
        lambda few: short(np.array(few, np.int64), may, pupils, seats) is not None,
    )
    return np.array(sorted(int(i) for i in kept), np.int64)


def _least(units: Ints, may: Flags, pupils: Floats, seats: Floats) -> Ints:
    """Leave out units, smallest first, as long as those left have together more pupils than the seats they may reach."""
    kept = set(units.tolist())
    count = may[units].sum(axis=0)
    total = float(pupils[units].sum())
    within_reach = float(seats[count > 0].sum())
    for i in sorted(kept, key=lambda i: (pupils[i], i)):
        less = float(seats[may[i] & (count == 1)].sum())
        if total - pupils[i] > within_reach - less + 1e-9:
            kept.discard(i)
            count = count - may[i]
            total -= float(pupils[i])
            within_reach -= less
    return np.array(sorted(kept), np.int64)


def named(instance: Instance, unit: int) -> str:
    """Return a unit's name; of an estate those of its units."""
    members = instance.members[unit] if instance.members else ()
    if len(members) < 2:
        return f"“{instance.units[unit]}”"
    return f"“{'+'.join(members[:NAMED])}{'……' if len(members) > NAMED else ''}”（同一小区）"


def filled(instance: Instance) -> str:
    """Return how seats were counted, where schools may not be filled to the last."""
    return "" if instance.fill == 1 else f"（已按可用比例 {100 * instance.fill:.10g}% 计）"


def _sentences(instance: Instance, rules: list[str]) -> list[str]:
    bound = [int(rule.split()[1]) for rule in rules if rule.startswith("bound ")]
    found = [
        f"单元{named(instance, i)}已指定学校“{instance.sites[instance.bound_to[i]]}”" for i in bound[:NAMED]
    ]
    if len(bound) > NAMED:
        found[-1] += f"，等 {len(bound)} 个单元已指定学校"
    words = {
        "own": "学校所在单元划给本校",
        "near": "单元到学校的距离不得超过限值",
        "whole": "学区须连片并与学校相连",
    }
    return found + [sentence for rule, sentence in words.items() if rule in rules]
