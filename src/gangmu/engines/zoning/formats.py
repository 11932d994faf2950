"""The file formats of published instances: service areas, capacitated location, p-medians."""

from pathlib import Path

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.geojson import read_gangmu
from gangmu.engines.zoning.instance import Floats, Instance
from gangmu.engines.zoning.tables import lines, read_edges

FORMATS = ("sap", "cflsap", "pmp", "pmed", "gangmu")
METRES = 1000.0


def read_instance(
    path: Path, form: str, connectivity: Path | None = None, open_exactly: int | None = None
) -> Instance:
    """Read an instance.

    Parameters
    ----------
    path
        The instance.
    form
        One of `FORMATS`. `sap`: every site is open, or at most `open_exactly`. `cflsap`: sites may stay closed and cost when open.
        `pmp`: at most `open_exactly` sites are open, without cost. `pmed`: a graph, shortest paths, no capacities. `gangmu`: GeoJSON or CSV of our own.
    connectivity
        Pairs of neighbouring units; with it zones must be contiguous.
    open_exactly
        How many sites are open at most; `pmp` needs it, in `pmed` it overrides the file.

    Raises
    ------
    BadInput
        When anything cannot be used; names the file, the line and the remedy.
    """
    if form not in FORMATS:
        raise BadInput(f"不认识的格式“{form}”，应为 {'、'.join(FORMATS)}")
    if form == "gangmu":
        return read_gangmu(path, connectivity, open_exactly)
    if form == "pmed":
        if connectivity is not None:
            raise BadInput("pmed 格式不用邻接表")
        return _graph(path, open_exactly)
    if form == "pmp" and open_exactly is None:
        raise BadInput("pmp 格式须用 --open 指明开办数")
    return _areas(path, form, connectivity, open_exactly)


def _areas(path: Path, form: str, connectivity: Path | None, open_exactly: int | None) -> Instance:
    """Units with id, demand, x, y (metres), a flag, a cost, a capacity; a capacity above 0 marks a site."""
    rows = lines(path)[1:]
    if not rows:
        raise BadInput("没有单元", path.name)
    index: dict[str, int] = {}
    demand, place, sites = np.zeros(len(rows)), np.zeros((len(rows), 2)), []
    for i, row in enumerate(rows):
        key = row.cell(0, "编号")
        if key in index:
            raise BadInput(f"编号“{key}”重复", row.source, row.number)
        index[key] = i
        demand[i] = row.real(1, "学生数", 0)
        place[i] = row.real(2, "横坐标"), row.real(3, "纵坐标")
        opening, capacity = row.real(5, "费用", 0), row.real(6, "学位数", 0)
        if capacity > 0:
            sites.append((i, capacity, opening if form == "cflsap" else 0.0))
    if not sites:
        raise BadInput("没有学位数大于 0 的单元，即没有学校", path.name)
    units = tuple(index)
    root = np.array([i for i, _, _ in sites], np.int64)
    return Instance(
        name=path.name, units=units, sites=tuple(units[i] for i in root), demand=demand,
        capacity=np.array([capacity for _, capacity, _ in sites]), cost=kilometres(place, place[root]) * demand[:, None],
        opening=np.array([opening for _, _, opening in sites]), root=root,
        edges=None if connectivity is None else read_edges(connectivity, index),
        choose=form != "sap" or open_exactly is not None, open_exactly=open_exactly,
        own=form == "sap" or connectivity is not None,
    )  # fmt: skip


def kilometres(these: Floats, those: Floats) -> Floats:
    """Return straight distances in kilometres between points in metres, n × m."""
    away: Floats = np.hypot(these[:, None, 0] - those[None, :, 0], these[:, None, 1] - those[None, :, 1])
    return away / METRES


def _graph(path: Path, open_exactly: int | None) -> Instance:
    """`n edges p`, then edges `i j length`; distances are shortest paths, a repeated edge counts as given last."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - heavy: loaded by what needs it
    from scipy.sparse.csgraph import shortest_path  # noqa: PLC0415 - heavy: loaded by what needs it

    rows = lines(path)
    n, stated, p = rows[0].whole(0, "点数", 1), rows[0].whole(1, "边数"), rows[0].whole(2, "开办数", 1)
    if n > 20_000:
        raise BadInput(f"点数 {n} 过大", path.name, 1)
    if len(rows) - 1 < stated:
        raise BadInput(
            f"首行说有 {stated} 条边，实有 {len(rows) - 1} 条，文件不全", path.name, rows[-1].number
        )
    edges: dict[tuple[int, int], float] = {}
    for row in rows[1:]:
        i, j = row.whole(0, "端点", 1), row.whole(1, "端点", 1)
        if max(i, j) > n:
            raise BadInput(f"端点超出 1 到 {n}", row.source, row.number)
        edges[min(i, j) - 1, max(i, j) - 1] = row.real(2, "长度", 0)
    ends = np.array(list(edges), np.int64).reshape(-1, 2)
    length = np.fromiter(edges.values(), float)
    # Zero lengths would vanish from a sparse matrix.
    graph = csr_array((np.maximum(length, 1e-12), (ends[:, 0], ends[:, 1])), shape=(n, n))
    away = np.round(shortest_path(graph, directed=False), 9)
    names = tuple(str(i + 1) for i in range(n))
    return Instance(
        name=path.name, units=names, sites=names, demand=np.ones(n), capacity=np.full(n, np.inf), cost=away,
        opening=np.zeros(n), root=np.arange(n), choose=True, open_exactly=p if open_exactly is None else open_exactly, own=False,
    )  # fmt: skip
