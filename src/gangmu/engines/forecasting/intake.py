"""Pupils who come from outside: the first grade from births, and grades that do not follow the one below from their own level.

Intake of a unit = level of its entry rate x births at the right distance. A unit's births going up by one per cent against all others
does not bring one per cent more pupils: families with small children move, and where births are many, many leave. How much it brings is
estimated from the history by regression over all units (dossier: seats and layout, 3.2 no. 1 and 3).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.history import Floats, History
from gangmu.engines.forecasting.levels import last_level, wandering

#: Ages at which a first grade may begin, in whole years between the year of birth and the year of entry.
AGES = range(2, 9)
#: A school year's children may be born in two years of the register: shares of the later one that are tried.
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
#: Before any history is seen: a unit's relative change of births brings so much, give or take.
RESPONSE, GIVE = 0.75, 0.25
#: Years over which changes are compared.
SPANS = (1, 2, 3)
#: A log change of intake this large is believed half: a school opened or a figure went astray.
UNUSUAL = 0.1
#: An age is compared with others where it has seen this share of the changes that the best known one has: where the register of births
#: begins late, the smallest ages have seen most, which is no merit.
COMPARED = 0.5


@dataclass(frozen=True)
class Intake:
    """The first grade ahead.

    Attributes
    ----------
    pupils
        Shape (horizon, units).
    age
        Years between births and entry, with the share of the following year's births; 0 where births were not used.
    share, response
        The share of the later year's births; what one per cent more births brings, in per cent.
    notes
        Chinese sentences for the reader of the answer.
    """

    pupils: Floats
    age: int = 0
    share: float = 0.0
    response: float = 0.0
    notes: tuple[str, ...] = field(default=())


def last_known(pupils: Floats) -> Floats:
    """Return the last figure of every cell that was not suppressed, shape (units, grades); 0 where all were."""
    found = np.zeros((len(pupils), pupils.shape[2]))
    for year in range(pupils.shape[1]):
        found = np.where(np.isnan(pupils[:, year]), found, pupils[:, year])
    return found


def level_cells(pupils: Floats) -> Floats:
    """Return every cell's filtered level, shape (units, grades): what it would be if nothing but its own past were known."""
    units, years, grades = pupils.shape
    now = last_known(pupils)
    out = now.copy()
    for grade in range(grades):
        sizes = np.nan_to_num(pupils[:, :, grade])
        logs = np.where(sizes > 0, np.log(np.maximum(sizes, 1e-9)), np.nan)
        level = last_level(logs, sizes, wandering(logs, sizes))
        out[:, grade] = np.where(now[:, grade] > 0, np.exp(np.nan_to_num(level)), 0.0)
    return out


def intake(known: History, births: Births | None, horizon: int) -> Intake:
    """Forecast the first grade.

    Parameters
    ----------
    known
        Ends with the origin.
    births
        Those known at the origin, and what the reader assumes beyond.
    horizon
        Years ahead.
    """
    flat = np.repeat(level_cells(known.pupils[:, :, :1])[None, :, 0], horizon, axis=0)
    if births is None:
        return Intake(flat)
    matched = match_births(known, births)
    if matched is None:
        return Intake(flat, notes=("出生数与历史数据没有共同的单位和年份，未使用",))
    return _from_births(known, matched, flat)


@dataclass(frozen=True)
class Matched:
    """Births brought to the units of a history.

    Attributes
    ----------
    counts
        Shape (units, years), persons; a unit without births of its own carries those of a wider area, of which only the change counts.
    own
        Shape (units,): the births are the unit's own.
    years
        Of the second axis, consecutive.
    assumed
        How many of the last years the reader assumed: they drive what is ahead, and nothing is learned from them.
    """

    counts: Floats
    own: NDArray[np.bool_]
    years: tuple[int, ...]
    assumed: int = 0


