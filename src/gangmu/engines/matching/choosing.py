"""Deferred acceptance where a school looks at more than one order: seats kept for groups, groups with a limit, twins on one ticket.

A school's choice among those who ask is made once, in `_choose`, by the published rule; what makes deferred acceptance stable is that
whoever is refused among some is refused among more (substitutes). It holds for seats kept for groups that do not overlap, before
or after the open ones, and for twins taken whole at the last seat; not for both at once, which is refused.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray


def defer_by_choice(
    choices: NDArray[np.integer],
    classes: NDArray[np.integer],
    order: NDArray[np.int32],
    capacity: NDArray[np.int64],
    sizes: NDArray[np.int64],
    group: NDArray[np.int32],
    reserved: NDArray[np.int64],
    most: NDArray[np.int64],
    reserves_first: bool,
    unfilled_open: bool,
) -> NDArray[np.int16]:
    """Return which of its choices each ticket holds.

    Parameters
    ----------
    choices, classes, order, capacity
        As in `acceptance.defer`.
    sizes
        Seats of each ticket.
    group
        Group of each ticket, -1 for none.
    reserved, most
        Seats kept for a group and the most it may take, shape (schools, groups).
    reserves_first
        Whether the kept seats are given before the open ones. The order matters: whoever would win an open seat anyway uses up a
        kept one when those come first (Dur, Kominers, Pathak, Sönmez, Reserve Design, doi:10.1086/699974).
    unfilled_open
        Whether kept seats that the group leaves free are open to all.

    References
    ----------
    I. Hafalir, B. Yenmez, M. Yildirim, Effective affirmative action in school choice, doi:10.3982/TE1135.
    """
    bits = max(1, int(len(order) - 1).bit_length())
    wanted = np.bincount(choices[choices >= 0].ravel(), minlength=len(capacity))
    start = np.concatenate(([0], np.cumsum(np.minimum(capacity, wanted) + 2)))
    held = _defer(
        np.take(choices, order, axis=0),
        np.take(classes, order, axis=0),
        capacity,
        sizes[order],
        group[order],
        reserved,
        most,
        reserves_first,
        unfilled_open,
        start,
        bits,
    )
    answer = np.empty(len(order), np.int16)
    answer[order] = held
    return answer


def still_kept(
    school: NDArray[np.int32],
    queue: NDArray[np.int64],
    group: NDArray[np.int32],
    seats: NDArray[np.int64],
    kept: NDArray[np.int64],
    reserves_first: bool,
) -> NDArray[np.int64]:
    """Return the seats that are kept for groups after a stage of single applicants.

    Whoever is taken uses up a seat kept for the own group, but for those who took the open seats that were given before the kept ones.

    Parameters
    ----------
    school
        What each holds by this stage, -1 for none.
    queue
        All in the order (class, place) of the school they hold.
    group
        Group of each, -1 for none.
    seats, kept
        What the stage had to give.
    reserves_first
        As in `defer_by_choice`.
    """
    left = kept.copy()
    for place in np.flatnonzero(kept.any(axis=1)):
        there = queue[school[queue] == place]
        if not reserves_first:
            there = there[max(int(seats[place] - kept[place].sum()), 0) :]
        groups = group[there]
        used = np.bincount(groups[groups >= 0], minlength=kept.shape[1])
        left[place] = np.maximum(kept[place] - used, 0)
    return left


@njit(cache=True, nogil=True)
def _defer(choices, classes, capacity, sizes, group, reserved, most, first, unfilled_open, start, bits):  # type: ignore[no-untyped-def]
    """Propose one after another; each school keeps whom it holds in order, and chooses anew with every newcomer."""
    tickets, length = choices.shape
    keys = np.empty(start[-1], np.int64)
    taken = np.empty(start[-1], np.bool_)
    count = np.zeros(len(capacity), np.int64)
    held = np.full(tickets, -1, np.int16)
    refused = np.empty(tickets + 1, np.int64)
    mask = (np.int64(1) << bits) - 1
    for newcomer in range(tickets):
        refused[0] = newcomer
        waiting = 1
        while waiting:
            waiting -= 1
            who = refused[waiting]
            held[who] += 1
            wish = held[who]
            if wish >= length or choices[who, wish] < 0:
                held[who] = -1
                continue
            school = np.int64(choices[who, wish])
            base = start[school]
            size = count[school]
            key = (np.int64(classes[who, wish]) << bits) | who
            place = size
            while place > 0 and keys[base + place - 1] > key:
                keys[base + place] = keys[base + place - 1]
                place -= 1
            keys[base + place] = key
            size += 1
            _choose(
                keys[base : base + size] & mask,
                sizes,
                group,
                capacity[school],
                reserved[school],
                most[school],
                first,
                unfilled_open,
                taken[base : base + size],
            )
            kept = 0
            for place in range(size):
                if taken[base + place]:
                    keys[base + kept] = keys[base + place]
                    kept += 1
                else:
                    refused[waiting] = keys[base + place] & mask
                    waiting += 1
            count[school] = kept
    return held


@njit(cache=True, nogil=True)
def _choose(asking, sizes, group, capacity, reserved, most, first, unfilled_open, taken):  # type: ignore[no-untyped-def]
    """Mark whom a school takes among those who ask, who stand in its order."""
    kept = reserved.sum()
    of_group = np.zeros(len(reserved), np.int64)
    in_kept = np.zeros(len(reserved), np.int64)
    used = np.int64(0)
    taken[:] = False
    if not first:
        used += _fill(asking, sizes, group, capacity - kept, most, of_group, taken)
    for place in range(len(asking)):
        who = asking[place]
        mine = group[who]
        if mine >= 0 and not taken[place] and in_kept[mine] < reserved[mine] and of_group[mine] < most[mine]:
            taken[place] = True
            in_kept[mine] += sizes[who]
            of_group[mine] += sizes[who]
            used += sizes[who]
    if first:
        seats = capacity - used if unfilled_open else capacity - kept
        _fill(asking, sizes, group, seats, most, of_group, taken)
    elif unfilled_open:
        _fill(asking, sizes, group, capacity - used, most, of_group, taken)


@njit(cache=True, nogil=True)
def _fill(asking, sizes, group, seats, most, of_group, taken):  # type: ignore[no-untyped-def]
    """Take in order as long as a seat is free before the ticket; return the seats used."""
    used = np.int64(0)
    for place in range(len(asking)):
        if used >= seats:
            break
        who = asking[place]
        mine = group[who]
        if taken[place] or (mine >= 0 and of_group[mine] >= most[mine]):
            continue
        taken[place] = True
        used += sizes[who]
        if mine >= 0:
            of_group[mine] += sizes[who]
    return used
