"""The loops that give places to single applicants: deferred acceptance, one common order, immediate acceptance.

All of them count applicants by their place in the common order: row 0 is the first. Twins and reserves stand in `choosing.py`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: A line that turns nobody away.
OPEN = np.iinfo(np.int64).max


def defer(
    choices: NDArray[np.integer],
    classes: NDArray[np.integer] | None,
    order: NDArray[np.int32],
    capacity: NDArray[np.int64],
) -> NDArray[np.int16]:
    """Return which of its choices each applicant holds under deferred acceptance.

    A school ranks applicants by (class, place), smaller first. The answer is the one stable assignment that every applicant
    likes best among all stable ones, in whatever order people propose; here they propose in the common order, because then few
    who hold a seat lose it again.

    Parameters
    ----------
    choices
        Schools in order of wish, shape (applicants, length of list); -1 after the last one.
    classes
        Priority class at the school of that cell, same shape, not negative; absent where all are of one class.
    order
        Applicants from the first to the last place: a permutation.
    capacity
        Seats of each school, not negative.

    Returns
    -------
    NDArray
        Index into the applicant's choices, -1 for none.

    References
    ----------
    D. Gale, L. S. Shapley, College Admissions and the Stability of Marriage, doi:10.1080/00029890.1962.11989827.
    """
    if classes is None:
        return serve(choices, order, capacity)
    bits = max(1, int(len(order) - 1).bit_length())
    # In the common order the loop reads memory forwards.
    lined, ranks = np.take(choices, order, axis=0), np.take(classes, order, axis=0)
    room = np.minimum(capacity, len(order))
    start = np.concatenate(([0], np.cumsum(room)))
    held = _defer(lined, ranks, capacity, start, bits)
    answer = np.empty(len(order), np.int16)
    answer[order] = held
    return answer


@njit(cache=True, nogil=True)
def _defer(choices, classes, capacity, start, bits):  # type: ignore[no-untyped-def]
    """Propose one after another; each school keeps a heap of whom it holds, the worst at the root."""
    applicants, length = choices.shape
    heap = np.empty(start[-1], np.int64)
    count = np.zeros(len(capacity), np.int64)
    line = np.where(capacity > 0, OPEN, np.int64(-1))
    held = np.full(applicants, -1, np.int16)
    mask = (np.int64(1) << bits) - 1
    for first in range(applicants):
        who = first
        while who >= 0:
            wish = held[who] + 1
            school = -1
            key = 0
            while wish < length:
                school = int(choices[who, wish])
                if school < 0:
                    break
                key = (int(classes[who, wish]) << bits) | who
                if key < line[school]:
                    break
                wish += 1
                school = -1
            if school < 0:
                held[who] = -1
                break
            held[who] = wish
            base = start[school]
            size = count[school]
            if size < capacity[school]:
                _push(heap, base, size, key)
                size += 1
                count[school] = size
                if size == capacity[school]:
                    line[school] = heap[base]
                break
            who = int(heap[base] & mask)
            _sink(heap, base, size, key)
            line[school] = heap[base]
    return held


@njit(cache=True, nogil=True, inline="always")
def _push(heap, base, count, key):  # type: ignore[no-untyped-def]
    """Add a key to the heap of `count` keys whose root, the worst, stands at `base`."""
    child = count
    while child > 0:
        parent = (child - 1) >> 1
        if heap[base + parent] >= key:
            break
        heap[base + child] = heap[base + parent]
        child = parent
    heap[base + child] = key


@njit(cache=True, nogil=True, inline="always")
def _sink(heap, base, count, key):  # type: ignore[no-untyped-def]
    """Put a key into the root's place of a heap of `count` keys."""
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= count:
            break
        if child + 1 < count and heap[base + child + 1] > heap[base + child]:
            child += 1
        if heap[base + child] <= key:
            break
        heap[base + parent] = heap[base + child]
        parent = child
    heap[base + parent] = key


def serve(
    choices: NDArray[np.integer],
    order: NDArray[np.int32],
    capacity: NDArray[np.int64],
    sizes: NDArray[np.int64] | None = None,
    level: NDArray[np.int64] | None = None,
) -> NDArray[np.int16]:
    """Return which of its choices each ticket gets when all are served once, in one order (平行志愿, serial dictatorship).

    Parameters
    ----------
    choices, capacity
        As in `defer`.
    order
        Those who are served, the first first; all others get -1.
    sizes
        Seats of each ticket, one where absent. The ticket at the last seat is taken whole.
    level
        Alike for equals in `order`: whoever equals the last one admitted is admitted too, beyond the plan (同分跟进). Absent
        where no two are equal.
    """
    if sizes is None:
        sizes = np.ones(len(choices), np.int64)
    if level is None:
        level = np.arange(len(order))
    return _serve(choices, order, capacity, sizes, level)  # type: ignore[no-any-return]


@njit(cache=True, nogil=True)
def _serve(choices, order, capacity, sizes, level):  # type: ignore[no-untyped-def]
    left = capacity.copy()
    last = np.full(len(capacity), np.int64(-1))
    held = np.full(len(choices), -1, np.int16)
    for place in range(len(order)):
        who = order[place]
        for wish in range(choices.shape[1]):
            school = choices[who, wish]
            if school < 0:
                break
            if left[school] > 0 or last[school] == level[place]:
                left[school] -= sizes[who]
                last[school] = level[place]
                held[who] = wish
                break
    return held


def admit_at_once(
    choices: NDArray[np.integer],
    classes: NDArray[np.integer] | None,
    order: NDArray[np.int32],
    capacity: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> NDArray[np.int16]:
    """Return which of its choices each ticket gets under immediate acceptance (志愿优先, the Boston mechanism).

    In round k all who have no place ask their k-th choice, which admits by (class, place) for good. It rewards who names a school
    first without need, so that wishes are not told honestly; it is here because it is still in use, and for comparison.

    Parameters
    ----------
    choices, classes, order, capacity
        As in `defer`.
    sizes
        Seats of each ticket.

    References
    ----------
    A. Abdulkadiroğlu, T. Sönmez, School Choice: A Mechanism Design Approach, doi:10.1257/000282803322157061.
    """
    left = capacity.copy()
    held = np.full(len(choices), -1, np.int16)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    for wish in range(choices.shape[1]):
        asking = np.flatnonzero((held < 0) & (choices[:, wish] >= 0))
        school = choices[asking, wish]
        ranks = np.zeros(len(asking), np.int64) if classes is None else classes[asking, wish]
        queue = np.lexsort((place[asking], ranks, school))
        asking, school = asking[queue], school[queue].astype(np.int64)
        seats = sizes[asking]
        before = np.cumsum(seats) - seats
        first = np.concatenate(([True], school[1:] != school[:-1]))[: len(school)]
        before -= np.maximum.accumulate(np.where(first, before, 0))
        admitted = before < left[school]
        held[asking[admitted]] = wish
        left -= np.bincount(school[admitted], seats[admitted], len(left)).astype(np.int64)
    return held