def match_births(known: History, births: Births) -> Matched | None:
    """Find for each unit its births: its own, else those of the units that name it as parent, else those of its parent, else the rest.

    The rest are births of places that the history does not name: what is left of the country is a better guess than no change at all.
    """
    by_name = dict(zip(births.units, births.counts, strict=True))
    below: dict[str, list[str]] = {}
    for unit, parent in zip(births.units, births.parents, strict=True):
        if parent:
            below.setdefault(parent, []).append(unit)

    def of(name: str) -> Floats | None:
        if name in by_name:
            counts: Floats = by_name[name]
        elif name in below:
            counts = _sum_of_parts(np.stack([by_name[unit] for unit in below[name]]))
        else:
            return None
        return counts

    found = [of(unit) for unit in known.units]
    own = np.array([counts is not None for counts in found])
    named = set(known.units) | {unit for name in known.units for unit in below.get(name, [])}
    others = [counts for unit, counts in by_name.items() if unit not in named]
    rest = np.nansum(others, axis=0) if others else None
    wider = [
        next((b for p in known.chain(parent) if (b := of(p)) is not None), rest) for parent in known.parents
    ]
    chosen = [a if a is not None else b for a, b in zip(found, wider, strict=True)]
    if not len(births.years) or all(counts is None for counts in chosen):
        return None
    blank = np.full(len(births.years), np.nan)
    table = np.stack([blank if counts is None else counts for counts in chosen])
    return Matched(np.where(table > 0, table, np.nan), own, births.years, births.assumed)


def _sum_of_parts(parts: Floats) -> Floats:
    """Return the births of a parent, shape (years,), from those of the units that name it, shape (units, years).

    Where one unit's register ends and another's begins the year after, they were merged, divided or renamed, and neither is missing on
    the other's side. Any other missing figure leaves the sum unknown: a sum without it would be a fall in births that never was.
    """
    parts = parts[~np.isnan(parts).all(axis=1)].copy()
    known = ~np.isnan(parts)
    first, last = known.argmax(axis=1), parts.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    begun, ended = set(first.tolist()), set(last.tolist())
    for row, begins, ends in zip(parts, first, last, strict=True):
        if begins - 1 in ended:
            row[:begins] = 0.0
        if ends + 1 in begun:
            row[ends + 1 :] = 0.0
    whole: Floats = parts.sum(axis=0) if len(parts) else np.full(parts.shape[1], np.nan)
    return whole


def _from_births(known: History, matched: Matched, flat: Floats) -> Intake:
    first = known.pupils[:, :, 0]
    sizes = np.nan_to_num(first)
    logs = np.where(sizes > 0, np.log(np.maximum(sizes, 1e-9)), np.nan)
    seen = np.array(known.years)
    fits = {}
    for age in AGES:
        for share in SHARES:
            fit = _response(logs, sizes, _log_births(matched, seen, age, share, known=True), matched.own)
            if fit is not None:
                fits[age, share] = fit
    if not fits:
        return Intake(flat, notes=("出生数覆盖的年份不足以估计入学率，未使用",))
    enough = COMPARED * max(fit[2] for fit in fits.values())
    age, share = min((key for key in fits if fits[key][2] >= enough), key=lambda key: fits[key][1])
    response = fits[age, share][0]
    ahead = np.arange(known.years[-1] + 1, known.years[-1] + 1 + len(flat))
    series = _log_births(matched, np.concatenate([seen, ahead]), age, share)
    common = _common(series, matched.own)
    driver = common + response * _carried(series - common)
    rate = logs - driver[:, : len(seen)]
    level = last_level(rate, sizes, wandering(rate, sizes))
    pupils = np.exp(level[:, None] + driver[:, len(seen) :]).T
    usable = ~np.isnan(pupils) & (last_known(known.pupils)[:, 0] > 0)
    notes = [
        f"首个年级按 {age}–{age + 1} 年前的出生数推算（后一年占 {share:.0%}），出生数相对变化 1% 带来 {response:.2f}% 的新生"
    ]
    beyond = known.years[-1] + len(flat) - age - matched.years[-1]
    if beyond > 0:
        notes.append(f"最后 {beyond} 年的适龄儿童尚未出生或没有出生数，按最近一年的出生数计算")
    return Intake(np.where(usable, np.nan_to_num(pupils), flat), age, share, response, tuple(notes))


