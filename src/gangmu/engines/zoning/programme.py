"""An integer programme over the pairs of unit and site that are worth asking: recombines good answers and perfects parts of one.

Which pairs may be chosen is given; a unit with one pair is held. Zones are kept whole by three kinds of rows. A unit needs the
units that every way from the school to it (over units that may join) leads through, its dominators; where none of its neighbours is
held it needs one of them; and when an answer tears a zone all the same, the torn piece learns that it needs a unit of the wall between
it and the school (Oehrlein and Haunert 2017, doi 10.1016/j.cor.2016.11.018; Validi, Buchanan and Lykhovyd 2022,
doi 10.1287/opre.2021.2141), and the programme is solved again.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from gangmu.engines.zoning.ground import Ground, mend
from gangmu.engines.zoning.instance import Ints

#: Rounds of solving and cutting before a programme is given up.
ROUNDS = 8
Pairs = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limit:
    """When a programme ends: by seconds or by nodes (`None`: by seconds alone)."""

    seconds: float
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a programme found.

    Parameters
    ----------
    given
        An assignment with every zone in one piece (it may still break capacities where a torn answer was mended); `None` when
        none was found.
    bound
        No answer within the pairs costs less; minus infinity when unknown.
    ended
        Whether the programme was solved to its end.
    """

    given: Ints | None
    bound: float
    ended: bool


def recombine(ground: Ground, allowed: Pairs, limit: Limit, known: Ints | None = None) -> Outcome:
    """Find the best assignment within the pairs that are allowed.

    Parameters
    ----------
    ground
        The instance.
    allowed
        n × m; each unit has at least one pair.
    limit
        For all rounds together.
    known
        An answer within the pairs to begin with.
    """
    programme = _Programme(ground, allowed)
    begun = time.monotonic()
    outcome = Outcome(None, -np.inf, False)
    for _ in range(ROUNDS):
        left = limit.seconds - (time.monotonic() - begun) if limit.nodes is None else 3600.0
        if left < 0.2:
            break
        given, bound, ended = programme.solve(Limit(left, limit.nodes), known)
        if given is None:
            return Outcome(outcome.given, bound, ended)
        torn = ground.torn(given)
        if not torn:
            return Outcome(given, bound, ended)
        outcome = Outcome(mend(ground, given), bound, False)
        if not programme.cut(torn):
            break
    return outcome


