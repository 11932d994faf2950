"""In which class an applicant stands at a school, and in which place of the common order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: Stands for "no class named" while classes are collected.
_NONE = np.int64(1) << 40
_UNNAMED = -2


@dataclass(slots=True)
class Priorities:
    """Classes as the files name them.

    Parameters
    ----------
    schools
        Number of schools.
    default_class
        Class where nothing is named; absent for one behind the last named.
    named
        Applicant, school, class of each line of `priorities.csv`.
    zoned
        Cell (zone, category, school as one number) and class of each line of `zones.csv`.
    zone, kind
        Zone and category of each applicant, -1 for one that no line names.
    kinds, any_kind
        Number of categories in `zones.csv`, and the one that stands for all.
    """

    schools: int
    default_class: int | None
    named: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]] | None = None
    zoned: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    zone: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    kind: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    kinds: int = 1
    any_kind: int = 0

    @property
    def default(self) -> int:
        """Class where nothing is named."""
        if self.default_class is not None:
            return self.default_class
        named = [each[-1] for each in (self.named, self.zoned) if each is not None and len(each[-1])]
        return int(max(values.max() for values in named)) + 1 if named else 0


def classes_of(choices: NDArray[np.integer], priorities: Priorities) -> NDArray[np.integer] | None:
    """Return the class of each cell of a list of wishes: the best of all that are named, else the default.

    Parameters
    ----------
    choices
        Schools, shape (applicants, length), -1 for none.
    priorities
        What the files name.

    Returns
    -------
    NDArray
        Classes of the same shape, in the smallest type that holds them; absent where nothing is named and all are of one class.
    """
    if priorities.named is None and priorities.zoned is None and priorities.default >= 0:
        return None
    largest = max(
        [priorities.default, *(int(e[-1].max(initial=0)) for e in (priorities.named, priorities.zoned) if e)]
    )
    kind = np.int8 if largest < 2**7 else np.int32
    classes = np.full(choices.shape, _UNNAMED, kind)
    if priorities.zoned is not None:
        _class_by_zone(choices, classes, priorities)
    if priorities.named is not None:
        _name(choices, classes, *priorities.named)
    classes[classes == _UNNAMED] = priorities.default
    return classes


def _class_by_zone(
    choices: NDArray[np.integer], classes: NDArray[np.integer], priorities: Priorities
) -> None:
    """Enter the classes of zones, column by column, for the applicant's category and for all categories."""
    assert priorities.zoned is not None  # noqa: S101
    order = np.argsort(priorities.zoned[0])
    cells, values = priorities.zoned[0][order], priorities.zoned[1][order]
    if not len(cells):
        return
    for column in range(choices.shape[1]):
        best = np.full(len(choices), _NONE)
        for kind in (priorities.kind, np.full(len(choices), priorities.any_kind)):
            asked = (priorities.zone * priorities.kinds + kind) * priorities.schools + choices[:, column]
            place = np.minimum(np.searchsorted(cells, asked), len(cells) - 1)
            hit = (cells[place] == asked) & (priorities.zone >= 0) & (kind >= 0) & (choices[:, column] >= 0)
            best = np.where(hit, np.minimum(best, values[place]), best)
        classes[:, column] = np.where(best < _NONE, best, classes[:, column])


@njit(cache=True, nogil=True)
def _name(choices, classes, owners, schools, named):  # type: ignore[no-untyped-def]
    """Enter the classes named one by one; of two names the better one holds."""
    for row in range(len(owners)):
        for wish in range(choices.shape[1]):
            if choices[owners[row], wish] == schools[row]:
                before = classes[owners[row], wish]
                if before < 0 or named[row] < before:
                    classes[owners[row], wish] = named[row]
                break


def line_up(
    columns: Sequence[tuple[NDArray[Any], bool]],
) -> tuple[NDArray[np.int32], NDArray[np.int64] | None]:
    """Return the order of all rows by columns, and the level of each place; no levels where no two rows are equal.

    Parameters
    ----------
    columns
        Values and whether the highest comes first, the deciding column first.
    """
    if len(columns) == 1 and columns[0][0].dtype.kind == "i":
        order = _by_counting(*columns[0])
        if order is not None:
            return order, None
    keys = [-values if highest else values for values, highest in reversed(columns)]
    order = np.lexsort(keys).astype(np.int32)
    steps = np.zeros(len(order), bool)
    steps[1:] = np.logical_or.reduce([key[order][1:] != key[order][:-1] for key in keys])
    return order, None if steps[1:].all() else np.cumsum(steps)


def _by_counting(values: NDArray[np.int64], highest: bool) -> NDArray[np.int32] | None:
    """Return the order by numbers that are a run without gap or repetition, as drawn numbers are; else nothing."""
    lowest = int(values.min(initial=0))
    if not len(values) or int(values.max()) - lowest != len(values) - 1:
        return None
    order = np.full(len(values), -1, np.int32)
    order[values - lowest] = np.arange(len(values), dtype=np.int32)
    if order.min() < 0:
        return None
    return order[::-1].copy() if highest else order
