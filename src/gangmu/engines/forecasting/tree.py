"""Units and what they add up to: schools, zones, the county."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.history import Floats, History


@dataclass(frozen=True)
class Tree:
    """Nodes: first the units that forecasts start from, then the aggregates, those nearest to the units first.

    Attributes
    ----------
    names, parents
        One for each node; the parent is empty at the top.
    levels
        0 for a unit, 1 for what units add up to, and so on.
    members
        For each node the positions of its units.
    """

    names: tuple[str, ...]
    parents: tuple[str, ...]
    levels: tuple[int, ...]
    members: tuple[NDArray[np.intp], ...]

    def sums(self, leaves: Floats, axis: int = 0) -> Floats:
        """Return the values of all nodes from those of the units, which stand along `axis`."""
        moved = np.moveaxis(leaves, axis, 0)
        out = np.stack([moved[members].sum(axis=0) for members in self.members])
        return np.moveaxis(out, 0, axis)


def tree_of(history: History) -> Tree:
    """Return the nodes of a history."""
    below = history.aggregates()
    up = dict(zip(history.units, history.parents, strict=True)) | dict(history.above)
    level = dict.fromkeys(history.units, 0)
    for unit, parent in zip(history.units, history.parents, strict=True):
        for height, name in enumerate(history.chain(parent), 1):
            level[name] = max(level.get(name, 0), height)
        level[unit] = 0
    aggregates = sorted(below, key=lambda name: level[name])
    names = (*history.units, *aggregates)
    members = [np.array([place], dtype=np.intp) for place in range(len(history.units))]
    members += [below[name] for name in aggregates]
    return Tree(
        names, tuple(up.get(name, "") for name in names), tuple(level[name] for name in names), tuple(members)
    )