class _Programme:
    """The integer programme; cuts can be added between solves."""

    def __init__(self, ground: Ground, allowed: Pairs) -> None:
        from ortools.math_opt.python import mathopt  # noqa: PLC0415 - heavy: loaded by what solves

        instance = ground.instance
        self.ground, self.mathopt = ground, mathopt
        self.allowed = allowed.copy()
        ways = _Ways(ground, self.allowed)
        self.held = self.allowed.sum(axis=1) == 1
        free = np.flatnonzero(~self.held)
        self.only = np.argmax(self.allowed, axis=1)
        touched = (
            np.unique(np.nonzero(self.allowed[free])[1])
            if not instance.choose
            else np.flatnonzero(self.allowed.any(axis=0))
        )
        self.model = mathopt.Model()
        self.x: dict[tuple[int, int], Any] = {
            (int(free[a]), int(j)): self.model.add_binary_variable()
            for a, j in np.argwhere(self.allowed[free])
        }
        self.open = {int(j): self.model.add_binary_variable() for j in touched} if instance.choose else {}
        by_unit: dict[int, list[Any]] = {}
        by_site: dict[int, list[tuple[int, Any]]] = {int(j): [] for j in touched}
        for (i, j), variable in self.x.items():
            by_unit.setdefault(i, []).append(variable)
            by_site[j].append((i, variable))
        for variables in by_unit.values():
            self.model.add_linear_constraint(mathopt.fast_sum(variables) == 1)
        self._seats(by_site)
        total = [float(ground.cost[pair]) * variable for pair, variable in self.x.items()]
        self.constant = (
            float(ground.cost[np.flatnonzero(self.held), self.only[self.held]].sum()) + instance.fixed
        )
        if self.open:
            total += self._opening()
        else:
            self.constant += float(instance.opening.sum())
        self.model.minimize(mathopt.fast_sum(total))
        for i, j, wall in ways.needs(self.held):
            self._need(i, j, wall)

    def _seats(self, by_site: dict[int, list[tuple[int, Any]]]) -> None:
        """Pupils within seats at every site and layer; a site that serves a held unit is open."""
        ground, held, m = self.ground, self.held, len(self.ground.capacity)
        served = np.bincount(self.only[held], minlength=m)
        for layer in range(ground.layers.shape[1]):
            pupils = ground.layers[:, layer]
            load = np.bincount(self.only[held], pupils[held], m)
            for j, terms in by_site.items():
                seats = float(ground.seats[j, layer])
                if not np.isfinite(seats):
                    continue
                total = self.mathopt.fast_sum([float(pupils[i]) * v for i, v in terms if pupils[i]])
                if self.open:
                    self.model.add_linear_constraint(total + float(load[j]) <= seats * self.open[j])
                else:
                    self.model.add_linear_constraint(total <= seats - float(load[j]))
        for j, variable in self.open.items():
            if served[j]:
                self.model.add_linear_constraint(variable == 1)

    def _opening(self) -> list[Any]:
        """Tie service to opening; return the costs of opening."""
        instance = self.ground.instance
        for (i, j), variable in self.x.items():
            if instance.own and i == instance.root[j]:
                self.model.add_linear_constraint(variable == self.open[j])
            else:
                self.model.add_linear_constraint(variable <= self.open[j])
        if instance.own:
            for j, variable in self.open.items():
                root = int(instance.root[j])
                if root >= 0 and (root, j) not in self.x and not (self.held[root] and self.only[root] == j):
                    self.model.add_linear_constraint(variable == 0)
        for j, variable in self.open.items():
            if instance.opening[j] < 0 and not self._serves_held(j):
                # What it gives back is given for a school that serves somebody.
                served = [v for (_, k), v in self.x.items() if k == j]
                self.model.add_linear_constraint(variable <= self.mathopt.fast_sum(served))
        if instance.open_exactly is not None:
            self.model.add_linear_constraint(
                self.mathopt.fast_sum(list(self.open.values())) <= instance.open_exactly
            )
        return [float(instance.opening[j]) * v for j, v in self.open.items()]

    def _serves_held(self, j: int) -> bool:
        return bool((self.only[self.held] == j).any())

    def _need(self, i: int, j: int, wall: frozenset[int]) -> bool:
        """Unit i belongs to site j only with a unit of the wall; say whether the row was needed."""
        if any(self.held[k] and self.only[k] == j for k in wall):
            return False
        sides = [self.x[k, j] for k in sorted(wall) if (k, j) in self.x]
        right = self.mathopt.fast_sum(sides) if sides else 0.0
        if (i, j) in self.x:
            self.model.add_linear_constraint(self.x[i, j] <= right)
        elif self.held[i] and self.only[i] == j:
            self.model.add_linear_constraint(right >= 1) if sides else None
        return True

    def cut(self, torn: dict[int, list[set[int]]]) -> int:
        """Add what torn pieces teach; return how many rows that makes."""
        instance = self.ground.instance
        start, index = instance.neighbours
        added = 0
        for j, pieces in torn.items():
            may = self.allowed[:, j]
            for piece in pieces:
                around = {v for u in piece for v in index[start[u] : start[u + 1]].tolist() if may[v]} - piece
                wall, reached, ahead = set(), {int(instance.root[j])}, [int(instance.root[j])]
                while ahead:
                    for v in index[start[(u := ahead.pop())] : start[u + 1]].tolist():
                        if v in around:
                            wall.add(v)
                        elif may[v] and v not in reached:
                            reached.add(v)
                            ahead.append(v)
                added += sum(self._need(i, j, frozenset(wall)) for i in sorted(piece))
        return added

    def solve(self, limit: Limit, known: Ints | None = None) -> tuple[Ints | None, float, bool]:
        """Solve once; return sites by unit, the bound, and whether it is proven."""
        from ortools.math_opt.solvers import highs_pb2  # noqa: PLC0415 - heavy: loaded by what solves

        mathopt = self.mathopt
        # Where an answer is known to begin with, looking for others by rounding costs more than it finds.
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=limit.seconds),
            node_limit=limit.nodes,
            random_seed=1,
            relative_gap_tolerance=1e-7,
            highs=highs_pb2.HighsOptionsProto(
                double_options={} if known is None else {"mip_heuristic_effort": 0.0}
            ),
        )
        hints = []
        if known is not None:
            opened = set(known.tolist())
            values = {v: float(known[i] == j) for (i, j), v in self.x.items()}
            values |= {v: float(j in opened) for j, v in self.open.items()}
            hints.append(mathopt.SolutionHint(variable_values=values))
        result = mathopt.solve(
            self.model, mathopt.SolverType.HIGHS, params=parameters,
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )  # fmt: skip
        bound = result.best_objective_bound() + self.constant
        reason = result.termination.reason
        ended = reason in (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.INFEASIBLE)
        if not result.has_primal_feasible_solution():
            return None, bound, ended
        found = result.variable_values()
        answer = self.only.copy()
        for (i, j), variable in self.x.items():
            if found[variable] > 0.5:
                answer[i] = j
        return answer.astype(np.int64), bound, ended


