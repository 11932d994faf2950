"""Made-up counties with known laws, for tests and examples."""

from pathlib import Path

import numpy as np

from gangmu.engines.forecasting.births import Births
from gangmu.engines.forecasting.history import History

GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")


def county(
    schools: int = 24,
    zones: int = 3,
    years: int = 9,
    seed: int = 1,
    noise: float = 0.02,
    age: int = 6,
    response: float = 1.0,
) -> tuple[History, Births]:
    """Return a county whose schools keep their own ratios, whose zones drift, and whose intake follows births.

    Parameters
    ----------
    schools, zones, years
        Sizes; the history ends with 2024.
    seed
        The same seed makes the same county.
    noise
        Relative size of luck in a cell.
    age, response
        Years between births and entry; what one per cent more births brings.
    """
    random = np.random.default_rng(seed)
    known = tuple(range(2025 - years, 2025))
    born = tuple(range(known[0] - age - 6, 2025))
    relative = np.cumsum(random.normal(0, 0.04, (schools, len(born))), axis=1)
    common = 0.05 * np.sin(np.arange(len(born)) / 2)
    counts = 100 * np.exp(relative + common)
    rate = np.exp(random.normal(0, 0.1, schools))
    own = random.normal(0, 0.02, (schools, len(GRADES) - 1))
    drift = random.normal(0, 0.01, zones)
    zone = np.arange(schools) % zones
    pupils = np.zeros((schools, len(known) + 6, len(GRADES)))
    for place in range(pupils.shape[1]):
        year = known[0] - 6 + place
        index = born.index(year - age)
        first = rate * 100 * np.exp(response * relative[:, index] + common[index])
        pupils[:, place, 0] = first
        if place:
            ratio = np.exp(own + drift[zone][:, None] + random.normal(0, noise, own.shape))
            pupils[:, place, 1:] = pupils[:, place - 1, :-1] * ratio
    names = tuple(f"学校{place:02d}" for place in range(schools))
    parents = tuple(f"学区{number}" for number in zone)
    above = tuple((f"学区{number}", "全县") for number in range(zones))
    history = History(names, parents, known, GRADES, np.round(pupils[:, 6:]), above)
    return history, Births(names, ("",) * schools, born, np.round(counts))


def write_history(path: Path, history: History) -> Path:
    """Write a history in the form that is read."""
    lines = ["unit,parent,year,grade,pupils"]
    for grade_place, grade in enumerate(history.grades):
        for unit, parent, rows in zip(history.units, history.parents, history.pupils, strict=True):
            for year, row in zip(history.years, rows, strict=True):
                if not np.isnan(row[grade_place]):
                    lines.append(f"{unit},{parent},{year},{grade},{row[grade_place]:.0f}")
    for name, parent in history.above:
        year = history.years[-1]
        whole = np.nansum(history.pupils[history.aggregates()[name], -1], axis=0)
        lines += [f"{name},{parent},{year},{g},{w:.0f}" for g, w in zip(history.grades, whole, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_births(path: Path, births: Births) -> Path:
    """Write births in the form that is read."""
    lines = ["unit,year,births"]
    for unit, row in zip(births.units, births.counts, strict=True):
        lines += [f"{unit},{year},{count:.0f}" for year, count in zip(births.years, row, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
