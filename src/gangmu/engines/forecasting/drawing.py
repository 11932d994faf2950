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


@njit(inline="always", fastmath=True)
def grown(x: Any) -> Any:
    """Return exp(x) by four terms of its series; relative errors of a year are far below one."""
    rest = np.float32(1) + x * np.float32(1 / 3) * (np.float32(1) + x * np.float32(0.25))
    return np.float32(1) + x * (np.float32(1) + x * np.float32(0.5) * rest)


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


@njit(parallel=True, cache=True, fastmath=True)
def draw(
    order: Any,
    limits: Any,
    start: Any,
    flow: Any,
    base: Any,
    error: Any,
    shares: Any,
    stages: Any,
    seats: Any,
    years: Any,
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
    start, flow, base, error, shares
        As in `Course`; `shares` holds year, unit, stays.
    stages, seats
        Shapes (stages, grades) and (units, stages, horizon).
    years
        Shape (paths, horizon + 1): what a year does to all; the last column stays for the whole path.
    table, seed, marks
        Normal numbers; the seed; the ranks that are kept.
    mean, quantiles, over, together
        Written: shapes (units, stages, horizon), (marks, units, stages, horizon), as mean, (groups, stages, horizon, paths).
    """
    horizon, _, grades = flow.shape
    count = len(years)
    of_year, of_unit = np.float32(np.sqrt(shares[0])), np.float32(np.sqrt(shares[1]))
    of_cell = np.float32(np.sqrt(max(0.0, 1 - shares[0] - shares[1])))
    stay, fresh = np.float32(np.sqrt(shares[2])), np.float32(np.sqrt(1 - shares[2]))
    half, twice = np.float32(0.5), np.float32(2 * shares[2] * (shares[0] + shares[1]))
    for group in prange(len(limits) - 1):
        sums = np.zeros((len(stages), horizon, count), np.float32)
        age = np.ones((horizon, grades), np.float32)
        now, lasting = np.zeros(grades, np.float32), np.zeros(grades + 1, np.float32)
        counts, kept = np.zeros(BINS, np.int64), np.zeros(len(marks), np.float32)
        for place in range(limits[group], limits[group + 1]):
            unit = order[place]
            for year in range(horizon):
                for grade in range(grades):
                    followed = grade > 0 and flow[year, unit, grade] > 0
                    age[year, grade] = 1 + (age[year - 1, grade - 1] if followed and year else 0)
            for path in range(count):
                state = mixed(seed * STEP + np.uint64(unit)) + np.uint64(path) * LEAP
                pool, left = np.uint64(0), 0
                for grade in range(grades + 1):
                    if left == 0:
                        state += STEP
                        pool, left = mixed(state), DRAWS
                    lasting[grade] = stay * table[pool & MASK]
                    pool, left = pool >> BITS, left - 1
                for grade in range(grades):
                    now[grade] = start[unit, grade]
                for year in range(horizon):
                    state += STEP
                    pool, left = mixed(state), DRAWS
                    shared = of_year * (stay * years[path, horizon] + fresh * years[path, year])
                    shared += of_unit * (lasting[grades] + fresh * table[pool & MASK])
                    pool, left = pool >> BITS, left - 1
                    for grade in range(grades - 1, -1, -1):
                        if left == 0:
                            state += STEP
                            pool, left = mixed(state), DRAWS
                        z = shared + of_cell * (lasting[grade] + fresh * table[pool & MASK])
                        pool, left = pool >> BITS, left - 1
                        size = error[unit, grade]
                        below = now[grade - 1] if grade else np.float32(0)
                        expected = below * flow[year, unit, grade] + base[year, unit, grade]
                        # what stays adds up along a cohort: this keeps the mean of the paths at what is expected
                        centre = half * size * (1 + twice * (age[year, grade] - 1))
                        now[grade] = expected * grown(size * (z - centre))
                    for stage in range(len(stages)):
                        total = np.float32(0)
                        for grade in range(grades):
                            if stages[stage, grade]:
                                total += now[grade]
                        sums[stage, year, path] = total
            for stage in range(len(stages)):
                for year in range(horizon):
                    row = sums[stage, year]
                    limit, whole, above = seats[unit, stage, year], 0.0, 0
                    for path in range(count):
                        together[group, stage, year, path] += row[path]
                        whole += row[path]
                        above += row[path] > limit
                    mean[unit, stage, year] = whole / count
                    over[unit, stage, year] = above / count
                    ranked(row, marks, counts, kept)
                    for mark in range(len(marks)):
                        quantiles[mark, unit, stage, year] = kept[mark]
