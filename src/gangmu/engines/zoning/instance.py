"""What is to be zoned: units, sites, costs, the map; independent of any file format."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gangmu.engines.contract import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Instance:
    """Units with demand that are each given to one site.

    Parameters
    ----------
    name
        The file's name.
    units, sites
        Ids as printed in the file, n units and m sites.
    demand
        Pupils of each unit, length n, not negative.
    capacity
        Seats of each site, length m; infinite where there is no limit.
    cost
        Cost of giving a unit to a site, n × m (pupils × kilometres unless a format says otherwise); infinite where it is forbidden.
    opening
        Cost of a site that is open, length m; below 0 where closing it would cost more than keeping it.
    fixed
        Cost that every answer has: of closing all that can be closed, which `opening` gives back for each that is open.
    root
        Index of the unit on which a site stands, length m, -1 where it stands on none. With `own`, an open site serves its root.
    edges
        Pairs of neighbouring units, e × 2; `None` where zones need not be contiguous.
    choose
        Whether sites may stay closed.
    open_exactly
        How many sites are open, `None` for any number; only with `choose`.
    own
        Whether a unit on which an open site stands belongs to that site.
    bound_to
        Index of the site to which a unit is bound, length n, -1 where free.
    today
        Index of the site of today's zone, length n, -1 where unknown; among answers of one cost the more stable is preferred.
    layers, seats
        Pupils of each unit and seats of each site by layer (grade and year), n × k and m × k; each layer must hold. By default one
        layer: `demand` and `capacity`, which with more layers are those of the layer in which seats are shortest.
    distance
        Kilometres, n × m, where the form gives them apart from costs; else empty.
    fairest
        Whether the largest distance comes first: it is made as small as it can be, then the cost within it.
    fill
        The share of the printed seats that `capacity` and `seats` are; below 1 where schools may not be filled to the last.
    members
        For each unit of a merged instance, the ids of the printed units in it; empty where nothing was merged.
    site_members
        For each site of a merged instance, the printed schools that share its zone; empty where nothing was merged.
    """

    name: str
    units: tuple[str, ...]
    sites: tuple[str, ...]
    demand: Floats
    capacity: Floats
    cost: Floats
    opening: Floats
    root: Ints
    edges: Ints | None = None
    choose: bool = False
    open_exactly: int | None = None
    own: bool = True
    bound_to: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    today: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    layers: Floats = field(default_factory=lambda: np.empty((0, 0)))
    seats: Floats = field(default_factory=lambda: np.empty((0, 0)))
    distance: Floats = field(default_factory=lambda: np.empty((0, 0)))
    fairest: bool = False
    fill: float = 1.0
    fixed: float = 0.0
    members: tuple[tuple[str, ...], ...] = ()
    site_members: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        n, m = len(self.units), len(self.sites)
        if not n:
            raise BadInput("没有单元", self.name)
        if not m:
            raise BadInput("没有学校", self.name)
        if self.cost.shape != (n, m):
            raise BadInput(f"费用表应为 {n}×{m}，现为 {self.cost.shape}", self.name)
        if np.isnan(self.cost).any():
            raise BadInput(
                f"单元“{self.units[int(np.argwhere(np.isnan(self.cost))[0, 0])]}”的距离不是数", self.name
            )
        if not np.isfinite(self.demand).all() or (self.demand < 0).any():
            raise BadInput("学生数不能为负，须为有限数", self.name)
        if np.isnan(self.capacity).any() or (self.capacity < 0).any():
            raise BadInput("学位数不能为负", self.name)
        if self.open_exactly is not None and not 1 <= self.open_exactly <= m:
            raise BadInput(f"开办数 {self.open_exactly} 不在 1 到 {m} 之间", self.name)
        for name in ("bound_to", "today"):
            if not len(getattr(self, name)):
                object.__setattr__(self, name, np.full(n, -1, np.int64))
        if not len(self.layers):
            object.__setattr__(self, "layers", self.demand[:, None])
            object.__setattr__(self, "seats", self.capacity[:, None])

    @property
    def contiguous(self) -> bool:
        """Whether zones must be in one piece."""
        return self.edges is not None

    @cached_property
    def neighbours(self) -> tuple[Ints, Ints]:
        """The map as compressed rows: neighbours of unit i are `index[start[i]:start[i + 1]]`, ascending."""
        n = len(self.units)
        if self.edges is None or not len(self.edges):
            return np.zeros(n + 1, np.int64), np.empty(0, np.int64)
        both = np.unique(np.vstack([self.edges, self.edges[:, ::-1]]), axis=0)
        both = both[both[:, 0] != both[:, 1]]
        start = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=n))])
        return start.astype(np.int64), np.ascontiguousarray(both[:, 1])

    @cached_property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """Which site may serve a unit by distance, binding and, where every site is open, the site's own unit; n × m."""
        may = np.isfinite(self.cost)
        fixed = np.flatnonzero(self.bound_to >= 0)
        may[fixed] = False
        may[fixed, self.bound_to[fixed]] = np.isfinite(self.cost[fixed, self.bound_to[fixed]])
        if self.own and not self.choose:
            rooted = np.flatnonzero(self.root >= 0)
            standing: dict[int, list[int]] = {}
            for j in rooted:
                standing.setdefault(int(self.root[j]), []).append(int(j))
            for i, here in standing.items():
                keep = may[i, here].copy()
                may[i] = False
                may[i, here] = keep
        return may
