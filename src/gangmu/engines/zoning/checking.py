"""Verifies an answer from the printed data alone: nothing of the search is used here, only plain Python and sums."""

from dataclasses import asdict, dataclass
from math import fsum, isfinite

from gangmu.engines.zoning.instance import Instance, Ints

#: Seats beyond a capacity that are still rounding of the printed figure (3,908.99999 is not 3,909).
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found.

    Parameters
    ----------
    feasible
        Whether every demand holds.
    objective
        Sum of the costs of service, opening and closing; absent when a unit is served where it must not be.
    contiguous
        Whether every zone is in one piece; absent where that is not asked.
    open_sites
        Number of sites that serve someone.
    largest_km
        The largest distance of a unit; absent where a format gives costs alone.
    problems
        One Chinese sentence for each demand that is broken.
    """

    feasible: bool
    objective: float | None
    contiguous: bool | None
    open_sites: int
    largest_km: float | None
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return what is printed."""
        return {**asdict(self), "problems": list(self.problems)}


def check(instance: Instance, given: Ints) -> Verdict:
    """Verify an answer.

    Parameters
    ----------
    instance
        What was asked.
    given
        Site's index of each unit, length n.

    Returns
    -------
    Verdict
        Feasibility, objective and every broken demand.
    """
    zones: dict[int, list[int]] = {}
    for i, j in enumerate(given):
        zones.setdefault(int(j), []).append(i)
    problems = [*_counts(instance, zones), *_service(instance, zones), *_loads(instance, zones)]
    torn = _pieces(instance, zones)
    problems += torn
    whole = None if instance.edges is None else not torn
    costs = [float(instance.cost[i, j]) for j, units in zones.items() for i in units]
    opened = [float(instance.opening[j]) for j in (zones if instance.choose else range(len(instance.sites)))]
    total = fsum(costs) + fsum(opened) + instance.fixed
    value = total if isfinite(total) else None
    return Verdict(not problems, value, whole, len(zones), _farthest(instance, zones), tuple(problems))


def _farthest(instance: Instance, zones: dict[int, list[int]]) -> float | None:
    if not instance.distance.size:
        return None
    return max(float(instance.distance[i, j]) for j, units in zones.items() for i in units)


def _counts(instance: Instance, zones: dict[int, list[int]]) -> list[str]:
    wanted = instance.open_exactly
    # An open site that serves no one is not seen in an answer: fewer than wanted is as good as exactly.
    if wanted is not None and len(zones) > wanted:
        return [f"开办了 {len(zones)} 所，应为 {wanted} 所"]
    return []


def _service(instance: Instance, zones: dict[int, list[int]]) -> list[str]:
    problems = []
    for j, units in zones.items():
        for i in units:
            if not isfinite(instance.cost[i, j]):
                problems.append(f"单元“{instance.units[i]}”不可划入学校“{instance.sites[j]}”")
            bound = int(instance.bound_to[i])
            if bound not in (-1, j):
                problems.append(f"单元“{instance.units[i]}”应划入学校“{instance.sites[bound]}”")
    if instance.own:
        at: dict[int, list[int]] = {}
        for j in zones if instance.choose else range(len(instance.sites)):
            if instance.root[j] >= 0:
                at.setdefault(int(instance.root[j]), []).append(j)
        serves = {i: j for j, units in zones.items() for i in units}
        for i, here in at.items():
            if serves[i] not in here:
                problems.append(f"学校“{instance.sites[here[0]]}”所在单元“{instance.units[i]}”划给了别校")
    return problems


def _loads(instance: Instance, zones: dict[int, list[int]]) -> list[str]:
    problems = []
    several = instance.layers.shape[1] > 1
    for j, units in zones.items():
        for layer in range(instance.layers.shape[1]):
            load = fsum(float(instance.layers[i, layer]) for i in units)
            seats = float(instance.seats[j, layer])
            if load > seats + ROUNDING:
                which = f"第 {layer + 1} 组" if several else ""
                problems.append(f"学校“{instance.sites[j]}”{which}学生 {load:g} 人，超过学位 {seats:.10g} 个")
    return problems


def _pieces(instance: Instance, zones: dict[int, list[int]]) -> list[str]:
    if instance.edges is None:
        return []
    beside: dict[int, set[int]] = {}
    for a, b in instance.edges.tolist():
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    problems = []
    for j, units in zones.items():
        inside = set(units)
        root = int(instance.root[j])
        first = root if root in inside else units[0]
        reached, ahead = {first}, [first]
        while ahead:
            for i in beside.get(ahead.pop(), set()) & inside - reached:
                reached.add(i)
                ahead.append(i)
        if cut := inside - reached:
            problems.append(
                f"学校“{instance.sites[j]}”的学区不连通：单元“{instance.units[min(cut)]}”等 {len(cut)} 个与学校不相连"
            )
        elif root >= 0 and root not in inside and instance.own:
            problems.append(f"学校“{instance.sites[j]}”不在自己的学区内")
    return problems
