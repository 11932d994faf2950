"""Draws seeded maps for trials of size: points in a square joined to a planar map, schools on some of them, written as `sap` files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.instance import Floats, Ints


@dataclass(frozen=True, slots=True)
class Map:
    """A drawn map.

    Parameters
    ----------
    place
        Metres, n × 2.
    pupils
        Of each unit, whole, length n.
    seats
        Of the school on each unit, 0 where there is none, length n.
    edges
        Pairs of neighbours, e × 2.
    """

    place: Floats
    pupils: Ints
    seats: Ints
    edges: Ints


def draw(units: int, schools: int, seed: int, supply: float = 1.15) -> Map:
    """Draw a map.

    Units lie at random, eight hundred metres apart in the mean, and are neighbours when their cells touch (Delaunay). Pupils are
    log-normal about 40; one unit in twenty has none and only carries the map. Schools stand on random units with seats alike but
    for a fifth, together `supply` times the pupils.

    Parameters
    ----------
    units, schools
        How many; at least 4 units, no more schools than units.
    seed
        Of the drawing.
    supply
        Seats over pupils.

    Raises
    ------
    BadInput
        When the numbers make no map.
    """
    if units < 4 or not 1 <= schools <= units:
        raise BadInput("至少 4 个单元，学校数在 1 到单元数之间")
    if not 0 < supply < 1000:
        raise BadInput(f"学位与学生之比应大于 0，现为 {supply:g}")
    from scipy.spatial import Delaunay  # noqa: PLC0415 - heavy: loaded by what needs it

    random = np.random.default_rng(seed)
    place = np.round(random.random((units, 2)) * 800 * np.sqrt(units), 2)
    pupils = np.maximum(1, np.round(random.lognormal(np.log(40), 0.6, units))).astype(np.int64)
    pupils[random.random(units) < 0.05] = 0
    standing = np.sort(random.choice(units, schools, replace=False))
    weight = random.uniform(0.8, 1.2, schools)
    seats = np.zeros(units, np.int64)
    seats[standing] = np.ceil(weight / weight.sum() * pupils.sum() * supply)
    seats[standing] = np.maximum(seats[standing], pupils[standing])
    corners = np.sort(Delaunay(place).simplices, axis=1)
    edges = np.unique(np.vstack([corners[:, [0, 1]], corners[:, [0, 2]], corners[:, [1, 2]]]), axis=0)
    return Map(place, pupils, seats, edges.astype(np.int64))


def write_map(drawn: Map, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a map as a `sap` instance; return its file of units and its file of neighbours."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["OID\tpop\tPointX\tPointY\tfcadidature\tfcost\tfcapacity"]
    for i, (spot, pupils, seats) in enumerate(zip(drawn.place, drawn.pupils, drawn.seats, strict=True), 1):
        rows.append(f"{i}\t{pupils}\t{spot[0]:.2f}\t{spot[1]:.2f}\t0\t0\t{seats}")
    instance, connectivity = folder / f"{name}.txt", folder / f"{name}_connectivity.txt"
    instance.write_text("\n".join(rows) + "\n", encoding="utf-8")
    pairs = ["OID,ID1,ID2", *(f"{k},{a + 1},{b + 1}" for k, (a, b) in enumerate(drawn.edges.tolist(), 1))]
    connectivity.write_text("\n".join(pairs) + "\n", encoding="utf-8")
    return instance, connectivity
