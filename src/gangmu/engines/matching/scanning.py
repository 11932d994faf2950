"""One pass over all wishes that finds envy, waste, overfull schools and rings: the certificate of a stage; used by the verifier alone."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Tally:
    """What a scan of one stage counted; -1 where nothing of the kind was found."""

    envious: int
    wish: int
    wasted: int
    overfull: int
    ring: int
    wishes: int


def scan(
    choices: NDArray[np.integer],
    ranks: NDArray[np.integer] | None,
    place: NDArray[np.int64],
    held: NDArray[np.int64],
    seats: NDArray[np.int64],
    sizes: NDArray[np.int64] | None = None,
    counts: NDArray[np.bool_] | None = None,
    together: bool = False,
) -> Tally:
    """Look for envy, waste, overfull schools and rings in one stage.

    Parameters
    ----------
    choices, ranks
        Schools and the classes there, shape (tickets, length); -1 for no wish. One class where `ranks` is absent.
    place
        Place in the common order; -1 for those who take no part.
    held
        Index of the wish held, -1 for none.
    seats
        Seats by school.
    sizes
        Seats that a ticket takes, one where absent.
    counts
        Cells that count, all where absent.
    together
        Whether equals of the last one admitted are admitted too; then places are levels.
    """
    classes = np.zeros((1, 1), np.int8) if ranks is None else ranks
    cells = np.zeros((1, 1), np.bool_) if counts is None else counts
    units = np.ones(1, np.int64) if sizes is None else sizes
    found = _scan(
        choices,
        classes,
        place,
        held,
        seats,
        units,
        cells,
        ranks is not None,
        counts is not None,
        sizes is not None,
        together,
    )
    return Tally(*(int(value) for value in found))


@njit(cache=True, nogil=True)
def _scan(choices, ranks, place, held, seats, sizes, cells, ranked, gated, sized, together):  # type: ignore[no-untyped-def]
    tickets, length = choices.shape
    schools = len(seats)
    span = np.int64(place.max() + 1) if tickets else np.int64(1)
    used = np.zeros(schools, np.int64)
    worst = np.full(schools, np.int64(-1))
    at_worst = np.zeros(schools, np.int64)
    for who in range(tickets):
        if held[who] < 0:
            continue
        school = choices[who, held[who]]
        size = sizes[who] if sized else 1
        key = place[who] + (span * ranks[who, held[who]] if ranked else 0)
        used[school] += size
        if key > worst[school]:
            worst[school] = key
            at_worst[school] = size
        elif key == worst[school]:
            at_worst[school] += size
    overfull = -1
    line = np.empty(schools, np.int64)
    for school in range(schools):
        if used[school] > 0 and used[school] - at_worst[school] >= seats[school]:
            overfull = school
        if not sized and not together and used[school] > seats[school]:
            overfull = school
        line[school] = worst[school] if used[school] >= seats[school] else _FAR
    best = np.full(schools, _FAR)
    whose = np.full(schools, np.int64(-1))
    envious, envied, wasted, wishes = -1, -1, -1, 0
    for who in range(tickets):
        if place[who] < 0:
            continue
        end = held[who] if held[who] >= 0 else length
        for wish in range(end):
            school = choices[who, wish]
            if school < 0 or (gated and not cells[who, wish]):
                continue
            wishes += 1
            key = place[who] + (span * ranks[who, wish] if ranked else 0)
            if key < line[school] or (together and key == line[school]):
                if line[school] == _FAR:
                    wasted = who
                else:
                    envious = who
                envied = wish
            if key < best[school]:
                best[school] = key
                whose[school] = who
    return envious, envied, wasted, overfull, _ring(choices, held, whose), wishes


@njit(cache=True, nogil=True)
def _ring(choices, held, whose):  # type: ignore[no-untyped-def]
    """Return a school in a ring of schools each of whose next applicant is held by the next school; -1 where there is none."""
    seen = np.zeros(len(whose), np.int64)
    for begin in range(len(whose)):
        school = begin
        while school >= 0 and seen[school] == 0:
            seen[school] = begin + 1
            who = whose[school]
            if who < 0 or held[who] < 0:
                school = -1
            else:
                school = int(choices[who, held[who]])
        if school >= 0 and seen[school] == begin + 1:
            return school
    return -1
