"""Recomputes a lower bound from its prices, in plain NumPy: nothing of the search is used here.

*Seats.* With prices λ_j ≥ 0 of seats, Σ_i min_j (c_ij + λ_j d_i) − Σ_j λ_j q_j is at most the cost of any assignment within seats q.

*Units.* With prices λ_i of being served, a site j that opens is worth v_j = f_j + min Σ_i (c_ij − λ_i) x_ij over 0 ≤ x ≤ 1 with Σ_i d_i x_ij ≤ q_j (a
knapsack filled by worth per pupil). Any answer costs at least Σ_i λ_i plus the least Σ_j v_j y_j over 0 ≤ y ≤ 1 with enough seats in
all, Σ_j q_j y_j ≥ Σ_i d_i, or with at most p sites where p is given (Beasley 1993, doi 10.1016/0377-2217(93)90182-M).

Where all costs are whole numbers so is the objective, and a bound may be rounded up.
"""

import numpy as np

from gangmu.engines.zoning.instance import Floats, Instance

SEATS, UNITS = "seats", "units"


def proven_bound(instance: Instance, kind: str, prices: Floats) -> float:
    """Return the lower bound that prices prove.

    Parameters
    ----------
    instance
        What was asked.
    kind
        `seats` (m prices, not negative) or `units` (n prices).
    prices
        Any such prices; bad ones prove little, never too much.
    """
    cost = np.where(instance.allowed, instance.cost, np.inf)
    if kind == SEATS:
        bound = _by_seats(instance, cost, np.maximum(prices, 0.0))
    else:
        bound = _by_units(instance, cost, prices)
    bound += instance.fixed
    amounts = np.concatenate([cost[np.isfinite(cost)], instance.opening, [instance.fixed]])
    if np.array_equal(amounts, np.round(amounts)):
        bound = float(np.ceil(bound - 1e-6))
    return bound


def _by_seats(instance: Instance, cost: Floats, prices: Floats) -> float:
    limited = np.isfinite(instance.capacity)
    prices = np.where(limited, prices, 0.0)
    served = sum(
        float((cost[rows] + np.outer(instance.demand[rows], prices)).min(axis=1).sum())
        for rows in np.array_split(np.arange(len(cost)), max(1, len(cost) // 2000))
    )
    limit = np.minimum if instance.choose else np.maximum
    opened = float(limit(instance.opening, 0).sum())
    return served - float((prices[limited] * instance.capacity[limited]).sum()) + opened


def _by_units(instance: Instance, cost: Floats, prices: Floats) -> float:
    worth = np.array([_worth(instance, cost[:, j] - prices, j) for j in range(cost.shape[1])])
    if instance.open_exactly is not None:
        chosen = float(np.minimum(np.sort(worth)[: instance.open_exactly], 0).sum())
    else:
        chosen = _enough(worth, instance.capacity, float(instance.demand.sum()))
    return float(prices.sum()) + chosen


def _worth(instance: Instance, reduced: Floats, j: int) -> float:
    gains = np.flatnonzero(reduced < 0)
    if not np.isfinite(instance.capacity[j]):
        return float(instance.opening[j] + reduced[gains].sum())
    demand = instance.demand[gains]
    with np.errstate(divide="ignore"):
        order = gains[np.argsort(reduced[gains] / demand, kind="stable")]
    filled = np.cumsum(instance.demand[order])
    room = np.clip(instance.capacity[j] - (filled - instance.demand[order]), 0, None)
    part = np.ones(len(order))
    full = instance.demand[order] > room
    part[full] = room[full] / instance.demand[order][full]
    return float(instance.opening[j] + (part * reduced[order]).sum())


def _enough(worth: Floats, capacity: Floats, demand: float) -> float:
    total, seats = 0.0, 0.0
    for j in np.argsort(worth / np.maximum(np.minimum(capacity, demand), 1e-12), kind="stable"):
        if worth[j] >= 0 and seats >= demand:
            break
        part = 1.0 if worth[j] < 0 else min(1.0, (demand - seats) / max(capacity[j], 1e-12))
        total += part * float(worth[j])
        seats += part * float(capacity[j])
    return total