def _log_births(
    matched: Matched, entry: NDArray[np.int_], age: int, share: float, known: bool = False
) -> Floats:
    """Return log births behind each entry year, shape (units, entry years).

    Beyond the last known year the last stays; where only what is `known` is asked for, there is nothing.
    """
    place = entry - age - matched.years[0]
    top = len(matched.years) - 1 - (matched.assumed if known else 0)
    early, late = np.clip(place, -1, top), np.clip(place + 1, -1, top)
    counts = (1 - share) * matched.counts[:, early] + share * matched.counts[:, late]
    unknown = (early < 0) | (late < 0) | ((place > top) if known else False)
    counts = np.where(unknown, np.nan, counts)
    return np.log(np.where(counts > 0, counts, np.nan))


def _common(series: Floats, own: NDArray[np.bool_]) -> Floats:
    """Return the log of all births together, shape (1, years); NaN before the first known year.

    Over the units that are known in every year; where there are none, linked from year to year over those known in both.
    """
    whole = ~np.isnan(series).any(axis=1)
    use = whole & own if (whole & own).any() else whole
    if use.any():
        together: Floats = np.log(np.exp(series[use]).sum(axis=0, keepdims=True))
        return together
    counts, linked = np.exp(series), np.full(series.shape[1], np.nan)
    known = ~np.isnan(series)
    for year in range(series.shape[1]):
        if year and not np.isnan(linked[year - 1]):
            both = known[:, year] & known[:, year - 1]
            change = np.log(counts[both, year].sum() / counts[both, year - 1].sum()) if both.any() else 0.0
            linked[year] = linked[year - 1] + change
        elif known[:, year].any():
            linked[year] = np.log(counts[known[:, year], year].sum())
    return linked[None]


def _carried(relative: Floats) -> Floats:
    """Fill what is unknown of a unit's relative births with the year before, else the first known year; 0 where none is known.

    A unit of which one year is suppressed still has its own size: without it the year would count as one of all births together.
    """
    known = ~np.isnan(relative)
    years = np.arange(relative.shape[1])
    before = np.maximum.accumulate(np.where(known, years, -1), axis=1)
    first = known.argmax(axis=1)[:, None]
    filled = np.take_along_axis(relative, np.where(before >= 0, before, first), axis=1)
    return np.nan_to_num(filled)


@dataclass(frozen=True)
class _Changes:
    """Changes over a span: of relative births, of intake, of all births; and their weights."""

    span: int
    births: Floats
    intake: Floats
    common: float
    weight: Floats


def _changes(logs: Floats, sizes: Floats, series: Floats, own: NDArray[np.bool_]) -> list[_Changes]:
    common = _common(series, own)
    relative = series - common
    counted = own if own.any() else np.ones(len(own), dtype=bool)
    found = []
    for span in SPANS:
        for year in range(series.shape[1] - span):
            births = relative[:, year + span] - relative[:, year]
            pupils = logs[:, year + span] - logs[:, year]
            good = counted & ~np.isnan(births) & ~np.isnan(pupils)
            if good.any():
                weight = sizes[good, year] / (1 + np.abs(pupils[good]) / UNUSUAL) ** 2
                shift = float(common[0, year + span] - common[0, year])
                found.append(_Changes(span, births[good], pupils[good], shift, weight))
    return found


def _response(
    logs: Floats, sizes: Floats, series: Floats, own: NDArray[np.bool_]
) -> tuple[float, float, int] | None:
    """Return how relative births move relative intake, the mean squared error of yearly changes and their number."""
    if (~np.isnan(series)).any(axis=0).sum() < 2:
        return None
    changes = _changes(logs, sizes, series, own)
    yearly = [one for one in changes if one.span == 1]
    if not yearly:
        return None
    xx = xy = yy = count = 0.0
    for one in changes:
        share = one.weight / one.weight.max()
        x = one.births - np.average(one.births, weights=share)
        y = one.intake - np.average(one.intake, weights=share)
        xx, xy, yy = xx + (share * x * x).sum(), xy + (share * x * y).sum(), yy + (share * y * y).sum()
        count += share.sum()
    noise = max(yy - xy * xy / xx, 0.0) / max(count, 1.0) if xx > 0 else 0.0
    pull = noise / GIVE**2
    response = float(np.clip((xy + pull * RESPONSE) / (xx + pull), 0.0, 1.25)) if xx + pull > 0 else RESPONSE
    squares = sum(
        (one.weight * (one.intake - one.common - response * one.births) ** 2).sum() for one in yearly
    )
    return response, float(squares / sum(one.weight.sum() for one in yearly)), len(yearly)
