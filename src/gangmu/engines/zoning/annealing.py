"""Simulated annealing over zones of open sites, in compiled loops.

A move gives a unit on a border to the zone beside it; what would be cut off from its school by that goes along. Or it gives the
unit there and sends another unit of that zone on to a third (a swap when the third is the first). What a move changes is a few
entries of the cost table and two or three loads; whether it tears a zone is asked only of moves that would be accepted. Seats
beyond a capacity have a price of their own at each site, which rises while the site is overfull and falls while it is not, so that
the search walks along the edge of what is feasible (strategic oscillation, with prices as in Lagrangian relaxation).
"""

from typing import Any

import numba
import numpy as np

from gangmu.engines.zoning.instance import Flags, Floats, Ints

#: Pupils beyond a capacity that are rounding of sums.
ROUNDING = 1e-7
#: Least proposals between two looks at the prices; on large maps three a unit, so that prices wait for what they cause.
PERIOD = 1000
#: What becomes of a price while its site is overfull, and while it is not.
RISE, FALL = 1.06, 0.985
#: What is added to the mark of a unit that was met among neighbours; above any number of marks.
SEEN = 1 << 40
#: Largest piece that is carried along with a unit.
PIECE = 24


@numba.njit(cache=True, nogil=True)
def draw(state: Ints) -> Any:
    """Return 64 random bits (xorshift64*, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return x * np.uint64(2685821657736338717)


@numba.njit(cache=True, nogil=True)
def below(state: Ints, count: int) -> Any:
    """Return a random number from 0 to count − 1."""
    return np.int64(((draw(state) >> np.uint64(33)) * np.uint64(count)) >> np.uint64(31))


@numba.njit(cache=True, nogil=True)
def share(state: Ints) -> float:
    """Return a random number in (0, 1]."""
    return (np.float64(draw(state) >> np.uint64(12)) + 1.0) * 2.220446049250313e-16


@numba.njit(cache=True, nogil=True)
def cut_off(
    i: int, zone: int, root: int, start: Ints, index: Ints, given: Ints, size: Ints, member: Ints,
    stamp: Ints, mark: int, stack: Ints, piece: Ints,
) -> int:  # fmt: skip
    """Find the units of a zone that lose their school when unit i leaves.

    They are written to `piece`; returned is their number, −1 when they are more than `PIECE`.
    """
    wanted = 0
    first = -1
    for e in range(start[i], start[i + 1]):
        if given[index[e]] == zone:
            wanted += 1
            first = index[e]
    if wanted == 0:
        return 0 if size[zone] == 1 else -1
    if wanted == 1 and (root < 0 or root != i):
        return 0
    for e in range(start[i], start[i + 1]):
        if given[index[e]] == zone:
            stamp[index[e]] = -mark
    stamp[i] = mark
    # Most often the neighbours in the zone hang together among themselves: then nothing is lost.
    joined = 1
    stack[0] = first
    top = 1
    stamp[first] = -mark - SEEN
    while top > 0:
        top -= 1
        u = stack[top]
        for e in range(start[u], start[u + 1]):
            v = index[e]
            if stamp[v] == -mark:
                stamp[v] = -mark - SEEN
                joined += 1
                stack[top] = v
                top += 1
    if joined == wanted:
        return 0
    for e in range(start[i], start[i + 1]):
        if given[index[e]] == zone:
            stamp[index[e]] = -mark
    if root >= 0 and given[root] == zone and root != i:
        first = root
    found = 1 if stamp[first] == -mark else 0
    stamp[first] = mark
    stack[0] = first
    top = 1
    reached = 1
    while top > 0:
        if found == wanted:
            return 0
        top -= 1
        u = stack[top]
        for e in range(start[u], start[u + 1]):
            v = index[e]
            if given[v] == zone and stamp[v] != mark:
                if stamp[v] == -mark:
                    found += 1
                stamp[v] = mark
                stack[top] = v
                top += 1
                reached += 1
    if found == wanted:
        return 0
    lost = size[zone] - 1 - reached
    if lost > PIECE:
        return -1
    count = 0
    for k in range(size[zone]):
        v = member[zone, k]
        if stamp[v] != mark:
            piece[count] = v
            count += 1
    return count


@numba.njit(cache=True, nogil=True)
def reach(root: int, may: Flags, start: Ints, index: Ints) -> Flags:
    """Return which units can be reached from a root over units that may be entered, n of booleans."""
    reached = np.zeros(len(may), np.bool_)
    if root < 0 or not may[root]:
        return reached
    stack = np.empty(len(may), np.int64)
    stack[0] = root
    reached[root] = True
    top = 1
    while top > 0:
        top -= 1
        u = stack[top]
        for e in range(start[u], start[u + 1]):
            v = index[e]
            if may[v] and not reached[v]:
                reached[v] = True
                stack[top] = v
                top += 1
    return reached


@numba.njit(cache=True, nogil=True)
def excess(load: Floats, capacity: Floats) -> float:
    """Return the pupils beyond the capacities of a site, over all layers (grades, years)."""
    total = 0.0
    for k in range(len(load)):
        if load[k] > capacity[k]:
            total += load[k] - capacity[k]
    return total


@numba.njit(cache=True, nogil=True)
def change(load: Floats, capacity: Floats, come: Floats, leave: Floats) -> float:
    """Return by how much the excess of a site changes when some pupils come and others leave."""
    total = 0.0
    for k in range(len(load)):
        now = load[k] - capacity[k]
        then = now + come[k] - leave[k]
        total += (then if then > 0.0 else 0.0) - (now if now > 0.0 else 0.0)
    return total


@numba.njit(cache=True, nogil=True)
def put(
    i: int, to: int, given: Ints, demand: Floats, load: Floats, member: Ints, place: Ints, size: Ints
) -> None:
    """Give unit i to a zone and keep loads and member lists right."""
    came = given[i]
    last = member[came, size[came] - 1]
    member[came, place[i]] = last
    place[last] = place[i]
    size[came] -= 1
    member[to, size[to]] = i
    place[i] = size[to]
    size[to] += 1
    for k in range(demand.shape[1]):
        load[came, k] -= demand[i, k]
        load[to, k] += demand[i, k]
    given[i] = to


@numba.njit(cache=True, nogil=True)
def target(i: int, given: Ints, start: Ints, index: Ints, near: Ints, contiguous: bool, state: Ints) -> int:
    """Return a random other zone for unit i: of a neighbour, or one of its near sites; −1 when the draw is its own."""
    if contiguous:
        degree = start[i + 1] - start[i]
        if degree == 0:
            return -1
        to = given[index[start[i] + below(state, degree)]]
    else:
        to = near[i, below(state, near.shape[1])]
    return to if to != given[i] else -1


@numba.njit(cache=True, nogil=True)
def anneal(
    cost: Floats, demand: Floats, capacity: Floats, root: Ints, movable: Ints, start: Ints, index: Ints, near: Ints,
    contiguous: bool, given: Ints, price: Floats, limits: Floats, moves: int, hot: float, cold: float, seed: int,
    shots: Ints, fall: float = FALL,
) -> tuple[Ints, float]:  # fmt: skip
    """Anneal from an assignment.

    Parameters
    ----------
    cost, demand, capacity
        n × m costs (infinite where forbidden), n × k demands and m × k capacities of the open sites in k layers (grades, years).
    root
        Unit on which each site stands, −1 for none.
    movable
        Units that may move, n of 0 or 1.
    start, index
        The map as compressed rows; near: n × k near sites, used without a map.
    contiguous
        Whether zones must stay in one piece with their school.
    given
        Where to begin, changed in place; there it also ends.
    price
        Price of a pupil beyond capacity at each site, changed in place.
    limits
        Lowest and highest price.
    moves
        Number of proposals.
    hot, cold
        First and last temperature, in units of the objective.
    seed
        Of the random numbers.
    shots
        k × n: filled with k looks at the assignment, spread over the moves.
    fall
        By what the price of a site that is not overfull is multiplied between two looks; 1 where prices stay up.

    Returns
    -------
    tuple
        Best feasible assignment (when none was met, the one with the fewest pupils beyond capacities), its cost (infinite when
        none was met).
    """
    n, m = cost.shape
    state = np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x1234567)
    for _ in range(8):
        draw(state)
    layers = demand.shape[1]
    load = np.zeros((m, layers))
    none = np.zeros(layers)
    bulk = np.zeros(layers)
    size = np.zeros(m, np.int64)
    member = np.empty((m, n), np.int32)
    place = np.zeros(n, np.int64)
    total = 0.0
    for i in range(n):
        j = given[i]
        load[j] += demand[i]
        member[j, size[j]] = i
        place[i] = size[j]
        size[j] += 1
        total += cost[i, j]
    over = 0.0
    for j in range(m):
        over += excess(load[j], capacity[j])
    stamp = np.zeros(n, np.int64)
    stack = np.empty(n, np.int64)
    piece = np.empty(PIECE + 1, np.int64)
    mark = 0
    best = given.copy()
    best_total = total if over < ROUNDING else np.inf
    least_over = over
    period = max(PERIOD, 3 * n)
    decay = (cold / hot) ** (float(period) / max(moves, period))
    heat = hot
    shot = 0
    for step in range(moves):
        if step % period == period - 1:
            heat *= decay
            for j in range(m):
                if excess(load[j], capacity[j]) > ROUNDING:
                    price[j] = min(price[j] * RISE, limits[1])
                else:
                    price[j] = max(price[j] * fall, limits[0])
            if shot < shots.shape[0] and step >= shot * moves // shots.shape[0]:
                shots[shot] = given
                shot += 1
        i = below(state, n)
        if movable[i] == 0:
            continue
        to = target(i, given, start, index, near, contiguous, state)
        if to < 0 or cost[i, to] == np.inf:
            continue
        came = given[i]
        d = demand[i]
        luck = -heat * np.log(share(state))
        gain = cost[i, to] - cost[i, came]
        left = change(load[came], capacity[came], none, d)
        come = change(load[to], capacity[to], d, none)
        if gain + price[came] * left + price[to] * come <= luck:
            if contiguous:
                mark += 1
                lost = cut_off(
                    i, came, root[came], start, index, given, size, member, stamp, mark, stack, piece
                )
                if lost < 0:
                    continue
                if lost > 0:
                    fixed = False
                    bulk[:] = d
                    for k in range(lost):
                        v = piece[k]
                        fixed = fixed or movable[v] == 0
                        gain += cost[v, to] - cost[v, came]
                        bulk += demand[v]
                    if fixed or gain == np.inf:
                        continue
                    left = change(load[came], capacity[came], none, bulk)
                    come = change(load[to], capacity[to], bulk, none)
                    if gain + price[came] * left + price[to] * come > luck:
                        continue
                    for k in range(lost):
                        put(piece[k], to, given, demand, load, member, place, size)
            put(i, to, given, demand, load, member, place, size)
            total += gain
            over += left + come
        else:
            # The unit alone is too dear: send another one on from where it goes (an empty zone has none).
            v, on = -1, -1
            if size[to] == 0:
                continue
            for _ in range(4):
                v = member[to, below(state, size[to])]
                if movable[v] == 0:
                    continue
                if contiguous or below(state, 2) == 0:
                    on = target(v, given, start, index, near, contiguous, state)
                else:
                    on = came
                if on >= 0:
                    break
            if on < 0 or cost[v, on] == np.inf:
                continue
            w = demand[v]
            gain += cost[v, on] - cost[v, to]
            here = change(load[to], capacity[to], d, w)
            if on == came:
                after = change(load[came], capacity[came], w, d)
                priced = price[to] * here + price[came] * after
            else:
                there = change(load[on], capacity[on], w, none)
                after = left + there
                priced = price[to] * here + price[came] * left + price[on] * there
            if gain + priced > luck:
                continue
            if contiguous:
                mark += 1
                if (
                    cut_off(i, came, root[came], start, index, given, size, member, stamp, mark, stack, piece)
                    != 0
                ):
                    continue
                put(i, to, given, demand, load, member, place, size)
                mark += 1
                lost = cut_off(v, to, root[to], start, index, given, size, member, stamp, mark, stack, piece)
                touching = False
                for e in range(start[v], start[v + 1]):
                    if given[index[e]] == on:
                        touching = True
                if lost != 0 or not touching:
                    put(i, came, given, demand, load, member, place, size)
                    continue
            else:
                put(i, to, given, demand, load, member, place, size)
            put(v, on, given, demand, load, member, place, size)
            total += gain
            over += here + after
        if over < ROUNDING and total < best_total - 1e-9:
            exact = 0.0
            for j in range(m):
                exact += excess(load[j], capacity[j])
            if exact < ROUNDING:
                best_total = total
                best[:] = given
            over = exact
        elif best_total == np.inf and over < least_over - 1e-9:
            least_over = over
            best[:] = given
    while shot < shots.shape[0]:
        shots[shot] = given
        shot += 1
    return best, best_total
