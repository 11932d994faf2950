"""Set partitioning over a pool of good zones: which of them cover every unit once, one zone a site, at the least cost.

Zones seen by the annealing are remembered. The linear relaxation prices units and sites; zones of small reduced cost enter an integer
programme. Where zones hold few units this recombines answers that no exchange of single units joins (Kong 2021,
doi 10.1080/13658816.2021.1930004, uses the same step inside his hybrid search).
"""

from datetime import timedelta

import numpy as np

from gangmu.engines.zoning.ground import ROUNDING, Ground
from gangmu.engines.zoning.instance import Ints
from gangmu.engines.zoning.programme import Limit

#: Most zones kept; those of the largest reduced cost are forgotten first.
MOST = 8000


class Pool:
    """Zones within seats, in one piece, by site and units.

    Parameters
    ----------
    ground
        The instance.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.zones: dict[tuple[int, bytes], float] = {}

    def add(self, given: Ints) -> None:
        """Remember the zones of an assignment that keep within seats."""
        m = len(self.ground.capacity)
        order = np.argsort(given, kind="stable")
        ends = np.searchsorted(given[order], np.arange(m + 1))
        fits = (self.ground.loads(given) <= self.ground.seats + ROUNDING).all(axis=1)
        for j in np.flatnonzero(fits & (np.diff(ends) > 0)).tolist():
            units = order[ends[j] : ends[j + 1]].astype(np.int32)
            key = (j, units.tobytes())
            if key not in self.zones:
                self.zones[key] = float(self.ground.cost[units, j].sum())

    def snapshot(self) -> list[tuple[int, Ints, float]]:
        """Return the zones as they stand: site, units, cost."""
        return [(j, np.frombuffer(units, np.int32), cost) for (j, units), cost in self.zones.items()]

    def forget(self, worst: list[tuple[int, bytes]]) -> None:
        """Forget zones, so that the pool does not grow without end."""
        for key in worst:
            self.zones.pop(key, None)


def partition(
    ground: Ground, zones: list[tuple[int, Ints, float]], most: int, limit: Limit
) -> tuple[Ints | None, list[tuple[int, bytes]], bool]:
    """Find the cheapest partition into zones of a pool.

    Parameters
    ----------
    ground
        The instance.
    zones
        Site, units and cost of each.
    most
        How many zones of least reduced cost enter the integer programme.
    limit
        Of the integer programme.

    Returns
    -------
    tuple
        The assignment, `None` when none was found; zones that may be forgotten; whether the programme was solved to its end.
    """
    from ortools.math_opt.python import mathopt  # noqa: PLC0415 - heavy: loaded by what solves

    instance = ground.instance
    n, m = ground.cost.shape

    def programme(chosen: list[int], whole: bool):  # type: ignore[no-untyped-def]
        model = mathopt.Model()
        rows: list[list] = [[] for _ in range(n + m)]
        variables = []
        for k in chosen:
            j, units, _ = zones[k]
            variable = model.add_variable(lb=0, ub=1, is_integer=whole)
            variables.append(variable)
            rows[n + j].append(variable)
            for i in units.tolist():
                rows[i].append(variable)
        for at, row in enumerate(rows):
            if at < n or not instance.choose:
                model.add_linear_constraint(mathopt.fast_sum(row) == 1)
            elif row:
                model.add_linear_constraint(mathopt.fast_sum(row) <= 1)
        if instance.open_exactly is not None:
            model.add_linear_constraint(mathopt.fast_sum(variables) <= instance.open_exactly)
        cost = [
            zones[k][2] + (float(instance.opening[zones[k][0]]) if instance.choose else 0.0) for k in chosen
        ]
        model.minimize(mathopt.fast_sum([c * v for c, v in zip(cost, variables, strict=True)]))
        return model, variables

    if limit.seconds <= 0 or not zones:
        return None, [], False
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=limit.seconds), random_seed=1)
    chosen = list(range(len(zones)))
    model, variables = programme(chosen, whole=False)
    relaxed = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    worst: list[tuple[int, bytes]] = []
    if (
        relaxed.termination.reason == mathopt.TerminationReason.OPTIMAL
        and relaxed.has_dual_feasible_solution()
    ):
        reduced = np.array(relaxed.reduced_costs(variables))
        order = np.argsort(reduced, kind="stable")
        chosen = order[:most].tolist()
        worst = [(zones[k][0], zones[k][1].tobytes()) for k in order[MOST:].tolist()]
    elif relaxed.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return None, worst, True
    model, variables = programme(chosen, whole=True)
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=limit.seconds),
        node_limit=limit.nodes,
        random_seed=1,
        relative_gap_tolerance=1e-7,
    )
    solved = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    ended = solved.termination.reason in (
        mathopt.TerminationReason.OPTIMAL,
        mathopt.TerminationReason.INFEASIBLE,
    )
    if not solved.has_primal_feasible_solution():
        return None, worst, ended
    values = solved.variable_values()
    given = np.full(n, -1, np.int64)
    for k, variable in zip(chosen, variables, strict=True):
        if values[variable] > 0.5:
            given[zones[k][1]] = zones[k][0]
    return given, worst, ended
