"""The inner loop of scenario paths, compiled. Imported only where paths are drawn; the machine code is kept on disk."""

from typing import Any

import numpy as np
from numba import njit, prange

#: Normal numbers that one draw of 64 bits gives: five times twelve bits.
DRAWS = 5
MASK, BITS = np.uint64(4095), np.uint64(12)
STEP, LEAP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1342543DE82EF95)
#: Bins into which the figures of a node are counted to find their quantiles without sorting all.
BINS = 256


@njit(inline="always")
def mixed(state: Any) -> Any:
    """Return 64 well mixed bits (splitmix64; Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195)."""
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
def ranked(row: Any, marks: Any, counts: Any, out: Any) -> None:
    """Write the values at some ranks of a row, as sorting it would give them."""
    least, most = row.min(), row.max()
    if most <= least:
        out[:] = least
        return
    scale = np.float32(BINS - 1) / (most - least)
    counts[:] = 0
    for value in row:
        counts[int((value - least) * scale)] += 1
    before, place = 0, 0
    for mark in range(len(marks)):
        while before + counts[place] <= marks[mark]:
            before += counts[place]
            place += 1
        inside = np.empty(counts[place], np.float32)
        found = 0
        for value in row:
            if int((value - least) * scale) == place:
                inside[found] = value
                found += 1
        inside.sort()
        out[mark] = inside[marks[mark] - before]


@njit(inline="always", fastmath=True)
def passed_on(parts: Any, follows: Any, lasting: Any, table: Any, state: Any) -> Any:
    """Draw the next year of what lasts: the last part is common to all grades, the others go up with their cohorts.

    A cell that follows no cohort begins anew: were it to go on from itself, two grades would share what their size does not tell.
    The first grade follows none.

    `lasting` holds the shares that last, of the common part and of a cell's own, and what is drawn anew beside each.
    """
    grades = len(parts) - 1
    state += STEP
    pool, left = mixed(state), DRAWS
    parts[grades] = lasting[0] * parts[grades] + lasting[2] * table[pool & MASK]
    for grade in range(grades - 1, -1, -1):
        pool, left = pool >> BITS, left - 1
        if left == 0:
            state += STEP
            pool, left = mixed(state), DRAWS
        drawn = table[pool & MASK]
        parts[grade] = lasting[1] * parts[grade - 1] + lasting[3] * drawn if follows[grade] else drawn
    return state


@njit(parallel=True, cache=True, fastmath=True)
def draw(
    order: Any,
    limits: Any,
    middle: Any,
    size: Any,
    follows: Any,
    chains: Any,
    shared: Any,
    own: Any,
    lasting: Any,
    turbulence: Any,
    stages: Any,
    seats: Any,
    table: Any,
    seed: Any,
    marks: Any,
    mean: Any,
    quantiles: Any,
    over: Any,
    together: Any,
) -> None:
    """Draw the paths of all units and write what they say.

    Parameters
    ----------
    order, limits
        Units group by group, and where each group begins and ends.
    middle, size, follows
        Shapes (horizon, units, grades), twice, and (units, grades), as in `Course`.
    chains, shared, own
        Shapes (groups, heights), (nodes, horizon, 2), (groups, horizon, 2): the parts that errors consist of.
    lasting, turbulence
        Shapes (2, horizon), of the common part and of the cell's own; and (horizon, paths).
    stages, seats
        Shapes (stages, grades) and (units, stages, horizon).
    table, seed, marks
        Normal numbers; the seed; the ranks that are kept.
    mean, quantiles, over, together
        Written: shapes (units, stages, horizon), (marks, units, stages, horizon), as mean, (groups, stages, horizon, paths).
    """
    horizon, _, grades = middle.shape
    count = turbulence.shape[1]
    links = np.concatenate((lasting, np.sqrt(np.float32(1) - lasting * lasting)))
    upwards = np.arange(grades) > 0
    for group in prange(len(limits) - 1):
        sums = np.zeros((len(stages), horizon, count), np.float32)
        above = np.zeros((count, horizon, grades), np.float32)
        now, parts = np.zeros(grades, np.float32), np.zeros(grades + 1, np.float32)
        counts, kept = np.zeros(BINS, np.int64), np.zeros(len(marks), np.float32)
        for node in chains[group]:
            if node >= 0:
                for path in range(count):
                    state = mixed(seed * STEP + np.uint64(node)) + np.uint64(path) * LEAP
                    parts[:] = 0
                    for year in range(horizon):
                        state = passed_on(parts, upwards, links[:, year], table, state)
                        common = shared[node, year, 0] * parts[grades]
                        for grade in range(grades):
                            above[path, year, grade] += common + shared[node, year, 1] * parts[grade]
        for place in range(limits[group], limits[group + 1]):
            unit = order[place]
            for path in range(count):
                state = mixed(seed * STEP + np.uint64(unit)) + np.uint64(path) * LEAP
                parts[:] = 0
                for year in range(horizon):
                    state = passed_on(parts, follows[unit], links[:, year], table, state)
                    common, alone = own[group, year, 0] * parts[grades], own[group, year, 1]
                    wide = turbulence[year, path]
                    for grade in range(grades):
                        z = wide * (above[path, year, grade] + common + alone * parts[grade])
                        pupils = middle[year, unit, grade] + size[year, unit, grade] * z
                        now[grade] = max(pupils, np.float32(0))
                    for stage in range(len(stages)):
                        total = np.float32(0)
                        for grade in range(grades):
                            if stages[stage, grade]:
                                total += now[grade]
                        sums[stage, year, path] = total
            for stage in range(len(stages)):
                for year in range(horizon):
                    row = sums[stage, year]
                    limit, whole, exceeding = seats[unit, stage, year], 0.0, 0
                    for path in range(count):
                        together[group, stage, year, path] += row[path]
                        whole += row[path]
                        exceeding += row[path] > limit
                    mean[unit, stage, year] = whole / count
                    over[unit, stage, year] = exceeding / count
                    ranked(row, marks, counts, kept)
                    for mark in range(len(marks)):
                        quantiles[mark, unit, stage, year] = kept[mark]