class _Ways:
    """Which units stand on every way from a school to a unit, over units that may join its zone."""

    def __init__(self, ground: Ground, allowed: Pairs) -> None:
        self.instance = ground.instance
        self.allowed = allowed
        self.doms: dict[int, dict[int, int]] = {}
        if not self.instance.contiguous:
            return
        several = allowed.sum(axis=1) > 1
        for j in np.flatnonzero(allowed[several].any(axis=0)).tolist() if several.any() else []:
            doms = self._dominators(j)
            lost = [i for i in np.flatnonzero(allowed[:, j]).tolist() if i not in doms and several[i]]
            allowed[lost, j] = False
            self.doms[j] = doms

    def _dominators(self, j: int) -> dict[int, int]:
        """Return the immediate dominator of each unit that can be reached (Cooper, Harvey and Kennedy 2001); none from a closed school."""
        start, index = self.instance.neighbours
        may = self.allowed[:, j]
        root = int(self.instance.root[j])
        if not may[root]:
            return {}
        order, number = [root], {root: 0}
        beside = {}
        for u in order:
            beside[u] = [v for v in index[start[u] : start[u + 1]].tolist() if may[v]]
            for v in beside[u]:
                if v not in number:
                    number[v] = len(order)
                    order.append(v)
        dom = {root: root}
        changed = True
        while changed:
            changed = False
            for u in order[1:]:
                new = -1
                for v in beside[u]:
                    if v not in dom:
                        continue
                    if new < 0:
                        new = v
                        continue
                    a = v
                    while a != new:
                        while number[a] > number[new]:
                            a = dom[a]
                        while number[new] > number[a]:
                            new = dom[new]
                if dom.get(u) != new:
                    dom[u] = new
                    changed = True
        return dom

    def needs(self, held: Pairs) -> list[tuple[int, int, frozenset[int]]]:
        """Return for unit and site the sets of units of which it needs one."""
        start, index = self.instance.neighbours
        found = []
        for j, doms in self.doms.items():
            root = int(self.instance.root[j])
            for i, dom in doms.items():
                if i == root or not self.allowed[i, j]:
                    continue
                while dom != root and held[dom]:
                    dom = doms[dom]
                if dom != root:
                    found.append((i, j, frozenset([dom])))
                sides = [v for v in index[start[i] : start[i + 1]].tolist() if v in doms]
                if root not in sides and dom not in sides:
                    found.append((i, j, frozenset(sides)))
        return found
